"""Facts that the projects copy from the registry: departments, teams, partners, holidays, the clock (ADR 0007)."""

from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.registry import DepartmentKind, PartnerKind
from contracts.values import Code, Day, Instant, Role

ITSELF: Final = frozenset({Role.SYSTEM})


class RecordDepartment(Command):
    """Copy a department of the registry, as a fact for decisions."""

    type: Literal["projects.record_department.v1"] = "projects.record_department.v1"
    roles: ClassVar = ITSELF

    code: Code
    kind: DepartmentKind | None = Field(default=None, strict=False)
    """Absent where only its last day is told: its kind stays."""
    valid_from: Day
    valid_until: Day | None


class DepartmentRecorded(Event):
    """The projects know a department."""

    type: Literal["projects.department_recorded.v1"] = "projects.department_recorded.v1"

    code: Code
    kind: DepartmentKind | None = Field(strict=False)
    """Null where it is not known: then only its days are."""
    valid_from: Day
    valid_until: Day | None


class RecordTeam(Command):
    """Copy a team of a department, as a fact for who works on what."""

    type: Literal["projects.record_team.v1"] = "projects.record_team.v1"
    roles: ClassVar = ITSELF

    code: Code
    department: Code
    valid_from: Day
    valid_until: Day | None


class TeamRecorded(Event):
    """The projects know a team."""

    type: Literal["projects.team_recorded.v1"] = "projects.team_recorded.v1"

    code: Code
    department: Code
    valid_from: Day
    valid_until: Day | None


class RecordPartner(Command):
    """Copy a partner of the registry, as a fact for who takes part."""

    type: Literal["projects.record_partner.v1"] = "projects.record_partner.v1"
    roles: ClassVar = ITSELF

    code: Code
    kind: PartnerKind = Field(strict=False)


class PartnerRecorded(Event):
    """The projects know a partner."""

    type: Literal["projects.partner_recorded.v1"] = "projects.partner_recorded.v1"

    code: Code
    kind: PartnerKind = Field(strict=False)


class RecordHoliday(Command):
    """Copy a public holiday of the registry, as a fact for business days."""

    type: Literal["projects.record_holiday.v1"] = "projects.record_holiday.v1"
    roles: ClassVar = ITSELF

    day: Day


class HolidayRecorded(Event):
    """The projects' calendar knows a holiday."""

    type: Literal["projects.holiday_recorded.v1"] = "projects.holiday_recorded.v1"

    day: Day


class DropHoliday(Command):
    """Copy that a day is no public holiday any more."""

    type: Literal["projects.drop_holiday.v1"] = "projects.drop_holiday.v1"
    roles: ClassVar = ITSELF

    day: Day


class HolidayDropped(Event):
    """The projects' calendar has lost a holiday."""

    type: Literal["projects.holiday_dropped.v1"] = "projects.holiday_dropped.v1"

    day: Day


class FollowClock(Command):
    """Copy the manual business clock of the registry, as a fact for every decision."""

    type: Literal["projects.follow_clock.v1"] = "projects.follow_clock.v1"
    roles: ClassVar = ITSELF

    now: Instant


class ClockFollowed(Event):
    """The projects know that the manual business clock stands at `now`: nothing stamped earlier follows."""

    type: Literal["projects.clock_followed.v1"] = "projects.clock_followed.v1"

    now: Instant


FactCommand = RecordDepartment | RecordTeam | RecordPartner | RecordHoliday | DropHoliday | FollowClock
FactEvent = DepartmentRecorded | TeamRecorded | PartnerRecorded | HolidayRecorded | HolidayDropped | ClockFollowed
