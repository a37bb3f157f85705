"""What the directives do about the registry's events: copy the facts that their deadlines rest on."""

from typing import Final

from contracts.directives import RecordClock, RecordDepartment, RecordHoliday
from contracts.messages import Command, Recorded
from contracts.registry import ClockSet, DepartmentRegistered, HolidayDeclared, RegistryEvent
from infra.policies import Policy


def copy_fact(event: Recorded[RegistryEvent]) -> tuple[Command, ...]:
    """Return the command that copies a department, a holiday or the manual clock."""
    match event.data:
        case DepartmentRegistered() as department:
            return (
                RecordDepartment(
                    code=department.code, valid_from=department.valid_from, valid_until=department.valid_until
                ),
            )
        case HolidayDeclared() as holiday:
            return (RecordHoliday(day=holiday.day),)
        case ClockSet() as clock:
            return (RecordClock(now=clock.now),)


FACTS: Final[Policy[RegistryEvent]] = Policy("directives-facts", "registry", copy_fact)
