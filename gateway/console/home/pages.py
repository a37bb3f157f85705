"""Route of 내 할 일, the first page of everybody who works here."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.calendar.periods import Precision, find_period
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.home import laying as home
from gateway.console.home.parts import Ground, Home, Way
from gateway.console.meetings.briefing import RETURNED_OFTEN, Whose, list_late
from gateway.console.memo.laying import count_minutes_left
from gateway.console.rendering import ConsoleRoute, go, is_part, list_pages, show
from gateway.console.visits import SignInNeeded, Visit, find_session, require_visit
from gateway.console.welcome.pages import find_front
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.queries import concurrence, directive_desk
from gateway.queries.department import find_names
from gateway.queries.directive_board import Filter, Item, find_reflected, list_directives
from gateway.queries.directive_counts import count_directives
from gateway.queries.directive_desk import MOST
from gateway.queries.directive_moves import find_causes
from gateway.queries.directive_quarters import find_tally
from gateway.queries.holiday import load_calendar
from gateway.rights import find_right

RUNNING: Final = ("SHARED", "REPORTED", "IN_PROGRESS", "OUTCOME_SUBMITTED", "RETURNED")
WATCHING: Final = (
    ("열람기록", "/reads", "감사 전용 지시를 누가 열어 보았는지 봅니다."),
    ("운영", "/operations", "서비스 상태, 멈춘 처리, 되돌릴 것을 봅니다."),
    ("지시사항", "/directives", "지난 어느 날의 목록도 날짜를 골라 다시 봅니다."),
    ("보고서", "/reports", "발행한 분기 보고서와 그 증명을 확인합니다."),
    ("조직", "/org", "부서, 사람, 직무대리의 변동을 봅니다."),
)
"""What fits those who look after the house: label, address, what is there."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get("/")
async def open_home(request: Request) -> Response:
    """Show what is to be done, or the way in; a part of it when htmx refreshes it."""
    if await find_session(request) is None:
        if is_part(request):
            raise SignInNeeded  # the page says so itself: what leads in must not come into its middle
        return go(await find_front(request))
    visit = await require_visit(request)
    if visit.session.principal.role is Role.EVALUATOR:
        return go("/scorecards")
    today = visit.today
    async with visit.gate.reading() as snapshot:
        ground = Ground(today, await load_calendar(snapshot, today), list_pages(request))
        page = await _lay_out(snapshot, visit, ground)
        position = await find_reflected(snapshot)
    template = "_home.html" if is_part(request) else "home.html"
    return await show(request, template, home=page, today=today, position=position)


async def _lay_out(snapshot: Snapshot, visit: Visit, ground: Ground) -> Home:
    principal = visit.session.principal
    match principal.role:
        case Role.OFFICER if principal.department is not None:
            return await _lay_out_officer(snapshot, principal, principal.department, ground)
        case Role.OPERATOR:
            return await _lay_out_operator(snapshot, visit, ground)
        case Role.MAYOR | Role.EXECUTIVE:
            return await _lay_out_mayor(snapshot, principal, ground)
        case _:
            backdated = (
                await directive_desk.list_backdated(snapshot, principal) if principal.role is Role.AUDITOR else []
            )
            return home.lay_out_watcher(_list_ways(principal.role, ground), backdated, ground)


async def _lay_out_officer(snapshot: Snapshot, principal: Principal, code: str, ground: Ground) -> Home:
    mine = [
        *await _list(snapshot, principal, ground, states=RUNNING, lead=code, sort="due"),
        *await _list(snapshot, principal, ground, states=RUNNING, addressee=code, sort="due"),
    ]
    items = list({item.directive: item for item in mine}.values())
    led = {item.directive for item in items}
    supporting = await directive_desk.list_supporting(snapshot, principal, code)
    asked = await concurrence.list_of_department(snapshot, code)
    waiting = [row for row in asked if home.is_waiting_for(row, code)]
    names = await find_names(snapshot, {row.by for row in waiting if row.by})
    new = [item for item in supporting if item.directive not in led]
    return home.lay_out_officer(items, new, waiting, code, names, ground)


async def _lay_out_operator(snapshot: Snapshot, visit: Visit, ground: Ground) -> Home:
    principal = visit.session.principal
    quarter = find_period(Precision.QUARTER, ground.today).value
    return home.lay_out_operator(
        await _list(snapshot, principal, ground, states=("ISSUED",), sort="share_due"),
        await _list(snapshot, principal, ground, states=("OUTCOME_SUBMITTED",), sort="number"),
        await _list(snapshot, principal, ground, overdue="report", sort="report_due"),
        quarter,
        (await find_tally(snapshot, quarter)).missing,
        count_minutes_left(visit.moment.at, ground.calendar),
        ground,
    )


async def _lay_out_mayor(snapshot: Snapshot, principal: Principal, ground: Ground) -> Home:
    found = [item for whose in Whose for item in await _list(snapshot, principal, ground, overdue=whose, sort="due")]
    items = list({item.directive: item for item in found}.values())
    causes = await find_causes(snapshot, [item.directive for item in items])
    names = await find_names(snapshot, {code for item in items for code in (item.lead, *item.replies) if code})
    late = list_late(items, names, causes, today=ground.today, calendar=ground.calendar)
    returned = await directive_desk.list_returned(snapshot, principal, RETURNED_OFTEN)
    every = Filter(ground.today, principal)
    counts = (await count_directives(snapshot, every)).counts
    near = [(await count_directives(snapshot, wanted)).matching for wanted in home.choose_days(ground.today, principal)]
    return home.lay_out_mayor(counts, late, returned, near, ground)


async def _list(snapshot: Snapshot, principal: Principal, ground: Ground, **chosen: object) -> list[Item]:
    wanted = Filter(ground.today, principal, limit=MOST, **chosen)  # type: ignore[arg-type]  # names of its fields
    return (await list_directives(snapshot, wanted)).items


def _list_ways(role: Role, ground: Ground) -> list[Way]:
    return [
        Way(_(label), path, _(text))
        for label, path, text in WATCHING
        if path in ground.pages and role in find_right({"GET"}, path).roles
    ]
