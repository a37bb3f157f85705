"""달력: the routes of a month, a year, the counting of deadlines, and the policies by which they are set."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.calendar.policies import DeadlinePolicy, Rule
from contracts.registry import AdoptDeadlinePolicy, DeclareHoliday
from gateway.console.calendar import count as calendar_count
from gateway.console.calendar import laying as calendar
from gateway.console.org.acts import ACTS
from gateway.console.rendering import ConsoleRoute, list_pages, show
from gateway.console.visits import SignedIn
from gateway.labels import RULE_LABELS
from gateway.queries import deadline_load, deadline_policy, election, holiday, meeting
from gateway.queries.metadata import find_position

CONTEXT: Final = "registry"
MEETING: Final = "/meetings/{meeting}"
"""The page of one meeting, where this build has it."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]


@router.get("/calendar")
async def show_month(request: Request, visit: SignedIn, month: Words = "", done: Words = "") -> Response:
    """Show a month: holidays, elections, blackout, meetings, the load of deadlines (CAL-01, CAL-02, CAL-10)."""
    today = visit.today
    asked = calendar.read_month(month, today)
    shown = asked or calendar.Month(today.year, today.month)
    first, last = calendar.find_edges(shown)
    async with visit.gate.reading() as snapshot:
        facts = calendar.Facts(
            await holiday.list_between(snapshot, first, last),
            await election.list_around(snapshot, first, last),
            await deadline_load.count_due(snapshot, first, last),
            await meeting.list_around(snapshot, first, last),
        )
        position = await find_position(snapshot, holiday.VIEW.name, CONTEXT)
    return await show(
        request,
        "calendar.html",
        sheet=calendar.lay_out_month(shown, facts, today),
        earlier=shown.move(-1),
        later=shown.move(1),
        today=today,
        wrong=bool(month) and asked is None,
        has_meetings=any(path.startswith("/meetings/{") for path in list_pages(request)),
        may_change=visit.may_send(DeclareHoliday),
        acts=ACTS,
        done=ACTS.get(done),
        position=position,
    )


@router.get("/calendar/year")
async def show_year(request: Request, visit: SignedIn, year: Words = "") -> Response:
    """Show the holidays of a year by month, with its elections (CAL-01)."""
    today = visit.today
    asked = calendar.read_year(year)
    shown = today.year if asked is None else asked
    first, last = date(shown, 1, 1), date(shown, 12, 31)
    async with visit.gate.reading() as snapshot:
        holidays = await holiday.list_between(snapshot, first, last)
        elections = await election.list_around(snapshot, first, last)
        position = await find_position(snapshot, holiday.VIEW.name, CONTEXT)
    return await show(
        request,
        "calendar_year.html",
        sheet=calendar.lay_out_year(shown, holidays, elections),
        today=today,
        wrong=bool(year) and asked is None,
        may_change=visit.may_send(DeclareHoliday),
        acts=ACTS,
        position=position,
    )


@router.get("/calendar/count")
async def count_deadline(
    request: Request, visit: SignedIn, query: Annotated[calendar_count.Query, Query()]
) -> Response:
    """Count a deadline, a span, and check a weekday (CAL-03 to CAL-05, CAL-08)."""
    today = visit.today
    async with visit.gate.reading() as snapshot:
        known = await holiday.load_known(snapshot)
        policies = await deadline_policy.load_policies(snapshot)
        position = await find_position(snapshot, holiday.VIEW.name, CONTEXT)
        counted = calendar_count.count(query, policies, known, {})
        if isinstance(counted, calendar_count.Counted) and counted.skipped:
            days = counted.skipped[0].day, counted.skipped[-1].day
            names = {row.day: row.name for row in await holiday.list_between(snapshot, *days)}
            counted = calendar_count.count(query, policies, known, names)
    return await show(
        request,
        "calendar_count.html",
        query=query,
        counted=counted,
        span=calendar_count.count_span(query, known),
        period=calendar_count.check_weekday(query, today.year),
        is_wrong=lambda answer: isinstance(answer, calendar_count.Wrong),
        choices=sorted({each.id for each in policies if each.rule is not Rule.NONE}),
        rules={rule: RULE_LABELS[rule] for rule in calendar_count.FREE},
        today=today,
        position=position,
    )


@router.get("/calendar/policies")
async def show_policies(request: Request, visit: SignedIn, done: Words = "") -> Response:
    """Show every version of every policy; those that are set already keep theirs (CAL-12)."""
    today = visit.today
    async with visit.gate.reading() as snapshot:
        policies = await deadline_policy.load_policies(snapshot)
        position = await find_position(snapshot, deadline_policy.VIEW.name, CONTEXT)
    return await show(
        request,
        "calendar_policies.html",
        groups=group_policies(policies, today),
        may_change=visit.may_send(AdoptDeadlinePolicy),
        act=ACTS["policy"],
        done=ACTS.get(done),
        position=position,
    )


def group_policies(
    policies: tuple[DeadlinePolicy, ...], today: date
) -> list[tuple[str, list[tuple[DeadlinePolicy, str]]]]:
    """Return the versions of each policy, the newest first, with a Korean word for how each stands today."""
    groups = []
    for name in sorted({each.id for each in policies}):
        versions = sorted((each for each in policies if each.id == name), key=lambda each: -each.version)
        ruling = next((each for each in versions if each.valid_from <= today), None)
        groups.append((name, [(each, _tell(each, ruling, today)) for each in versions]))
    return groups


def _tell(policy: DeadlinePolicy, ruling: DeadlinePolicy | None, today: date) -> str:
    if policy is ruling:
        return "시행 중"
    return "시행 예정" if policy.valid_from > today else "앞 판"
