"""What the pages of the calendar make of their rows, and what its counters answer."""

from datetime import date

import pytest

from contracts.calendar import Calendar
from contracts.calendar.policies import POLICIES
from gateway.console.calendar.count import (
    Counted,
    Query,
    Span,
    Wrong,
    check_weekday,
    count,
    count_span,
)
from gateway.console.calendar.laying import (
    Facts,
    Month,
    find_edges,
    lay_out_month,
    lay_out_year,
    link_due,
    read_month,
    read_year,
)
from gateway.console.calendar.pages import group_policies
from gateway.views.election import Row as Election
from gateway.views.holiday import Row as Holiday
from gateway.views.meeting import Row as Meeting

TODAY = date(2024, 2, 15)
FEBRUARY = Month(2024, 2)
LUNAR = tuple(
    Holiday(date(2024, 2, day), name, None, 1) for day, name in ((9, "설날 전날"), (10, "설날"), (12, "대체휴일"))
)
VOTE = Election(date(2024, 4, 10), "국회의원선거", True, None, date(2024, 2, 10), 1)
CHUSEOK_2018 = Calendar(frozenset(date(2018, 9, day) for day in (24, 25, 26)))


def make_meeting(value: str, precision: str, first: date, state: str = "SCHEDULED", title: str = "회의") -> Meeting:
    return Meeting(
        meeting=f"{title}-{value}",
        title=title,
        kind="EXECUTIVE",
        state=state,
        by=None,
        period={"value": value, "precision": precision, "written": None},
        first_day=first,
        place=None,
        departments=[],
        is_hosted_by_mayor=False,
        ground=None,
        approver=None,
        minutes=None,
        decisions=[],
        cancelled_for=None,
        version=1,
        position=1,
    )


def test_a_month_is_whole_weeks_sunday_first() -> None:
    """1 February 2024 is a Thursday and the 29th, too: the sheet runs from 28 January to 2 March."""
    assert find_edges(FEBRUARY) == (date(2024, 1, 28), date(2024, 3, 2))
    sheet = lay_out_month(FEBRUARY, Facts(), TODAY)
    assert [len(week) for week in sheet.weeks] == [7] * 5
    assert len(sheet.days) == 29
    assert [day.day.day for day in sheet.days if day.is_today] == [15]


def test_holidays_and_sundays_are_red_and_saturdays_blue() -> None:
    """CAL-01: 12 February 2024, a Monday, stands in for the lunar new year."""
    days = {day.day.day: day for day in lay_out_month(FEBRUARY, Facts(LUNAR), TODAY).days}
    assert [n for n, day in days.items() if day.is_red] == [4, 9, 10, 11, 12, 18, 25]
    assert days[12].holiday == "대체휴일"
    assert (days[3].is_saturday, days[3].is_red) == (True, False)


def test_the_blackout_is_shaded_and_named_where_it_begins() -> None:
    """CAL-02, CAL-10: sixty days before 10 April 2024 is 10 February."""
    days = lay_out_month(FEBRUARY, Facts(elections=(VOTE,)), TODAY).days
    assert [day.day.day for day in days if day.blackout] == list(range(10, 30))
    assert [day.day.day for day in days if day.starts_blackout] == [10]
    march = lay_out_month(Month(2024, 3), Facts(elections=(VOTE,)), TODAY)
    assert [day.day.day for day in march.days if day.starts_blackout] == [1]
    april = lay_out_month(Month(2024, 4), Facts(elections=(VOTE,)), TODAY)
    assert [day.day.day for day in april.days if day.blackout] == list(range(1, 11))
    assert [day.election for day in april.days if day.election] == ["국회의원선거"]
    assert lay_out_month(Month(2024, 5), Facts(elections=(VOTE,)), TODAY).elections == ()


def test_the_load_of_a_day_opens_its_deadlines() -> None:
    """Hundreds on a day are one number; those of the weeks around do not count for the month."""
    due = {date(2024, 2, 14): 3, date(2024, 2, 20): 411, date(2024, 3, 1): 7}
    sheet = lay_out_month(FEBRUARY, Facts(due=due), TODAY)
    assert sheet.due == 414
    assert sheet.busiest is not None
    assert (sheet.busiest.day, sheet.busiest.due) == (date(2024, 2, 20), 411)
    assert sheet.busiest.due_link == link_due(date(2024, 2, 20))
    late = next(day for day in sheet.days if day.day.day == 14)
    assert (late.is_past, late.due) == (True, 3)
    assert lay_out_month(FEBRUARY, Facts(), TODAY).busiest is None


def test_meetings_stand_on_each_of_their_days() -> None:
    """CAL-06, CAL-09: days in a row, candidates, and what is known by its month only."""
    row = make_meeting("2024-02-05/2024-02-07", "day", date(2024, 2, 5), title="워크숍")
    either = make_meeting("[2024-02-24,2024-03-02]", "day", date(2024, 2, 24), "DATE_OPEN", "타운홀")
    some_day = make_meeting("2024-02", "month", date(2024, 2, 1), title="보고회")
    other = make_meeting("2024-05", "month", date(2024, 5, 1), title="오월")
    sheet = lay_out_month(FEBRUARY, Facts(meetings=(row, either, some_day, other)), TODAY)
    held = {day.day: [each.title for each in day.gatherings] for week in sheet.weeks for day in week if day.gatherings}
    assert held == {
        **{date(2024, 2, n): ["워크숍"] for n in (5, 6, 7)},
        date(2024, 2, 24): ["타운홀"],
        date(2024, 3, 2): ["타운홀"],
    }
    assert [each.title for each in sheet.undated] == ["보고회"]


def test_a_full_day_counts_what_it_does_not_show() -> None:
    many = tuple(make_meeting("2024-02-05", "day", date(2024, 2, 5), title=f"회의 {n}") for n in range(8))
    day = next(day for day in lay_out_month(FEBRUARY, Facts(meetings=many), TODAY).days if day.gatherings)
    assert (len(day.gatherings), day.hidden) == (3, 5)


def test_a_phone_lists_only_days_with_something_on_them() -> None:
    sheet = lay_out_month(FEBRUARY, Facts(LUNAR, due={date(2024, 2, 20): 1}), TODAY)
    assert [day.day.day for day in sheet.listed] == [9, 10, 12, 15, 20]
    assert lay_out_month(Month(2150, 7), Facts(), TODAY).listed == []


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-00", "24-02", "2024", "x", "2024-2", "1899-12", "2200-01", "２０２４-02"]
)
def test_what_is_no_month_is_told_from_one(text: str) -> None:
    assert read_month(text, TODAY) is None
    assert read_month("", TODAY) == FEBRUARY
    assert read_month("2024-02", date(1999, 1, 1)) == FEBRUARY


@pytest.mark.parametrize("text", ["0190055", "1899", "2200", "02024", "２０２４", "-999", "x", ""])
def test_what_is_no_year_is_told_from_one(text: str) -> None:
    assert read_year(text) is None
    assert (read_year("1900"), read_year("2199")) == (1900, 2199)


def test_months_end_where_calendars_do() -> None:
    assert Month(2199, 12).move(1) is None
    assert Month(1900, 1).move(-1) is None
    assert Month(2024, 1).move(-1) == Month(2023, 12)


def test_a_year_counts_its_holidays_on_weekdays() -> None:
    """10 February 2024 is a Saturday; the 9th and the 12th are not."""
    sheet = lay_out_year(2024, LUNAR, (VOTE,))
    assert (sheet.total, sheet.closed) == (3, 2)
    assert [len(rows) for _, rows in sheet.months] == [0, 3] + [0] * 10
    assert lay_out_year(2150, (), ()).total == 0


def ask(**values: str) -> Query:
    return Query.model_validate(values)


def test_a_deadline_names_every_day_that_it_skips() -> None:
    """CAL-03, DIR-06: shared on 2018-09-19, three business days end on 2018-09-27."""
    names = dict.fromkeys(CHUSEOK_2018.holidays, "추석 연휴")
    found = count(ask(policy="DIR_REPORT_3", start="2018-09-19"), POLICIES, CHUSEOK_2018, names)
    assert isinstance(found, Counted)
    assert found.due == date(2018, 9, 27)
    assert [(each.day.day, each.reason) for each in found.skipped] == [
        (22, "토요일"), (23, "일요일"), (24, "추석 연휴"), (25, "추석 연휴"), (26, "추석 연휴"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "n", "start", "due", "skipped"),
    [
        # A month from 7 February ends on 6 March, a Wednesday: nothing gives way, Sundays within are counted.
        ("MONTH_INCL", 1, "2024-02-07", date(2024, 3, 6), []),
        # A month from 10 February ends on Saturday 9 March and gives way to Monday 11.
        ("MONTH_INCL", 1, "2024-02-10", date(2024, 3, 11), [date(2024, 3, 9), date(2024, 3, 10)]),
        # Ten days with the first end on Saturday 2 March, behind the holiday that was counted.
        ("CAL_INCL", 10, "2024-02-22", date(2024, 3, 4), [date(2024, 3, 2), date(2024, 3, 3)]),
    ],
)
def test_days_behind_which_a_period_has_given_way_are_named(
    policy: str, n: int, start: str, due: date, skipped: list[date]
) -> None:
    """CAL-03, CAL-05, 민법 160조: by the calendar only the last day gives way."""
    calendar = Calendar(frozenset({date(2024, 2, 9), date(2024, 2, 12), date(2024, 3, 1)}))
    counted = count(Query(policy=policy, n=str(n), start=start), POLICIES, calendar, {})
    assert isinstance(counted, Counted)
    assert (counted.due, [each.day for each in counted.skipped]) == (due, skipped)


def test_hours_are_counted_from_a_moment() -> None:
    """CAL-04: 24 working hours from Friday 2024-05-03 16:30, with 6 May off, end on 2024-05-09 16:30."""
    calendar = Calendar(frozenset({date(2024, 5, 6)}))
    asked = ask(policy="WH", start="2024-05-03", at="16:30", n="24")
    found = count(asked, POLICIES, calendar, {})
    assert isinstance(found, Counted)
    assert found.due_at is not None
    assert (found.due_at.isoformat(), found.is_of_rule) == ("2024-05-09T16:30:00+09:00", True)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"policy": "DIR_REPORT_3"}, "start"),
        ({"policy": "DIR_REPORT_3", "start": "2024-02-30"}, "start"),
        ({"policy": "DIR_REPORT_3", "start": "1899-12-31"}, "start"),
        ({"policy": "NO_SUCH", "start": "2024-02-01"}, "policy"),
        ({"policy": "DIR_REPORT_3", "start": "2016-12-31"}, "policy"),
        ({"policy": "DIR_LONG", "start": "2024-02-01"}, "n"),
        ({"policy": "DIR_LONG", "start": "2024-02-01", "n": "9999"}, "n"),
        ({"policy": "DIR_LONG", "start": "2024-02-01", "n": "0"}, "n"),
        ({"policy": "WH", "start": "2024-02-01", "n": "3"}, "at"),
        ({"policy": "WH", "start": "2024-02-01", "n": "3", "at": "25:00"}, "at"),
    ],
)
def test_what_cannot_be_counted_is_told_at_its_field(asked: dict[str, str], field: str) -> None:
    found = count(ask(**asked), POLICIES, Calendar(), {})
    assert isinstance(found, Wrong)
    assert found.field == field


def test_nothing_asked_is_nothing_answered() -> None:
    query = ask()
    assert (count(query, POLICIES, Calendar(), {}), count_span(query, Calendar()), check_weekday(query, 2024)) == (
        None,
        None,
        None,
    )


def test_a_span_counts_both_ends() -> None:
    """CAL-05: 2018-01-22 to 2018-11-17 is 300 days; that Saturday is followed by Monday the 19th."""
    span = count_span(ask(first="2018-01-22", last="2018-11-17"), Calendar())
    assert isinstance(span, Span)
    assert (span.days, span.is_business_day, span.next_business_day) == (300, False, date(2018, 11, 19))
    reversed_ = count_span(ask(first="2018-01-22", last="2018-01-21"), Calendar())
    assert isinstance(reversed_, Wrong)


@pytest.mark.parametrize(("typed", "is_right"), [("4. 11(수)", True), ("4. 11(목)", False), ("언젠가", False)])
def test_a_typed_weekday_is_checked(typed: str, *, is_right: bool) -> None:
    """CAL-08: 11 April 2018 is a Wednesday."""
    assert isinstance(check_weekday(ask(typed=typed), 2018), Wrong) is not is_right


def test_versions_of_a_policy_say_how_they_stand() -> None:
    """CAL-12: what rules today, what ruled before, and what will."""
    first = next(each for each in POLICIES if each.id == "DIR_REPORT_3")
    second = first.model_copy(update={"version": 2, "valid_from": date(2024, 2, 1)})
    third = first.model_copy(update={"version": 3, "valid_from": date(2024, 3, 1)})
    ((name, versions),) = group_policies((first, second, third), TODAY)
    assert name == "DIR_REPORT_3"
    assert [(each.version, word) for each, word in versions] == [(3, "시행 예정"), (2, "시행 중"), (1, "앞 판")]
