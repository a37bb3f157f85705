"""Completions and invitations: contacts sealed and named, a link for who has none (ENG-33, ENG-34)."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.responses import Consented, IssueInvitation, RecordCompletion, name_case, name_invitation
from contracts.engagement.surveys import Completion
from contracts.errors import Rejected
from contracts.messages import Command, Done
from contracts.values import Code, Name
from gateway.auth import Principal
from gateway.contacts import CONTACT, name_contact
from gateway.gate import Gate
from gateway.ordering import Late, Order
from gateway.queries import survey
from gateway.responding import LINK, has_opted_out, make_token, refuse_closed
from gateway.views.invitation import Row
from infra.clock import name_command
from infra.links import make_link
from infra.sealing import pack_fields
from infra.vault import SubjectErased

AT_ONCE: Final = 20
"""Invitations that are sent together."""
GENERATIONS: Final = {"ISSUED": 1, "REISSUED": 2}
"""Which link is the newest, by the state of an invitation: it is sent again once."""


class NewCompletion(BaseModel):
    """Something that was done for somebody."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Annotated[Completion, Field(strict=False)]
    case: Name
    """What the sender's register calls it."""
    completed_on: Annotated[date, Field(strict=False)]
    stratum: Code | None = None
    contact: Name | None = None
    """Sealed before it is sent on; not kept at all where no survey asks about such cases."""


class NewInvitation(BaseModel):
    """Somebody to invite."""

    model_config = ConfigDict(extra="forbid", strict=True)

    case: Name
    """What the sender calls it: invited twice it is once."""
    stratum: Code | None = None
    contact: Name | None = None
    consent: Consented | None = None
    """The version of the survey's consent that the person agreed to; needed with a contact (ENG-41)."""


class Invited(BaseModel):
    """What an invitation came to."""

    case: str
    id: str
    state: str | None = None
    code: str | None = None
    """Why it was refused."""
    message: str | None = None
    token: str | None = None
    """The link of who has no contact, to be handed over."""


async def record_completion(
    gate: Gate, principal: Principal, key: str, new: NewCompletion, *, dry_run: bool, late: Late | None
) -> Done:
    """Return what telling of a completion made; the same content again is answered the same. Raises: Rejected."""
    async with gate.reading() as snapshot:
        contact = new.contact if await survey.has_target(snapshot, new.kind) else None
    named = await name_contact(gate.vault, contact) if contact and not dry_run else None
    subject = name_case(new.kind, new.case)
    body = RecordCompletion(
        case=new.case,
        kind=new.kind,
        completed_on=new.completed_on,
        stratum=new.stratum,
        contact=await gate.vault.seal(subject, CONTACT, contact) if contact and not dry_run else None,
        contact_name=named,
    )
    command = uuid5(name_command(principal.user, key), new.model_dump_json())
    return await carry_out_same(gate, principal, Order(command, body), dry_run=dry_run, late=late)


async def invite(
    gate: Gate, principal: Principal, of_survey: UUID, key: str, new: Sequence[NewInvitation]
) -> tuple[list[Invited], int]:
    """Return what each invitation came to, in their order, and the position that reflects all of them."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def send(one: NewInvitation) -> tuple[Invited, int]:
        async with turns:
            return await _invite(gate, principal, of_survey, key, one)

    sent = await asyncio.gather(*map(send, new))
    return [invited for invited, _ in sent], max(position for _, position in sent)


async def invite_one(gate: Gate, principal: Principal, of_survey: UUID, key: str, new: NewInvitation) -> Done:
    """Return what an invitation came to; the same content again is answered the same. Raises: Rejected."""
    case = _name_case(of_survey, new.case)
    subject = name_invitation(of_survey, case)
    command: Command = IssueInvitation(
        survey=of_survey,
        case=case,
        stratum=new.stratum,
        contact=await gate.vault.seal(subject, CONTACT, new.contact) if new.contact else None,
        contact_name=await name_contact(gate.vault, new.contact) if new.contact else None,
        consent=new.consent,
    )
    packed = pack_fields(key, new.model_dump_json())
    order = Order(uuid5(name_command(principal.user, str(of_survey)), packed.hex()), command)
    return await carry_out_same(gate, principal, order)


async def open_link(gate: Gate, principal: Principal, row: Row) -> tuple[str, str | None]:
    """Return the newest link of an invitation and the contact, once it is kept who read them (ENG-34).

    Raises: Rejected with OPTED_OUT, SURVEY_NOT_OPEN.
    """
    if await has_opted_out(gate, row):
        raise Rejected("OPTED_OUT", "설문을 받지 않겠다고 한 사람입니다. 보내지 않습니다.")
    await gate.note_survey_read(principal, row.survey)
    try:
        token = await make_token(gate.vault, row)
    except SubjectErased:
        raise refuse_closed() from None
    return token, str(await gate.vault.open(row.contact, CONTACT)) if row.contact else None


async def carry_out_same(
    gate: Gate, principal: Principal, order: Order, *, dry_run: bool = False, late: Late | None = None
) -> Done:
    """Return what an order made, now or before: its id stands for its content, which seals to other bytes.

    Raises: Rejected.
    """
    try:
        return await gate.carry_out(principal, order, dry_run=dry_run, late=late)
    except Rejected as no:
        stored = await gate.find_outcome(principal, order.id) if no.code == "IDEMPOTENCY_CONFLICT" else None
        if stored is None:
            raise
        return stored[1]


async def _invite(
    gate: Gate, principal: Principal, of_survey: UUID, key: str, new: NewInvitation
) -> tuple[Invited, int]:
    subject = name_invitation(of_survey, _name_case(of_survey, new.case))
    try:
        done = await invite_one(gate, principal, of_survey, key, new)
    except Rejected as no:
        return Invited(case=new.case, id=str(subject), code=no.code, message=no.message), 0
    generation = GENERATIONS[done.result.state or "ISSUED"]
    token = None if new.contact else await make_link(gate.vault, of_survey, LINK, subject, generation)
    return Invited(case=new.case, id=str(subject), state=done.result.state, token=token), done.position


def _name_case(of_survey: UUID, case: str) -> UUID:
    """Return the id of a case that only whoever invites knows."""
    return uuid5(of_survey, f"case|{case}")
