"""Facts that decisions rest on, copied from the registry: departments, the holidays of each year, the clock."""

from datetime import date, datetime

from contracts.directives import (
    ClockRecorded,
    DepartmentRecorded,
    DirectivesEvent,
    HolidayRecorded,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
)
from services.directives.directive import Department


def decide_department(command: RecordDepartment, known: Department | None) -> tuple[DirectivesEvent, ...]:
    """Return the department as a fact, or nothing where it is known so already."""
    event = DepartmentRecorded(code=command.code, valid_from=command.valid_from, valid_until=command.valid_until)
    return () if known == evolve_department(None, event) else (event,)


def decide_holiday(command: RecordHoliday, known: frozenset[date]) -> tuple[DirectivesEvent, ...]:
    """Return the holiday as a fact, or nothing where it is known already."""
    return () if command.day in known else (HolidayRecorded(day=command.day),)


def decide_clock(command: RecordClock, known: datetime | None) -> tuple[DirectivesEvent, ...]:
    """Return the manual clock as a fact, or nothing where it is known to stand there or later: it never goes back."""
    return () if known is not None and command.now <= known else (ClockRecorded(now=command.now),)


def evolve_department(state: Department | None, event: DirectivesEvent) -> Department | None:
    """Return what is known of a department after an event."""
    if isinstance(event, DepartmentRecorded):
        return Department(event.code, event.valid_from, event.valid_until)
    return state


def evolve_holidays(state: frozenset[date], event: DirectivesEvent) -> frozenset[date]:
    """Return the known holidays of a year after an event."""
    return state | {event.day} if isinstance(event, HolidayRecorded) else state


def evolve_clock(state: datetime | None, event: DirectivesEvent) -> datetime | None:
    """Return what the manual clock shows after an event; None where the clock on the wall rules."""
    return event.now if isinstance(event, ClockRecorded) else state
