"""좌석: one row a segment of a session, counting who takes part in it by what its participants' events say (ENG-03)."""

from dataclasses import dataclass, replace

from contracts.engagement import EngagementEvent
from contracts.engagement.participants import (
    Channel,
    ParticipantCheckedIn,
    ParticipantRegistered,
    ParticipantSeated,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    SeatsGiven,
    SeatsReceived,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
SEATS = "seats-"
UUID_LENGTH = 36
Counted = (
    ParticipantRegistered | ParticipantWaitlisted | ParticipantSeated | ParticipantWithdrawn | ParticipantCheckedIn
)


@dataclass(frozen=True, slots=True)
class Row:
    """One segment."""

    seating: str
    """`<session>|<segment>`."""
    town_hall: str
    segment: str
    moved: int
    """Seats that came from other segments, less those that went there."""
    registered: int
    """Who holds a seat, checked in or not."""
    waitlisted: int
    checked_in: int
    """Of those who hold a seat."""
    web: int
    """Who takes part over the web, and needs no seat."""
    web_checked_in: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the segment that an event counts for."""
    match event.data:
        case SeatsGiven() | SeatsReceived():
            rest = event.subject.removeprefix(SEATS)
            return (f"{rest[:UUID_LENGTH]}|{rest[UUID_LENGTH + 1 :]}",)
        case (
            ParticipantRegistered()
            | ParticipantWaitlisted()
            | ParticipantSeated()
            | ParticipantWithdrawn()
            | ParticipantCheckedIn() as counted
        ):
            return (f"{counted.town_hall}|{counted.segment}",)
        case _:
            return ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the segment's counts after the event."""
    found = keys(event)
    if not found:
        return row
    town_hall, _, segment = found[0].partition("|")
    before = row or Row(found[0], town_hall, segment, 0, 0, 0, 0, 0, 0, 0)
    before = replace(before, position=event.position)
    match event.data:
        case SeatsGiven() as given:
            return replace(before, moved=before.moved - given.seats)
        case SeatsReceived() as received:
            return replace(before, moved=before.moved + received.seats)
        case ParticipantSeated():
            return replace(before, waitlisted=before.waitlisted - 1, registered=before.registered + 1)
        case ParticipantWaitlisted():
            return replace(before, waitlisted=before.waitlisted + 1)
        case data:
            return _count(before, data)


def _count(row: Row, data: EngagementEvent) -> Row:
    match data:
        case ParticipantRegistered(channel=Channel.WEB):
            return replace(row, web=row.web + 1)
        case ParticipantRegistered():
            return replace(row, registered=row.registered + 1)
        case ParticipantWithdrawn(channel=Channel.WEB):
            return replace(row, web=row.web - 1)
        case ParticipantWithdrawn():
            waiting = int(data.was_waiting)
            return replace(row, waitlisted=row.waitlisted - waiting, registered=row.registered - 1 + waiting)
        case ParticipantCheckedIn(channel=Channel.WEB):
            return replace(row, web_checked_in=row.web_checked_in + 1)
        case _:
            return replace(row, checked_in=row.checked_in + 1)
