"""Facts that the directives copy from the registry: departments, holidays, policies, the clock (ADR 0007)."""

from typing import ClassVar, Literal

from contracts.calendar.policies import DeadlinePolicy
from contracts.messages import Command, Event
from contracts.values import Code, Day, Instant, Role


class RecordDepartment(Command):
    """Copy a department of the registry, as a fact for decisions."""

    type: Literal["directives.record_department.v1"] = "directives.record_department.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    code: Code
    valid_from: Day
    valid_until: Day | None


class DepartmentRecorded(Event):
    """The directives know a department."""

    type: Literal["directives.department_recorded.v1"] = "directives.department_recorded.v1"

    code: Code
    valid_from: Day
    valid_until: Day | None


class RecordHoliday(Command):
    """Copy a public holiday of the registry, as a fact for deadlines."""

    type: Literal["directives.record_holiday.v1"] = "directives.record_holiday.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    day: Day


class HolidayRecorded(Event):
    """The directives' calendar knows a holiday."""

    type: Literal["directives.holiday_recorded.v1"] = "directives.holiday_recorded.v1"

    day: Day


class RecordRevokedHoliday(Command):
    """Copy that a day is no public holiday any more."""

    type: Literal["directives.record_revoked_holiday.v1"] = "directives.record_revoked_holiday.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    day: Day


class HolidayDropped(Event):
    """The directives' calendar has lost a holiday."""

    type: Literal["directives.holiday_dropped.v1"] = "directives.holiday_dropped.v1"

    day: Day


class RecordTeam(Command):
    """Copy a team of a department, as a fact for who works on what."""

    type: Literal["directives.record_team.v1"] = "directives.record_team.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    code: Code
    department: Code
    valid_from: Day
    valid_until: Day | None


class TeamRecorded(Event):
    """The directives know a team."""

    type: Literal["directives.team_recorded.v1"] = "directives.team_recorded.v1"

    code: Code
    department: Code
    valid_from: Day
    valid_until: Day | None


class RecordPolicy(Command):
    """Copy a version of a deadline policy, as a fact for deadlines to come (CAL-12)."""

    type: Literal["directives.record_policy.v1"] = "directives.record_policy.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    policy: DeadlinePolicy


class PolicyRecorded(Event):
    """The directives know a version of a deadline policy."""

    type: Literal["directives.policy_recorded.v1"] = "directives.policy_recorded.v1"

    policy: DeadlinePolicy


class RecordClock(Command):
    """Copy the manual business clock of the registry, as a fact for every decision."""

    type: Literal["directives.record_clock.v1"] = "directives.record_clock.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    now: Instant


class ClockRecorded(Event):
    """The directives know that the manual business clock stands at `now`: nothing stamped earlier follows."""

    type: Literal["directives.clock_recorded.v1"] = "directives.clock_recorded.v1"

    now: Instant
