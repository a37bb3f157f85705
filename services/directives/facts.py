"""Facts that decisions rest on, copied from the registry: departments, teams, holidays, policies, the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.calendar.policies import DeadlinePolicy, Rule
from contracts.directives import (
    ClockRecorded,
    DepartmentRecorded,
    DirectivesEvent,
    HolidayDropped,
    HolidayRecorded,
    PolicyRecorded,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
    RecordPolicy,
    RecordRevokedHoliday,
    RecordTeam,
    TeamRecorded,
)
from contracts.errors import Rejected
from services.directives.directive.ground import Department

OF_DAYS: Final = frozenset({Rule.BD_EXCL, Rule.BD_INCL, Rule.CAL_EXCL, Rule.CAL_INCL, Rule.MONTH_INCL})
"""Rules that count from a day, as every deadline of a directive does."""
WITHOUT_LENGTH: Final = frozenset({"DIR_LONG"})
"""Policies whose every deadline brings its own length."""
WITHOUT_DEADLINE: Final = frozenset({"DIR_NONE"})


@dataclass(frozen=True, slots=True)
class Team:
    """A team, and the department that it belongs to."""

    department: str
    valid_from: date
    valid_until: date | None

    def find_department(self, day: date) -> str | None:
        """Return its department where it exists on the day."""
        is_valid = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return self.department if is_valid else None


def decide_department(command: RecordDepartment, known: Department | None) -> tuple[DirectivesEvent, ...]:
    """Return the department as a fact, or nothing where it is known so already."""
    event = DepartmentRecorded(code=command.code, valid_from=command.valid_from, valid_until=command.valid_until)
    return () if known == evolve_department(None, event) else (event,)


def decide_team(command: RecordTeam, known: Team | None) -> tuple[DirectivesEvent, ...]:
    """Return the team as a fact, or nothing where it is known so already."""
    event = TeamRecorded(**command.model_dump(exclude={"type"}))
    return () if known == evolve_team(None, event) else (event,)


def decide_holiday(
    command: RecordHoliday | RecordRevokedHoliday, known: frozenset[date]
) -> tuple[DirectivesEvent, ...]:
    """Return the day as a holiday or as none any more, or nothing where it is known so already."""
    match command:
        case RecordHoliday():
            return () if command.day in known else (HolidayRecorded(day=command.day),)
        case RecordRevokedHoliday():
            return (HolidayDropped(day=command.day),) if command.day in known else ()


def decide_policy(command: RecordPolicy, known: Sequence[DeadlinePolicy]) -> tuple[DirectivesEvent, ...]:
    """Return a version of a policy as a fact, or nothing where it is known already (CAL-12).

    One that no directive could be given a deadline by would stop every issue or share: it becomes an operator's task.
    Raises: Rejected with BAD_SHAPE.
    """
    policy = command.policy
    if any(each.key == policy.key for each in known):
        return ()
    if (policy.rule in OF_DAYS) is (policy.id in WITHOUT_DEADLINE) or (policy.n is None) is not (
        policy.id in WITHOUT_LENGTH | WITHOUT_DEADLINE
    ):
        raise Rejected("BAD_SHAPE", "지시사항의 기한 정책은 일·월 단위여야 합니다.", {"policy": policy.key})
    return (PolicyRecorded(policy=policy),)


def decide_clock(command: RecordClock, known: datetime | None) -> tuple[DirectivesEvent, ...]:
    """Return the manual clock as a fact, or nothing where it is known to stand there or later: it never goes back."""
    return () if known is not None and command.now <= known else (ClockRecorded(now=command.now),)


def evolve_department(state: Department | None, event: DirectivesEvent) -> Department | None:
    """Return what is known of a department after an event."""
    if isinstance(event, DepartmentRecorded):
        return Department(event.code, event.valid_from, event.valid_until)
    return state


def evolve_team(state: Team | None, event: DirectivesEvent) -> Team | None:
    """Return what is known of a team after an event."""
    return Team(event.department, event.valid_from, event.valid_until) if isinstance(event, TeamRecorded) else state


def evolve_holidays(state: frozenset[date], event: DirectivesEvent) -> frozenset[date]:
    """Return the known holidays of a year after an event."""
    match event:
        case HolidayRecorded():
            return state | {event.day}
        case HolidayDropped():
            return state - {event.day}
        case _:
            return state


def evolve_policies(state: tuple[DeadlinePolicy, ...], event: DirectivesEvent) -> tuple[DeadlinePolicy, ...]:
    """Return the known versions of the deadline policies after an event."""
    return (*state, event.policy) if isinstance(event, PolicyRecorded) else state


def evolve_clock(state: datetime | None, event: DirectivesEvent) -> datetime | None:
    """Return what the manual clock shows after an event; None where the clock on the wall rules."""
    return event.now if isinstance(event, ClockRecorded) else state
