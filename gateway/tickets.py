"""Tickets of participants: made out under the session's own key, read back to who may vote (ENG-01, ENG-05).

One of another session, an older one and one of who withdrew are void, and whatever is wrong with it, the refusal is the
same.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contracts.errors import Rejected
from gateway.gate import Gate
from gateway.queries import participant
from gateway.views.participant import Row
from infra.links import is_genuine, make_link, read_link
from infra.vault import Vault

TICKET: Final = "ticket"
"""For what a link is made out."""


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
    return await make_link(vault, town_hall, TICKET, participant, generation)


async def find_voter(gate: Gate, town_hall: UUID, ticket: str) -> Voter:
    """Return who holds a ticket and was checked in. Raises: Rejected with TICKET_INVALID, NOT_CHECKED_IN."""
    row = await find_holder(gate, town_hall, ticket)
    if row.state != "CHECKED_IN":
        raise Rejected("NOT_CHECKED_IN", "아직 입장하지 않은 참가표입니다. 접수대에서 입장을 확인받으세요.")
    return Voter(UUID(row.participant), bytes.fromhex(row.voter), row.segment, row.is_official, row.channel)


async def find_holder(gate: Gate, town_hall: UUID, ticket: str) -> Row:
    """Return whose ticket it is, checked in or not. Raises: Rejected with TICKET_INVALID."""
    link = read_link(ticket)
    if link is None:
        raise refuse_ticket()
    row = await gate.lookups.find(participant.VIEW, str(link.key))
    if row is None or row.town_hall != str(town_hall):  # else a guess would make a key for a session that is none
        raise refuse_ticket()
    is_true = await is_genuine(gate.vault, town_hall, TICKET, link)
    if not is_true or link.generation != row.generation or row.state == "WITHDRAWN":
        raise refuse_ticket()
    return row


def refuse_ticket() -> Rejected:
    """Return the one refusal of every ticket that does not count."""
    return Rejected("TICKET_INVALID", "쓸 수 없는 참가표입니다. 접수대에서 다시 받으세요.")
