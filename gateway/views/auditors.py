"""시민감사관: one row a body with its members and reports, one a proposal with the audit's answer (ENG-62)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from contracts.engagement import EngagementEvent
from contracts.engagement.auditors import (
    AuditorActivityReported,
    AuditorAppointed,
    AuditorEnded,
    AuditorsConstituted,
    AuditProposalAnswered,
    AuditProposalEscalated,
    AuditProposalReceived,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
BODY = "auditors-"
PROPOSAL = "audit_proposal-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One body."""

    body: str
    ordinal: int
    since: date
    until: date
    seats: int
    replaces: str | None
    auditors: list[Json]
    """`number`, `name` (sealed), `since`, `until`, `ended`: why before the term."""
    activities: list[Json]
    """`number`, `on`, `activity`, in the order of their entry."""
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal."""

    proposal: str
    body: str
    auditor: int
    title: str
    text: str
    state: str
    received_on: date
    due_on: date
    escalated_at: datetime | None
    outcome: str | None
    answer: str | None
    answered_on: date | None
    late_days: int | None
    version: int
    position: int


def body_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the body's id."""
    return (event.subject.removeprefix(BODY),) if event.subject.startswith(BODY) else ()


def proposal_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the proposal's id."""
    return (event.subject.removeprefix(PROPOSAL),) if event.subject.startswith(PROPOSAL) else ()


def apply_body(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the body after the event."""
    if isinstance(event.data, AuditorsConstituted):
        return _constitute(event.data, event)
    if row is None:
        return None
    changed = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case AuditorAppointed() as appointed:
            told = appointed.model_dump(mode="json", exclude={"type", "entry"})
            return replace(changed, auditors=[*row.auditors, {**told, "ended": None}])
        case AuditorEnded() as ended:
            return replace(changed, auditors=[_end(each, ended) for each in row.auditors])
        case AuditorActivityReported() as reported:
            told = reported.model_dump(mode="json", exclude={"type", "entry"})
            return replace(changed, activities=[*row.activities, told])
        case _:
            return row


def apply_proposal(row: Proposal | None, event: Recorded[EngagementEvent]) -> Proposal | None:
    """Return the proposal after the event."""
    if isinstance(event.data, AuditProposalReceived):
        return _receive(event.data, event)
    if row is None:
        return None
    changed = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case AuditProposalAnswered() as answered:
            return replace(
                changed,
                state="ANSWERED",
                outcome=answered.outcome.value,
                answer=answered.answer,
                answered_on=answered.answered_on,
                late_days=answered.late_days,
            )
        case AuditProposalEscalated():
            return replace(changed, escalated_at=event.effectiveat)
        case _:
            return row


def _constitute(constituted: AuditorsConstituted, event: Recorded[EngagementEvent]) -> Row:
    return Row(
        body=event.subject.removeprefix(BODY),
        ordinal=constituted.ordinal,
        since=constituted.since,
        until=constituted.until,
        seats=constituted.seats,
        replaces=str(constituted.replaces) if constituted.replaces else None,
        auditors=[],
        activities=[],
        version=event.streamversion,
        position=event.position,
    )


def _end(auditor: Json, ended: AuditorEnded) -> Json:
    if auditor["number"] != ended.number:
        return auditor
    return {**auditor, "until": ended.on.isoformat(), "ended": ended.reason.value}


def _receive(received: AuditProposalReceived, event: Recorded[EngagementEvent]) -> Proposal:
    return Proposal(
        proposal=event.subject.removeprefix(PROPOSAL),
        body=str(received.body),
        auditor=received.auditor,
        title=received.title,
        text=received.text,
        state="RECEIVED",
        received_on=received.received_on,
        due_on=received.due_on,
        escalated_at=None,
        outcome=None,
        answer=None,
        answered_on=None,
        late_days=None,
        version=event.streamversion,
        position=event.position,
    )
