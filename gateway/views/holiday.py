"""공휴일: one row a public holiday, for lateness in business days (CAL-01)."""

from dataclasses import dataclass
from datetime import date

from contracts.messages import Recorded
from contracts.registry import HolidayDeclared, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """One public holiday."""

    day: date
    name: str
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[date, ...]:
    """Return the day."""
    return (event.data.day,) if isinstance(event.data, HolidayDeclared) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the holiday as declared."""
    match event.data:
        case HolidayDeclared() as holiday:
            return Row(day=holiday.day, name=holiday.name, position=event.position)
        case _:
            return row
