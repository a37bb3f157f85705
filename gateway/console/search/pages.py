"""찾기: the route of the words in the header, over every register that the asker may read (DIR-21, ORG-06)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from gateway.answers.people import READERS
from gateway.console.org.options import open_people
from gateway.console.rendering import ConsoleRoute, list_pages, show
from gateway.console.search.laying import (
    SHORTEST,
    Group,
    find_named,
    group_departments,
    group_directives,
    group_meetings,
    group_people,
    group_reports,
    squeeze,
)
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.labels import POST_LABELS
from gateway.queries import (
    assignment,
    department,
    directive_board,
    directive_counts,
    finding,
    person,
    quarterly_report,
    rows,
)
from gateway.queries.directive_board import Filter
from gateway.queries.finding import MOST

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get("/search")
async def search(request: Request, visit: SignedIn, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Show what the words are found in, by kind, with counts; only what the asker may read."""
    words = q.replace("\x00", "").strip()
    is_short = 0 < len(squeeze(words)) < SHORTEST
    groups = await _find(request, visit, words) if words and not is_short else []
    return await show(
        request,
        "search.html",
        asked=words,
        groups=[group for group in groups if group.total],
        total=sum(group.total for group in groups),
        is_short=is_short,
        finds_people=visit.session.principal.role in READERS,
    )


async def _find(request: Request, visit: Visit, words: str) -> list[Group]:
    principal, today = visit.session.principal, visit.today
    pages = list_pages(request)
    async with visit.gate.reading() as snapshot:
        wanted = Filter(today, principal, q=words, limit=MOST)
        page = await directive_board.list_directives(snapshot, wanted)
        total = (await directive_counts.count_directives(snapshot, wanted, page)).matching
        departments = await finding.find_departments(snapshot, words, today)
        teams = await finding.find_teams(snapshot, words, today)
        names = await department.find_names(snapshot, {row.department for row in teams.rows})
        meetings = await finding.find_meetings(snapshot, words)
        reports = await quarterly_report.list_reports(snapshot)
        people = await _find_people(visit, snapshot, words, today)
    return [
        group_directives(page.items, total, words),
        group_departments(departments, teams, names),
        *people,
        group_meetings(meetings, has_page=any(path.startswith("/meetings/{") for path in pages)),
        group_reports(reports, words, has_page=any(path.startswith("/reports/{") for path in pages)),
    ]


async def _find_people(visit: Visit, snapshot: Snapshot, words: str, today: date) -> list[Group]:
    """Return the people with the words in their name: names are sealed, so they are opened before they are compared."""
    principal = visit.session.principal
    if principal.role not in READERS:
        return []
    known = await rows.list_all(snapshot, person.VIEW, [], [person.TABLE.c.person])
    named = find_named(await open_people(visit.gate, principal, known), words)
    columns = assignment.TABLE.c
    valid = [*rows.is_valid_on(assignment.VIEW, today), columns.person.in_([each.person for each in named[:MOST]])]
    posts = await rows.list_all(snapshot, assignment.VIEW, valid, [columns.valid_from, columns.assignment])
    names = await department.find_names(snapshot, {row.department or "" for row in posts})
    held = {
        row.person: (row.department or "", f"{names.get(row.department or '', '')} {_(POST_LABELS[row.post])}".strip())
        for row in posts
    }
    return [group_people(named, held)]
