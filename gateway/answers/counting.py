"""Which days a deadline has not counted, as the API and the console tell them (CAL-03 to CAL-05)."""

from datetime import date, timedelta
from typing import Final

from contracts.calendar import DAY, Calendar, end_months
from contracts.calendar.policies import DeadlinePolicy, Rule

COUNTED: Final = frozenset({Rule.BD_EXCL, Rule.BD_INCL, Rule.WH})
"""Rules that count no day on which offices are closed."""


def list_skipped(policy: DeadlinePolicy, start: date, due: date, calendar: Calendar) -> list[date]:
    """Return the days that were not counted, or behind which a last day has given way."""
    days = [start + n * DAY for n in range((due - start).days + 1)]
    closed = [day for day in days if not calendar.is_business_day(day)]
    if policy.rule in COUNTED:
        return closed
    ends = _find_calendar_end(policy, start)
    return [day for day in closed if ends is not None and ends <= day]


def _find_calendar_end(policy: DeadlinePolicy, start: date) -> date | None:
    """Return the last day of a period by the calendar, whether offices work on it or not."""
    length = policy.n or 0
    match policy.rule:
        case Rule.CAL_EXCL:
            return start + timedelta(days=length)
        case Rule.CAL_INCL:
            return start + timedelta(days=length) - DAY
        case Rule.MONTH_INCL:
            return end_months(start, length)
        case _:
            return None
