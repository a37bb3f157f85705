"""참가자: one row a participant of a session, with its newest ticket; contact data as they came, sealed (ENG-03)."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.engagement import EngagementEvent
from contracts.engagement.participants import (
    ParticipantCheckedIn,
    ParticipantRegistered,
    ParticipantSeated,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    TicketReissued,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "participant-"


@dataclass(frozen=True, slots=True)
class Row:
    """One participant."""

    participant: str
    town_hall: str
    segment: str
    channel: str
    state: str
    """REGISTERED, WAITLISTED, CHECKED_IN or WITHDRAWN."""
    generation: int
    """Of the ticket that counts."""
    code: str
    """The name of its six-digit code under the session's key."""
    voter: str
    """The person's name under the session's key."""
    is_official: bool
    has_contact: bool
    contact: str | None
    """Sealed (contracts/sealed.py)."""
    consent: str | None
    guardian_consent: bool
    waits_since: int | None
    """The position at which it came to the waitlist, which orders it."""
    registered_at: datetime
    checked_in_at: datetime | None
    reason: str | None
    """Why it withdrew."""
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the participant's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the participant after the event."""
    if row is not None:
        row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case ParticipantRegistered() | ParticipantWaitlisted() as joined:
            return _join(joined, event)
        case ParticipantSeated() if row is not None:
            return replace(row, state="REGISTERED", waits_since=None)
        case ParticipantCheckedIn() if row is not None:
            return replace(row, state="CHECKED_IN", checked_in_at=event.effectiveat)
        case ParticipantWithdrawn(reason=reason) if row is not None:
            return replace(row, state="WITHDRAWN", waits_since=None, reason=reason, contact=None, has_contact=False)
        case TicketReissued(generation=generation, code=code) if row is not None:
            return replace(row, generation=generation, code=code)
        case _:
            return row


def _join(joined: ParticipantRegistered | ParticipantWaitlisted, event: Recorded[EngagementEvent]) -> Row:
    is_waiting = isinstance(joined, ParticipantWaitlisted)
    return Row(
        participant=event.subject.removeprefix(PREFIX),
        town_hall=str(joined.town_hall),
        segment=joined.segment,
        channel=joined.channel,
        state="WAITLISTED" if is_waiting else "REGISTERED",
        generation=1,
        code=joined.code,
        voter=joined.voter,
        is_official=joined.is_official,
        has_contact=joined.contact is not None,
        contact=joined.contact,
        consent=joined.consent,
        guardian_consent=joined.guardian_consent,
        waits_since=event.position if is_waiting else None,
        registered_at=event.effectiveat,
        checked_in_at=None,
        reason=None,
        version=event.streamversion,
        position=event.position,
    )
