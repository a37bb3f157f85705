"""환류: one row an item that a session has brought up, from the request to the decision (ENG-07, ENG-09)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from contracts.engagement import EngagementEvent
from contracts.engagement.feedback import (
    DecisionAdopted,
    DecisionDeclined,
    DecisionReferred,
    DepartmentReplied,
    FeedbackEscalated,
    FeedbackRequested,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "feedback-"


@dataclass(frozen=True, slots=True)
class Row:
    """One item."""

    feedback: str
    town_hall: str
    round: str | None
    option: str | None
    text: str
    department: str
    state: str
    """REQUESTED, REPLIED, ADOPTED, DECLINED or REFERRED."""
    requested_on: date
    due_on: date
    escalated_at: datetime | None
    """When it was told that the reply is overdue."""
    reply: str | None
    replied_on: date | None
    late_days: int | None
    """Business days."""
    decision: str | None
    """What was decided and why, as citizens read it."""
    resolution: str | None
    directive: str | None
    referred_to: str | None
    decided_on: date | None
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the item's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the item after the event."""
    if isinstance(event.data, FeedbackRequested):
        return _request(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case DepartmentReplied() as replied:
            return replace(
                row,
                state="REPLIED",
                reply=replied.reply,
                replied_on=replied.replied_on,
                late_days=replied.late_days,
            )
        case FeedbackEscalated():
            return replace(row, escalated_at=event.effectiveat)
        case data:
            return _end(row, data)


def _end(row: Row, data: EngagementEvent) -> Row:
    match data:
        case DecisionAdopted():
            return replace(
                row,
                state="ADOPTED",
                decision=data.decision,
                resolution=str(data.resolution) if data.resolution else None,
                directive=str(data.directive) if data.directive else None,
                decided_on=data.decided_on,
            )
        case DecisionDeclined():
            return replace(row, state="DECLINED", decision=data.reason, decided_on=data.decided_on)
        case DecisionReferred():
            return replace(row, state="REFERRED", decision=data.reason, referred_to=data.to, decided_on=data.decided_on)
        case _:
            return row


def _request(asked: FeedbackRequested, event: Recorded[EngagementEvent]) -> Row:
    return Row(
        feedback=event.subject.removeprefix(PREFIX),
        town_hall=str(asked.town_hall),
        round=str(asked.round) if asked.round else None,
        option=asked.option,
        text=asked.text,
        department=asked.department,
        state="REQUESTED",
        requested_on=asked.requested_on,
        due_on=asked.due_on,
        escalated_at=None,
        reply=None,
        replied_on=None,
        late_days=None,
        decision=None,
        resolution=None,
        directive=None,
        referred_to=None,
        decided_on=None,
        version=event.streamversion,
        position=event.position,
    )
