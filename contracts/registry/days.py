"""Contracts of the calendar: public holidays, elections, deadline policies (CAL-01, CAL-02, CAL-12)."""

from typing import ClassVar, Final, Literal

from contracts.calendar.policies import DeadlinePolicy
from contracts.messages import Command, Event
from contracts.values import Day, Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})


class DeclareHoliday(Command):
    """Declare one public holiday (CAL-01)."""

    type: Literal["registry.declare_holiday.v1"] = "registry.declare_holiday.v1"
    roles: ClassVar = OFFICE

    day: Day
    name: Name
    announced_on: Day | None = None
    """When the government said so, where that is known: 2024-10-01 became a holiday in September."""


class HolidayDeclared(Event):
    """A day is a public holiday."""

    type: Literal["registry.holiday_declared.v1"] = "registry.holiday_declared.v1"

    day: Day
    name: Name
    announced_on: Day | None = None


class RevokeHoliday(Command):
    """Take a public holiday back (CAL-11)."""

    type: Literal["registry.revoke_holiday.v1"] = "registry.revoke_holiday.v1"
    roles: ClassVar = OFFICE

    day: Day
    reason: Text


class HolidayRevoked(Event):
    """A day is no public holiday any more."""

    type: Literal["registry.holiday_revoked.v1"] = "registry.holiday_revoked.v1"

    day: Day
    reason: Text


class ScheduleElection(Command):
    """Enter the day of an election, which ends a blackout of sixty days (CAL-02, CAL-10)."""

    type: Literal["registry.schedule_election.v1"] = "registry.schedule_election.v1"
    roles: ClassVar = OFFICE

    day: Day
    name: Name
    is_holiday: bool = True
    """False for a by-election (재·보궐선거): offices work."""
    confirmed_on: Day | None = None
    """Of a by-election that became certain inside the sixty days: the law counts from then."""


class ElectionScheduled(Event):
    """An election has its day."""

    type: Literal["registry.election_scheduled.v1"] = "registry.election_scheduled.v1"

    day: Day
    name: Name
    is_holiday: bool
    made_holiday: bool
    """Whether the day became a public holiday with it; it was none, or one for another reason, otherwise."""
    confirmed_on: Day | None


class CancelElection(Command):
    """Take the day of an election back."""

    type: Literal["registry.cancel_election.v1"] = "registry.cancel_election.v1"
    roles: ClassVar = OFFICE

    day: Day
    reason: Text


class ElectionCancelled(Event):
    """There is no election on the day."""

    type: Literal["registry.election_cancelled.v1"] = "registry.election_cancelled.v1"

    day: Day
    reason: Text


class AdoptDeadlinePolicy(Command):
    """Adopt the next version of a deadline policy, for deadlines set from its first day on (CAL-12)."""

    type: Literal["registry.adopt_deadline_policy.v1"] = "registry.adopt_deadline_policy.v1"
    roles: ClassVar = OFFICE

    policy: DeadlinePolicy
    reason: Text


class DeadlinePolicyAdopted(Event):
    """A version of a deadline policy stands; deadlines that are set already keep theirs."""

    type: Literal["registry.deadline_policy_adopted.v1"] = "registry.deadline_policy_adopted.v1"

    policy: DeadlinePolicy
    reason: Text
