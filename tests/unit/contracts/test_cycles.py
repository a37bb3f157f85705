"""The two rounds of a year (ENG-10)."""

from datetime import date

import pytest

from contracts.engagement.cycles import is_held_in_time, is_missed, is_planned_in_time


@pytest.mark.parametrize(
    ("number", "planned_on", "is_in_time"),
    [
        (1, date(2018, 3, 31), True),
        (1, date(2018, 2, 1), True),
        (1, date(2018, 4, 1), False),
        (2, date(2018, 8, 31), True),
        (2, date(2018, 9, 1), False),
    ],
)
def test_a_round_is_planned_by_march_and_by_august(number: int, planned_on: date, is_in_time: bool) -> None:
    """ENG-10."""
    assert is_planned_in_time(2018, number, planned_on) == is_in_time
    assert is_missed(2018, number, planned_on) != is_in_time


@pytest.mark.parametrize(
    ("number", "day", "is_in_time"),
    [
        (1, date(2018, 4, 11), True),
        (1, date(2018, 5, 1), False),
        (1, date(2019, 4, 11), False),
        (2, date(2018, 9, 1), True),
        (2, date(2018, 12, 31), True),
        (2, date(2018, 8, 31), False),
    ],
)
def test_a_round_is_held_in_april_and_from_september_on(number: int, day: date, is_in_time: bool) -> None:
    """ENG-10."""
    assert is_held_in_time(2018, number, day) == is_in_time
