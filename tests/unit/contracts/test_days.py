"""Arithmetic of days: worked examples from domain.md 4.1 counted by hand on a calendar, and properties."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import (
    Calendar,
    add_business_days,
    add_business_days_from,
    add_calendar_days,
    add_calendar_days_from,
    add_months_from,
    count_business_days,
    count_business_days_late,
    count_span_days,
    find_business_day_from,
    subtract_business_days,
)
from tests.unit.contracts.korea import KOREA, calendars, counts, days

Add = Callable[[Calendar, date, int], date]
ADDING: list[Add] = [
    add_business_days,
    add_business_days_from,
    add_calendar_days,
    add_calendar_days_from,
    add_months_from,
]
adding = st.sampled_from(ADDING)


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


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # 민원 of 7 days received Fri 3 May: 3, 7, 8, 9, 10, 13, 14 (4-5 weekend, 6 substitute).
        (date(2024, 5, 3), 7, date(2024, 5, 14)),
        # One day is the day itself.
        (date(2024, 5, 3), 1, date(2024, 5, 3)),
        # Received on Saturday 4: the count starts on Tue 7.
        (date(2024, 5, 4), 1, date(2024, 5, 7)),
        (date(2024, 5, 4), 6, date(2024, 5, 14)),
    ],
)
def test_a_first_day_that_counts_is_a_business_day(start: date, count: int, due: date) -> None:
    """BD_INCL (CAL-03; 민원처리법 19조 2항)."""
    assert add_business_days_from(KOREA, start, count) == due


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # 60 days after 2 April are 1 June, a Saturday; the 2nd is Sunday: Mon 3.
        (date(2024, 4, 2), 60, date(2024, 6, 3)),
        # 27 after 10 May is Thu 6 June, 현충일: Fri 7.
        (date(2024, 5, 10), 27, date(2024, 6, 7)),
        # Sunday 5 May, then the substitute: Tue 7.
        (date(2024, 5, 1), 4, date(2024, 5, 7)),
        # A Wednesday stays.
        (date(2024, 5, 7), 1, date(2024, 5, 8)),
    ],
)
def test_calendar_days_end_on_a_business_day(start: date, count: int, due: date) -> None:
    """CAL_EXCL, 민법 157조, 161조 (domain.md 4.1)."""
    assert add_calendar_days(KOREA, start, count) == due


def test_calendar_days_whose_first_counts_end_a_day_earlier() -> None:
    """CAL_INCL: three days from Tue 7 May are 7, 8, 9; five from Wed 1 end on Sunday 5, so on Tue 7 (CAL-05)."""
    assert add_calendar_days_from(KOREA, date(2024, 5, 7), 3) == date(2024, 5, 9)
    assert add_calendar_days_from(KOREA, date(2024, 5, 1), 5) == date(2024, 5, 7)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        # The day before 15 February, Wed 14.
        (date(2024, 1, 15), 1, date(2024, 2, 14)),
        # From the first of a month to its last: Wed 31.
        (date(2024, 1, 1), 1, date(2024, 1, 31)),
        # No 31st or 30th of February: its last day, Thu 29; the 29th there is, so the day before it.
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 1, 29), 1, date(2024, 2, 28)),
        # 2018 is no leap year: Wed 28 February.
        (date(2018, 1, 31), 1, date(2018, 2, 28)),
        # Ends on Friday 1 March, 삼일절, before a weekend: Mon 4.
        (date(2024, 2, 2), 1, date(2024, 3, 4)),
        # Ends on Sunday 14 April.
        (date(2024, 1, 15), 3, date(2024, 4, 15)),
        # Twelve over the turn of the year: Tue 14 January.
        (date(2024, 1, 15), 12, date(2025, 1, 14)),
        (date(2024, 12, 2), 1, date(2025, 1, 1)),
    ],
)
def test_months_end_the_day_before_the_corresponding_one(start: date, months: int, due: date) -> None:
    """MONTH_INCL, 민법 160조, 161조 (domain.md 4.1)."""
    assert add_months_from(KOREA, start, months) == due


def test_a_span_counts_its_first_and_its_last_day() -> None:
    """2018-01-22 to 2018-11-17 are 300 days; the last is a Saturday, so Mon 19 (CAL-05, AR-11, INC-10)."""
    assert count_span_days(date(2018, 1, 22), date(2018, 11, 17)) == 300
    assert date(2018, 11, 17).weekday() == 5
    assert find_business_day_from(KOREA, date(2018, 11, 17)) == date(2018, 11, 19)
    assert add_calendar_days_from(KOREA, date(2018, 1, 22), 300) == date(2018, 11, 19)


def test_the_expo_has_24_days() -> None:
    """2027-02-26 to 03-21: three days of February and 21 of March (PRJ-60)."""
    assert count_span_days(date(2027, 2, 26), date(2027, 3, 21)) == 24
    assert count_span_days(date(2027, 2, 26), date(2027, 2, 26)) == 1


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        count_span_days(date(2018, 1, 22), date(2018, 1, 21))


@pytest.mark.parametrize("add", ADDING)
@pytest.mark.parametrize("length", [0, -1])
def test_a_period_has_at_least_one_day(add: Add, length: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        add(KOREA, date(2024, 5, 3), length)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        # Before Thu 27 September: Fri 21, then Thu 20, Wed 19.
        (date(2018, 9, 27), 1, date(2018, 9, 21)),
        (date(2018, 9, 27), 3, date(2018, 9, 19)),
        # Before Sunday 23: Fri 21.
        (date(2018, 9, 23), 1, date(2018, 9, 21)),
        # Before Wed 26, itself a holiday: Fri 21.
        (date(2018, 9, 26), 1, date(2018, 9, 21)),
        # Before Mon 15 April: Fri 12, Thu 11, Tue 9.
        (date(2024, 4, 15), 3, date(2024, 4, 9)),
    ],
)
def test_business_days_are_counted_backwards(day: date, count: int, found: date) -> None:
    """What D-3 and D-1 stand on (CAL-13)."""
    assert subtract_business_days(KOREA, day, count) == found


def test_a_supplement_takes_its_days_out_of_the_count() -> None:
    """Three days from Wed 19 September; asked on Thu 20, answered on Mon 1 October (domain.md 4.1, Suspension).

    Thu 20 counts; 21, 27, 28 and 1 do not; then Tue 2 and, after 개천절, Thu 4.
    """
    supplied = KOREA.suspend(date(2018, 9, 20), date(2018, 10, 1))
    assert add_business_days(supplied, date(2018, 9, 19), 3) == date(2018, 10, 4)


def test_a_period_does_not_end_while_it_stands_still() -> None:
    """Asked on its last day, Thu 27, and answered on Mon 8 October: Tue 9 is 한글날, Wed 10."""
    supplied = KOREA.suspend(date(2018, 9, 27), date(2018, 10, 8))
    assert add_business_days(supplied, date(2018, 9, 19), 3) == date(2018, 10, 10)


def test_a_supplement_asked_for_too_late_changes_nothing() -> None:
    supplied = KOREA.suspend(date(2018, 9, 28), date(2018, 10, 8))
    assert add_business_days(supplied, date(2018, 9, 19), 3) == date(2018, 9, 27)


def test_a_supplement_takes_calendar_days_out_of_calendar_days() -> None:
    """Ten days from Thu 2 May end on Sun 12, so Mon 13; without 4 to 8 May they end on Fri 17."""
    assert add_calendar_days(KOREA, date(2024, 5, 2), 10) == date(2024, 5, 13)
    assert add_calendar_days(KOREA.suspend(date(2024, 5, 3), date(2024, 5, 8)), date(2024, 5, 2), 10) == date(
        2024, 5, 17
    )


def test_two_supplements_add_up() -> None:
    """Five days from Mon 13 May: 14, 16, 17, 20, 21; without 16 and 20: 14, 17, 21, 22, 23."""
    once = KOREA.suspend(date(2024, 5, 15), date(2024, 5, 16))
    assert add_business_days(KOREA, date(2024, 5, 13), 5) == date(2024, 5, 21)
    assert add_business_days(once.suspend(date(2024, 5, 19), date(2024, 5, 20)), date(2024, 5, 13), 5) == date(
        2024, 5, 23
    )


@given(calendars, days, days)
def test_counting_meets_every_day_by_itself(calendar: Calendar, after: date, until: date) -> None:
    span = [after + timedelta(n) for n in range(1, min((until - after).days, 400) + 1)]
    end = span[-1] if span else min(after, until)
    assert count_business_days(calendar, after, end) == sum(map(calendar.is_business_day, span))


@given(calendars, days, counts)
def test_going_back_undoes_going_on(calendar: Calendar, start: date, count: int) -> None:
    on = find_business_day_from(calendar, start)
    assert subtract_business_days(calendar, add_business_days(calendar, on, count), count) == on


@given(adding, calendars, days, counts, counts, st.integers(0, 60))
def test_a_later_start_or_a_longer_period_never_ends_earlier(
    add: Add, calendar: Calendar, start: date, count: int, more: int, after: int
) -> None:
    end = add(calendar, start, count)
    assert calendar.is_business_day(end)
    assert end <= add(calendar, start, count + more)
    assert end <= add(calendar, start + timedelta(after), count)


@given(adding, calendars, days, counts, days)
def test_one_more_holiday_never_ends_a_period_earlier(
    add: Add, calendar: Calendar, start: date, count: int, declared: date
) -> None:
    assert add(Calendar(calendar.holidays | {declared}), start, count) >= add(calendar, start, count)


@given(adding, calendars, days, counts, days, st.integers(-5, 0))
def test_a_supplement_of_no_days_changes_nothing(
    add: Add, calendar: Calendar, start: date, count: int, asked: date, after: int
) -> None:
    assert add(calendar.suspend(asked, asked + timedelta(after)), start, count) == add(calendar, start, count)


@given(calendars, days, counts, st.integers(0, 20), st.integers(0, 60))
def test_a_supplement_within_the_period_moves_its_end_by_the_business_days_it_took(
    calendar: Calendar, start: date, count: int, asked_after: int, took: int
) -> None:
    due, asked = add_business_days(calendar, start, count), start + timedelta(asked_after)
    if asked >= due:
        return
    answered = asked + timedelta(took)
    stood = count_business_days(calendar, asked, answered)
    moved = add_business_days(calendar.suspend(asked, answered), start, count)
    assert moved == (add_business_days(calendar, due, stood) if stood else due)


CROWDED = Calendar(frozenset(date(2000, 1, 1) + timedelta(n) for n in range(36_525))).suspend(
    date(2100, 1, 1), date(2150, 12, 31)
)
"""A century of holidays and half a one that stands still: the worst that a calendar can be told."""


@pytest.mark.parametrize("add", ADDING)
@pytest.mark.parametrize("start", [date(1900, 1, 1), date(1999, 12, 31), date(2050, 6, 15), date(2199, 12, 31)])
def test_far_years_are_counted_at_once(add: Add, start: date) -> None:
    end = add(CROWDED, start, 1_000)
    assert CROWDED.is_business_day(end)
    assert not date(2000, 1, 1) <= end <= date(2150, 12, 31)


def test_three_centuries_are_counted_at_once() -> None:
    """300 years of 365 days and 73 leap days (75 fours without 1900 and 2100): 15,653 weeks, a Monday and a Tuesday."""
    assert count_span_days(date(1900, 1, 1), date(2199, 12, 31)) == 109_573
    assert count_business_days(Calendar(), date(1899, 12, 31), date(2199, 12, 31)) == 5 * 15_653 + 2
