"""/v1/participants and what of a session has to do with them: seats, waitlists, tickets, the desk (ENG-03, ENG-13)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.participants import (
    Channel,
    CheckInParticipant,
    Generation,
    ReleaseSeats,
    WithdrawParticipant,
)
from contracts.errors import Rejected
from contracts.values import Code, Text, Uuid
from gateway.access import (
    TRIED,
    Asking,
    Commanded,
    CommandedNow,
    Gated,
    IfMatch,
    Key,
    Meta,
    Written,
    answer_written,
)
from gateway.answers.entries import EntriesWanted, Entry, choose_by, find_entry, offer, tell_row
from gateway.answers.participants import (
    READERS,
    Contact,
    NewParticipant,
    TicketMade,
    TicketText,
    find_participant,
    find_shown,
    open_contact,
    register,
    reissue,
    require_session,
    tell_registered,
)
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import InSeoul, Listing, One, labelled, make_listing
from gateway.auth import Principal
from gateway.commands import add_act
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import CHANNEL_LABELS, PARTICIPANT_STATE_LABELS
from gateway.ordering import order_by_key
from gateway.queries import participant, rows, seating
from gateway.views.participant import CONTEXT, PREFIX, Row
from gateway.views.seating import Row as Seating
from infra.clock import name_command

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/participants/{participant}"
VIEW: Final = participant.VIEW
ACTS: Final = {
    "REGISTERED": ("withdraw", "reissue"),
    "WAITLISTED": ("withdraw", "reissue"),
    "CHECKED_IN": ("reissue",),
}
"""What may come next, by state."""
SixDigits = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class Participant(Entry):
    """Who takes part; contact data only for who may read them."""

    id: str = Field(validation_alias="participant")
    town_hall: str
    segment: str
    channel: Annotated[Labelled, labelled(CHANNEL_LABELS)]
    state: Annotated[Labelled, labelled(PARTICIPANT_STATE_LABELS)]
    generation: int
    is_official: bool
    has_contact: bool
    contact: Contact | None = None
    consent: str | None
    guardian_consent: bool
    registered_at: InSeoul
    checked_in_at: InSeoul | None
    reason: str | None
    place: int | None = None
    """On the waitlist, from 1; told of one participant alone."""
    version: int


class ParticipantsWanted(EntriesWanted):
    """Which participants."""

    town_hall: Annotated[Uuid | None, Field(description="행사")] = None
    segment: Annotated[Code | None, Field(description="참여 구분")] = None
    channel: Annotated[Channel | None, Field(description="현장인가 온라인인가")] = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None


class SegmentCounts(BaseModel):
    """How many take part in a segment."""

    segment: str
    name: str
    planned: int
    """Seats that it was planned with."""
    seats: int
    """Seats that it has, with those that came from other segments."""
    free: int
    registered: int
    """Who holds a seat, checked in or not."""
    waitlisted: int
    checked_in: int
    """Of those who hold a seat."""
    web: int
    """Who takes part over the web, and needs no seat."""
    web_checked_in: int


class Counts(BaseModel):
    """How many take part, by segment."""

    data: list[SegmentCounts]
    meta: Meta


class Shown(BaseModel):
    """What is shown at the desk: a ticket or its six digits."""

    model_config = ConfigDict(extra="forbid", strict=True)

    ticket: TicketText | None = None
    code: SixDigits | None = None


class Withdrawal(BaseModel):
    """Who takes no part, and why."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Text | None = None


class NewTicket(BaseModel):
    """A ticket to be made out anew."""

    model_config = ConfigDict(extra="forbid", strict=True)

    generation: Generation
    """One more than that of the lost one, so that a repeated request makes no third one."""


async def show_participant(
    row: Row, gate: Gate, principal: Principal, place: int | None = None, *, is_past: bool = False
) -> Participant:
    """Return a participant as the asker may see it."""
    contact = await open_contact(gate, row) if principal.role in READERS else None
    allowed = offer(PATH, ACTS.get(row.state, ()), principal, is_own=True, is_past=is_past)
    return tell_row(Participant, row, contact=contact, place=place, allowed=allowed)


@router.get("/participants", summary="참가자 목록")
async def list_participants(
    gate: Gated, principal: Asking, wanted: Annotated[ParticipantsWanted, Query()]
) -> Listing[Participant]:
    """신청한 차례로 참가자를 답한다; 연락처는 총괄부서에만 보인다 (ENG-03, ENG-15)."""
    conditions, place = choose_by(wanted, participant.choose), wanted.place()
    async with looking(gate, wanted, participant.VIEW) as look:
        page = await rows.list_page(
            look.snapshot, participant.VIEW, conditions, participant.ORDER, place, total=wanted.total
        )
        meta = await look.tell()
    shown = [await show_participant(row, gate, principal, is_past=look.is_past) for row in page.rows]
    return make_listing(Listing[Participant], page, shown, meta)


@router.get("/participants/{participant}", summary="참가자 하나")
async def read_participant(
    gate: Gated,
    principal: Asking,
    participant: UUID,
    asked: Annotated[PastParameters, Query()],
    response: Response,
) -> One[Participant]:
    """참가자와 대기 순번을 답한다 (ENG-03)."""
    row, cut, meta = await find_entry(gate, VIEW, f"{PREFIX}{participant}", str(participant), asked)
    _, place = (row, None) if cut else await find_participant(gate, participant)
    if not cut:
        response.headers["ETag"] = f'"{row.version}"'
    shown = await show_participant(row, gate, principal, place, is_past=bool(cut))
    return One[Participant](data=shown, meta=meta)


@router.post("/town-halls/{town_hall}/participants", status_code=201, responses=TRIED, summary="참가자 등록")
async def register_participant(
    gate: Gated,
    principal: Asking,
    key: Key,
    town_hall: UUID,
    body: NewParticipant,
    asked: Commanded,
    response: Response,
) -> TicketMade:
    """대신 신청한다: 자리가 있으면 앉고 없으면 차례를 기다린다; 참가표와 여섯 자리 번호를 준다 (ENG-03, ENG-15)."""
    made = await register(
        gate,
        principal,
        town_hall,
        name_command(principal.user, key),
        body,
        dry_run=asked.dry_run,
        late=asked.read_late(),
    )
    location = f"/v1/participants/{made.done.result.id}"
    return tell_registered(response, made, dry_run=asked.dry_run, location=location)


@router.post("/town-halls/{town_hall}/check-in", summary="입장")
async def check_in(
    gate: Gated,
    principal: Asking,
    key: Key,
    town_hall: UUID,
    body: Shown,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """참가표나 여섯 자리 번호로 입장을 확인한다; 그때부터 투표할 수 있다 (ENG-01, ENG-03)."""
    if (body.ticket is None) == (body.code is None):
        raise Rejected("BAD_SHAPE", "ticket과 code 가운데 하나만 보내세요.")
    row = await find_shown(gate, town_hall, body.ticket, body.code or "")
    command = CheckInParticipant(generation=row.generation)
    order = order_by_key(principal, command, key, subject=UUID(row.participant))
    done = await gate.carry_out(principal, order, dry_run=asked.dry_run)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


@router.post("/participants/{participant}/withdraw", summary="참가 취소")
async def withdraw_participant(
    gate: Gated,
    principal: Asking,
    key: Key,
    participant: UUID,
    if_match: IfMatch,
    body: Withdrawal,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """신청을 거둔다; 자리는 먼저 기다린 사람에게 가고 연락처는 파기한다 (ENG-03, ENG-15)."""
    command = WithdrawParticipant(reason=body.reason)
    order = order_by_key(principal, command, key, subject=participant, if_match=if_match)
    done = await gate.carry_out(principal, order, dry_run=asked.dry_run)
    if not asked.dry_run:
        await gate.vault.erase(participant)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


@router.post("/participants/{participant}/reissue", summary="참가표 다시 발급")
async def reissue_ticket(
    gate: Gated,
    principal: Asking,
    key: Key,
    participant: UUID,
    body: NewTicket,
    asked: CommandedNow,
    response: Response,
) -> TicketMade:
    """잃은 참가표를 새로 낸다; 앞의 것과 그 번호는 그 자리에서 무효가 된다 (ENG-01)."""
    command = name_command(principal.user, key)
    made = await reissue(gate, principal, participant, command, body.generation, dry_run=asked.dry_run)
    return tell_registered(response, made, dry_run=asked.dry_run)


@router.get("/town-halls/{town_hall}/counts", summary="구분별 참가자 수")
async def count_participants(gate: Gated, town_hall: UUID, asked: Annotated[PastParameters, Query()]) -> Counts:
    """구분마다 좌석, 신청, 대기, 입장한 사람 수를 답한다 (ENG-03)."""
    session = await require_session(gate, town_hall)
    async with looking(gate, asked, seating.VIEW) as look:
        found = await seating.find_segments(look.snapshot, str(town_hall))
        meta = await look.tell()
    shown = [count_segment(segment, found.get(str(segment["code"]))) for segment in session.segments]
    return Counts(data=shown, meta=meta)


def count_segment(segment: dict[str, object], row: Seating | None) -> SegmentCounts:
    """Return the counts of a segment as it was planned; without a row nobody takes part in it yet."""
    planned = int(str(segment["seats"]))
    seats = planned + (row.moved if row else 0)
    counted = ("registered", "waitlisted", "checked_in", "web", "web_checked_in")
    return SegmentCounts(
        segment=str(segment["code"]),
        name=str(segment["name"]),
        planned=planned,
        seats=seats,
        free=seats - (row.registered if row else 0),
        **{name: getattr(row, name) if row else 0 for name in counted},
    )


add_act(
    router,
    "/town-halls/{subject}/release-seats",
    ReleaseSeats,
    "release_seats",
    ("남은 자리 넘기기", "행사 전날 18시부터 한 구분의 남은 자리를 다른 구분의 대기자에게 넘긴다 (ENG-03)."),
)
