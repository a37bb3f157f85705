"""What a service knows of the registry, by the registry's own events: departments, holidays, elections, the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from contracts.calendar.elections import Election
from contracts.errors import Rejected
from contracts.registry import (
    ClockSet,
    DepartmentEnded,
    DepartmentRegistered,
    ElectionCancelled,
    ElectionScheduled,
    HolidayDeclared,
    HolidayRevoked,
)
from contracts.registry.facts import RegistryFact
from contracts.registry.organisation import DepartmentKind

StateT = TypeVar("StateT")
Evolve = Callable[[StateT, RegistryFact], StateT]


@dataclass(frozen=True, slots=True)
class Department:
    """The days on which a department exists, both included."""

    valid_from: date
    valid_until: date | None = None
    is_town: bool = False
    """읍면동."""

    def is_valid_on(self, day: date) -> bool:
        """Tell whether it exists on the day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


Departments = Mapping[str, Department]
"""All departments that were ever known, by code."""
Elections = Mapping[date, Election]
"""All that are scheduled, by day."""


def evolve_departments(state: Departments, fact: RegistryFact) -> Departments:
    """Return the known departments after a fact."""
    match fact:
        case DepartmentRegistered():
            is_town = fact.kind is DepartmentKind.TOWN_OFFICE
            return {**state, fact.code: Department(fact.valid_from, fact.valid_until, is_town)}
        case DepartmentEnded():
            is_town = fact.code in state and state[fact.code].is_town
            return {**state, fact.code: Department(fact.valid_from, fact.valid_until, is_town)}
        case _:
            return state


def evolve_holidays(state: frozenset[date], fact: RegistryFact) -> frozenset[date]:
    """Return the known holidays after a fact."""
    match fact:
        case HolidayDeclared():
            return state | {fact.day}
        case HolidayRevoked():
            return state - {fact.day}
        case _:
            return state


def evolve_elections(state: Elections, fact: RegistryFact) -> Elections:
    """Return the scheduled elections after a fact."""
    match fact:
        case ElectionScheduled():
            return {**state, fact.day: Election(fact.day, fact.confirmed_on)}
        case ElectionCancelled():
            return {day: each for day, each in state.items() if day != fact.day}
        case _:
            return state


def evolve_clock(state: datetime | None, fact: RegistryFact) -> datetime | None:
    """Return what the manual clock shows after a fact, which never goes back; None where that on the wall rules."""
    match fact:
        case ClockSet():
            return fact.now if state is None else max(state, fact.now)
        case _:
            return state


def name_stream(fact: RegistryFact) -> str:
    """Return the stream on which facts of its kind are kept."""
    match fact:
        case DepartmentRegistered() | DepartmentEnded():
            return "departments"
        case HolidayDeclared() | HolidayRevoked():
            return "holidays"
        case ElectionScheduled() | ElectionCancelled():
            return "elections"
        case ClockSet():
            return "clock"


def check_department(code: str, known: Departments, day: date) -> None:
    """The department exists on the day. Raises: Rejected with UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID."""
    department = known.get(code)
    if department is None:
        message = f"등록되지 않은 부서입니다: {code}. 조직 화면에서 확인하세요."
        raise Rejected("UNKNOWN_DEPARTMENT", message, {"code": code})
    if not department.is_valid_on(day):
        message = f"{day}에 없는 부서입니다: {code}. 현재 부서를 고르세요."
        raise Rejected("DEPARTMENT_NOT_VALID", message, {"code": code})


def check_town(code: str, known: Departments, day: date) -> None:
    """The town exists on the day. Raises: Rejected with UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, NOT_A_TOWN."""
    check_department(code, known, day)
    if not known[code].is_town:
        raise Rejected("NOT_A_TOWN", f"읍면동이 아닙니다: {code}. 읍면동 가운데 고르세요.", {"code": code})
