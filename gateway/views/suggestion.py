"""제안·민원: one row a petition with its clock; the citizen's words and the answer stay sealed (ENG-66, PLT-07)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from contracts.engagement import EngagementEvent
from contracts.engagement.suggestions import (
    SuggestionAnswered,
    SuggestionClassified,
    SuggestionEscalated,
    SuggestionExtended,
    SuggestionReceived,
    SuggestionTransferred,
    SupplementReceived,
    SupplementRequested,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "suggestion-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One petition."""

    suggestion: str
    channel: str
    state: str
    receipt: str
    code_sha256: str
    words: str
    """Sealed, as are the contact, the supplements' words and the answer."""
    contact: str | None
    kind: str | None
    """None until it is classified, as are its days, policy, department and due date."""
    days: int | None
    policy: str | None
    department: str | None
    transfers: list[Json]
    """`department` from which it went, `reason`, `at`."""
    received_at: datetime
    due_on: date | None
    due_at: datetime | None
    supplements: list[Json]
    """`requested_on`, `asked`, `received_on`, `words`: the last two absent while it is waited for."""
    extensions: list[Json]
    """`days`, `reason`, `has_consent`."""
    answer: str | None
    answered_at: datetime | None
    late: int | None
    escalated_at: datetime | None
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the petition's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the petition after the event."""
    if isinstance(event.data, SuggestionReceived):
        return _receive(event.data, event)
    if row is None:
        return None
    changed = _move(_assign(row, event), event)
    return replace(changed, version=event.streamversion, position=event.position)


def _assign(row: Row, event: Recorded[EngagementEvent]) -> Row:
    """Return the petition after what says whose it is and how it ends."""
    match event.data:
        case SuggestionClassified() as told:
            named = replace(row, state="HANDLING", kind=told.kind.value, days=told.days, policy=told.policy)
            return replace(named, department=told.department, due_on=told.due_on, due_at=told.due_at)
        case SuggestionTransferred() as told:
            moved = {"department": row.department, "reason": told.reason, "at": event.effectiveat.isoformat()}
            return replace(row, department=told.department, transfers=[*row.transfers, moved])
        case SuggestionAnswered() as told:
            return replace(row, state="ANSWERED", answer=told.answer, answered_at=told.answered_at, late=told.late)
        case SuggestionEscalated():
            return replace(row, escalated_at=event.effectiveat)
        case _:
            return row


def _move(row: Row, event: Recorded[EngagementEvent]) -> Row:
    """Return the petition after what moves its clock."""
    match event.data:
        case SupplementRequested() as told:
            asked = {"requested_on": told.requested_on.isoformat(), "asked": told.words}
            return replace(row, state="SUPPLEMENTING", supplements=[*row.supplements, asked])
        case SupplementReceived() as told:
            *before, last = row.supplements
            answered = {**last, "received_on": told.received_on.isoformat(), "words": told.words}
            moved = replace(row, state="HANDLING", supplements=[*before, answered])
            return replace(moved, due_on=told.due_on, due_at=told.due_at)
        case SuggestionExtended() as told:
            more = {"days": told.days, "reason": told.reason, "has_consent": told.has_consent}
            return replace(row, extensions=[*row.extensions, more], due_on=told.due_on, due_at=told.due_at)
        case _:
            return row


def _receive(received: SuggestionReceived, event: Recorded[EngagementEvent]) -> Row:
    return Row(
        suggestion=event.subject.removeprefix(PREFIX),
        channel=received.channel.value,
        state="RECEIVED",
        receipt=received.receipt,
        code_sha256=received.code_sha256,
        words=received.words,
        contact=received.contact,
        kind=None,
        days=None,
        policy=None,
        department=None,
        transfers=[],
        received_at=received.received_at,
        due_on=None,
        due_at=None,
        supplements=[],
        extensions=[],
        answer=None,
        answered_at=None,
        late=None,
        escalated_at=None,
        version=event.streamversion,
        position=event.position,
    )
