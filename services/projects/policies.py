"""What the projects do about the registry's events: copy the facts that their decisions rest on."""

from typing import Final

from contracts.messages import Command, Recorded
from contracts.projects.facts import (
    ForgetHoliday,
    KeepClock,
    KeepDepartment,
    KeepHoliday,
    KeepPartner,
    KeepTeam,
)
from contracts.registry import (
    ClockSet,
    DepartmentEnded,
    DepartmentRegistered,
    HolidayDeclared,
    HolidayRevoked,
    PartnerRegistered,
    RegistryEvent,
    TeamEnded,
    TeamRegistered,
)
from infra.policies import Policy


def copy_fact(event: Recorded[RegistryEvent]) -> tuple[Command, ...]:
    """Return the command that copies a fact of the registry; an election comes with its own holiday."""
    made = _copy(event.data)
    return () if made is None else (made,)


def _copy(fact: RegistryEvent) -> Command | None:  # noqa: PLR0911 - one case an event
    match fact:
        case DepartmentRegistered():
            return KeepDepartment(
                code=fact.code, kind=fact.kind, valid_from=fact.valid_from, valid_until=fact.valid_until
            )
        case DepartmentEnded():
            return KeepDepartment(code=fact.code, valid_from=fact.valid_from, valid_until=fact.valid_until)
        case TeamRegistered() | TeamEnded():
            return KeepTeam(
                code=fact.code,
                department=fact.department,
                valid_from=fact.valid_from,
                valid_until=fact.valid_until,
            )
        case PartnerRegistered():
            return KeepPartner(code=fact.code, kind=fact.kind)
        case HolidayDeclared():
            return KeepHoliday(day=fact.day)
        case HolidayRevoked():
            return ForgetHoliday(day=fact.day)
        case ClockSet():
            return KeepClock(now=fact.now)
        case _:
            return None


FACTS: Final[Policy[RegistryEvent]] = Policy("projects-facts", "registry", copy_fact)
