"""/v1/holidays, /v1/elections, /v1/policies: what deadlines are counted with."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.calendar.policies import PolicyId
from contracts.registry import AdoptDeadlinePolicy, CancelElection, DeclareHoliday, RevokeHoliday, ScheduleElection
from contracts.values import Day
from gateway.access import (
    TRIED,
    Asking,
    CommandedNow,
    Gated,
    Key,
    Meta,
    Parameters,
    Written,
    answer_written,
)
from gateway.answers.moving import find_moves
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import CONTEXT, Listing, PageWanted, Shown, make_listing
from gateway.commands import add_naming
from gateway.guard import GuardedRoute
from gateway.labels import CLOCK_LABELS, RULE_LABELS, Labelled, label
from gateway.ordering import order_by_key
from gateway.queries import deadline_policy, directive_board, election, holiday, rows
from gateway.queries.metadata import find_position

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["조직·달력"])


class Holiday(Shown):
    """One public holiday."""

    day: date
    name: str
    announced_on: date | None
    """When the government said so, where that is known."""


class Holidays(BaseModel):
    """Days to declare together."""

    model_config = ConfigDict(extra="forbid", strict=True)

    holidays: Annotated[list[DeclareHoliday], Field(min_length=1, max_length=500)]


class Election(Shown):
    """One election and the blackout before it."""

    day: date
    name: str
    is_holiday: bool
    confirmed_on: date | None
    blackout_from: date


class Policy(BaseModel):
    """One version of a deadline policy."""

    key: str
    """Such as DIR_REPORT_3@1, as a deadline shows it."""
    id: str
    version: int
    rule: Labelled
    n: int | None
    """Days, hours or months by the rule; null where each deadline brings its own, or has none."""
    valid_from: date
    basis: str
    extensions: int
    longest_extension: int | None


class Policies(BaseModel):
    """Every version of some policies."""

    data: list[Policy]
    meta: Meta


class MovedDeadline(BaseModel):
    """A deadline that a holiday would move."""

    directive: str
    number: str
    clock: Labelled
    department: str | None
    """Whose deadline; null for the coordinating office's share."""
    policy: str
    before: date
    after: date


class Preview(BaseModel):
    """What a holiday would move."""

    day: date
    is_business_day: bool
    """False: offices are closed on the day already."""
    moves: list[MovedDeadline]
    meta: Meta


class PreviewWanted(Parameters):
    """Which day."""

    day: Annotated[Day, Field(description="공휴일이 될 날")]


class HolidaysWanted(PageWanted):
    """Which holidays."""

    year: Annotated[int | None, Field(ge=1900, le=2199, description="해")] = None


class ElectionsWanted(PageWanted):
    """Which elections."""

    first: Annotated[Day | None, Field(description="이날이거나 뒤의 선거")] = None


class PoliciesWanted(PastParameters):
    """Which policies."""

    id: Annotated[PolicyId | None, Field(description="기준의 이름")] = None


@router.get("/holidays", summary="공휴일 목록")
async def list_holidays(gate: Gated, _: Asking, wanted: Annotated[HolidaysWanted, Query()]) -> Listing[Holiday]:
    """공휴일을 날짜 차례로 답한다 (CAL-01)."""
    column = holiday.TABLE.c.day
    conditions = []
    if wanted.year is not None:
        conditions.append(column.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    async with looking(gate, wanted, holiday.VIEW) as look:
        place = wanted.place()
        page = await rows.list_page(look.snapshot, holiday.VIEW, conditions, [column], place, total=wanted.total)
        meta = await look.tell()
    return make_listing(Listing[Holiday], page, [Holiday.model_validate(row) for row in page.rows], meta)


@router.get("/holidays/preview", summary="공휴일을 등록하면 바뀔 기한")
async def preview_holiday(gate: Gated, _: Asking, wanted: Annotated[PreviewWanted, Query()]) -> Preview:
    """그날이 공휴일이 되면 옮겨 갈 열린 기한을 등록하기 전에 보인다; 아무것도 저장하지 않는다 (CAL-11)."""
    await gate.require(wanted.reach(CONTEXT), holiday.VIEW, deadline_policy.VIEW, directive_board.VIEW)
    async with gate.reading() as snapshot:
        calendar = await holiday.load_known(snapshot)
        policies = await deadline_policy.load_policies(snapshot)
        open_rows = await directive_board.list_running(snapshot)
        position = await find_position(snapshot, holiday.VIEW.name, CONTEXT)
        of_board = await directive_board.find_reflected(snapshot)
    moves = find_moves(open_rows, calendar, policies, wanted.day)
    shown = [
        MovedDeadline(
            directive=each.running.directive,
            number=each.running.number,
            clock=label(each.running.clock, CLOCK_LABELS),
            department=each.running.department,
            policy=each.running.policy,
            before=each.running.due,
            after=each.after,
        )
        for each in moves
    ]
    meta = Meta(position={CONTEXT: position, directive_board.VIEW.context: of_board})
    return Preview(day=wanted.day, is_business_day=calendar.is_business_day(wanted.day), moves=shown, meta=meta)


add_naming(
    router,
    "/holidays",
    DeclareHoliday,
    "declare_holiday",
    ("공휴일 등록", "공휴일을 등록한다; 열린 기한은 다시 계산된다 (CAL-01, CAL-11)."),
    asked=CommandedNow,
)


@router.post("/holidays/bulk", status_code=201, responses=TRIED, summary="공휴일 여러 날 등록")
async def declare_holidays(
    gate: Gated, principal: Asking, key: Key, body: Holidays, asked: CommandedNow, response: Response
) -> Written:
    """여러 날을 한꺼번에, 모두 또는 하나도 등록하지 않는다; 이미 공휴일인 날은 그대로 둔다 (CAL-01)."""
    orders = [order_by_key(principal, each, f"{key}/{number}") for number, each in enumerate(body.holidays)]
    done = await gate.carry_out(principal, *orders, dry_run=asked.dry_run)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


add_naming(
    router,
    "/holidays/revoke",
    RevokeHoliday,
    "revoke_holiday",
    ("공휴일 거두기", "공휴일을 거둔다; 열린 기한은 다시 계산된다 (CAL-11)."),
    status=200,
    asked=CommandedNow,
)


@router.get("/elections", summary="선거 목록")
async def list_elections(gate: Gated, _: Asking, wanted: Annotated[ElectionsWanted, Query()]) -> Listing[Election]:
    """선거와 그 앞의 행사 제한 기간을 날짜 차례로 답한다 (CAL-02, CAL-10)."""
    column = election.TABLE.c.day
    conditions = [] if wanted.first is None else [column >= wanted.first]
    async with looking(gate, wanted, election.VIEW) as look:
        place = wanted.place()
        page = await rows.list_page(look.snapshot, election.VIEW, conditions, [column], place, total=wanted.total)
        meta = await look.tell()
    return make_listing(Listing[Election], page, [Election.model_validate(row) for row in page.rows], meta)


add_naming(
    router,
    "/elections",
    ScheduleElection,
    "schedule_election",
    ("선거 등록", "선거일을 등록한다; 공휴일이 되고 앞 60일은 시장이 여는 행사가 제한된다 (CAL-02, CAL-10)."),
    asked=CommandedNow,
)
add_naming(
    router,
    "/elections/cancel",
    CancelElection,
    "cancel_election",
    ("선거 취소", "선거와 그 공휴일을 거둔다 (CAL-02)."),
    status=200,
    asked=CommandedNow,
)


@router.get("/policies", summary="기한 기준")
async def list_policies(gate: Gated, _: Asking, wanted: Annotated[PoliciesWanted, Query()]) -> Policies:
    """기한 기준을 판마다 답한다; 이미 정해진 기한은 그때의 판을 지킨다 (CAL-12)."""
    async with looking(gate, wanted, deadline_policy.VIEW) as look:
        known = await deadline_policy.load_policies(look.snapshot)
        meta = await look.tell()
    shown = [
        Policy(
            key=each.key,
            id=each.id,
            version=each.version,
            rule=label(each.rule, RULE_LABELS),
            n=each.n,
            valid_from=each.valid_from,
            basis=each.basis,
            extensions=each.extensions,
            longest_extension=each.longest_extension,
        )
        for each in sorted(known, key=lambda one: (one.id, one.version))
        if wanted.id in {None, each.id}
    ]
    return Policies(data=shown, meta=meta)


add_naming(
    router,
    "/policies",
    AdoptDeadlinePolicy,
    "adopt_policy",
    ("기한 기준의 다음 판", "기한 기준의 다음 판을 정한다; 그날부터 시작하는 기한에 쓴다 (CAL-12)."),
)
