"""Seats of one segment of a session: taken in turn, waited for first in first out, given to others (ENG-03)."""

from dataclasses import dataclass, replace
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.participants import (
    SeatAwaited,
    SeatEvent,
    SeatLeft,
    SeatsGiven,
    SeatsReceived,
    SeatTaken,
)
from contracts.errors import Rejected


@dataclass(frozen=True, slots=True)
class Seats:
    """How many seats are taken, who waits, and how many came from other segments."""

    taken: int = 0
    waiting: tuple[UUID, ...] = ()
    """In the order in which they came."""
    moved: int = 0
    """Received less given."""


def evolve(state: Seats, event: EngagementEvent) -> Seats:
    """Return the segment's seats after an event."""
    match event:
        case SeatTaken():
            waiting = state.waiting[1:] if event.participant in state.waiting[:1] else state.waiting
            return replace(state, taken=state.taken + 1, waiting=waiting)
        case SeatAwaited():
            return replace(state, waiting=(*state.waiting, event.participant))
        case SeatLeft() if event.participant in state.waiting:
            return replace(state, waiting=tuple(each for each in state.waiting if each != event.participant))
        case SeatLeft():
            return replace(state, taken=state.taken - 1)
        case SeatsGiven() | SeatsReceived():
            return replace(
                state, moved=state.moved + (event.seats if isinstance(event, SeatsReceived) else -event.seats)
            )
        case _:
            return state


def count_free(state: Seats, planned: int) -> int:
    """Return how many seats of a segment, planned with so many, nobody has."""
    return planned + state.moved - state.taken


def take(state: Seats, planned: int, participant: UUID) -> SeatEvent:
    """Return what happens to who comes next: a seat, or the last place of the waitlist."""
    if count_free(state, planned) > 0:
        return SeatTaken(participant=participant)
    return SeatAwaited(participant=participant)


def leave(state: Seats, participant: UUID) -> tuple[SeatEvent, ...]:
    """Return what follows from somebody's leaving: who waited longest has the seat."""
    left = SeatLeft(participant=participant)
    if participant in state.waiting or not state.waiting:
        return (left,)
    return (left, SeatTaken(participant=state.waiting[0]))


def give(state: Seats, planned: int, seats: int, segment: str) -> SeatsGiven:
    """Return the event of unused seats that another segment gets. Raises: Rejected with SEATS_IN_USE."""
    unused = count_free(state, planned)
    if seats > unused:
        message = f"남은 자리는 {unused}석입니다. 그 안에서 넘기세요."
        raise Rejected("SEATS_IN_USE", message, {"unused": str(unused)})
    return SeatsGiven(seats=seats, segment=segment)


def receive(state: Seats, seats: int, segment: str) -> tuple[SeatEvent, ...]:
    """Return what follows from seats of another segment: as many as wait have them, in their order."""
    received = SeatsReceived(seats=seats, segment=segment)
    return (received, *(SeatTaken(participant=each) for each in state.waiting[:seats]))
