"""Contracts of the registry: departments, public holidays, the business clock."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.values import Code, Day, Instant, Name, Role


class DepartmentKind(StrEnum):
    """본청, 의회, 직속기관, 사업소, 읍면동 (ORG-02)."""

    HEADQUARTERS = "HEADQUARTERS"
    COUNCIL = "COUNCIL"
    DIRECT_AGENCY = "DIRECT_AGENCY"
    PROJECT_OFFICE = "PROJECT_OFFICE"
    TOWN_OFFICE = "TOWN_OFFICE"


class RegisterDepartment(Command):
    """Enter one department into the effective-dated registry (ORG-01)."""

    type: Literal["registry.register_department.v1"] = "registry.register_department.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    code: Code
    """The key for good; a renamed or split department is a new one of the same lineage."""
    name: Name
    name_known: bool
    """False where the sources count the department but do not name it."""
    kind: DepartmentKind = Field(strict=False)
    lineage: Code
    """Shared by the departments that follow one another (전략기획실 -> 기획감사실)."""
    valid_from: Day
    valid_until: Day | None
    """Last day on which it exists; absent while it does."""


class DepartmentRegistered(Event):
    """A department stands in the registry."""

    type: Literal["registry.department_registered.v1"] = "registry.department_registered.v1"

    code: Code
    name: Name
    name_known: bool
    kind: DepartmentKind = Field(strict=False)
    lineage: Code
    valid_from: Day
    valid_until: Day | None


class DeclareHoliday(Command):
    """Declare one public holiday (CAL-01)."""

    type: Literal["registry.declare_holiday.v1"] = "registry.declare_holiday.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    day: Day
    name: Name


class HolidayDeclared(Event):
    """A day is a public holiday."""

    type: Literal["registry.holiday_declared.v1"] = "registry.holiday_declared.v1"

    day: Day
    name: Name


class SetClock(Command):
    """Set the manual business clock, forward only; the first one makes the installation a training one (CAL-14)."""

    type: Literal["registry.set_clock.v1"] = "registry.set_clock.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    now: Instant


class ClockSet(Event):
    """The manual business clock stands at `now`."""

    type: Literal["registry.clock_set.v1"] = "registry.clock_set.v1"

    now: Instant


RegistryCommand = Annotated[RegisterDepartment | DeclareHoliday | SetClock, Field(discriminator="type")]
RegistryEvent = Annotated[DepartmentRegistered | HolidayDeclared | ClockSet, Field(discriminator="type")]
