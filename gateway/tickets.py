"""Tickets of participants: made out under the session's own key, read back to who may vote (ENG-01, ENG-05).

A ticket is base64url of the participant's 16 bytes, the generation's one byte, and 15 bytes of their name under the
session's key. Nobody without the key makes one; one of another session, an older one and one of who withdrew are void,
and whatever is wrong with it, the refusal is the same.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final
from uuid import UUID

from contracts.errors import Rejected
from gateway.gate import Gate
from gateway.queries import participant
from gateway.views.participant import Row
from infra.vault import SubjectErased, Vault

BYTES: Final = 32
NAMED: Final = 17
"""Bytes before the ticket's seal: participant and generation."""
LENGTH: Final = 43
"""Characters of a ticket."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Who may vote with a ticket."""

    participant: UUID
    voter: bytes
    """The person's name under the session's key: the same over two channels."""
    segment: str
    is_official: bool
    channel: str


async def make_ticket(vault: Vault, town_hall: UUID, participant: UUID, generation: int) -> str:
    """Return the ticket of a participant. Raises: SubjectErased, Unavailable."""
    named = participant.bytes + bytes([generation])
    return urlsafe_b64encode(named + await _seal(vault, town_hall, named)).decode().rstrip("=")


async def find_voter(gate: Gate, town_hall: UUID, ticket: str) -> Voter:
    """Return who holds a ticket and was checked in. Raises: Rejected with TICKET_INVALID, NOT_CHECKED_IN."""
    row = await find_holder(gate, town_hall, ticket)
    if row.state != "CHECKED_IN":
        raise Rejected("NOT_CHECKED_IN", "아직 입장하지 않은 참가표입니다. 접수대에서 입장을 확인받으세요.")
    return Voter(UUID(row.participant), bytes.fromhex(row.voter), row.segment, row.is_official, row.channel)


async def find_holder(gate: Gate, town_hall: UUID, ticket: str) -> Row:
    """Return whose ticket it is, checked in or not. Raises: Rejected with TICKET_INVALID."""
    raw = _read(ticket)
    row = await gate.lookups.find(participant.VIEW, str(UUID(bytes=raw[:16])))
    if row is None or row.town_hall != str(town_hall):  # else a guess would make a key for a session that is none
        raise refuse_ticket()
    try:
        seal = await _seal(gate.vault, town_hall, raw[:NAMED])
    except SubjectErased:
        raise refuse_ticket() from None
    is_genuine = compare_digest(seal, raw[NAMED:])
    if not is_genuine or raw[16] != row.generation or row.state == "WITHDRAWN":
        raise refuse_ticket()
    return row


def refuse_ticket() -> Rejected:
    """Return the one refusal of every ticket that does not count."""
    return Rejected("TICKET_INVALID", "쓸 수 없는 참가표입니다. 접수대에서 다시 받으세요.")


def _read(ticket: str) -> bytes:
    """Return a ticket's bytes. Raises: Rejected with TICKET_INVALID."""
    if len(ticket) != LENGTH or not ticket.isascii():
        raise refuse_ticket()
    try:
        raw = urlsafe_b64decode(f"{ticket}=")
    except binascii.Error:
        raise refuse_ticket() from None
    if len(raw) != BYTES:
        raise refuse_ticket()
    return raw


async def _seal(vault: Vault, town_hall: UUID, named: bytes) -> bytes:
    return (await vault.derive(town_hall, "ticket", named))[: BYTES - NAMED]
