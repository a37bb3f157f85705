"""Dates with precision: their bounds by hand, their JSON, their order, and the cadences of a year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.calendar import count_business_days
from contracts.calendar.periods import Period, Precision, divide_year, find_period
from tests.unit.contracts.korea import KOREA

near_days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("value", "precision", "first", "last"),
    [
        ("2018-09-05", Precision.DAY, date(2018, 9, 5), date(2018, 9, 5)),
        ("2018-W36", Precision.WEEK, date(2018, 9, 3), date(2018, 9, 9)),
        ("2018-09", Precision.MONTH, date(2018, 9, 1), date(2018, 9, 30)),
        ("2024-02", Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2018-Q1", Precision.QUARTER, date(2018, 1, 1), date(2018, 3, 31)),
        ("2018-Q2", Precision.QUARTER, date(2018, 4, 1), date(2018, 6, 30)),
        ("2018-Q3", Precision.QUARTER, date(2018, 7, 1), date(2018, 9, 30)),
        ("2018-Q4", Precision.QUARTER, date(2018, 10, 1), date(2018, 12, 31)),
        ("2018-S1", Precision.HALF, date(2018, 1, 1), date(2018, 6, 30)),
        ("2018-S2", Precision.HALF, date(2018, 7, 1), date(2018, 12, 31)),
        ("2018", Precision.YEAR, date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-01/2018-03", Precision.MONTH, date(2018, 1, 1), date(2018, 3, 31)),
        ("2018/2024", Precision.YEAR, date(2018, 1, 1), date(2024, 12, 31)),
        ("2018-09/..", Precision.MONTH, date(2018, 9, 1), None),
        ("2020/..", Precision.YEAR, date(2020, 1, 1), None),
        ("[2024-03-03,2024-03-09]", Precision.DAY, date(2024, 3, 3), date(2024, 3, 9)),
    ],
)
def test_a_period_is_an_interval_with_precision(
    value: str, precision: Precision, first: date, last: date | None
) -> None:
    """Quarters end on 3/31, 6/30, 9/30 and 12/31 (CAL-06, domain.md 4.1)."""
    period = Period(value=value, precision=precision)
    assert (period.first, period.last, period.is_open) == (first, last, last is None)


def test_its_json_says_no_more_than_was_given() -> None:
    """api.md: `{"value": "2018-09", "precision": "month"}`, never day 1 (CAL-06)."""
    text = '{"value":"2018-09","precision":"month","written":null}'
    assert Period.model_validate_json('{"value": "2018-09", "precision": "month"}').model_dump_json() == text


def test_what_is_no_period_is_refused() -> None:
    wrong = [
        ("2018-13", "month"),
        ("2018-00", "month"),
        ("2018-02-29", "day"),
        ("2018-W53", "week"),
        ("2018-Q5", "quarter"),
        ("2018-S3", "half"),
        ("2018-9", "month"),
        ("2018-09", "day"),
        ("2018-09-01", "month"),
        ("2018-09/2018", "month"),
        ("2018-03/2018-01", "month"),
        ("2018-03/2018-03", "month"),
        ("2018-01/2018-02/2018-03", "month"),
        ("../2018-03", "month"),
        ("[2024-03-09,2024-03-03]", "day"),
        ("[2024-03-03,2024-03-03]", "day"),
        ("[2024-03-03]", "day"),
        ("[2024-03-03,2024-03-09]/..", "day"),
        ("2018-09~", "month"),
        ("2018-09\n", "month"),
        ("1899", "year"),
        ("2200", "year"),
        ("", "year"),
        ("２０１８", "year"),
    ]
    assert [each for each in wrong if is_period(*each)] == []


def is_period(value: str, precision: str) -> bool:
    try:
        Period.model_validate({"value": value, "precision": precision})
    except ValidationError:
        return False
    return True


def test_undecided_dates_are_candidates_until_one_is_fixed() -> None:
    """3. 3.(일) 또는 3. 9.(토) (CAL-09, INC-27)."""
    undecided = Period(value="[2024-03-03,2024-03-09]", precision=Precision.DAY)
    third, ninth = undecided.candidates
    assert (third.first, ninth.first) == (date(2024, 3, 3), date(2024, 3, 9))
    assert ninth.candidates == ()


def test_periods_sort_by_their_beginning_and_the_surer_first() -> None:
    """CAL-06: what begins together is told apart by its end; the open comes last."""
    day, month, quarter, half, year, years, open_, later = (
        Period(value="2018-01-01", precision=Precision.DAY),
        Period(value="2018-01", precision=Precision.MONTH),
        Period(value="2018-Q1", precision=Precision.QUARTER),
        Period(value="2018-S1", precision=Precision.HALF),
        Period(value="2018", precision=Precision.YEAR),
        Period(value="2018/2024", precision=Precision.YEAR),
        Period(value="2018-01/..", precision=Precision.MONTH),
        Period(value="2018-02", precision=Precision.MONTH),
    )
    mixed = [later, open_, years, year, half, quarter, month, day]
    assert sorted(mixed, key=lambda each: each.sort_key) == [day, month, quarter, half, year, years, open_, later]


def test_a_plan_by_the_month_slips_from_the_end_of_the_month() -> None:
    """Planned for 2018-09, ends Sun 30; done on Fri 5 October: Mon 1, Tue 2, Thu 4, Fri 5 (domain.md 4.1)."""
    planned = Period(value="2018-09", precision=Precision.MONTH).last
    assert planned == date(2018, 9, 30)
    assert count_business_days(KOREA, planned, date(2018, 10, 5)) == 4
    assert count_business_days(KOREA, planned, date(2018, 9, 28)) == 0


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        ("2018-04-11", Precision.DAY, "2018. 4. 11.(수)"),
        ("2018-W36", Precision.WEEK, "2018년 36주"),
        ("2018-09/..", Precision.MONTH, "2018. 9월 ~"),
        ("2018-01/2018-03", Precision.MONTH, "2018. 1월 ~ 2018. 3월"),
        ("2018-Q3", Precision.QUARTER, "2018. 3분기"),
        ("2018-S2", Precision.HALF, "2018. 하반기"),
        ("2020/..", Precision.YEAR, "2020년 ~"),
        ("[2024-03-03,2024-03-09]", Precision.DAY, "2024. 3. 3.(일) 또는 2024. 3. 9.(토)"),
    ],
)
def test_it_is_shown_as_korean_documents_write_it(value: str, precision: Precision, shown: str) -> None:
    assert Period(value=value, precision=precision).show() == shown


def test_it_is_shown_as_it_was_written() -> None:
    """CAL-06."""
    assert Period(value="2018", precision=Precision.YEAR, written="연중").show() == "연중"


@pytest.mark.parametrize(
    ("precision", "year", "count"),
    [
        (Precision.YEAR, 2018, 1),
        (Precision.HALF, 2018, 2),
        (Precision.QUARTER, 2018, 4),
        (Precision.MONTH, 2018, 12),
        (Precision.WEEK, 2018, 52),
        (Precision.WEEK, 2024, 52),
        # Begins on a Thursday; a leap year that begins on a Wednesday.
        (Precision.WEEK, 2026, 53),
        (Precision.WEEK, 2020, 53),
        (Precision.DAY, 2024, 366),
        (Precision.DAY, 1900, 365),
    ],
)
def test_a_cadence_has_so_many_occurrences_a_year(precision: Precision, year: int, count: int) -> None:
    """4 / 2 / 1 / 52 or 53 (CAL-07)."""
    assert len(divide_year(year, precision)) == count


def test_the_quarters_of_a_year_are_named_and_bounded() -> None:
    """CAL-07."""
    found = [(each.value, each.last) for each in divide_year(2024, Precision.QUARTER)]
    assert found == [
        ("2024-Q1", date(2024, 3, 31)),
        ("2024-Q2", date(2024, 6, 30)),
        ("2024-Q3", date(2024, 9, 30)),
        ("2024-Q4", date(2024, 12, 31)),
    ]


def test_the_first_week_of_a_year_is_that_of_its_first_thursday() -> None:
    """주 1회; ISO 8601: 2024 begins on a Monday, 2021 and 2027 on a Friday, so their first week on the 4th (CAL-07)."""
    assert [divide_year(year, Precision.WEEK)[0].first for year in (2024, 2021, 2027)] == [
        date(2024, 1, 1),
        date(2021, 1, 4),
        date(2027, 1, 4),
    ]


@pytest.mark.parametrize("year", [1899, 2200])
@pytest.mark.parametrize("precision", [Precision.QUARTER, Precision.YEAR, Precision.DAY])
def test_a_year_too_far_away_has_no_cadence(year: int, precision: Precision) -> None:
    with pytest.raises(ValueError, match="1900"):
        divide_year(year, precision)


@given(st.integers(1901, 2199), st.sampled_from([each for each in Precision if each is not Precision.DAY]))
def test_occurrences_follow_each_other_without_a_gap(year: int, precision: Precision) -> None:
    occurrences = divide_year(year, precision)
    for before, after in pairwise(occurrences):
        assert before.last is not None
        assert after.first - before.last == timedelta(1)


@given(near_days, st.sampled_from([each for each in Precision if each is not Precision.WEEK]))
def test_a_day_lies_in_its_period_and_the_period_says_so(day: date, precision: Precision) -> None:
    period = find_period(precision, day)
    assert period.last is not None
    assert period.first <= day <= period.last
    assert Period.model_validate_json(period.model_dump_json()) == period
    assert find_period(precision, period.first) == find_period(precision, period.last) == period
