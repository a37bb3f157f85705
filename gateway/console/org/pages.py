"""조직·사람: the routes of the organisation of a day, one department, and the lists behind them."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.registry import RegisterDepartment
from gateway.answers.organisation import compare
from gateway.console.forms import read_day
from gateway.console.org.acts import ACTS
from gateway.console.org.effects import OPEN, list_posts
from gateway.console.org.laying import lay_out_groups, lay_out_seats, link_department
from gateway.console.org.lists import REGISTERS, SIZE, list_post_acts, list_registers
from gateway.console.org.options import open_people
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.queries import concurrence, deadline_load, department, department_counts, person, rows, team
from gateway.queries.metadata import find_position
from gateway.views.team import Row as Team

CONTEXT: Final = "registry"

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]


@router.get("/org")
async def show_organisation(
    request: Request, visit: SignedIn, as_of: Words = "", q: Words = "", done: Words = ""
) -> Response:
    """Show the departments of a day by kind, counted beside what is declared (ORG-01 to ORG-05)."""
    today = visit.today
    day, words = read_day(as_of) or today, q.replace("\x00", "").strip()
    async with visit.gate.reading() as snapshot:
        found = await department.list_departments(snapshot, day)
        teams = await _list_teams(snapshot, day)
        declared = await department_counts.find_declared(snapshot, day)
        position = await department.find_reflected(snapshot)
    return await show(
        request,
        "org.html",
        groups=lay_out_groups(found, teams, words, day, today),
        counts=compare(day, found, declared),
        day=day,
        today=today,
        wrong=bool(as_of) and read_day(as_of) is None,
        words=words,
        registers=list_registers(visit.session.principal.role),
        may_change=visit.may_send(RegisterDepartment),
        done=ACTS.get(done),
        position=position,
    )


@router.get("/org/list/{slug}")
async def show_list(
    request: Request,
    visit: SignedIn,
    slug: str,
    cursor: Annotated[str, Query(max_length=1_000)] = "",
    done: Words = "",
) -> Response:
    """Show one of the lists behind the organisation."""
    register = REGISTERS.get(slug)
    if register is None:
        raise Rejected("NOT_FOUND", _("그런 목록이 없습니다. 조직 화면에서 고르세요."))
    if visit.session.principal.role not in register.roles:
        raise Rejected("NOT_PERMITTED", _("사람의 이름은 기획감사실에만 보입니다."))
    place = rows.Place(SIZE, cursor or None, slug, is_falling=slug in {"delegations", "counts"})
    async with visit.gate.reading() as snapshot:
        listed = await register.load(visit, snapshot, place)
    may_change = visit.may_send(RegisterDepartment)
    return await show(
        request,
        "org_list.html",
        register=register,
        registers=list_registers(visit.session.principal.role),
        listed=listed,
        is_first=not cursor,
        acts=[ACTS[each] for each in register.acts] if may_change else [],
        done=ACTS.get(done),
        position=listed.position,
    )


@router.get("/org/{code}")
async def show_department(
    request: Request, visit: SignedIn, code: str, as_of: Words = "", done: Words = ""
) -> Response:
    """Show one department as of a day: names, teams, posts, what it has to do (ORG-01, ORG-05, ORG-06, ORG-09)."""
    today = visit.today
    day = read_day(as_of) or today
    principal = visit.session.principal
    async with visit.gate.reading() as snapshot:
        row = await department.find_department(snapshot, code)
        if row is None:
            raise Rejected("NOT_FOUND", _("그런 부서가 없습니다. 조직 화면에서 이름으로 찾아보세요."))
        lineage = await department.list_lineage(snapshot, row.lineage)
        parent = await department.find_department(snapshot, row.parent) if row.parent else None
        children = await department.list_children(snapshot, code, day)
        teams = [each for each in await _list_teams(snapshot, day) if each.department == code]
        posts = await list_posts(snapshot, code, day)
        people = await person.find_people(snapshot, [each.person for each in posts])
        asked = await concurrence.list_of_department(snapshot, code)
        names = await department.find_names(snapshot, {each.by or "" for each in asked})
        states = await deadline_load.count_states(snapshot, code)
        position = await find_position(snapshot, department.VIEW.name, CONTEXT)
    opened = await open_people(visit.gate, principal, list(people.values()))
    may_change = visit.may_send(RegisterDepartment)
    return await show(
        request,
        "org_department.html",
        row=row,
        lineage=[(each, link_department(each.code, day, today)) for each in lineage],
        parent=parent,
        children=[(each, link_department(each.code, day, today)) for each in children],
        teams=teams,
        seats=lay_out_seats(
            posts, {who: name for who, (name, _email) in opened.items()}, {t.code: t.name for t in teams}
        ),
        post_acts=list_post_acts if may_change else None,
        shows_names=bool(opened),
        concurrences=asked,
        names=names,
        states=[(state, states[state]) for state in OPEN if state in states],
        open_count=sum(states.values()),
        day=day,
        today=today,
        exists=row.exists_on(day),
        wrong=bool(as_of) and read_day(as_of) is None,
        may_change=may_change,
        acts=ACTS,
        done=ACTS.get(done),
        position=position,
    )


async def _list_teams(snapshot: Snapshot, day: date) -> list[Team]:
    valid, place = rows.is_valid_on(team.VIEW, day), rows.Place(limit=department.MOST)
    return (await rows.list_page(snapshot, team.VIEW, valid, [team.TABLE.c.code], place)).rows
