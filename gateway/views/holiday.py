"""공휴일: one row a public holiday, for lateness in business days (CAL-01); one taken back is none (CAL-11)."""

from dataclasses import dataclass
from datetime import date

from contracts.messages import Recorded
from contracts.registry import HolidayDeclared, HolidayRevoked, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """One public holiday."""

    day: date
    name: str
    announced_on: date | None
    """When the government said so, where that is known."""
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[date, ...]:
    """Return the day."""
    return (event.data.day,) if isinstance(event.data, HolidayDeclared | HolidayRevoked) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the holiday as declared, none once it is revoked."""
    match event.data:
        case HolidayDeclared() as holiday:
            return Row(holiday.day, holiday.name, holiday.announced_on, event.position)
        case HolidayRevoked():
            return None
        case _:
            return row
