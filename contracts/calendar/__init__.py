"""Pure arithmetic of days (domain.md 4.1): business days, calendar days, months; days in, days out, no clock."""

import calendar as gregorian
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays that are known; a business day is Monday to Friday outside them."""

    holidays: frozenset[date] = frozenset()
    suspended: frozenset[date] = frozenset()
    """Days that one deadline does not count: see `suspend`."""

    def is_business_day(self, day: date) -> bool:
        """Tell whether offices work on the day."""
        return day.weekday() < SATURDAY and day not in self.holidays and day not in self.suspended

    def suspend(self, requested_on: date, resubmitted_on: date) -> "Calendar":
        """Return the calendar of a deadline that stood still for a supplement (보완), from the day after the request.

        The day of the resubmission does not count either. What counts calendar days leaves out every such day, as the
        law leaves out the time and not its business days; and no period ends while it stands still: the last day on
        which something was asked for gives way to the first business day after the answer.
        """
        days = (resubmitted_on - requested_on).days
        return replace(self, suspended=self.suspended | {requested_on + n * DAY for n in range(1, days + 1)})


def add_business_days(calendar: Calendar, start: date, days: int) -> date:
    """Return the `days`-th business day after `start`, which does not count: BD_EXCL (CAL-03).

    Raises: ValueError for fewer than one day, ValueError or OverflowError past the last day that there is.
    """
    _check_length(days)
    off, begin = _number_days_off(calendar), _number(start)
    number, passed = begin + days, bisect_right(off, begin)
    while passed < len(off) and off[passed] <= number:
        number, passed = number + 1, passed + 1
    found = _find_weekday(number)
    return add_business_days(calendar, found, 1) if found + DAY in calendar.suspended else found


def add_business_days_from(calendar: Calendar, start: date, days: int) -> date:
    """Return the `days`-th business day counting `start`, or from the next one where it is none: BD_INCL (CAL-03).

    Raises: ValueError as `add_business_days`.
    """
    return add_business_days(calendar, start - DAY, days)


def subtract_business_days(calendar: Calendar, day: date, days: int) -> date:
    """Return the `days`-th business day before a day, which does not count (CAL-13). Raises: ValueError."""
    _check_length(days)
    off, last = _number_days_off(calendar), _number(day - DAY)
    number, left = last - days + 1, bisect_right(off, last)
    while left and off[left - 1] >= number:
        number, left = number - 1, left - 1
    return _find_weekday(number)


def find_business_day_from(calendar: Calendar, day: date) -> date:
    """Return the day itself, or the next business day after it (DIR_SHARE, DIR-04; 민법 161조)."""
    return add_business_days_from(calendar, day, 1)


def count_business_days(calendar: Calendar, after: date, until: date) -> int:
    """Return the number of business days in (after, until]; 0 where `until` is not later."""
    if until <= after:
        return 0
    off, first, last = _number_days_off(calendar), _number(after), _number(until)
    return last - first - (bisect_right(off, last) - bisect_right(off, first))


def count_business_days_late(calendar: Calendar, due: date, actual: date) -> int:
    """Return the number of business days in (due, actual]; 0 when on time (domain.md 4.1)."""
    return count_business_days(calendar, due, actual)


def add_calendar_days(calendar: Calendar, start: date, days: int) -> date:
    """Return the end of a period of calendar days whose first does not count: CAL_EXCL (민법 157조).

    A last day that is a Saturday or holiday gives way to the next business day (민법 161조); a Sunday is a holiday
    (관공서의 공휴일에 관한 규정 2조). Raises: ValueError for fewer than one day, OverflowError past the last day.
    """
    _check_length(days)
    return _end(calendar, start, start + days * DAY)


def add_calendar_days_from(calendar: Calendar, start: date, days: int) -> date:
    """Return the end of a period of calendar days whose first counts: CAL_INCL.

    Its last day gives way as in `add_calendar_days`, which 민법 161조 says of every period. Raises: as there.
    """
    return add_calendar_days(calendar, start - DAY, days)


def add_months_from(calendar: Calendar, start: date, months: int) -> date:
    """Return the end of a period of calendar months whose first day counts: MONTH_INCL (민법 160조).

    It ends the day before the corresponding day, or with the month where that has no such day, and then gives way as in
    `add_calendar_days`. Raises: ValueError for fewer than one month, or past the last year that there is.
    """
    return _end(calendar, start - DAY, end_months(start, months))


def end_months(start: date, months: int) -> date:
    """Return the last day of a period of calendar months, whether offices work on it or not.

    Raises: ValueError for fewer than one month, or past the last year that there is.
    """
    _check_length(months)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    length = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, length)) - (DAY if start.day <= length else timedelta())


def count_span_days(first: date, last: date) -> int:
    """Return the calendar days of a period that counts its first and its last: 300 in AR-11 (CAL-05).

    Raises: ValueError where it ends before it begins.
    """
    if last < first:
        raise ValueError(f"a period from {first} cannot end on {last}")
    return (last - first).days + 1


@lru_cache(maxsize=64)
def _number_days_off(calendar: Calendar) -> tuple[int, ...]:
    """Return the numbers of the weekdays that are no business days, in order.

    Kept, because one calendar is asked for every row of a page: 2 us a question with three years, 25 us without.
    """
    return tuple(sorted(_number(day) for day in calendar.holidays | calendar.suspended if day.weekday() < SATURDAY))


def _end(calendar: Calendar, after: date, end: date) -> date:
    """Return the end of a period after the days for which it stood still, and after a weekend or holiday."""
    for day in sorted(day for day in calendar.suspended if day > after):
        if day > end:
            break
        end += DAY
    return find_business_day_from(calendar, end)


def _check_length(length: int) -> None:
    if length < 1:
        raise ValueError("a period has at least one day")


def _number(day: date) -> int:
    """Return how many weekdays there are from 0001-01-01, a Monday, through the day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def _find_weekday(number: int) -> date:
    weeks, rest = divmod(number - 1, 5)
    return date.fromordinal(7 * weeks + rest + 1)
