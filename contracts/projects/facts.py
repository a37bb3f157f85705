"""Facts that the projects copy from the registry: departments, teams, partners, holidays, the clock (ADR 0007)."""

from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.registry import DepartmentKind, PartnerKind
from contracts.values import Code, Day, Instant, Role

ITSELF: Final = frozenset({Role.SYSTEM})


class KeepDepartment(Command):
    """Copy a department of the registry, as a fact for decisions."""

    type: Literal["projects.keep_department.v1"] = "projects.keep_department.v1"
    roles: ClassVar = ITSELF

    code: Code
    kind: DepartmentKind | None = Field(default=None, strict=False)
    """Absent where only its last day is told: its kind stays."""
    valid_from: Day
    valid_until: Day | None


class DepartmentKept(Event):
    """The projects know a department."""

    type: Literal["projects.department_kept.v1"] = "projects.department_kept.v1"

    code: Code
    kind: DepartmentKind | None = Field(strict=False)
    """Null where it is not known: then only its days are."""
    valid_from: Day
    valid_until: Day | None


class KeepTeam(Command):
    """Copy a team of a department, as a fact for who works on what."""

    type: Literal["projects.keep_team.v1"] = "projects.keep_team.v1"
    roles: ClassVar = ITSELF

    code: Code
    department: Code
    valid_from: Day
    valid_until: Day | None


class TeamKept(Event):
    """The projects know a team."""

    type: Literal["projects.team_kept.v1"] = "projects.team_kept.v1"

    code: Code
    department: Code
    valid_from: Day
    valid_until: Day | None


class KeepPartner(Command):
    """Copy a partner of the registry, as a fact for who takes part."""

    type: Literal["projects.keep_partner.v1"] = "projects.keep_partner.v1"
    roles: ClassVar = ITSELF

    code: Code
    kind: PartnerKind = Field(strict=False)


class PartnerKept(Event):
    """The projects know a partner."""

    type: Literal["projects.partner_kept.v1"] = "projects.partner_kept.v1"

    code: Code
    kind: PartnerKind = Field(strict=False)


class KeepHoliday(Command):
    """Copy a public holiday of the registry, as a fact for business days."""

    type: Literal["projects.keep_holiday.v1"] = "projects.keep_holiday.v1"
    roles: ClassVar = ITSELF

    day: Day


class HolidayKept(Event):
    """The projects' calendar knows a holiday."""

    type: Literal["projects.holiday_kept.v1"] = "projects.holiday_kept.v1"

    day: Day


class ForgetHoliday(Command):
    """Copy that a day is no public holiday any more."""

    type: Literal["projects.forget_holiday.v1"] = "projects.forget_holiday.v1"
    roles: ClassVar = ITSELF

    day: Day


class HolidayForgotten(Event):
    """The projects' calendar has lost a holiday."""

    type: Literal["projects.holiday_forgotten.v1"] = "projects.holiday_forgotten.v1"

    day: Day


class KeepClock(Command):
    """Copy the manual business clock of the registry, as a fact for every decision."""

    type: Literal["projects.keep_clock.v1"] = "projects.keep_clock.v1"
    roles: ClassVar = ITSELF

    now: Instant


class ClockKept(Event):
    """The projects know that the manual business clock stands at `now`: nothing stamped earlier follows."""

    type: Literal["projects.clock_kept.v1"] = "projects.clock_kept.v1"

    now: Instant


FactCommand = KeepDepartment | KeepTeam | KeepPartner | KeepHoliday | ForgetHoliday | KeepClock
FactEvent = DepartmentKept | TeamKept | PartnerKept | HolidayKept | HolidayForgotten | ClockKept
