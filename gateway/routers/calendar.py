"""/v1/calendar: a year's days, deadlines of any policy, spans, cadences; arithmetic over what the registry knows."""

import re
from datetime import date, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from contracts.calendar import DAY, Calendar, count_span_days, find_business_day_from
from contracts.calendar.deadlines import Due, set_deadline
from contracts.calendar.hours import find_seoul_day
from contracts.calendar.periods import WEEKDAYS, Precision, divide_year
from contracts.calendar.policies import DeadlinePolicy, PolicyId, Rule, choose_policy, give_length
from contracts.errors import Rejected
from contracts.values import Day, Instant
from gateway.access import Asking, Gated, Meta
from gateway.answers.counting import list_skipped
from gateway.answers.past import PastParameters, find_today, looking, read_cut, read_moment
from gateway.answers.quarters import Deed, find_due, show_deed
from gateway.gate import Snapshot
from gateway.guard import GuardedRoute
from gateway.labels import RULE_LABELS, Labelled, label
from gateway.queries import deadline_policy, directive_board, directive_quarters, election, holiday, quarterly_report
from gateway.rights import STAFF
from gateway.views.election import Row as ElectionRow
from infra.clock import SEOUL

router = APIRouter(prefix="/v1/calendar", route_class=GuardedRoute, tags=["조직·달력"])
SATURDAY: Final = 5
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final[TypeAdapter[datetime]] = TypeAdapter(Instant)
_DATE: Final[TypeAdapter[date]] = TypeAdapter(Day)
Year = Annotated[int, Path(ge=1900, le=2199)]
Cadence = Literal["week", "month", "quarter", "half", "year"]


class CalendarDay(BaseModel):
    """One day as the offices have it."""

    day: date
    weekday: str
    is_business_day: bool
    holiday: str | None
    """The public holiday's name."""
    announced_on: date | None
    """When the government said so, where that is known."""
    election: str | None
    blackout: bool
    """The mayor hosts no events but by exemption (공직선거법 86조)."""


class CalendarYear(BaseModel):
    """A year, day by day."""

    year: int
    days: list[CalendarDay]
    meta: Meta


class Skipped(BaseModel):
    """A day that a deadline does not count."""

    day: date
    weekday: str
    holiday: str | None
    """Null for a Saturday or Sunday that is nothing else."""


class DeadlineShown(BaseModel):
    """When what starts then falls due, and by which version of which policy."""

    policy: str
    """Such as DIR_REPORT_3@1."""
    rule: Labelled
    n: int | None
    basis: str
    start: date | datetime
    due: date | None
    """Null where the policy knows no deadline."""
    due_at: datetime | None
    """Where hours are counted."""
    skipped: list[Skipped]
    meta: Meta


class Span(BaseModel):
    """A period whose first and last days both count."""

    first: date
    last: date
    days: int
    last_weekday: str
    last_is_business_day: bool
    next_business_day: date
    """The last day itself where offices work on it."""
    meta: Meta


class Occurrence(BaseModel):
    """One turn of a cadence."""

    value: str
    shown: str
    first: date
    last: date
    is_over: bool
    """By the business clock."""
    deed: Deed | None = None
    """What a quarter asks of the coordinating office; told to staff alone, and only where a policy says by when."""


class Schedule(BaseModel):
    """A year divided by a cadence."""

    cadence: str
    year: int
    occurrences: list[Occurrence]


class DeadlineWanted(PastParameters):
    """From when, by which policy."""

    policy: Annotated[PolicyId, Field(description="기한 기준의 이름; GET /v1/policies")]
    start: Annotated[str, Field(max_length=40, description="시작한 날, 시간을 세는 기준이면 시각(+09:00)까지")]
    n: Annotated[int | None, Field(ge=1, le=3_660, description="기준이 길이를 정하지 않을 때의 길이")] = None


class SpanWanted(PastParameters):
    """From when until when."""

    first: Annotated[Day, Field(description="첫날")]
    last: Annotated[Day, Field(description="마지막 날")]


class ScheduleWanted(PastParameters):
    """Which cadence of which year."""

    cadence: Annotated[Cadence, Field(description="주기")]
    year: Annotated[int | None, Field(ge=1900, le=2199, description="해; 적지 않으면 업무 시계의 올해")] = None


@router.get("/deadline", summary="기한 계산")
async def read_deadline(gate: Gated, _: Asking, wanted: Annotated[DeadlineWanted, Query()]) -> DeadlineShown:
    """어떤 기준으로 언제 시작하면 기한이 언제인지, 세지 않은 날과 기준의 판과 함께 답한다 (CAL-03, CAL-04, CAL-12)."""
    start = read_start(wanted.start)
    async with looking(gate, wanted, holiday.VIEW, deadline_policy.VIEW) as look:
        snapshot, meta = look.snapshot, await look.tell()
        calendar = await holiday.load_known(snapshot)
        policies = await deadline_policy.load_policies(snapshot)
        begins = find_seoul_day(start) if isinstance(start, datetime) else start
        policy = choose(policies, wanted.policy, begins, wanted.n)
        due = count_due(policy, start, calendar)
        skipped = list_skipped(policy, begins, due.day, calendar) if due else []
        names = {row.day: row.name for row in await holiday.list_between(snapshot, begins, due.day)} if due else {}
    return DeadlineShown(
        policy=policy.key,
        rule=label(policy.rule, RULE_LABELS),
        n=policy.n,
        basis=policy.basis,
        start=start.astimezone(SEOUL) if isinstance(start, datetime) else start,
        due=due.day if due else None,
        due_at=due.at if due else None,
        skipped=[Skipped(day=day, weekday=WEEKDAYS[day.weekday()], holiday=names.get(day)) for day in skipped],
        meta=meta,
    )


@router.get("/span", summary="기간 계산")
async def read_span(gate: Gated, _: Asking, wanted: Annotated[SpanWanted, Query()]) -> Span:
    """첫날과 마지막 날을 모두 세어 며칠인지, 마지막 날이 쉬는 날이면 다음 근무일은 언제인지 답한다 (CAL-05)."""
    if wanted.last < wanted.first:
        raise Rejected("DATES_REVERSED", "마지막 날이 첫날보다 빠릅니다. 두 날짜를 확인하세요.")
    async with looking(gate, wanted, holiday.VIEW) as look:
        calendar = await holiday.load_known(look.snapshot)
        meta = await look.tell()
    return Span(
        first=wanted.first,
        last=wanted.last,
        days=count_span_days(wanted.first, wanted.last),
        last_weekday=WEEKDAYS[wanted.last.weekday()],
        last_is_business_day=calendar.is_business_day(wanted.last),
        next_business_day=find_business_day_from(calendar, wanted.last),
        meta=meta,
    )


@router.get("/schedule", summary="주기의 차례")
async def read_schedule(gate: Gated, principal: Asking, wanted: Annotated[ScheduleWanted, Query()]) -> Schedule:
    """한 해를 주기로 나눈 차례를 답한다: 연 1, 반기 2, 분기 4, 월 12, 주 52나 53 (CAL-07).

    분기에는 점검과 보고를 언제까지 하는지, 하지 않고 지났는지 함께 답한다.
    """
    if wanted.cadence == "quarter" and principal.role in STAFF:
        views = directive_board.VIEW, quarterly_report.VIEW
        async with looking(gate, wanted, *views, beside=(holiday.VIEW, deadline_policy.VIEW)) as look:
            schedule = divide(wanted, look.today)
            for each in schedule.occurrences:
                each.deed = await find_deed(look.snapshot, each, look.today)
        return schedule
    return divide(wanted, find_today(await read_cut(gate, wanted), await gate.now()))


def divide(wanted: ScheduleWanted, today: date) -> Schedule:
    """Return the turns of a cadence, each over or not by a day."""
    year = wanted.year or today.year
    occurrences = [
        Occurrence(value=each.value, shown=each.show(), first=each.first, last=last, is_over=last < today)
        for each in divide_year(year, Precision(wanted.cadence))
        if (last := each.last) is not None
    ]
    return Schedule(cadence=wanted.cadence, year=year, occurrences=occurrences)


async def find_deed(snapshot: Snapshot, quarter: Occurrence, today: date) -> Deed | None:
    """Return how a quarter's check and report stand; None before the policy that says by when."""
    policies, calendar = await deadline_policy.load_policies(snapshot), await holiday.load_known(snapshot)
    due = find_due(quarter.last, policies, calendar)
    if due is None:
        return None
    published = await quarterly_report.find_published(snapshot, [quarter.value])
    tally = await directive_quarters.find_tally(snapshot, quarter.value)
    return show_deed(due.day, published.get(quarter.value), tally, today)


@router.get("/{year}", summary="한 해의 달력")
async def read_year(gate: Gated, _: Asking, year: Year, asked: Annotated[PastParameters, Query()]) -> CalendarYear:
    """한 해의 날마다 근무일인지, 공휴일·선거일·행사 제한 기간인지 답한다 (CAL-01, CAL-02, CAL-10)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    async with looking(gate, asked, holiday.VIEW, election.VIEW) as look:
        holidays = {row.day: row for row in await holiday.list_between(look.snapshot, first, last)}
        elections = await election.list_around(look.snapshot, first, last)
        meta = await look.tell()
    calendar = Calendar(frozenset(holidays))
    days = []
    for number in range((last - first).days + 1):
        day = first + number * DAY
        named = holidays.get(day)
        days.append(
            CalendarDay(
                day=day,
                weekday=WEEKDAYS[day.weekday()],
                is_business_day=calendar.is_business_day(day),
                holiday=named.name if named else None,
                announced_on=named.announced_on if named else None,
                election=next((each.name for each in elections if each.day == day), None),
                blackout=is_blackout(elections, day),
            )
        )
    return CalendarYear(year=year, days=days, meta=meta)


def is_blackout(elections: list[ElectionRow], day: date) -> bool:
    """Tell whether a day lies in the blackout of an election, its own day included."""
    return any(each.blackout_from <= day <= each.day for each in elections)


def read_start(text: str) -> date | datetime:
    """Return a day, or a moment. Raises: Rejected with BAD_SHAPE."""
    try:
        if _DAY.fullmatch(text):
            return _DATE.validate_python(text)
        return _MOMENT.validate_python(read_moment(text))
    except ValidationError as error:
        raise Rejected(
            "BAD_SHAPE", "start는 2024-05-03이나 2024-05-03T16:30:00+09:00처럼 적으세요.", {"start": text[:40]}
        ) from error


def choose(policies: tuple[DeadlinePolicy, ...], policy: str, day: date, n: int | None) -> DeadlinePolicy:
    """Return the version that rules on a day, with its length. Raises: Rejected with NOT_FOUND, BAD_SHAPE."""
    try:
        chosen = choose_policy(policies, policy, day)
    except KeyError as error:
        raise Rejected("NOT_FOUND", f"{day}에 쓰는 그런 기한 기준이 없습니다. GET /v1/policies를 보세요.") from error
    needs = chosen.n is None and chosen.rule is not Rule.NONE
    if needs != (n is not None):
        message = "기준이 길이를 정하지 않으니 n을 적으세요." if needs else "기준에 길이가 있으니 n을 빼세요."
        raise Rejected("BAD_SHAPE", message)
    return chosen if n is None else give_length(chosen, n)


def count_due(policy: DeadlinePolicy, start: date | datetime, calendar: Calendar) -> Due | None:
    """Return when what starts then falls due. Raises: Rejected with BAD_SHAPE."""
    try:
        return set_deadline(policy, start, calendar)
    except TypeError as error:
        raise Rejected("BAD_SHAPE", "시간을 세는 기준입니다. start에 시각(+09:00)까지 적으세요.") from error
    except (ValueError, OverflowError) as error:
        raise Rejected("BAD_SHAPE", "셀 수 없는 날짜입니다. start와 n을 확인하세요.") from error
