"""Business-day arithmetic: worked examples from domain.md 4.1 counted by hand on a calendar, and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar, add_business_days, count_business_days_late, find_business_day_from

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
            date(2024, 4, 10),  # election, Wednesday
            date(2024, 5, 6),  # substitute for Sunday the 5th
            date(2024, 10, 1),  # declared in September 2024, Tuesday
            date(2024, 10, 3),  # 개천절, Thursday
        ]
    )
)

days = st.dates(date(2017, 1, 1), date(2028, 12, 31))
calendars = st.builds(Calendar, st.frozensets(days, max_size=60))
counts = st.integers(1, 40)


@pytest.mark.parametrize(
    "day",
    [date(2018, 9, 24), date(2018, 9, 25), date(2018, 9, 26), date(2024, 2, 12), date(2024, 5, 6), date(2024, 10, 1)],
)
def test_a_public_holiday_is_no_business_day(day: date) -> None:
    assert not KOREA.is_business_day(day)


def test_an_election_day_is_no_business_day() -> None:
    """총선 on 2024-04-10 (CAL-02)."""
    assert not KOREA.is_business_day(date(2024, 4, 10))
    assert KOREA.is_business_day(date(2024, 4, 9))
    assert KOREA.is_business_day(date(2024, 4, 11))


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2018, 9, 21), True), (date(2018, 9, 22), False), (date(2018, 9, 23), False)]
)
def test_weekends_are_no_business_days(day: date, expected: bool) -> None:
    assert KOREA.is_business_day(day) is expected


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # Thu 20, Fri 21; weekend 22-23; 추석 24-26; Thu 27.
        (date(2018, 9, 19), 3, date(2018, 9, 27)),
        # 설날 Fri 9, weekend, substitute Mon 12; Tue 13.
        (date(2024, 2, 8), 1, date(2024, 2, 13)),
        # Election Wed 10; Thu 11, Fri 12; weekend; Mon 15.
        (date(2024, 4, 9), 3, date(2024, 4, 15)),
        # Weekend 4-5, substitute Mon 6; Tue 7.
        (date(2024, 5, 3), 1, date(2024, 5, 7)),
        # Tue 1 and Thu 3 are holidays: Wed 2, Fri 4; weekend; Mon 7.
        (date(2024, 9, 30), 3, date(2024, 10, 7)),
        # From a Saturday the first day counted is Monday.
        (date(2018, 9, 15), 1, date(2018, 9, 17)),
        # A plan has 10 days: 20, 21, 27, 28, Oct 1, 2, 4, 5, 8, 10 (holidays 24-26, Oct 3 and 9).
        (date(2018, 9, 19), 10, date(2018, 10, 10)),
    ],
)
def test_a_deadline_is_the_nth_business_day_after_the_start(start: date, count: int, due: date) -> None:
    """Shared 2018-09-19, reported within three business days: due 2018-09-27 (CAL-03, DIR-06)."""
    assert add_business_days(KOREA, start, count) == due


def test_a_late_declared_holiday_moves_the_deadline() -> None:
    """Without 2024-10-01 the third day is Fri 4: Tue 1, Wed 2, Fri 4; with it Mon 7 (CAL-11)."""
    before = Calendar(KOREA.holidays - {date(2024, 10, 1)})
    assert add_business_days(before, date(2024, 9, 30), 3) == date(2024, 10, 4)
    assert add_business_days(KOREA, date(2024, 9, 30), 3) == date(2024, 10, 7)


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        (date(2018, 9, 19), date(2018, 9, 19)),
        (date(2018, 9, 22), date(2018, 9, 27)),
        (date(2024, 2, 9), date(2024, 2, 13)),
        (date(2024, 4, 10), date(2024, 4, 11)),
        (date(2024, 10, 1), date(2024, 10, 2)),
    ],
)
def test_what_is_issued_on_a_day_off_is_shared_on_the_next_business_day(issued: date, due: date) -> None:
    """DIR_SHARE: the day of issue if offices work, else the next business day (DIR-04, DIR-11)."""
    assert find_business_day_from(KOREA, issued) == due


@pytest.mark.parametrize(
    ("due", "actual", "late"),
    [
        (date(2018, 9, 27), date(2018, 9, 27), 0),
        (date(2018, 9, 27), date(2018, 9, 20), 0),
        (date(2018, 9, 27), date(2018, 9, 28), 1),
        # Fri 28, Mon 1.
        (date(2018, 9, 27), date(2018, 10, 1), 2),
        # Saturday: only Fri 28 lies between.
        (date(2018, 9, 27), date(2018, 9, 29), 1),
        # Friday to Thursday over 추석: only Thu 27 counts.
        (date(2018, 9, 21), date(2018, 9, 27), 1),
        # Friday to Sunday: no business day between.
        (date(2018, 9, 21), date(2018, 9, 23), 0),
        # Tue 9 to Thu 11 over the election: one.
        (date(2024, 4, 9), date(2024, 4, 11), 1),
    ],
)
def test_lateness_counts_the_business_days_after_the_due_day(due: date, actual: date, late: int) -> None:
    """Business days in (due, actual], none when on time (DIR-06, domain.md 4.1)."""
    assert count_business_days_late(KOREA, due, actual) == late


@given(calendars, days, counts)
def test_a_deadline_is_a_business_day_and_as_late_as_its_count(calendar: Calendar, start: date, count: int) -> None:
    due = add_business_days(calendar, start, count)
    assert calendar.is_business_day(due)
    assert count_business_days_late(calendar, start, due) == count


@given(calendars, days, counts, counts)
def test_deadlines_add_up(calendar: Calendar, start: date, first: int, then: int) -> None:
    between = add_business_days(calendar, start, first)
    assert add_business_days(calendar, between, then) == add_business_days(calendar, start, first + then)


@given(calendars, days, counts, days)
def test_one_more_holiday_never_brings_a_deadline_nearer(
    calendar: Calendar, start: date, count: int, declared: date
) -> None:
    later = Calendar(calendar.holidays | {declared})
    assert add_business_days(later, start, count) >= add_business_days(calendar, start, count)


@given(calendars, days, st.integers(0, 60), st.integers(0, 60))
def test_lateness_adds_up(calendar: Calendar, due: date, first: int, then: int) -> None:
    between, actual = due + timedelta(first), due + timedelta(first + then)
    late = count_business_days_late(calendar, due, between) + count_business_days_late(calendar, between, actual)
    assert count_business_days_late(calendar, due, actual) == late


@given(calendars, days)
def test_the_business_day_from_a_day_is_the_first_one_not_before_it(calendar: Calendar, day: date) -> None:
    found = find_business_day_from(calendar, day)
    assert calendar.is_business_day(found)
    assert found == add_business_days(calendar, day - timedelta(1), 1)
