"""Pure business-day arithmetic (domain.md 4.1): days in, days out, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays that are known; a business day is Monday to Friday outside them."""

    holidays: frozenset[date] = frozenset()

    def is_business_day(self, day: date) -> bool:
        """Tell whether offices work on the day."""
        return day.weekday() < SATURDAY and day not in self.holidays


def find_business_day_from(calendar: Calendar, day: date) -> date:
    """Return the day itself, or the next business day after it (DIR_SHARE, DIR-04)."""
    while not calendar.is_business_day(day):
        day += timedelta(days=1)
    return day


def add_business_days(calendar: Calendar, start: date, days: int) -> date:
    """Return the `days`-th business day after `start`, which does not count: BD_EXCL (CAL-03).

    Raises: ValueError for fewer than one day.
    """
    if days < 1:
        raise ValueError("count at least one business day")
    for day in _days_after(start):
        days -= calendar.is_business_day(day)
        if days == 0:
            return day
    raise ValueError(f"no business day left after {start}")


def count_business_days_late(calendar: Calendar, due: date, actual: date) -> int:
    """Return the number of business days in (due, actual]; 0 when on time (domain.md 4.1)."""
    span = (due + timedelta(days=n) for n in range(1, (actual - due).days + 1))
    return sum(calendar.is_business_day(day) for day in span)


def _days_after(start: date) -> Iterator[date]:
    day = start
    while day < date.max:
        day += timedelta(days=1)
        yield day
