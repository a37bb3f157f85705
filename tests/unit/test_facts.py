"""Facts copied from the registry, and the policy that copies them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.directives import (
    DepartmentRecorded,
    DirectivesEvent,
    HolidayRecorded,
    NumberTaken,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
)
from contracts.messages import Command, Recorded
from contracts.registry import ClockSet, DepartmentKind, DepartmentRegistered, HolidayDeclared, RegistryEvent
from contracts.values import Role
from services.directives import facts, number_series
from services.directives.directive import Department
from services.directives.policies import copy_fact
from tests.making import record_all

PLANNING = Department("planning-audit", date(2023, 1, 1), None)
RECORD = RecordDepartment(code="planning-audit", valid_from=date(2023, 1, 1), valid_until=None)
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)


def test_a_new_department_becomes_a_fact() -> None:
    """ORG-01, as the directives know it."""
    (event,) = facts.decide_department(RECORD, None)
    assert facts.evolve_department(None, event) == PLANNING


def test_a_known_department_is_not_recorded_again() -> None:
    assert facts.decide_department(RECORD, PLANNING) == ()


def test_a_changed_department_is_recorded_anew() -> None:
    """ORG-01: its last day became known."""
    (event,) = facts.decide_department(RECORD.model_copy(update={"valid_until": date(2025, 6, 30)}), PLANNING)
    changed = facts.evolve_department(PLANNING, event)
    assert changed is not None
    assert changed.valid_until == date(2025, 6, 30)


def test_a_holiday_becomes_a_fact_once() -> None:
    (event,) = facts.decide_holiday(RecordHoliday(day=date(2024, 2, 9)), frozenset())
    known = facts.evolve_holidays(frozenset([date(2024, 1, 1)]), event)
    assert known == {date(2024, 1, 1), date(2024, 2, 9)}
    assert facts.decide_holiday(RecordHoliday(day=date(2024, 2, 9)), known) == ()


def test_facts_of_another_kind_change_nothing() -> None:
    taken: DirectivesEvent = NumberTaken(number=1)
    assert facts.evolve_department(PLANNING, taken) == PLANNING
    assert facts.evolve_holidays(frozenset(), taken) == frozenset()
    assert number_series.evolve(3, HolidayRecorded(day=date(2024, 2, 9))) == 3


def test_a_number_series_stands_at_its_last_number() -> None:
    """DIR-01."""
    assert number_series.evolve(3, NumberTaken(number=4)) == 4


@pytest.mark.parametrize(("number", "text"), [(1, "2024-0001"), (9999, "2024-9999"), (10000, "2024-10000")])
def test_a_number_is_the_year_and_at_least_four_digits(number: int, text: str) -> None:
    """DIR-01."""
    assert number_series.format_number(2024, number) == text


def read(data: RegistryEvent) -> Recorded[RegistryEvent]:
    return record_all([("department-planning-audit", data)])[0]


@pytest.mark.parametrize(
    ("data", "commands"),
    [
        (
            DepartmentRegistered(
                code="planning-audit", name="기획감사실", name_known=True, kind=DepartmentKind.HEADQUARTERS,
                lineage="planning", valid_from=date(2023, 1, 1), valid_until=None,
            ),
            (RECORD,),
        ),
        (HolidayDeclared(day=date(2024, 2, 9), name="설날"), (RecordHoliday(day=date(2024, 2, 9)),)),
        (ClockSet(now=NEW_YEAR), (RecordClock(now=NEW_YEAR),)),
    ],
)  # fmt: skip
def test_the_policy_copies_what_deadlines_rest_on(data: RegistryEvent, commands: tuple[Command, ...]) -> None:
    assert copy_fact(read(data)) == commands


def test_only_a_policy_records_facts() -> None:
    assert RecordDepartment.roles == RecordHoliday.roles == RecordClock.roles == {Role.SYSTEM}


def test_the_manual_clock_is_copied_forward_only() -> None:
    """CAL-14."""
    (event,) = facts.decide_clock(RecordClock(now=NEW_YEAR), None)
    known = facts.evolve_clock(None, event)
    assert known == NEW_YEAR
    for earlier in (NEW_YEAR, NEW_YEAR - timedelta(seconds=1)):
        assert facts.decide_clock(RecordClock(now=earlier), known) == ()
    (later,) = facts.decide_clock(RecordClock(now=NEW_YEAR + timedelta(seconds=1)), known)
    assert facts.evolve_clock(known, later) == NEW_YEAR + timedelta(seconds=1)


def test_a_department_valid_in_between_only() -> None:
    """ORG-01."""
    event = DepartmentRecorded(code="a", valid_from=date(2018, 1, 1), valid_until=date(2018, 1, 2))
    known = facts.evolve_department(None, event)
    assert known is not None
    days = [date(2017, 12, 31), date(2018, 1, 1), date(2018, 1, 2), date(2018, 1, 3)]
    assert [known.is_valid_on(day) for day in days] == [False, True, True, False]
