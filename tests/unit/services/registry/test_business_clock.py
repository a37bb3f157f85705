"""The manual business clock as given / when / then."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from contracts.errors import Rejected
from contracts.registry import ClockSet, HolidayDeclared, SetClock
from services.registry import business_clock
from services.registry.business_clock import Manual, Real

NINE = datetime(2024, 12, 2, 0, 0, tzinfo=UTC)
"""2024-12-02 09:00 in Seoul."""


def test_the_first_setting_makes_the_clock_manual() -> None:
    """CAL-14."""
    assert business_clock.decide(SetClock(now=NINE), Real(), in_use=False) == (ClockSet(now=NINE),)
    assert business_clock.evolve(Real(), ClockSet(now=NINE)) == Manual(NINE)


def test_the_clock_goes_forward() -> None:
    """CAL-14."""
    later = NINE + timedelta(microseconds=1)
    assert business_clock.decide(SetClock(now=later), Manual(NINE), in_use=True) == (ClockSet(now=later),)


def test_the_clock_never_goes_back() -> None:
    """CAL-14."""
    with pytest.raises(Rejected, match="CLOCK_BACKWARDS"):
        business_clock.decide(SetClock(now=NINE - timedelta(microseconds=1)), Manual(NINE), in_use=True)


def test_the_same_moment_changes_nothing() -> None:
    same = NINE.astimezone(timezone(timedelta(hours=9)))
    assert business_clock.decide(SetClock(now=same), Manual(NINE), in_use=True) == ()


def test_other_events_leave_the_clock() -> None:
    holiday = HolidayDeclared(day=NINE.date(), name="설날")
    assert business_clock.evolve(Manual(NINE), holiday) == Manual(NINE)
    assert business_clock.evolve(Real(), holiday) == Real()


def test_an_installation_in_use_stays_on_the_real_clock() -> None:
    """CAL-14: the manual clock is chosen before the first event of an installation."""
    with pytest.raises(Rejected, match="CLOCK_NOT_MANUAL"):
        business_clock.decide(SetClock(now=NINE), Real(), in_use=True)
