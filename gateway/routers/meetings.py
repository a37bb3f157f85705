"""/v1/meetings, /v1/resolutions, /v1/concurrences: what was decided together, by whom, and who still has to agree."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from contracts.registry import (
    CancelMeeting,
    Concur,
    FixDate,
    MeetingKind,
    RecordMeeting,
    RecordResolution,
    RefuseConcurrence,
    RequestConcurrence,
    ResubmitConcurrence,
    ScheduleMeeting,
)
from contracts.values import Code, Day, Name, Role
from gateway.access import Asking, Gated
from gateway.answers.entries import find_entry, tell_version
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import CONTEXT, Listing, One, PageWanted, When, make_listing, show_period
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import (
    CONCURRENCE_LABELS,
    GROUND_LABELS,
    MEETING_LABELS,
    MEETING_STATE_LABELS,
    VERDICT_LABELS,
    Labelled,
    label,
)
from gateway.queries import concurrence, directive_board, meeting, resolution, rows
from gateway.rights import list_allowed
from gateway.views.concurrence import Row as ConcurrenceRow
from gateway.views.meeting import Row as MeetingRow
from gateway.views.resolution import Row as ResolutionRow

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["회의·협조"])
MEETINGS: Final = meeting.VIEW
RESOLUTIONS: Final = resolution.VIEW
CONCURRENCES: Final = concurrence.VIEW
MEETING_ACTS: Final = {"DATE_OPEN": ("date", "record", "cancel"), "SCHEDULED": ("record", "cancel")}


class Made(BaseModel):
    """A directive that came of a decision."""

    id: str
    number: str


class Decision(BaseModel):
    """What a meeting decided, by its number from 1: `origin {kind: MEETING, id, item}` of a directive names it."""

    item: int
    text: str
    directives: list[Made]
    """The directives that it has become."""


class Meeting(BaseModel):
    """One meeting."""

    id: str
    title: str
    kind: Labelled
    state: Labelled
    by: str | None
    """The department that plans it."""
    when: When
    place: str | None
    departments: list[str]
    is_hosted_by_mayor: bool
    ground: Labelled | None
    """The legal ground on which it is held inside a blackout."""
    approver: str | None
    minutes: str | None
    decisions: list[Decision]
    cancelled_for: str | None
    version: int
    allowed: list[str]


class Resolution(BaseModel):
    """What a committee resolved, and how it voted."""

    id: str
    committee: str
    agenda: str
    resolved_on: When
    members: int
    present: int
    in_favour: int
    against: int
    verdict: Labelled
    minutes: str | None
    gates: str | None
    """What may go on only with it."""
    version: int


class Answered(BaseModel):
    """How a department stands to a request in this round."""

    department: str
    has_concurred: bool
    opinion: str | None


class Concurrence(BaseModel):
    """A plan and who still has to concur."""

    id: str
    title: str
    text: str
    state: Labelled
    by: str | None
    departments: list[Answered]
    refused_by: str | None
    reason: str | None
    """Why it was returned."""
    round: int
    version: int
    allowed: list[str]


class MeetingsWanted(PageWanted):
    """Which meetings."""

    kind: Annotated[MeetingKind | None, Field(description="회의의 종류")] = None
    first: Annotated[Day | None, Field(description="이날이거나 뒤의 회의")] = None
    last: Annotated[Day | None, Field(description="이날이거나 앞의 회의")] = None


class ResolutionsWanted(PageWanted):
    """Which resolutions."""

    gates: Annotated[Name | None, Field(description="이 의결이 있어야 나아가는 것의 id")] = None


class ConcurrencesWanted(PageWanted):
    """Which requests."""

    department: Annotated[Code | None, Field(description="협조를 요청받은 부서")] = None


@router.get("/meetings", summary="회의 목록")
async def list_meetings(gate: Gated, principal: Asking, wanted: Annotated[MeetingsWanted, Query()]) -> Listing[Meeting]:
    """회의를 날짜 차례로 답한다; 날짜가 정해지지 않은 것은 첫 후보로 세운다 (ORG-10, CAL-09)."""
    columns, conditions = meeting.TABLE.c, []
    if wanted.kind is not None:
        conditions.append(columns.kind == wanted.kind)
    if wanted.first is not None:
        conditions.append(columns.first_day >= wanted.first)
    if wanted.last is not None:
        conditions.append(columns.first_day <= wanted.last)
    async with looking(gate, wanted, meeting.VIEW) as look:
        order = [columns.first_day, columns.meeting]
        page = await rows.list_page(look.snapshot, meeting.VIEW, conditions, order, wanted.place(), total=wanted.total)
        meta = await look.tell()
    shown = [show_meeting(row, principal, past=look.is_past) for row in page.rows]
    return make_listing(Listing[Meeting], page, shown, meta)


@router.get("/meetings/{meeting}", summary="회의 하나")
async def read_meeting(
    gate: Gated, principal: Asking, meeting: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[Meeting]:
    """회의 하나와 그 결정을 답한다 (ORG-10)."""
    await gate.require(asked.reach(CONTEXT), directive_board.VIEW)
    row, cut, meta = await find_entry(gate, MEETINGS, f"meeting-{meeting}", str(meeting), asked)
    async with gate.reading() as snapshot:
        made = await directive_board.list_of_meeting(snapshot, row.meeting, principal)
    answer = One[Meeting](data=show_meeting(row, principal, made, past=bool(cut)), meta=meta)
    tell_version(response, answer)
    return answer


add_making(
    router,
    "/meetings",
    ScheduleMeeting,
    "schedule_meeting",
    ("회의 등록", "회의를 하루나 여러 날, 또는 후보 날짜로 잡는다; 요일이 맞는지 본다 (CAL-08 ~ CAL-10)."),
)
add_act(
    router, "/meetings/{subject}/date", FixDate, "fix_date", ("회의 날짜 확정", "후보 가운데 하루로 정한다 (CAL-09).")
)
add_act(
    router,
    "/meetings/{subject}/record",
    RecordMeeting,
    "record_meeting",
    ("회의 결과", "연 회의와 그 결정을 번호대로 적는다; 결정마다 지시사항이 될 수 있다 (ORG-10)."),
)
add_act(
    router, "/meetings/{subject}/cancel", CancelMeeting, "cancel_meeting", ("회의 취소", "회의를 취소한다 (ORG-10).")
)


@router.get("/resolutions", summary="의결 목록")
async def list_resolutions(
    gate: Gated, _: Asking, wanted: Annotated[ResolutionsWanted, Query()]
) -> Listing[Resolution]:
    """위원회의 의결을 날짜 차례로 답한다 (ORG-08)."""
    columns = resolution.TABLE.c
    conditions = [] if wanted.gates is None else [columns.gates == wanted.gates]
    async with looking(gate, wanted, resolution.VIEW) as look:
        order, place = [columns.first_day, columns.resolution], wanted.place()
        page = await rows.list_page(look.snapshot, resolution.VIEW, conditions, order, place, total=wanted.total)
        meta = await look.tell()
    return make_listing(Listing[Resolution], page, [show_resolution(row) for row in page.rows], meta)


@router.get("/resolutions/{resolution}", summary="의결 하나")
async def read_resolution(
    gate: Gated, _: Asking, resolution: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[Resolution]:
    """의결 하나를 답한다 (ORG-08)."""
    row, _cut, meta = await find_entry(gate, RESOLUTIONS, f"resolution-{resolution}", str(resolution), asked)
    answer = One[Resolution](data=show_resolution(row), meta=meta)
    tell_version(response, answer)
    return answer


add_making(
    router,
    "/resolutions",
    RecordResolution,
    "record_resolution",
    ("의결 기록", "위원회의 의결과 표결을 적는다; 정족수와 과반수를 본다 (ORG-08)."),
)


@router.get("/concurrences", summary="협조 목록")
async def list_concurrences(
    gate: Gated, principal: Asking, wanted: Annotated[ConcurrencesWanted, Query()]
) -> Listing[Concurrence]:
    """협조 요청을 답한다; 요청받은 부서가 모두 협조해야 끝난다 (ORG-09)."""
    columns = concurrence.TABLE.c
    conditions = [] if wanted.department is None else [columns.departments.contains([wanted.department])]
    async with looking(gate, wanted, concurrence.VIEW) as look:
        order, place = [columns.position, columns.concurrence], wanted.place(is_falling=True)
        page = await rows.list_page(look.snapshot, concurrence.VIEW, conditions, order, place, total=wanted.total)
        meta = await look.tell()
    shown = [show_concurrence(row, principal, past=look.is_past) for row in page.rows]
    return make_listing(Listing[Concurrence], page, shown, meta)


@router.get("/concurrences/{concurrence}", summary="협조 하나")
async def read_concurrence(
    gate: Gated, principal: Asking, concurrence: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[Concurrence]:
    """협조 요청 하나와 부서마다의 답을 답한다 (ORG-09)."""
    row, cut, meta = await find_entry(gate, CONCURRENCES, f"concurrence-{concurrence}", str(concurrence), asked)
    answer = One[Concurrence](data=show_concurrence(row, principal, past=bool(cut)), meta=meta)
    tell_version(response, answer)
    return answer


add_making(
    router,
    "/concurrences",
    RequestConcurrence,
    "request_concurrence",
    ("협조 요청", "여러 부서의 협조(합의)를 요청한다 (ORG-09)."),
)
add_act(router, "/concurrences/{subject}/concur", Concur, "concur", ("협조", "요청받은 부서가 협조한다 (ORG-09)."))
add_act(
    router,
    "/concurrences/{subject}/refuse",
    RefuseConcurrence,
    "refuse_concurrence",
    ("협조 거부", "사유를 적어 돌려보낸다 (ORG-09)."),
)
add_act(
    router,
    "/concurrences/{subject}/resubmit",
    ResubmitConcurrence,
    "resubmit_concurrence",
    ("협조 다시 요청", "고친 계획으로 다시 요청한다; 모든 부서가 처음부터 다시 답한다 (ORG-09)."),
)


def show_meeting(
    row: MeetingRow,
    principal: Principal,
    made: Sequence[tuple[int | None, str, str]] = (),
    *,
    past: bool = False,
) -> Meeting:
    """Return a meeting as the asker sees it; who planned it and the coordinating office may change what stands now."""
    is_host = principal.role is Role.OPERATOR or (row.by is not None and row.by == principal.department)
    acts = MEETING_ACTS.get(row.state, ()) if is_host and not past else ()
    return Meeting(
        id=row.meeting,
        title=row.title,
        kind=label(row.kind, MEETING_LABELS),
        state=label(row.state, MEETING_STATE_LABELS),
        by=row.by,
        when=show_period(row.period),
        place=row.place,
        departments=row.departments,
        is_hosted_by_mayor=row.is_hosted_by_mayor,
        ground=label(row.ground, GROUND_LABELS) if row.ground else None,
        approver=row.approver,
        minutes=row.minutes,
        decisions=[
            Decision(
                item=item,
                text=text,
                directives=[Made(id=key, number=number) for of, key, number in made if of == item],
            )
            for item, text in enumerate(row.decisions, 1)
        ],
        cancelled_for=row.cancelled_for,
        version=row.version,
        allowed=list_allowed("/v1/meetings/{subject}", acts, principal.role, is_own=is_host),
    )


def show_resolution(row: ResolutionRow) -> Resolution:
    """Return a resolution as the API tells it."""
    return Resolution(
        id=row.resolution,
        committee=row.committee,
        agenda=row.agenda,
        resolved_on=show_period(row.period),
        members=row.members,
        present=row.present,
        in_favour=row.in_favour,
        against=row.against,
        verdict=label(row.verdict, VERDICT_LABELS),
        minutes=row.minutes,
        gates=row.gates,
        version=row.version,
    )


def show_concurrence(row: ConcurrenceRow, principal: Principal, *, past: bool = False) -> Concurrence:
    """Return a request as the asker sees it."""
    acts = () if past else _list_acts(row, principal)
    return Concurrence(
        id=row.concurrence,
        title=row.title,
        text=row.text,
        state=label(row.state, CONCURRENCE_LABELS),
        by=row.by,
        departments=[
            Answered(department=each, has_concurred=each in row.concurred, opinion=row.concurred.get(each))
            for each in row.departments
        ],
        refused_by=row.refused_by,
        reason=row.reason,
        round=row.round,
        version=row.version,
        allowed=list_allowed("/v1/concurrences/{subject}", acts, principal.role, is_own=True),
    )


def _list_acts(row: ConcurrenceRow, principal: Principal) -> tuple[str, ...]:
    own = principal.department
    if row.state == "RETURNED":
        return ("resubmit",) if own == row.by else ()
    is_awaited = row.state == "PENDING" and own in row.departments and own not in row.concurred
    return ("concur", "refuse") if is_awaited else ()
