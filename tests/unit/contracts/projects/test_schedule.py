"""Milestones on a day: status, slip, and what lies behind and ahead (PRJ-03, PRJ-23, PRJ-30, PRJ-43)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.calendar import Calendar
from contracts.calendar.periods import Period
from contracts.calendar.writing import read_period
from contracts.projects.schedule import (
    Planned,
    Slip,
    Standing,
    Status,
    count_months,
    find_slip,
    find_standing,
    is_alive_in,
    list_fiscal_years,
    split_at,
)

CHUSEOK = Calendar(frozenset({date(2018, 9, 24), date(2018, 9, 25), date(2018, 9, 26)}))
SEPTEMBER = read_period("2018. 9월")


def stand(day: date, *, forecast: str | None = None, reached: str | None = None) -> Standing:
    """Return how a milestone of September 2018 stands."""
    read = [read_period(text) if text else None for text in (forecast, reached)]
    return find_standing(Planned(1, SEPTEMBER, *read), day, CHUSEOK)


def test_a_month_is_ahead_then_due_then_late() -> None:
    """domain.md 4.3, 8: September ends with the 30th, a Sunday; the 1st of October is its first business day late."""
    assert stand(date(2018, 8, 31)) == Standing(Status.ON_TIME)
    assert stand(date(2018, 9, 1)) == stand(date(2018, 9, 30)) == Standing(Status.DUE)
    assert stand(date(2018, 10, 1)) == Standing(Status.SLIPPED, Slip(1, 1))


def test_a_forecast_tells_the_slip_before_the_day() -> None:
    """PRJ-43: the end of October is 31 days and 23 business days after that of September (no holidays given)."""
    assert stand(date(2018, 8, 1), forecast="2018. 10월") == Standing(Status.SLIPPED, Slip(31, 23))
    assert stand(date(2018, 8, 1), forecast="2018. 8월") == Standing(Status.ON_TIME)


def test_a_forecast_that_has_passed_gives_way_to_today() -> None:
    """PRJ-43: nobody is less late than today."""
    assert stand(date(2018, 10, 10), forecast="2018-10-02").slip.days == 10


@pytest.mark.parametrize(
    ("reached", "standing"),
    [
        ("2018. 8월", Standing(Status.DONE_EARLY)),
        ("2018-08-31", Standing(Status.DONE_EARLY)),
        ("2018-09-01", Standing(Status.DONE_ON_TIME)),
        ("2018-09-30", Standing(Status.DONE_ON_TIME)),
        ("2018-10-01", Standing(Status.DONE_LATE, Slip(1, 1))),
        ("2018. 9월", Standing(Status.DONE_ON_TIME)),
        ("2018-10-02", Standing(Status.DONE_LATE, Slip(2, 2))),
    ],
)
def test_what_is_done_was_early_on_time_or_late(reached: str, standing: Standing) -> None:
    """domain.md 4.3, 8."""
    assert stand(date(2018, 12, 1), reached=reached) == standing


def test_what_was_reached_later_was_not_reached_then() -> None:
    """PRJ-03: as of a day."""
    assert stand(date(2018, 9, 10), reached="2018-10-02").status is Status.DUE


def test_business_days_leave_out_holidays() -> None:
    """PRJ-43: of the 21st of September until the 28th, 추석 takes three of five."""
    planned = read_period("2018-09-21")
    assert find_slip(planned, read_period("2018-09-28"), CHUSEOK) == Slip(7, 2)


def test_what_has_no_end_never_slips() -> None:
    """INC-41: `2018. 9월 ~`."""
    planned = read_period("2018. 9월 ~")
    standing = find_standing(Planned(1, planned, read_period("2020")), date(2030, 1, 1), CHUSEOK)
    assert standing == Standing(Status.DUE)


BRAND = [
    ("2017. 10월", "2017. 10월"),
    ("2017. 11 ~ 12월", "2017. 11 ~ 12월"),
    ("2018. 1 ~ 3월", "2018. 1 ~ 3월"),
    ("2018. 4월", "2018. 4월"),
    ("2018. 5월", "2018. 5월"),
    ("2018. 6월", "2018. 6월"),
    ("2018. 9월 ~", None),
    ("2019. 2월", None),
]
"""A117-130, with the mended date of INC-01."""


def test_the_brand_of_august_2018_has_six_behind_and_two_ahead() -> None:
    """PRJ-03, PRJ-30: 그동안 추진사항 and 앞으로 추진계획 of A115 and A126."""
    milestones = [
        Planned(number, read_period(planned), None, read_period(reached) if reached else None)
        for number, (planned, reached) in enumerate(BRAND, 1)
    ]
    split = split_at(reversed(milestones), date(2018, 8, 1))
    assert [each.number for each in split.behind] == [1, 2, 3, 4, 5, 6]
    assert [each.number for each in split.ahead] == [7, 8]


def test_what_was_reached_on_the_day_lies_behind() -> None:
    """PRJ-03."""
    reached = read_period("2018-08-01")
    assert len(split_at([Planned(1, reached, None, reached)], date(2018, 8, 1)).behind) == 1
    assert len(split_at([Planned(1, reached, None, reached)], date(2018, 7, 31)).ahead) == 1


days = some.dates(date(2017, 1, 1), date(2020, 12, 31))


@given(some.lists(some.tuples(days, some.none() | days), max_size=12), days)
def test_each_milestone_is_in_exactly_one_list(dates: list[tuple[date, date | None]], day: date) -> None:
    """PRJ-03."""
    milestones = [
        Planned(number, read_period(planned.isoformat()), None, read_period(reached.isoformat()) if reached else None)
        for number, (planned, reached) in enumerate(dates)
    ]
    split = split_at(milestones, day)
    assert sorted(each.number for each in (*split.behind, *split.ahead)) == list(range(len(dates)))


def test_a_project_lives_in_its_fiscal_years() -> None:
    """PRJ-23: 2018 ~ 2024 is alive in seven."""
    period = read_period("2018 ~ 2024")
    assert list_fiscal_years(period) == (2018, 2019, 2020, 2021, 2022, 2023, 2024)
    assert [is_alive_in(period, year) for year in (2017, 2018, 2024, 2025)] == [False, True, True, False]
    assert is_alive_in(read_period("2020 ~"), 2199)
    with pytest.raises(ValueError, match="no last"):
        list_fiscal_years(read_period("2020 ~"))


def test_months_count_both_ends() -> None:
    """INC-02: 2017.10 to 2018.05 are 8 months, not 7."""
    assert count_months(read_period("2017. 10. ~ 2018. 05.")) == 8
    assert count_months(Period(value="2018-09/..", precision=SEPTEMBER.precision)) is None
