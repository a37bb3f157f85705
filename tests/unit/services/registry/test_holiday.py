"""Public holidays of one year as given / when / then."""

from datetime import UTC, date, datetime

import pytest

from contracts.errors import Rejected
from contracts.registry import ClockSet, DeclareHoliday, HolidayDeclared, HolidayRevoked, RevokeHoliday
from contracts.values import Role
from services.registry import holiday
from services.registry.holiday import Year

ARMED_FORCES = DeclareHoliday(day=date(2024, 10, 1), name="국군의 날", announced_on=date(2024, 9, 3))
REVOKE = RevokeHoliday(day=date(2024, 10, 1), reason="잘못 입력")


def test_a_day_is_declared() -> None:
    """CAL-01: with the day on which it was announced."""
    declared = HolidayDeclared(day=date(2024, 10, 1), name="국군의 날", announced_on=date(2024, 9, 3))
    assert holiday.decide(ARMED_FORCES, Year()) == (declared,)


def test_a_holiday_declared_twice_changes_nothing() -> None:
    (event,) = holiday.decide(ARMED_FORCES, Year())
    assert holiday.decide(ARMED_FORCES, holiday.evolve(Year(), event)) == ()


def test_a_year_keeps_its_earlier_days() -> None:
    year = Year(frozenset([date(2024, 2, 9)]))
    known = holiday.evolve(year, HolidayDeclared(day=date(2024, 10, 1), name="국군의 날"))
    assert known.days == {date(2024, 2, 9), date(2024, 10, 1)}


def test_other_events_declare_nothing() -> None:
    assert holiday.evolve(Year(), ClockSet(now=datetime(2024, 1, 1, tzinfo=UTC))) == Year()


def test_only_the_operator_declares() -> None:
    assert DeclareHoliday.roles == {Role.OPERATOR}


def test_a_holiday_is_taken_back_and_may_come_again() -> None:
    """CAL-11."""
    year = Year(frozenset([date(2024, 2, 9), date(2024, 10, 1)]))
    (event,) = holiday.decide(REVOKE, year)
    assert event == HolidayRevoked(day=date(2024, 10, 1), reason="잘못 입력")
    assert holiday.evolve(year, event) == Year(frozenset([date(2024, 2, 9)]))
    assert len(holiday.decide(ARMED_FORCES, holiday.evolve(year, event))) == 1


def test_what_is_no_holiday_is_not_taken_back() -> None:
    assert holiday.decide(REVOKE, Year()) == ()


def test_the_day_of_an_election_stays_a_holiday() -> None:
    """CAL-02."""
    with pytest.raises(Rejected, match="WRONG_STATE"):
        holiday.decide(REVOKE, Year(frozenset([date(2024, 10, 1)])), is_election=True)
