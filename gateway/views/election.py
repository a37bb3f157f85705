"""선거: one row an election; one that was called off is none (CAL-02, CAL-10)."""

from dataclasses import dataclass
from datetime import date

from contracts.calendar.elections import Election
from contracts.messages import Recorded
from contracts.registry import ElectionCancelled, ElectionScheduled, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """One election and the blackout before it."""

    day: date
    name: str
    is_holiday: bool
    confirmed_on: date | None
    blackout_from: date
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[date, ...]:
    """Return the day."""
    return (event.data.day,) if isinstance(event.data, ElectionScheduled | ElectionCancelled) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the election as scheduled, none once it is cancelled."""
    match event.data:
        case ElectionScheduled() as election:
            return Row(
                day=election.day,
                name=election.name,
                is_holiday=election.is_holiday,
                confirmed_on=election.confirmed_on,
                blackout_from=Election(election.day, election.confirmed_on).blackout_from,
                position=event.position,
            )
        case ElectionCancelled():
            return None
        case _:
            return row
