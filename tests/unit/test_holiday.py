"""Public holidays of one year as given / when / then."""

from datetime import UTC, date, datetime

from contracts.registry import ClockSet, DeclareHoliday, HolidayDeclared
from contracts.values import Role
from services.registry import holiday
from services.registry.holiday import Year

ARMED_FORCES = DeclareHoliday(day=date(2024, 10, 1), name="국군의 날")


def test_a_day_is_declared() -> None:
    assert holiday.decide(ARMED_FORCES, Year()) == (HolidayDeclared(day=date(2024, 10, 1), name="국군의 날"),)


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
