"""Public holidays of one year (CAL-01)."""

from dataclasses import dataclass
from datetime import date

from contracts.registry import DeclareHoliday, HolidayDeclared, RegistryEvent


@dataclass(frozen=True, slots=True)
class Year:
    """The holidays declared for a year."""

    days: frozenset[date] = frozenset()


def decide(command: DeclareHoliday, state: Year) -> tuple[RegistryEvent, ...]:
    """Return what declaring leads to: nothing where the day is a holiday already."""
    return () if command.day in state.days else (HolidayDeclared(day=command.day, name=command.name),)


def evolve(state: Year, event: RegistryEvent) -> Year:
    """Return the year after an event."""
    return Year(state.days | {event.day}) if isinstance(event, HolidayDeclared) else state
