"""/v1/rounds: votes of a session as the office leads them, and what staff may read of them (ENG-04 to ENG-13)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.ballots import EnterChannelTally
from contracts.engagement.rounds import (
    CloseRound,
    DeclareTallyRule,
    OpenRound,
    PauseRound,
    PlanRound,
    PublishResult,
    RerunRound,
    ResumeRound,
    VerifyBallotBox,
)
from contracts.engagement.tallies import PollOption, PollResult, SegmentWeight
from contracts.errors import Rejected
from contracts.values import Uuid
from gateway.access import Asked, Asking, CommandedNow, Gated, IfMatch, Key, Meta, Written
from gateway.answers.entries import EntriesWanted, Entry, Register, offer, tell_row
from gateway.answers.polls import find_result, prepare_publication
from gateway.answers.registers import InSeoul, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making, carry_out
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import POLL_MODE_LABELS, ROUND_STATE_LABELS, TALLY_RULE_LABELS
from gateway.ordering import order_by_key
from gateway.queries import poll_round, poll_tally
from gateway.queries.metadata import find_position
from gateway.reading import add_entry, add_list
from gateway.seen import send_as_seen
from gateway.views.poll_round import PREFIX, Row
from gateway.voting import find_round, name_voter, refuse_ended

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
CONTEXT: Final = poll_round.VIEW.context
PATH: Final = "/v1/rounds/{subject}"
ACTS: Final = {
    "PLANNED": ("rule", "open", "rerun"),
    "OPEN": ("pause", "close", "rerun"),
    "PAUSED": ("resume", "close", "rerun"),
    "CLOSED": ("rerun",),
}
"""What may come next, by state; what is published beside it."""
Place = Annotated[UUID, Path(alias="round")]


class Box(BaseModel):
    """What the ballot box held when it was verified."""

    ballots: int
    strangers: int
    """Ballots of nobody who was checked in."""


class Round(Entry):
    """A round."""

    id: str = Field(validation_alias="round")
    town_hall: str
    question: str
    mode: Annotated[Labelled, labelled(POLL_MODE_LABELS)]
    options: list[PollOption]
    max_choices: int | None
    scale: int | None
    seconds: int | None
    is_changeable: bool
    instead_of: str | None
    state: Annotated[Labelled, labelled(ROUND_STATE_LABELS)]
    rule: Annotated[Labelled | None, labelled(TALLY_RULE_LABELS)]
    weights: list[SegmentWeight]
    objection_days: int | None
    closes_at: InSeoul | None
    seconds_left: int | None
    """While it is paused."""
    stages: dict[str, InSeoul]
    """When it came to each state."""
    objections_until: InSeoul | None
    box: Box | None
    reason: str | None
    again: str | None
    """The round that is held instead."""
    version: int


class RoundsWanted(EntriesWanted):
    """Which rounds."""

    town_hall: Annotated[Uuid | None, Field(description="행사")] = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None


class CellCount(BaseModel):
    """How many of a segment have voted on a channel; never what."""

    segment: str
    channel: str
    is_official: bool
    ballots: int


class HandCount(BaseModel):
    """How far a hand count is."""

    channel: str
    segment: str
    state: str
    """ENTERED once, DIFFERENT the second time, IMPORTED: counted."""


class PresentTold(BaseModel):
    """How many of a segment are checked in."""

    segment: str
    is_official: bool
    people: int


class Tally(BaseModel):
    """Counts of a round, without what was chosen."""

    state: str
    ballots: int
    present: int
    by_cell: list[CellCount]
    by_segment: list[PresentTold]
    hands: list[HandCount]


class TallyAnswer(BaseModel):
    """The counts of a round."""

    data: Tally
    meta: Meta


class ResultAnswer(BaseModel):
    """What a round has come to."""

    data: PollResult
    meta: Meta


class Nothing(BaseModel):
    """A body without anything in it."""

    model_config = ConfigDict(extra="forbid")


def show_round(row: Row, principal: Principal, past: bool) -> Round:
    """Return a round as the asker sees it."""
    return tell_row(Round, row, allowed=offer(PATH, ACTS.get(row.state, ()), principal, is_own=True, is_past=past))


ROUNDS: Final = Register(poll_round.VIEW, PREFIX, poll_round.ORDER, Round, show_round, is_falling=True)

add_list(router, "/rounds", ROUNDS, RoundsWanted, poll_round.choose, ("투표 목록", "투표를 새것부터 답한다 (ENG-04)."))
add_entry(router, "/rounds/{round}", ROUNDS, ("투표 하나", "투표와 단계별 시각을 답한다 (ENG-04)."))
add_making(
    router,
    "/rounds",
    PlanRound,
    "plan_round",
    ("투표 계획", "행사에서 물을 것과 선택지를 정한다; 하나, 여럿, 별점, 순위 (ENG-04)."),
)
for name, command, told in (
    ("rule", DeclareTallyRule, ("집계 방법 정하기", "첫 표 전에 정하고, 연 뒤에는 바꾸지 못한다 (ENG-08).")),
    ("open", OpenRound, ("투표 열기", "문을 열고 집계 방법을 정한 뒤 연다; 시간을 정했으면 스스로 닫힌다 (ENG-04).")),
    ("pause", PauseRound, ("투표 멈추기", "남은 시간이 멈춘다 (ENG-04).")),
    ("resume", ResumeRound, ("투표 다시 열기", "남은 시간부터 다시 간다 (ENG-04).")),
    ("close", CloseRound, ("투표 마감", "그 뒤의 표는 저장되지 않는다 (ENG-04).")),
    (
        "rerun",
        RerunRound,
        ("다시 투표", "발표 전의 투표를 사유를 적어 무효로 하고 같은 투표를 새로 계획한다 (ENG-04)."),
    ),
):
    add_act(router, f"/rounds/{{subject}}/{name}", command, f"{name}_round", told)


@router.post("/rounds/{round}/publish", summary="결과 발표")
async def publish_round(
    gate: Gated,
    principal: Asking,
    key: Key,
    place: Place,
    if_match: IfMatch,
    body: Nothing,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """마감한 투표의 집계를 그대로 계산해 발표한다; 이의 제기 기간이 시작된다 (ENG-04, ENG-06, ENG-08)."""

    async def send(command: PublishResult, version: int) -> Written:
        seen = version if if_match is None else min(if_match, version)
        order = order_by_key(principal, command, key, subject=place, if_match=seen)
        return await carry_out(gate, principal, order, asked, response)

    return await send_as_seen(gate, poll_round.VIEW, lambda: prepare_publication(gate, place), send, if_match)


@router.post("/rounds/{round}/verify", summary="투표함 확인")
async def verify_round(
    gate: Gated, principal: Asking, key: Key, place: Place, body: Nothing, asked: CommandedNow, response: Response
) -> Written:
    """표마다 입장한 사람의 것인지 열쇠가 있는 동안 대조해, 표의 수와 누구의 것도 아닌 표의 수를 적는다 (ENG-05)."""
    command = await count_strangers(gate, place)
    return await carry_out(gate, principal, order_by_key(principal, command, key, subject=place), asked, response)


@router.post("/rounds/{round}/tallies", summary="손으로 센 표 입력")
async def enter_tally(
    gate: Gated,
    principal: Asking,
    key: Key,
    place: Place,
    body: EnterChannelTally,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """종이와 단말기의 표를 두 사람이 따로 입력한다; 같으면 세고, 다르면 둘 다 남기고 다시 입력한다 (ENG-13)."""
    made = await carry_out(gate, principal, order_by_key(principal, body, key, subject=place), asked, response)
    if made.state == "DIFFERENT":
        message = "먼저 입력한 수와 다릅니다. 표를 다시 세어 두 사람이 처음부터 다시 입력하세요."
        raise Rejected("TALLIES_DIFFER", message)
    return made


@router.get("/rounds/{round}/tally", summary="투표 수")
async def read_tally(gate: Gated, principal: Asking, place: Place, asked: Asked) -> TallyAnswer:
    """구분과 통로별로 몇 명이 투표했는지만 답한다; 무엇을 골랐는지는 result에 있다 (ENG-04, ENG-08)."""
    await gate.require(asked.reach(CONTEXT), poll_tally.VIEW, poll_round.VIEW)
    async with gate.reading() as snapshot:
        row = await find_round(snapshot, place)
        cells = await poll_tally.list_cells(snapshot, row.round)
        present = await poll_tally.list_present(snapshot, row.town_hall)
        hands = await poll_tally.list_hands(snapshot, row.round)
        position = await find_position(snapshot, poll_tally.VIEW.name, CONTEXT)
    tally = Tally(
        state=row.state,
        ballots=sum(cell.ballots for cell in cells),
        present=sum(each.people for each in present),
        by_cell=[CellCount.model_validate(cell, from_attributes=True) for cell in cells],
        by_segment=[PresentTold.model_validate(each, from_attributes=True) for each in present],
        hands=[HandCount.model_validate(each, from_attributes=True) for each in hands],
    )
    return TallyAnswer(data=tally, meta=Meta(position={CONTEXT: position}))


@router.get("/rounds/{round}/result", summary="투표 결과")
async def read_result(gate: Gated, principal: Asking, place: Place, asked: Asked) -> ResultAnswer:
    """마감한 뒤 담당자에게 답한다: 전체와 공무원을 뺀 것, 구분별, 통로별 (ENG-04, ENG-06, ENG-08)."""
    await gate.require(asked.reach(CONTEXT), poll_tally.VIEW, poll_round.VIEW)
    async with gate.reading() as snapshot:
        result = await find_result(snapshot, await find_round(snapshot, place))
        position = await find_position(snapshot, poll_tally.VIEW.name, CONTEXT)
    return ResultAnswer(data=result, meta=Meta(position={CONTEXT: position}))


async def count_strangers(gate: Gate, place: UUID) -> VerifyBallotBox:
    """Return how many ballots lie in a round's box, and how many of nobody who was checked in.

    Raises: Rejected with NOT_FOUND, RECEIPT_EXPIRED.
    """
    async with gate.reading() as snapshot:
        row = await find_round(snapshot, place)
        refuse_ended(row)
        voters = await poll_tally.list_voters(snapshot, row.town_hall)
        ballots = await poll_tally.list_pseudonyms(snapshot, row.round)
    known = {(await name_voter(gate.vault, place, voter)).hex() for voter in voters}
    return VerifyBallotBox(ballots=len(ballots), strangers=len(ballots - known))
