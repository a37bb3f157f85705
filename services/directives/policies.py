"""What the directives do about the registry's events: copy the facts that their decisions rest on."""

from typing import Final

from contracts.directives import (
    RecordClock,
    RecordDepartment,
    RecordHoliday,
    RecordPolicy,
    RecordRevokedHoliday,
    RecordTeam,
)
from contracts.messages import Command, Recorded
from contracts.registry import (
    ClockSet,
    DeadlinePolicyAdopted,
    DepartmentEnded,
    DepartmentRegistered,
    HolidayDeclared,
    HolidayRevoked,
    RegistryEvent,
    TeamEnded,
    TeamRegistered,
)
from infra.policies import Policy

OWN_POLICIES: Final = "DIR_"
"""How the ids of the directives' deadline policies begin (domain.md 4.1)."""


def copy_fact(event: Recorded[RegistryEvent]) -> tuple[Command, ...]:  # noqa: PLR0911 - one case an event
    """Return the command that copies a fact of the registry; an election comes with its own holiday."""
    match event.data:
        case (DepartmentRegistered() | DepartmentEnded()) as department:
            return (
                RecordDepartment(
                    code=department.code, valid_from=department.valid_from, valid_until=department.valid_until
                ),
            )
        case (TeamRegistered() | TeamEnded()) as team:
            return (
                RecordTeam(
                    code=team.code,
                    department=team.department,
                    valid_from=team.valid_from,
                    valid_until=team.valid_until,
                ),
            )
        case HolidayDeclared() as holiday:
            return (RecordHoliday(day=holiday.day),)
        case HolidayRevoked() as revoked:
            return (RecordRevokedHoliday(day=revoked.day),)
        case DeadlinePolicyAdopted(policy=policy) if policy.id.startswith(OWN_POLICIES):
            return (RecordPolicy(policy=policy),)
        case ClockSet() as clock:
            return (RecordClock(now=clock.now),)
        case _:
            return ()


FACTS: Final[Policy[RegistryEvent]] = Policy("directives-facts", "registry", copy_fact)
