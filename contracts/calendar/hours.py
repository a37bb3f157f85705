"""Pure arithmetic of working hours, 09:00 to 12:00 and 13:00 to 18:00 of a business day in Seoul (CAL-04)."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contracts.calendar import DAY, Calendar, add_business_days_from, count_business_days

SEOUL: Final = ZoneInfo("Asia/Seoul")
HOUR: Final = timedelta(hours=1)
OPENS: Final = 9 * HOUR
MORNING: Final = 3 * HOUR
"""Until noon."""
LUNCH: Final = HOUR
HOURS_A_DAY: Final = 8
"""민원처리법 19조 1항: eight working hours are a day."""
FULL_DAY: Final = HOURS_A_DAY * HOUR
_LEAST: Final = timedelta.resolution


def add_working_hours(calendar: Calendar, start: datetime, hours: int) -> datetime:
    """Return the moment, in Seoul, at which so many working hours have gone since `start`: WH (CAL-04).

    Outside the working hours they begin with the next working moment; what ends with a morning or a day ends at 12:00
    or 18:00. Raises: ValueError for fewer than one hour or a moment without an offset, OverflowError past the last day.
    """
    if hours < 1:
        raise ValueError("a period has at least one hour")
    wall = _read_wall(start)
    days, rest = divmod(_measure_worked(calendar, wall) + hours * HOUR - _LEAST, FULL_DAY)
    day = add_business_days_from(calendar, wall.date(), days + 1)
    return _place(day, rest + _LEAST)


def count_working_hours_late(calendar: Calendar, due: datetime, actual: datetime) -> int:
    """Return the working hours begun in (due, actual]; 0 when on time, or before offices open again.

    A begun hour counts whole, so that ten minutes late is late.
    """
    return -(-measure_working_time(calendar, due, actual) // HOUR)


def measure_working_time(calendar: Calendar, after: datetime, until: datetime) -> timedelta:
    """Return the working time in (after, until]; none where `until` is not later. Raises: ValueError."""
    first, last = _read_wall(after), _read_wall(until)
    days = count_business_days(calendar, first.date() - DAY, last.date() - DAY)
    worked = _measure_worked(calendar, last) - _measure_worked(calendar, first)
    return max(days * FULL_DAY + worked, timedelta()) if until > after else timedelta()


def find_seoul_day(moment: datetime) -> date:
    """Return the day in Seoul at a moment. Raises: ValueError for a moment without an offset."""
    return _read_wall(moment).date()


def _read_wall(moment: datetime) -> datetime:
    """Return what the clock on the wall in Seoul shows; no change of that clock ever fell into the working hours."""
    if moment.utcoffset() is None:
        raise ValueError("a moment needs its offset")
    return moment.astimezone(SEOUL).replace(tzinfo=None)


def _measure_worked(calendar: Calendar, wall: datetime) -> timedelta:
    """Return the working time of the day that has gone."""
    if not calendar.is_business_day(wall.date()):
        return timedelta()
    since = wall - datetime.combine(wall.date(), time()) - OPENS
    morning = min(max(since, timedelta()), MORNING)
    afternoon = min(max(since - MORNING - LUNCH, timedelta()), FULL_DAY - MORNING)
    return morning + afternoon


def _place(day: date, worked: timedelta) -> datetime:
    """Return the first moment of a day at which so much of its working time has gone."""
    lunch = LUNCH if worked > MORNING else timedelta()
    return datetime.combine(day, time(), SEOUL) + OPENS + worked + lunch
