"""Routes of the board: its rows now and then, named boards, and what is done with several directives at once."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from contracts.directives import IssueDirective
from contracts.errors import STATUS_OF_CODE, Rejected, Status
from gateway.answers.directives import show as show_answer
from gateway.auth import Principal
from gateway.console.directives import board
from gateway.console.directives.acts import BY_NAME, Act
from gateway.console.directives.board_rows import list_rows
from gateway.console.directives.forms import Entry, Offers, check_entry, make_command, read_entry
from gateway.console.directives.reading import list_quarters, read_past
from gateway.console.forms import read_field
from gateway.console.present import Chip, ChipKind, state_chip
from gateway.console.rendering import ConsoleRoute, explain, go, is_part, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.drafts import SavedView
from gateway.gate import Snapshot
from gateway.labels import DEPARTMENT_KIND_LABELS
from gateway.queries import department as departments_of
from gateway.queries import holiday
from gateway.queries import team as teams_of
from gateway.queries.department import list_departments
from gateway.queries.directive_board import (
    Filter,
    Item,
    Page,
    find_directive,
    list_directives,
)
from gateway.queries.directive_counts import Totals, count_directives
from gateway.queries.directive_origins import Origin, list_origins
from gateway.queries.history import Cut
from gateway.queries.holiday import load_calendar
from gateway.queries.kept import read_kept
from gateway.queries.past_board import find_boards
from gateway.queries.team import list_teams
from gateway.views import department, team
from infra.clock import SEOUL, make_id

BULK: Final = ("share", "accept", "check", "acknowledge")
"""What may be done with several at once."""
MOST: Final = 50
"""Directives of one bulk: a page of the board."""
VERSION: Final = re.compile(r"[0-9]{1,15}")
"""A stream's, as gateway/access.py takes it."""
NAME_LIMIT: Final = 40
"""infra/sql/gateway/0013_drafts.sql."""
EXPORTS: Final = (("xlsx", "엑셀(xlsx)"), ("csv", "CSV"), ("hwpx", "한글(hwpx)"))

router = APIRouter(prefix="/directives", route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_board(request: Request, visit: SignedIn, query: Annotated[board.Query, Query()]) -> Response:
    """Show the board; a part of it when htmx refreshes it (DIR-12, DIR-14, DIR-21)."""
    today = visit.today
    cut = await read_past(visit, query.as_of, query.known_at)
    day = min(today, cut.as_of.astimezone(SEOUL).date()) if cut.as_of else today
    principal = visit.session.principal
    async with visit.gate.reading() as snapshot:
        page, totals = await _read_rows(request, snapshot, query, query.choose(day, principal), cut)
        calendar = await read_kept(snapshot, ("calendar", day), (holiday.VIEW,), lambda: load_calendar(snapshot, day))
        menus = NO_MENUS if is_part(request) else await _read_menus(snapshot, principal, day)
    own = await visit.gate.drafts.list_views(principal.user)
    laid_out = board.lay_out_board(page, totals, query, day, calendar)
    bulk = [] if cut else list_bulk(visit)
    response = await show(
        request,
        "_board.html" if is_part(request) else "directives.html",
        status=200,
        board=laid_out,
        rows=list_rows(laid_out.lines, query, has_ticks=bool(bulk)),
        query=query,
        views=board.list_views(principal, today, query, own),
        bulk=bulk,
        departments=menus.departments,
        teams=[row for row in menus.teams if row.department == query.lead],
        origins=board.list_origin_choices(menus.origins, query.origin),
        quarters=list(list_quarters(date(today.year - 1, 1, 1), today)),
        may_issue=visit.may_send(IssueDirective),
        sorts=board.SORTS,
        exports=_list_exports(request, query),
        page_size=board.PAGE_SIZE,
        day=day,
        cut=cut,
        is_part=is_part(request),
    )
    if request.headers.get("hx-source", "").startswith("form"):
        response.headers["HX-Push-Url"] = query.link()
    return response


@dataclass(frozen=True, slots=True)
class Menus:
    """What the conditions of a whole page are picked from."""

    departments: Sequence[department.Row]
    teams: Sequence[team.Row]
    origins: Sequence[Origin]


NO_MENUS: Final = Menus((), (), ())


async def _read_menus(snapshot: Snapshot, reader: Principal, day: date) -> Menus:
    """Return the menus of a day; which origins there are depends on who asks."""
    departments = read_kept(
        snapshot, ("departments", day), (departments_of.VIEW,), lambda: list_departments(snapshot, day)
    )
    teams = read_kept(snapshot, ("teams", day), (teams_of.VIEW,), lambda: list_teams(snapshot, day))
    return Menus(await departments, await teams, await list_origins(snapshot, reader))


async def _read_rows(
    request: Request, snapshot: Snapshot, query: board.Query, wanted: Filter, cut: Cut
) -> tuple[Page, Totals]:
    if not cut:
        page = await list_directives(snapshot, wanted)
        return page, await count_directives(snapshot, wanted, page)
    skip = int(query.cursor) if query.cursor.isascii() and query.cursor.isdecimal() else 0
    return await find_boards(request.app.state).list_past(snapshot, replace(wanted, cursor=None), cut, skip)


def list_bulk(visit: Visit) -> list[Act]:
    """Return what a role may do with several directives at once."""
    return [BY_NAME[name] for name in BULK if visit.may_send(BY_NAME[name].command)]


def _list_exports(request: Request, query: board.Query) -> list[tuple[str, str]]:
    """Return the files that this build gives the board's rows as: address and word."""
    there: frozenset[str] = getattr(request.app.state, "pages", frozenset())
    whole = {f"/directives/export.{ending}" for ending, _word in EXPORTS}
    is_there = bool(there & whole) or "/directives/export.{ending}" in there
    return [(query.link_export(ending), word) for ending, word in EXPORTS] if is_there and not query.is_past else []


@router.post("/views")
async def save_view(request: Request, visit: SignedIn) -> Response:
    """Name the conditions of a board, or forget a name."""
    form = await request.form()
    require_token(request, visit.session, form)
    query = board.read_query({name: read_field(form, name) for name in (*board.Query.list_filters(), "sort")})
    name, account = read_field(form, "name")[:NAME_LIMIT], visit.session.principal.user
    if read_field(form, "do") == "drop":
        await visit.gate.drafts.drop_view(account, name)
        return go(board.PATH)
    if name and not await visit.gate.drafts.save_view(account, SavedView(name, query.spell())):
        raise Rejected("BAD_SHAPE", _("이름을 붙인 목록은 12개까지입니다. 쓰지 않는 것을 지우고 다시 하세요."))
    return go(query.link())


@dataclass(frozen=True, slots=True)
class Planned:
    """One directive of a bulk: what will happen with it, or what has."""

    item: Item
    state: Chip
    may: bool
    says: str


@router.post("/bulk")
async def act_on_several(request: Request, visit: SignedIn) -> Response:
    """Ask what shall happen with the chosen directives, then do it, each by itself; say what became of each."""
    form = await request.form()
    require_token(request, visit.session, form)
    act = BY_NAME.get(read_field(form, "act"))
    if act is None:
        raise Rejected("BAD_SHAPE", _("할 일을 고르지 않았습니다. 목록에서 다시 고르세요."))
    if act not in list_bulk(visit):
        raise Rejected("NOT_PERMITTED", _("여러 건을 한꺼번에 할 수 없는 일입니다. 하나씩 열어서 하세요."))
    chosen = list(dict.fromkeys(str(value) for value in form.getlist("chosen")))[:MOST]
    today = visit.today
    async with visit.gate.reading() as snapshot:
        departments = await list_departments(snapshot, today)
        items = [item for each in chosen if (item := await _find(snapshot, visit, each)) is not None]
    offers = Offers(
        departments={row.code: row.name for row in departments},
        quarters=tuple(list_quarters(date(today.year - 1, 1, 1), today)),
    )
    entry = read_entry(act, form)
    planned = [_plan(visit, act, item) for item in items]
    errors = check_entry(act, entry, offers) if read_field(form, "do") == "sure" else {}
    is_sent = read_field(form, "do") == "sure" and not errors and any(each.may for each in planned)
    if is_sent:
        planned = await _carry_out(visit, act, entry, planned, form)
    return await _show_bulk(request, act, entry.with_errors(errors), planned, offers, departments, is_sent=is_sent)


async def _show_bulk(
    request: Request,
    act: Act,
    entry: Entry,
    planned: list[Planned],
    offers: Offers,
    departments: list[department.Row],
    *,
    is_sent: bool,
) -> Response:
    labels = DEPARTMENT_KIND_LABELS.items()
    groups = ((label, [row for row in departments if row.kind == kind]) for kind, label in labels)
    return await show(
        request,
        "directive_bulk_done.html" if is_sent else "directive_bulk.html",
        status=422 if entry.errors else 200,
        act=act,
        entry=entry if entry.key else replace(entry, key=str(make_id())),
        planned=planned,
        able=sum(each.may for each in planned),
        kinds=[(label, rows) for label, rows in groups if rows],
        offers=offers,
        files={},
        targets=[],
        words="",
    )


async def _find(snapshot: Snapshot, visit: Visit, directive: str) -> Item | None:
    try:
        return await find_directive(snapshot, str(UUID(directive)), visit.session.principal)
    except ValueError:
        return None


def _plan(visit: Visit, act: Act, item: Item) -> Planned:
    may = act.name in show_answer(item, visit.session.principal).allowed
    says = _(act.label) if may else _("지금 상태에서는 할 수 없어 건너뜁니다")
    return Planned(item, state_chip(item.state), may, says)


async def _carry_out(visit: Visit, act: Act, entry: Entry, planned: list[Planned], form: FormData) -> list[Planned]:
    """Send one command a directive, in the version that the person saw, and return what became of each."""
    command = make_command(act, entry)
    if command is None:
        return [replace(each, may=False, says=_("저장할 수 없는 글자가 있습니다.")) for each in planned]
    seen = read_versions(str(value) for value in form.getlist("seen"))

    async def carry_out_one(each: Planned) -> Planned:
        if not each.may:
            return each
        directive = each.item.directive
        try:
            await visit.gate.send(
                visit.session.principal,
                command,
                key=f"{entry.key}/{directive}",
                subject=UUID(directive),
                if_match=seen.get(directive) if act.is_of_version else None,
            )
        except Rejected as rejected:
            chip, says = explain_refusal(rejected)
            return replace(each, may=False, says=says, state=chip)
        return replace(each, says=_("처리함"), state=Chip(ChipKind.DONE, _("처리함"), _(act.label)))

    return list(await asyncio.gather(*(carry_out_one(each) for each in planned)))


def read_versions(seen: Iterable[str]) -> dict[str, int]:
    """Return the versions that a person saw, by directive, as the form has them: `<id>:<version>`.

    Raises: Rejected with BAD_SHAPE for what is none: it must not pass for a directive that was not looked at.
    """
    pairs = [each.partition(":")[::2] for each in seen]
    if not all(VERSION.fullmatch(version) for _directive, version in pairs):
        raise Rejected("BAD_SHAPE", _("화면을 다시 열어 한 번 더 하세요."))
    return {directive: int(version) for directive, version in pairs}


def explain_refusal(rejected: Rejected) -> tuple[Chip, str]:
    """Return how one directive of a bulk that was not done looks, and why; what may be done is not called undone."""
    status = STATUS_OF_CODE[rejected.code]
    title = f"{status} {rejected.code}"
    if status == Status.EXPIRED:
        return Chip(ChipKind.WAITING, _("결과를 모름"), title), explain(rejected).cause
    if rejected.code == "VERSION_CONFLICT":
        says = _("그사이 다른 사람이 먼저 처리했습니다. 지시를 열어 확인하세요.")
    else:
        says = explain(rejected).cause
    return Chip(ChipKind.RETURNED, _("처리하지 못함"), title), says
