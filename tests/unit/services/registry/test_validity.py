"""Days from a first to a last: what they have in common is told as by going through them one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from services.registry.validity import Validity, check_not_future, check_not_past, read_validity

START = date(2024, 1, 1)
ends = st.none() | st.integers(0, 12)
validities = st.builds(
    lambda first, length: Validity(
        START + timedelta(days=first), None if length is None else START + timedelta(days=first + length)
    ),
    st.integers(0, 12),
    ends,
)
DAYS = [START + timedelta(days=n) for n in range(40)]
"""More than the bounded ones reach."""


def list_days(validity: Validity) -> set[date]:
    return {day for day in DAYS if validity.has(day)}


@given(validities, validities)
def test_the_days_of_both_are_those_that_each_has(one: Validity, other: Validity) -> None:
    common = one.find_common(other)
    assert (list_days(common) if common else set()) == list_days(one) & list_days(other)
    assert one.overlaps(other) == bool(list_days(one) & list_days(other))


def test_first_and_last_day_count() -> None:
    week = Validity(date(2024, 8, 5), date(2024, 8, 9))
    assert [week.has(date(2024, 8, day)) for day in (4, 5, 9, 10)] == [False, True, True, False]


def test_a_period_of_one_day_is_one() -> None:
    assert read_validity(START, START) == Validity(START, START)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        read_validity(date(2024, 1, 2), date(2024, 1, 1))


def test_today_is_neither_past_nor_future() -> None:
    check_not_past(START, START)
    check_not_future(START, START)
    with pytest.raises(Rejected, match="DAY_IN_PAST"):
        check_not_past(START - timedelta(days=1), START)
    with pytest.raises(Rejected, match="DAY_IN_FUTURE"):
        check_not_future(START + timedelta(days=1), START)
