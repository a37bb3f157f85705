"""Working hours: worked examples from domain.md counted by hand, and properties."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.calendar.hours import (
    SEOUL,
    add_working_hours,
    count_working_hours_late,
    find_seoul_day,
    measure_working_time,
)
from tests.unit.contracts.korea import KOREA, at, calendars, days, moments

FRIDAY, SATURDAY, TUESDAY, THURSDAY = date(2024, 5, 3), date(2024, 5, 4), date(2024, 5, 7), date(2024, 5, 9)
"""Monday the 6th is a holiday."""
hours = st.integers(1, 60)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # An hour and a half on Friday, eight on Tue 7 and Wed 8, six and a half on Thu 9: 9-12, 13-16:30.
        (at(FRIDAY, 16, 30), 24, at(THURSDAY, 16, 30)),
        # 즉시, three hours: an hour and a half on Friday, as much on Tuesday.
        (at(FRIDAY, 16, 30), 3, at(TUESDAY, 10, 30)),
        # Five days: Mon 13, 14, not 15 (부처님오신날), 16, 17, 20.
        (at(date(2024, 5, 13), 9), 40, at(date(2024, 5, 20), 18)),
        # Over lunch.
        (at(TUESDAY, 11, 30), 1, at(TUESDAY, 13, 30)),
        # Outside the hours: from the next working moment.
        (at(TUESDAY, 12, 30), 1, at(TUESDAY, 14)),
        (at(TUESDAY, 8), 1, at(TUESDAY, 10)),
        (at(FRIDAY, 18, 30), 1, at(TUESDAY, 10)),
        (at(SATURDAY, 10), 8, at(TUESDAY, 18)),
        # What ends with the morning or the day ends there.
        (at(TUESDAY, 9), 3, at(TUESDAY, 12)),
        (at(TUESDAY, 12), 5, at(TUESDAY, 18)),
        (at(TUESDAY, 18), 1, at(date(2024, 5, 8), 10)),
    ],
)
def test_only_working_hours_are_counted(start: datetime, count: int, due: datetime) -> None:
    """Receipt 2024-05-03 16:30 and 24 hours are 2024-05-09 16:30 (CAL-04; 민원처리법 19조 1항)."""
    assert add_working_hours(KOREA, start, count) == due


def test_the_clock_on_the_wall_in_seoul_rules() -> None:
    """07:30 UTC is 16:30 in Seoul; the answer has Seoul's offset."""
    due = add_working_hours(KOREA, datetime(2024, 5, 3, 7, 30, tzinfo=UTC), 24)
    assert due.isoformat() == "2024-05-09T16:30:00+09:00"
    assert find_seoul_day(datetime(2024, 5, 3, 15, 0, tzinfo=UTC)) == SATURDAY


def test_a_moment_without_an_offset_is_none() -> None:
    naive = datetime.combine(FRIDAY, time(16, 30))
    with pytest.raises(ValueError, match="offset"):
        add_working_hours(KOREA, naive, 3)
    with pytest.raises(ValueError, match="offset"):
        find_seoul_day(naive)


@pytest.mark.parametrize("count", [0, -8])
def test_a_period_has_at_least_one_hour(count: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_working_hours(KOREA, at(FRIDAY, 16, 30), count)


def test_a_town_hall_of_two_hours() -> None:
    """14:30 to 16:30 of 2018-04-11 are 120 minutes (AR-02)."""
    day = date(2018, 4, 11)
    assert measure_working_time(KOREA, at(day, 14, 30), at(day, 16, 30)) == timedelta(minutes=120)


@pytest.mark.parametrize(
    ("due", "actual", "late"),
    [
        (at(THURSDAY, 16, 30), at(THURSDAY, 16, 30), 0),
        (at(THURSDAY, 16, 30), at(FRIDAY, 9), 0),
        (at(THURSDAY, 16, 30), at(THURSDAY, 16, 40), 1),
        (at(THURSDAY, 16, 30), at(THURSDAY, 17, 30), 1),
        (at(THURSDAY, 16, 30), at(THURSDAY, 17, 31), 2),
        # An hour and a half on Thursday, an hour on Friday.
        (at(THURSDAY, 16, 30), at(date(2024, 5, 10), 10), 3),
        # Friday evening to Saturday, and to Tuesday morning: no working hour went by.
        (at(FRIDAY, 18), at(SATURDAY, 10), 0),
        (at(FRIDAY, 18), at(TUESDAY, 9), 0),
        # Lunch is no lateness.
        (at(TUESDAY, 12), at(TUESDAY, 13), 0),
        # Two whole days.
        (at(FRIDAY, 18), at(date(2024, 5, 8), 18), 16),
    ],
)
def test_lateness_counts_the_working_hours_begun(due: datetime, actual: datetime, late: int) -> None:
    """As business days in (due, actual]: what nobody could work in is not late (domain.md 4.1)."""
    assert count_working_hours_late(KOREA, due, actual) == late


def test_a_supplement_stands_still_for_whole_days() -> None:
    """Asked on Tue 7, answered on Wed 8: of 24 hours 1.5 go on Friday, 8 on Tuesday, 8 on Thu 9, 6.5 on Fri 10."""
    supplied = KOREA.suspend(TUESDAY, date(2024, 5, 8))
    assert add_working_hours(supplied, at(FRIDAY, 16, 30), 24) == at(date(2024, 5, 10), 16, 30)


@pytest.mark.parametrize("start", [date(1900, 1, 1), date(1988, 5, 7), date(2199, 12, 31)])
def test_far_years_are_counted_at_once(start: date) -> None:
    """Summer time of 1988 began on 8 May at night: the hours are those of the wall."""
    due = add_working_hours(Calendar(), at(start, 18), 80_000)
    assert (due.hour, due.minute) == (18, 0)
    assert measure_working_time(Calendar(), at(start, 18), due) == timedelta(hours=80_000)


@given(calendars, moments, hours, hours)
def test_hours_add_up(calendar: Calendar, start: datetime, first: int, then: int) -> None:
    between = add_working_hours(calendar, start, first)
    assert add_working_hours(calendar, between, then) == add_working_hours(calendar, start, first + then)


@given(calendars, moments, hours)
def test_what_is_added_is_measured(calendar: Calendar, start: datetime, count: int) -> None:
    due = add_working_hours(calendar, start, count)
    assert measure_working_time(calendar, start, due) == timedelta(hours=count)
    assert count_working_hours_late(calendar, start, due) == count


@given(calendars, moments, hours)
def test_a_due_moment_lies_in_the_working_hours(calendar: Calendar, start: datetime, count: int) -> None:
    due = add_working_hours(calendar, start, count)
    assert calendar.is_business_day(due.date())
    assert time(9) < due.time() <= time(12) or time(13) < due.time() <= time(18)


@given(calendars, moments, hours, hours, st.timedeltas(timedelta(), timedelta(days=20)))
def test_a_later_start_or_more_hours_never_end_earlier(
    calendar: Calendar, start: datetime, count: int, more: int, after: timedelta
) -> None:
    due = add_working_hours(calendar, start, count)
    assert due < add_working_hours(calendar, start, count + more)
    assert due <= add_working_hours(calendar, start + after, count)


@given(calendars, moments, hours, days)
def test_one_more_holiday_never_ends_hours_earlier(
    calendar: Calendar, start: datetime, count: int, declared: date
) -> None:
    later = Calendar(calendar.holidays | {declared})
    assert add_working_hours(later, start, count) >= add_working_hours(calendar, start, count)


@given(calendars, moments, st.timedeltas(timedelta(days=-1), timedelta(days=4)))
def test_measuring_meets_every_minute_by_itself(calendar: Calendar, start: datetime, length: timedelta) -> None:
    after = start.replace(second=0, microsecond=0)
    wall, is_business_day = after.astimezone(SEOUL), cache(calendar.is_business_day)
    worked = 0
    for _ in range(int(length.total_seconds() // 60)):
        is_open = wall.hour in {9, 10, 11, 13, 14, 15, 16, 17}
        worked += is_open and is_business_day(wall.date())
        wall += timedelta(minutes=1)
    until = after + timedelta(minutes=int(length.total_seconds() // 60))
    assert measure_working_time(calendar, after, until) == timedelta(minutes=worked)
