"""/v1/open/town-halls: taking part in a session without an account (ENG-01, ENG-03, ENG-15).

Nobody is asked who they are, so the command of a registration is named by the sender's own key and the address. That
key is as good as the ticket, for who sends it again is told the ticket again: it has to be long. What is done with a
ticket is named by the ticket.
"""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from contracts.engagement.participants import CheckInParticipant, WithdrawParticipant
from contracts.errors import Rejected
from contracts.messages import Command
from contracts.values import Role
from gateway.access import CommandedNow, Gated, Key
from gateway.answers.participants import (
    NewParticipant,
    TicketMade,
    TicketText,
    find_participant,
    register,
    tell_registered,
)
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.ordering import Order
from gateway.tickets import find_holder
from gateway.views.participant import Row
from infra.clock import name_command

router = APIRouter(prefix="/v1/open/town-halls", route_class=GuardedRoute, tags=["시민참여"])
CITIZEN: Final = Principal("open-registration", Role.CITIZEN, None, "시민")
"""Who acts where nobody was asked."""
SHORTEST_KEY: Final = 20
"""Characters; a UUID has 36."""


class Held(BaseModel):
    """A ticket that its holder shows."""

    model_config = ConfigDict(extra="forbid", strict=True)

    ticket: TicketText


class Standing(BaseModel):
    """How far a participant is."""

    id: str
    town_hall: str
    segment: str
    channel: str
    state: str
    place: int | None
    """On the waitlist, from 1."""


@router.post("/{town_hall}/registrations", status_code=201, summary="참가 신청")
async def register_openly(
    gate: Gated, key: Key, town_hall: UUID, body: NewParticipant, asked: CommandedNow, response: Response
) -> TicketMade:
    """로그인 없이 신청한다; 참가표, 여섯 자리 번호, 기다려야 하면 순번을 준다 (ENG-03, ENG-15)."""
    if len(key) < SHORTEST_KEY:
        message = f"Idempotency-Key에 남이 짐작할 수 없는 값을 {SHORTEST_KEY}자 이상으로 넣으세요."
        raise Rejected("IDEMPOTENCY_KEY_REQUIRED", message)
    command = _name_command(town_hall, "registrations", key)
    made = await register(gate, CITIZEN, town_hall, command, body, dry_run=asked.dry_run)
    return tell_registered(response, made, dry_run=asked.dry_run)


@router.post("/{town_hall}/standing", summary="내 신청 보기")
async def read_standing(gate: Gated, town_hall: UUID, body: Held) -> Standing:
    """참가표를 가진 사람에게 자리가 났는지, 아직이면 몇 번째로 기다리는지 답한다 (ENG-03)."""
    return await _tell(gate, await find_holder(gate, town_hall, body.ticket))


@router.post("/{town_hall}/enter", summary="온라인 입장")
async def enter(gate: Gated, town_hall: UUID, body: Held) -> Standing:
    """온라인 참가자가 링크를 열어 입장한다; 이미 입장했으면 그대로다 (ENG-01, ENG-08)."""
    row = await find_holder(gate, town_hall, body.ticket)
    if row.state == "CHECKED_IN":
        return await _tell(gate, row)
    return await _carry_out(gate, row, CheckInParticipant(generation=row.generation), "enter", body)


@router.post("/{town_hall}/withdraw", summary="참가 신청 취소")
async def withdraw(gate: Gated, town_hall: UUID, body: Held) -> Standing:
    """참가표를 가진 사람이 신청을 거둔다; 연락처를 파기하고 자리는 먼저 기다린 사람에게 간다 (ENG-03, ENG-15)."""
    row = await find_holder(gate, town_hall, body.ticket)
    told = await _carry_out(gate, row, WithdrawParticipant(), "withdraw", body)
    await gate.vault.erase(UUID(row.participant))
    return told


async def _carry_out(gate: Gate, row: Row, command: Command, act: str, held: Held) -> Standing:
    """Do what a ticket's holder may; the ticket names the command, so that it is done once."""
    subject = UUID(row.participant)
    order = Order(_name_command(UUID(row.town_hall), act, held.ticket), command, subject)
    done = await gate.carry_out(CITIZEN, order)
    now, _ = await find_participant(gate, subject, done.position)
    return await _tell(gate, now)


async def _tell(gate: Gate, row: Row) -> Standing:
    _, place = await find_participant(gate, UUID(row.participant))
    return Standing(
        id=row.participant,
        town_hall=row.town_hall,
        segment=row.segment,
        channel=row.channel,
        state=row.state,
        place=place,
    )


def _name_command(session: UUID, act: str, key: str) -> UUID:
    """Return the id of a command that nobody signs: by its address and its sender's own key."""
    return name_command(f"open {router.prefix}/{session}/{act}", key)
