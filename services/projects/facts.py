"""Facts that decisions rest on, copied from the registry: departments, teams, partners, holidays, the clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contracts.projects import ProjectsEvent
from contracts.projects.facts import (
    ClockKept,
    DepartmentKept,
    ForgetHoliday,
    HolidayForgotten,
    HolidayKept,
    KeepClock,
    KeepDepartment,
    KeepHoliday,
    KeepPartner,
    KeepTeam,
    PartnerKept,
    TeamKept,
)
from contracts.registry import DepartmentKind, PartnerKind
from services.projects.checks import Department


@dataclass(frozen=True, slots=True)
class Office:
    """A department of the registry: its days, and what it is."""

    days: Department
    kind: DepartmentKind | None


@dataclass(frozen=True, slots=True)
class Team:
    """A team, the department that it belongs to, and its days, both included."""

    department: str
    valid_from: date
    valid_until: date | None

    def find_department(self, day: date) -> str | None:
        """Return its department where it exists on the day."""
        is_valid = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return self.department if is_valid else None


Offices = Mapping[str, Office]
"""All departments that were ever known, by code."""
Teams = Mapping[str, Team]
"""All teams that were ever known, by code."""


def decide_department(command: KeepDepartment, known: Offices) -> tuple[ProjectsEvent, ...]:
    """Return the department as a fact, or nothing where it is known so already."""
    before = known.get(command.code)
    event = DepartmentKept(
        code=command.code,
        kind=command.kind or (before.kind if before else None),
        valid_from=command.valid_from,
        valid_until=command.valid_until,
    )
    return () if evolve_departments(known, event) == known else (event,)


def decide_team(command: KeepTeam, known: Teams) -> tuple[ProjectsEvent, ...]:
    """Return the team as a fact, or nothing where it is known so already."""
    event = TeamKept(**command.model_dump(exclude={"type"}))
    return () if evolve_teams(known, event) == known else (event,)


def decide_partner(command: KeepPartner, known: Mapping[str, PartnerKind]) -> tuple[ProjectsEvent, ...]:
    """Return the partner as a fact, or nothing where it is known so already."""
    is_known = known.get(command.code) is command.kind
    return () if is_known else (PartnerKept(code=command.code, kind=command.kind),)


def decide_holiday(command: KeepHoliday | ForgetHoliday, known: frozenset[date]) -> tuple[ProjectsEvent, ...]:
    """Return the day as a holiday or as none any more, or nothing where it is known so already."""
    match command:
        case KeepHoliday():
            return () if command.day in known else (HolidayKept(day=command.day),)
        case ForgetHoliday():
            return (HolidayForgotten(day=command.day),) if command.day in known else ()


def decide_clock(command: KeepClock, known: datetime | None) -> tuple[ProjectsEvent, ...]:
    """Return the manual clock as a fact, or nothing where it is known to stand there or later: it never goes back."""
    return () if known is not None and command.now <= known else (ClockKept(now=command.now),)


def evolve_departments(state: Offices, event: ProjectsEvent) -> Offices:
    """Return the known departments after an event."""
    if not isinstance(event, DepartmentKept):
        return state
    return {**state, event.code: Office(Department(event.valid_from, event.valid_until), event.kind)}


def evolve_teams(state: Teams, event: ProjectsEvent) -> Teams:
    """Return the known teams after an event."""
    if not isinstance(event, TeamKept):
        return state
    return {**state, event.code: Team(event.department, event.valid_from, event.valid_until)}


def evolve_partners(state: Mapping[str, PartnerKind], event: ProjectsEvent) -> Mapping[str, PartnerKind]:
    """Return the known partners after an event."""
    return {**state, event.code: event.kind} if isinstance(event, PartnerKept) else state


def evolve_holidays(state: frozenset[date], event: ProjectsEvent) -> frozenset[date]:
    """Return the known holidays after an event."""
    match event:
        case HolidayKept():
            return state | {event.day}
        case HolidayForgotten():
            return state - {event.day}
        case _:
            return state


def evolve_clock(state: datetime | None, event: ProjectsEvent) -> datetime | None:
    """Return what the manual clock shows after an event; None where the clock on the wall rules."""
    return event.now if isinstance(event, ClockKept) else state


def find_teams(known: Teams, codes: Iterable[str], day: date) -> Mapping[str, str]:
    """Return the department of each team, of those named, that exists on the day."""
    found = {code: known[code].find_department(day) for code in codes if code in known}
    return {code: department for code, department in found.items() if department is not None}


def list_receivers(known: Offices) -> Mapping[str, Department]:
    """Return every department that something may be given to: all but the bureaus, which are counted among none."""
    return {code: each.days for code, each in known.items() if each.kind is not DepartmentKind.BUREAU}


def list_towns(known: Offices) -> Mapping[str, Department]:
    """Return every town office (읍면동)."""
    return {code: each.days for code, each in known.items() if each.kind is DepartmentKind.TOWN_OFFICE}
