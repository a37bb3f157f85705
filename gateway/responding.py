"""From a link to an answer that nobody can trace, and to a contact for the draw that leads to none (ENG-34, ENG-36).

An invitation becomes a pseudonym under the survey's own key. What leaves this module holds neither link nor invitation
nor address, and its command is named under the same key, which is destroyed at the close; texts are sealed and contacts
named under keys of their own, which live as long as the retention (infra/decisions/0035-unlinkable-responses.md).
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contracts.engagement.responses import (
    EnterDraw,
    OptOut,
    SubmitResponse,
    WithdrawResponse,
    name_entries,
    name_texts,
)
from contracts.engagement.surveys import Access, Design
from contracts.errors import Rejected
from contracts.messages import Actor, Command, Done
from contracts.values import Role
from gateway.answers.responses import AnswerSent, seal_answers, write_answers
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import make_nameless
from gateway.queries import invitation, rows, survey
from gateway.views.invitation import Row as Invitation
from gateway.views.survey import Row
from infra.links import is_genuine, make_link, read_link
from infra.sealing import pack_fields
from infra.vault import SubjectErased, Vault

BOX: Final = Principal("survey-box", Role.CITIZEN, None, "응답함")
"""Who sends every answer, as the log tells it."""
LINK: Final = "invitation"
"""For what a link is made out."""
CONTACT: Final = "engagement.survey.contact"
"""What the contact of an entry is sealed as."""
NAME: Final = 16
"""Bytes of a pseudonym."""
TRIES: Final = 10
PAUSE_S: Final = 0.1
"""How often, and after what, it is looked whether somebody has answered: a second in all."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers: what they are named by, and the stratum where an invitation tells it."""

    name: bytes
    stratum: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """What came with an answer."""

    stratum: str | None
    consent: int | None
    answers: Sequence[AnswerSent]


async def find_open(gate: Gate, of_survey: UUID) -> Row:
    """Return a survey that takes answers. Raises: Rejected with NOT_FOUND, SURVEY_NOT_OPEN."""
    row = await find_survey(gate, of_survey)
    if row.state != "OPEN":
        raise refuse_closed()
    return row


async def find_survey(gate: Gate, of_survey: UUID) -> Row:
    """Return a survey that citizens may know of. Raises: Rejected with NOT_FOUND."""
    async with gate.reading() as snapshot:
        row = await rows.find_row(snapshot, survey.VIEW, str(of_survey))
    if row is None or row.state == "DESIGNED":
        raise Rejected("NOT_FOUND", "그런 설문이 없습니다. 주소를 확인하세요.")
    return row


async def prepare_links(vault: Vault, of_survey: UUID) -> None:
    """Make the key under which links are made out: who sends them may read the vault only. Raises: Unavailable."""
    with suppress(SubjectErased):  # closed meanwhile
        await vault.derive(of_survey, LINK, b"")


async def make_token(vault: Vault, of: Invitation) -> str:
    """Return the newest link of an invitation. Raises: SubjectErased, Unavailable."""
    return await make_link(vault, UUID(of.survey), LINK, UUID(of.invitation), of.generation)


async def find_invited(gate: Gate, of_survey: UUID, token: str) -> Invitation:
    """Return whose link it is; whatever is wrong with it is refused alike. Raises: Rejected with INVITATION_INVALID."""
    link = read_link(token)
    if link is None:
        raise refuse_link()
    row = await gate.lookups.find(invitation.VIEW, str(link.key))
    if row is None or row.survey != str(of_survey):  # else a guess would make a key for a survey that is none
        raise refuse_link()
    is_true = await is_genuine(gate.vault, of_survey, LINK, link)
    is_out = await has_opted_out(gate, row)
    if not is_true or link.generation != row.generation or is_out:
        raise refuse_link()
    return row


async def has_opted_out(gate: Gate, row: Invitation) -> bool:
    """Tell whether whoever was invited does not want to be any more."""
    if row.contact_name is None:
        return False
    found = await gate.lookups.find(invitation.OPT_OUT_VIEW, row.contact_name)
    return found is not None


def refuse_link() -> Rejected:
    """Return the one refusal of every link that does not count."""
    return Rejected("INVITATION_INVALID", "쓸 수 없는 설문 링크입니다. 가장 나중에 받은 링크로 다시 여세요.")


async def find_holder(gate: Gate, row: Row, token: str | None, browser: str | None) -> Holder:
    """Return who answers: by a link, or by a browser where anybody may. Raises: Rejected with INVITATION_INVALID."""
    if row.access == Access.OPEN:
        if browser is None or token is not None:
            raise refuse_link()
        return Holder(b"browser " + browser.encode(), None)
    if token is None or browser is not None:
        raise refuse_link()
    held = await find_invited(gate, UUID(row.survey), token)
    return Holder(b"invitation " + UUID(held.invitation).bytes, held.stratum)


async def submit(gate: Gate, row: Row, holder: Holder, given: Given, key: str) -> Done:
    """Return what an answer came to; the same content under the same key again is answered the same.

    Raises: Rejected with what the answer's decision raises; ANSWER_INVALID.
    """
    key_of, design = UUID(row.survey), Design.model_validate(row.design)
    stratum = holder.stratum or given.stratum
    if stratum is None:
        raise Rejected("UNKNOWN_STRATUM", "어느 층인지 고르세요. 설문의 층에서 하나를 고릅니다.")
    content = f"{stratum}|{given.consent}|{write_answers(given.answers)}".encode()
    command, pseudonym = await _name(gate, key_of, holder, "submit", key, content)
    answers = await seal_answers(gate.vault, name_texts(key_of), design.questions, given.answers)
    body = SubmitResponse(
        survey=key_of, pseudonym=pseudonym, stratum=stratum, consent=given.consent, answers=tuple(answers)
    )
    return await _deliver(gate, command, body)


async def withdraw(gate: Gate, row: Row, holder: Holder, key: str) -> Done:
    """Return what taking an answer back came to. Raises: Rejected with SURVEY_NOT_OPEN, NOT_FOUND."""
    key_of = UUID(row.survey)
    command, pseudonym = await _name(gate, key_of, holder, "withdraw", key, b"")
    return await _deliver(gate, command, WithdrawResponse(survey=key_of, pseudonym=pseudonym))


async def enter_draw(gate: Gate, row: Row, holder: Holder, contact: str, key: str) -> str:
    """Return the name of an entry of the draw, by which its owner knows it among the winners.

    Raises: Rejected with SURVEY_NOT_OPEN, NO_INCENTIVE, RESPONSE_REQUIRED.
    """
    key_of = UUID(row.survey)
    _, pseudonym = await _name(gate, key_of, holder, "enter", key, b"")
    if not await _has_answered(gate, row.survey, pseudonym):
        message = "답한 사람만 경품 추첨에 참여합니다. 답한 뒤에, 방금 답했으면 잠시 뒤에 다시 보내세요."
        raise Rejected("RESPONSE_REQUIRED", message)
    command, entry = await _name(gate, name_entries(key_of), holder, "enter", key, contact.encode())
    sealed = await gate.vault.seal(name_entries(key_of), CONTACT, contact)
    await _deliver(gate, command, EnterDraw(survey=key_of, pseudonym=entry, contact=sealed))
    return entry


async def opt_out(gate: Gate, held: Invitation) -> Done:
    """Return what it came to that somebody is invited no more. Raises: Rejected with CONTACT_REQUIRED."""
    if held.contact_name is None:
        message = "연락처 없이 만든 초대입니다. 더 보낼 곳이 없으니 아무것도 하지 않아도 됩니다."
        raise Rejected("CONTACT_REQUIRED", message)
    derived = await gate.vault.derive(UUID(held.survey), "opt-out", UUID(held.invitation).bytes)
    command = UUID(bytes=derived[:NAME], version=4)
    return await _deliver(gate, command, OptOut(contact_name=held.contact_name))


def refuse_closed() -> Rejected:
    """Return the refusal of what comes after the close."""
    return Rejected("SURVEY_NOT_OPEN", "지금은 답을 받지 않는 설문입니다. 안내를 확인하세요.")


async def _has_answered(gate: Gate, of_survey: str, pseudonym: str) -> bool:
    """Tell whether an answer counts; the views are given a moment, for it may just have been sent."""
    for _ in range(TRIES):
        async with gate.reading() as snapshot:
            if await survey.has_answered(snapshot, of_survey, pseudonym):
                return True
        await asyncio.sleep(PAUSE_S)
    return False


async def _name(gate: Gate, under: UUID, holder: Holder, act: str, key: str, content: bytes) -> tuple[UUID, str]:
    """Return a command's id and its sender's pseudonym, both under one key. Raises: Rejected with SURVEY_NOT_OPEN."""
    try:
        command = await gate.vault.derive(under, "command", pack_fields(act, holder.name, key, content))
        name = await gate.vault.derive(under, "pseudonym", holder.name)
    except SubjectErased:
        raise refuse_closed() from None
    return UUID(bytes=command[:NAME], version=4), name[:NAME].hex()


async def _deliver(gate: Gate, command: UUID, body: Command) -> Done:
    """Return what a command came to, now or before: its id stands for its content, which seals to other bytes."""
    box = Actor(user=BOX.user, role=BOX.role)
    try:
        return await gate.deliver(make_nameless(box, command, body, (await gate.now()).at))
    except Rejected as no:
        stored = await gate.find_outcome(BOX, command) if no.code == "IDEMPOTENCY_CONFLICT" else None
        if stored is None:
            raise
        return stored[1]
