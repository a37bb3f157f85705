"""Suggestions and petitions: words sealed, a receipt code made out, opened again for whose they are (ENG-66, PLT-07).

Of the receipt code (gateway/receipts.py) are stored its first six characters and its hash.
"""

from collections.abc import Callable
from functools import partial
from hmac import compare_digest
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.suggestions import (
    AnswerSuggestion,
    PetitionChannel,
    ReceiveSuggestion,
    ReceiveSupplement,
    RequestSupplement,
    SuggestionAnswered,
    SuggestionReceived,
    SupplementReceived,
    SupplementRequested,
)
from contracts.errors import Rejected
from contracts.messages import Done
from contracts.sealed import Sealed
from contracts.signs import clean_signs
from contracts.values import Name, Role, Text
from gateway.answers.sealing import seal_field, send_once
from gateway.auth import Principal
from gateway.contacts import CONTACT, name_contact
from gateway.gate import Gate
from gateway.ordering import Late, Order
from gateway.queries import history, suggestion
from gateway.receipts import NO_HASH, make_code, name_code
from gateway.views.suggestion import CONTEXT, Row

WORDS: Final = "engagement.suggestion.words"
"""What a citizen's words are sealed as."""
ASKED: Final = "engagement.suggestion.asked"
ANSWER: Final = "engagement.suggestion.answer"
SHOWN: Final = 6
"""Characters of a code that are its receipt number."""
Act = type[RequestSupplement] | type[ReceiveSupplement] | type[AnswerSuggestion]


class NewSuggestion(BaseModel):
    """What a citizen says; sealed before it is sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: Text
    contact: Name | None = None
    """How to reach the citizen, where that is wished."""


class TakenSuggestion(NewSuggestion):
    """What a citizen said to somebody who takes it down."""

    channel: Annotated[PetitionChannel, Field(strict=False)] = PetitionChannel.COUNTER


class SomeWords(BaseModel):
    """A text that is sealed before it is sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: Text


async def receive(
    gate: Gate,
    principal: Principal,
    key: UUID,
    new: NewSuggestion,
    channel: PetitionChannel,
    *,
    dry_run: bool,
    late: Late | None = None,
) -> tuple[Done, str]:
    """Return what receiving made, and the receipt code, the same for the same content. Raises: Rejected."""
    code = await make_code(gate.vault, key, dry_run=dry_run)

    async def send() -> Done:
        words = await seal_field(gate, key, WORDS, new.words, dry_run=dry_run)
        contact = await seal_field(gate, key, CONTACT, new.contact, dry_run=dry_run) if new.contact else None
        named = await name_contact(gate.vault, new.contact) if new.contact and not dry_run else None
        body = ReceiveSuggestion(
            channel=channel,
            words=words,
            contact=contact,
            contact_name=named,
            receipt=code[:SHOWN],
            code_sha256=name_code(code),
        )
        return await gate.carry_out(principal, Order(key, body), dry_run=dry_run, late=late)

    return await send_once(gate, principal, key, send, partial(_is_received, gate, new, channel)), code


async def write_to(
    gate: Gate,
    principal: Principal,
    order: tuple[UUID, UUID, int | None],
    act: Act,
    words: str,
    *,
    dry_run: bool,
    late: Late | None,
) -> Done:
    """Return what asking, supplementing or answering made, its words sealed for the petition. Raises: Rejected.

    `order` is the command's id, the petition's, and the version that the sender saw.
    """
    command, key, if_match = order

    async def send() -> Done:
        sealed = await seal_field(gate, key, FIELDS[act], words, dry_run=dry_run)
        body = MAKE[act](sealed)
        return await gate.carry_out(principal, Order(command, body, key, if_match), dry_run=dry_run, late=late)

    return await send_once(gate, principal, command, send, partial(_is_written, gate, key, act, words))


async def find_by_code(gate: Gate, written: str) -> Row:
    """Return the petition whose receipt code somebody knows, compared in constant time. Raises: NOT_FOUND."""
    code = clean_signs(written)
    async with gate.reading() as snapshot:
        found = await suggestion.list_by_receipt(snapshot, code[:SHOWN])
    named = name_code(code)
    fitting = [row for row in found if compare_digest(row.code_sha256, named)]
    if not found:
        compare_digest(NO_HASH, named)
    if not fitting:
        raise Rejected("NOT_FOUND", "그런 접수증이 없습니다. 접수증의 스무 자리를 확인하세요.")
    return fitting[0]


def may_read(row: Row, principal: Principal) -> bool:
    """Tell whether somebody may read a petition's words: the coordinating office, and the department it is with."""
    if principal.role is Role.OPERATOR:
        return True
    return principal.role is Role.OFFICER and row.department is not None and principal.department == row.department


async def open_words(gate: Gate, row: Row, *, is_reader: bool) -> dict[str, Any]:
    """Return a petition's texts, 파기됨 once they are destroyed; None each for who may not read them."""
    texts = {(row.words, WORDS), (row.contact, CONTACT), (row.answer, ANSWER)}
    texts |= {(each["asked"], ASKED) for each in row.supplements}
    texts |= {(each.get("words"), WORDS) for each in row.supplements}
    sealed = [(text, field) for text, field in texts if text is not None] if is_reader else []
    opened = dict(zip((text for text, _ in sealed), map(str, await gate.vault.open_many(sealed)), strict=True))
    supplements = [
        {**each, "asked": opened.get(each["asked"]), "words": opened.get(each.get("words", ""))}
        for each in row.supplements
    ]
    told = {name: opened.get(getattr(row, name) or "") for name in ("words", "contact", "answer")}
    return {**told, "supplements": supplements}


FIELDS: Final[dict[Act, str]] = {RequestSupplement: ASKED, ReceiveSupplement: WORDS, AnswerSuggestion: ANSWER}
MAKE: Final[dict[Act, Callable[[Sealed], RequestSupplement | ReceiveSupplement | AnswerSuggestion]]] = {
    RequestSupplement: lambda sealed: RequestSupplement(words=sealed),
    ReceiveSupplement: lambda sealed: ReceiveSupplement(words=sealed),
    AnswerSuggestion: lambda sealed: AnswerSuggestion(answer=sealed),
}


async def _list_made(gate: Gate, stored: Done) -> list[object]:
    """Return the events of a command."""
    await gate.require({CONTEXT: stored.position}, history.VIEWS[CONTEXT])
    async with gate.reading() as snapshot:
        found = await history.list_command(snapshot, CONTEXT, stored.position)
    return [history.load_event(CONTEXT, row).data for row in found]


async def _is_received(gate: Gate, new: NewSuggestion, channel: PetitionChannel, stored: Done) -> bool:
    """Tell whether a petition stands as somebody sends it again."""
    made = next((each for each in await _list_made(gate, stored) if isinstance(each, SuggestionReceived)), None)
    if made is None or made.channel != channel or (made.contact is None) != (new.contact is None):
        return False
    words = str(await gate.vault.open(made.words, WORDS))
    contact = str(await gate.vault.open(made.contact, CONTACT)) if made.contact is not None else None
    return (words, contact) == (new.words, new.contact)


async def _is_written(gate: Gate, key: UUID, act: Act, words: str, stored: Done) -> bool:
    """Tell whether words to a petition stand as somebody sends them again."""
    for event in await _list_made(gate, stored):
        match event:
            case SupplementRequested(words=sealed) | SupplementReceived(words=sealed):
                pass
            case SuggestionAnswered(answer=sealed):
                pass
            case _:
                continue
        same = stored.result.id == str(key) and FIELDS[act] == _find_field(event)
        return same and str(await gate.vault.open(sealed, FIELDS[act])) == words
    return False


def _find_field(event: object) -> str:
    match event:
        case SupplementRequested():
            return ASKED
        case SuggestionAnswered():
            return ANSWER
        case _:
            return WORDS
