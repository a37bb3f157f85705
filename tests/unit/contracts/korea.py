"""Holidays of the worked examples, copied from the announcements by hand, and what properties range over."""

from datetime import date, datetime, time

from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.calendar.hours import SEOUL

KOREA = Calendar(
    frozenset(
        [
            date(2018, 9, 24),  # 추석, Monday
            date(2018, 9, 25),
            date(2018, 9, 26),  # substitute for Sunday the 23rd
            date(2018, 10, 3),  # 개천절, Wednesday
            date(2018, 10, 9),  # 한글날, Tuesday
            date(2024, 2, 9),  # 설날, Friday
            date(2024, 2, 12),  # substitute for Sunday the 11th
            date(2024, 3, 1),  # 삼일절, Friday
            date(2024, 4, 10),  # election, Wednesday
            date(2024, 5, 6),  # substitute for Sunday the 5th
            date(2024, 5, 15),  # 부처님오신날, Wednesday
            date(2024, 6, 6),  # 현충일, Thursday
            date(2024, 10, 1),  # declared in September 2024, Tuesday
            date(2024, 10, 3),  # 개천절, Thursday
            date(2024, 10, 9),  # 한글날, Wednesday
        ]
    )
)

days = st.dates(date(2023, 11, 1), date(2024, 4, 30))
"""Half a year over the turn of one and a leap day, so that holidays meet what is counted."""
calendars = st.builds(Calendar, st.frozensets(days, max_size=30))
counts = st.integers(1, 40)
moments = st.builds(datetime.combine, days, st.times(), st.just(SEOUL))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a time of the day in Seoul."""
    return datetime.combine(day, time(hour, minute), SEOUL)
