"""How a milestone stands on a day, by how much it slips, and what lies behind and ahead (PRJ-03, PRJ-23, PRJ-43)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.calendar import Calendar, count_business_days
from contracts.calendar.periods import Period

MONTHS_A_YEAR: Final = 12
SLIP_OPENS_REVIEW: Final = 10
"""Business days of slip at which a flagship's milestone opens an ad-hoc review (domain.md 4.3, 10)."""


class Status(StrEnum):
    """아직 멀었음, 할 때, 지연, 그리고 마친 것: 일찍, 제때, 늦게 (domain.md 4.3, 8)."""

    ON_TIME = "ON_TIME"
    DUE = "DUE"
    SLIPPED = "SLIPPED"
    DONE_EARLY = "DONE_EARLY"
    DONE_ON_TIME = "DONE_ON_TIME"
    DONE_LATE = "DONE_LATE"


@dataclass(frozen=True, slots=True)
class Planned:
    """A milestone as planned, as forecast, and as it came."""

    number: int
    planned: Period
    forecast: Period | None = None
    reached: Period | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """By how much the end is later than planned."""

    days: int = 0
    business_days: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a milestone stands on a day."""

    status: Status
    slip: Slip = Slip()


@dataclass(frozen=True, slots=True)
class Split:
    """그동안 추진상황 and 앞으로 추진계획: each milestone in exactly one of them (PRJ-03)."""

    behind: tuple[Planned, ...]
    ahead: tuple[Planned, ...]


def find_slip(planned: Period, end: Period | date | None, calendar: Calendar) -> Slip:
    """Return by how much an end is later than the planned one; a month ends with its last day (domain.md 4.1).

    What has no planned end does not slip; a forecast without one slips by what is known: nothing.
    """
    due, last = planned.last, end.last if isinstance(end, Period) else end
    if due is None or last is None or last <= due:
        return Slip()
    return Slip((last - due).days, count_business_days(calendar, due, last))


def find_standing(milestone: Planned, day: date, calendar: Calendar) -> Standing:
    """Return how a milestone stands on a day; what was reached later than the day is not reached yet."""
    planned, reached = milestone.planned, milestone.reached
    if reached is not None and reached.first <= day:
        return _find_done(planned, reached, calendar)
    if planned.last is not None:
        forecast = find_slip(planned, milestone.forecast, calendar)
        passed = find_slip(planned, day, calendar)
        slip = max(forecast, passed, key=lambda each: each.days)
        if slip.days:
            return Standing(Status.SLIPPED, slip)
    return Standing(Status.DUE if planned.first <= day else Status.ON_TIME)


def split_at(milestones: Iterable[Planned], day: date) -> Split:
    """Return what was reached until the day, and all else, each in the order of its numbers (PRJ-03)."""
    known = sorted(milestones, key=lambda each: each.number)
    behind = tuple(each for each in known if _is_behind(each, day))
    return Split(behind, tuple(each for each in known if not _is_behind(each, day)))


def list_fiscal_years(period: Period) -> tuple[int, ...]:
    """Return the fiscal years (calendar years, 지방회계법 7조) of a period: 2018 to 2024 are seven (PRJ-23).

    Raises: ValueError for one without an end.
    """
    if period.last is None:
        raise ValueError("a period without an end has no last fiscal year")
    return tuple(range(period.first.year, period.last.year + 1))


def is_alive_in(period: Period, year: int) -> bool:
    """Tell whether a period lies, at least in part, in a fiscal year (PRJ-23)."""
    return period.first.year <= year and (period.last is None or year <= period.last.year)


def count_months(period: Period) -> int | None:
    """Return the calendar months that a period touches, both ends included: 8 of 2017-10/2018-05 (INC-02)."""
    if period.last is None:
        return None
    years, months = period.last.year - period.first.year, period.last.month - period.first.month
    return years * MONTHS_A_YEAR + months + 1


def _is_behind(milestone: Planned, day: date) -> bool:
    return milestone.reached is not None and milestone.reached.first <= day


def _find_done(planned: Period, reached: Period, calendar: Calendar) -> Standing:
    if reached.last is not None and reached.last < planned.first:
        return Standing(Status.DONE_EARLY)
    if planned.last is not None and reached.first > planned.last:
        return Standing(Status.DONE_LATE, find_slip(planned, reached, calendar))
    return Standing(Status.DONE_ON_TIME)
