"""The two rounds of a year: planned in 3월 and held in 4월, planned in 8월 and held in 9~12월 (ENG-10)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

PLANNED_IN: Final[Mapping[int, int]] = {1: 3, 2: 8}
"""The month in which each round is planned (domain.md, ENG-10)."""
HELD_IN: Final[Mapping[int, tuple[int, ...]]] = {1: (4,), 2: (9, 10, 11, 12)}
"""The months in which each round is held."""


def is_planned_in_time(year: int, number: int, planned_on: date) -> bool:
    """Tell whether a session of a round is planned by the end of the month in which its round is."""
    return (planned_on.year, planned_on.month) <= (year, PLANNED_IN[number])


def is_held_in_time(year: int, number: int, day: date) -> bool:
    """Tell whether a session of a round is held in one of its months."""
    return day.year == year and day.month in HELD_IN[number]


def is_missed(year: int, number: int, today: date) -> bool:
    """Tell whether the month has passed in which a round had to be planned."""
    return (today.year, today.month) > (year, PLANNED_IN[number])
