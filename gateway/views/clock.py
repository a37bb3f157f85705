"""업무 시계: the one row of a manual business clock; no row means the real clock."""

from dataclasses import dataclass
from datetime import datetime

from contracts.messages import Recorded
from contracts.registry import ClockSet, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """What the manual clock shows."""

    clock: str
    now: datetime
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the one clock's key."""
    return ("business",) if isinstance(event.data, ClockSet) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the clock as set."""
    match event.data:
        case ClockSet() as clock:
            return Row(clock="business", now=clock.now, position=event.position)
        case _:
            return row
