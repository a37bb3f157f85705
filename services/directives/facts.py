"""Facts that decisions rest on, copied from the registry: departments and the holidays of each year."""

from datetime import date

from contracts.directives import (
    DepartmentRecorded,
    DirectivesEvent,
    HolidayRecorded,
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


def evolve_department(state: Department | None, event: DirectivesEvent) -> Department | None:
    """Return what is known of a department after an event."""
    if isinstance(event, DepartmentRecorded):
        return Department(event.code, event.valid_from, event.valid_until)
    return state


def evolve_holidays(state: frozenset[date], event: DirectivesEvent) -> frozenset[date]:
    """Return the known holidays of a year after an event."""
    return state | {event.day} if isinstance(event, HolidayRecorded) else state
