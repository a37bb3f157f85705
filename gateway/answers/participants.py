"""Registering for a session: contact data sealed, the voter named, a ticket and a code made out (ENG-03, ENG-15)."""

import re
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contracts.engagement.participants import Channel, RegisterParticipant, ReissueTicket
from contracts.errors import Rejected
from contracts.messages import Done
from contracts.values import Code, Name, Role
from gateway.access import Written, answer_written
from gateway.answers.sealing import seal_field, send_once
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Late, Order
from gateway.queries import participant, rows, town_hall
from gateway.tickets import find_holder, make_ticket, refuse_ticket
from gateway.views.participant import CONTEXT, Row
from gateway.views.town_hall import Row as Session

CONTACT: Final = "engagement.participant.contact"
"""What contact data are sealed as."""
READERS: Final = frozenset({Role.OPERATOR})
"""Who sees contact data."""
CODES: Final = 8
"""Codes that are tried: of a million, with a tenth of them given out, all eight are taken once in a hundred million."""
DIGITS: Final = 10**6
_PHONE: Final = re.compile(r"0[0-9]{8,10}")
_FOREIGN: Final = re.compile(r"\+[1-9][0-9]{7,14}")


TicketText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class NoPhone(ValueError):
    """What is no telephone number."""


def normalize_phone(written: str) -> str:
    """Return a telephone number as one person always writes it. Raises: NoPhone."""
    plain = re.sub(r"[\s().-]", "", written)
    if plain.startswith("+82"):
        plain = "0" + plain[3:].removeprefix("0")
    if not _PHONE.fullmatch(plain) and not _FOREIGN.fullmatch(plain):
        raise NoPhone("a telephone number is written as 010-1234-5678")
    return plain


class Contact(BaseModel):
    """How a participant is reached; sealed before it is sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    phone: Annotated[Name, AfterValidator(normalize_phone)]
    name: Name | None = None


class NewParticipant(BaseModel):
    """Somebody to register."""

    model_config = ConfigDict(extra="forbid", strict=True)

    segment: Code
    channel: Annotated[Channel, Field(strict=False)] = Channel.ONSITE
    contact: Contact | None = None
    """Absent for who takes part without a name; children may without a guardian's consent (ENG-15)."""
    consent: Code | None = None
    """The wording of the consent that was agreed to; needed with contact data."""
    guardian_consent: bool = False


class TicketMade(Written):
    """A participant with what it holds; shown once, and again only for a new one."""

    ticket: str | None = None
    """The text of the QR code."""
    code: str | None = None
    """Six digits, for who has no camera at the desk."""
    place: int | None = None
    """On the waitlist, from 1."""
    generation: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a participant holds: the QR code's text, and six digits to be typed where there is no camera."""

    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering made."""

    done: Done
    row: Row | None
    """None where it was only tried."""
    ticket: Ticket | None
    place: int | None
    """On the waitlist, from 1."""


async def register(
    gate: Gate,
    principal: Principal,
    session: UUID,
    key: UUID,
    new: NewParticipant,
    *,
    dry_run: bool = False,
    late: Late | None = None,
) -> Registered:
    """Return what registering made under a command's id, the same for the same content. Raises: Rejected."""
    await require_session(gate, session)
    voter = await name_voter(gate, session, key, new)
    codes = [hashed for _, hashed in await list_codes(gate, session, key, 1)]

    async def send() -> Done:
        contact = None
        if new.contact is not None:
            contact = await seal_field(gate, key, CONTACT, new.contact.model_dump_json(), dry_run=dry_run)
        command = RegisterParticipant(
            town_hall=session,
            segment=new.segment,
            channel=new.channel,
            voter=voter,
            codes=tuple(codes),
            contact=contact,
            consent=new.consent,
            guardian_consent=new.guardian_consent,
        )
        return await gate.carry_out(principal, Order(key, command), dry_run=dry_run, late=late)

    async def is_as_sent(stored: Done) -> bool:
        row, _ = await find_participant(gate, key, stored.position)
        return await _is_same(gate, session, row, new)

    done = await send_once(gate, principal, key, send, is_as_sent)
    if dry_run:
        return Registered(done, None, None, None)
    row, place = await find_participant(gate, key, done.position)
    return Registered(done, row, await tell_ticket(gate, row), place)


async def reissue(
    gate: Gate, principal: Principal, participation: UUID, command: UUID, generation: int, *, dry_run: bool = False
) -> Registered:
    """Return what making a lost ticket out anew made; `generation` is that of the new one. Raises: Rejected."""
    row, _ = await find_participant(gate, participation)
    codes = await list_codes(gate, UUID(row.town_hall), participation, generation)
    body = ReissueTicket(generation=generation, codes=tuple(hashed for _, hashed in codes))
    done = await gate.carry_out(principal, Order(command, body, participation), dry_run=dry_run)
    if dry_run:
        return Registered(done, None, None, None)
    row, place = await find_participant(gate, participation, done.position)
    return Registered(done, row, await tell_ticket(gate, row), place)


async def find_shown(gate: Gate, session: UUID, ticket: str | None, code: str) -> Row:
    """Return whose ticket, or else six-digit code, is shown. Raises: Rejected with TICKET_INVALID, NOT_FOUND."""
    if ticket is not None:
        return await find_holder(gate, session, ticket)
    await require_session(gate, session)
    name = await name_code(gate, session, code)
    async with gate.reading() as snapshot:
        row = await participant.find_by_code(snapshot, str(session), name)
    if row is None:
        raise refuse_ticket()
    return row


def tell_registered(response: Response, made: Registered, *, dry_run: bool, location: str = "") -> TicketMade:
    """Return what registering made, with the ticket."""
    written = answer_written(response, made.done, CONTEXT, dry_run=dry_run, location=location)
    held = made.ticket
    return TicketMade(
        **written.model_dump(),
        ticket=held.text if held else None,
        code=held.code if held else None,
        place=made.place,
        generation=made.row.generation if made.row else None,
    )


async def require_session(gate: Gate, session: UUID) -> Session:
    """Return a session that there is: nothing is named under the key of one that is not.

    Who has planned it a moment ago need not wait for the view. Raises: Rejected with NOT_FOUND, NOT_YET, BUSY.
    """
    row = await _find_session(gate, session)
    if row is None:
        await gate.catch_up(town_hall.VIEW)
        row = await _find_session(gate, session)
    if row is None:
        raise Rejected("NOT_FOUND", "그런 타운홀이 없습니다. 주소를 확인하세요.")
    return row


async def _find_session(gate: Gate, session: UUID) -> Session | None:
    async with gate.reading() as snapshot:
        return await rows.find_row(snapshot, town_hall.VIEW, str(session))


async def find_participant(gate: Gate, key: UUID, position: int = 0) -> tuple[Row, int | None]:
    """Return a participant and its place on the waitlist, once the view has come so far.

    Raises: Rejected with NOT_FOUND, NOT_YET.
    """
    await gate.require({CONTEXT: position}, participant.VIEW)
    async with gate.reading() as snapshot:
        row = await rows.find_row(snapshot, participant.VIEW, str(key))
        place = await participant.find_place(snapshot, row) if row is not None else None
    if row is None:
        raise Rejected("NOT_FOUND", "그런 참가자가 없습니다. 주소를 확인하세요.")
    return row, place


async def name_voter(gate: Gate, session: UUID, key: UUID, new: NewParticipant) -> str:
    """Return the person's name within the session: by the telephone, or of this participation alone."""
    told = f"phone {new.contact.phone}" if new.contact is not None else f"participant {key}"
    return (await gate.vault.derive(session, "voter", told.encode())).hex()


async def list_codes(gate: Gate, session: UUID, key: UUID, generation: int) -> list[tuple[str, str]]:
    """Return the codes that a ticket may get, each with its name under the session's key; the same each time."""
    found = []
    for turn in range(CODES):
        drawn = await gate.vault.derive(session, "codes", key.bytes + bytes([generation, turn]))
        code = f"{int.from_bytes(drawn) % DIGITS:06d}"
        found.append((code, await name_code(gate, session, code)))
    return found


async def name_code(gate: Gate, session: UUID, code: str) -> str:
    """Return the name of a six-digit code within a session."""
    return (await gate.vault.derive(session, "code", code.encode()))[:16].hex()


async def tell_ticket(gate: Gate, row: Row) -> Ticket:
    """Return the newest ticket of a participant and its code."""
    session, key = UUID(row.town_hall), UUID(row.participant)
    codes = {hashed: code for code, hashed in await list_codes(gate, session, key, row.generation)}
    return Ticket(await make_ticket(gate.vault, session, key, row.generation), codes[row.code])


async def open_contact(gate: Gate, row: Row) -> Contact | None:
    """Return a participant's contact data; None of who left none, or whose are destroyed."""
    if row.contact is None:
        return None
    text = await gate.vault.open(row.contact, CONTACT)
    return Contact.model_validate_json(text) if isinstance(text, str) else None


async def _is_same(gate: Gate, session: UUID, row: Row, new: NewParticipant) -> bool:
    """Tell whether a participant stands as somebody sends it again; of destroyed data nobody can tell any more."""
    told = (row.town_hall, row.segment, row.channel, row.consent, row.guardian_consent)
    sent = (str(session), new.segment, new.channel, new.consent, new.guardian_consent)
    if told != sent:
        return False
    return row.state == "WITHDRAWN" or await open_contact(gate, row) == new.contact
