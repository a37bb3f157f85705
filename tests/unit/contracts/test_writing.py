"""Dates as the sources write them, and what is written wrong."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar.periods import Period, Precision, find_period
from contracts.calendar.writing import read_day, read_period
from contracts.errors import Rejected

DAY, MONTH, QUARTER, HALF, YEAR = Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.HALF, Precision.YEAR
near_days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2018. 9월 ~", "2018-09/..", MONTH),
        ("2020 ~", "2020/..", YEAR),
        ("1 ~ 3월", "2018-01/2018-03", MONTH),
        ("2018. 1 ~ 3월", "2018-01/2018-03", MONTH),
        ("연중", "2018", YEAR),
        ("2024년 연중", "2024", YEAR),
        ("2018 ~ 2024", "2018/2024", YEAR),
        ("2019.", "2019", YEAR),
        ("2017. 10월", "2017-10", MONTH),
        ("2018. 01. ~ 06.", "2018-01/2018-06", MONTH),
        ("2017. 10. ~ 2018. 05.", "2017-10/2018-05", MONTH),
        ("2017년 11월 ~ 2018년 12월", "2017-11/2018-12", MONTH),
        ("2018년 1월 ~ 12월", "2018-01/2018-12", MONTH),
        ("2018. 1. 22. ~ 2018. 11. 17.", "2018-01-22/2018-11-17", DAY),
        ("2017. 10. 31.", "2017-10-31", DAY),
        ("2018. 4월 4일", "2018-04-04", DAY),
        ("2018. 12. 31.", "2018-12-31", DAY),
        ("'18. 10월", "2018-10", MONTH),
        ("‘24.5월", "2024-05", MONTH),
        ("’24.7월", "2024-07", MONTH),
        ("2027. 2월 ~ 3월 중", "2027-02/2027-03", MONTH),
        ("2018. 3분기", "2018-Q3", QUARTER),
        ("2018. 3/4분기", "2018-Q3", QUARTER),
        ("상반기", "2018-S1", HALF),
        ("2024년 하반기", "2024-S2", HALF),
        ("2024. 3. 3.(일) ~ 9.(토)", "2024-03-03/2024-03-09", DAY),
        ("2018. 11. 5. ~ 12. 3.", "2018-11-05/2018-12-03", DAY),
        ("2018. 9. 5. ~", "2018-09-05/..", DAY),
        ("2018-09-05", "2018-09-05", DAY),
        ("２０１８．　９월　～", "2018-09/..", MONTH),
    ],
)
def test_dates_are_as_precise_as_they_are_written(text: str, value: str, precision: Precision) -> None:
    """`2018. 9월 ~`, `2020 ~`, `1 ~ 3월`, `연중` and every other form of the sources, shown as written (CAL-06)."""
    period = read_period(text, 2018)
    assert (period.value, period.precision, period.show()) == (value, precision, text)


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("4. 11(수)", 2018, date(2018, 4, 11)),
        ("3. 3.(일)", 2024, date(2024, 3, 3)),
        ("3. 9.(토)", 2024, date(2024, 3, 9)),
        ("2018. 4. 11(수)", None, date(2018, 4, 11)),
        ("2024. 4. 10.(수)", None, date(2024, 4, 10)),
        ("2024년 4월 10일(수요일)", None, date(2024, 4, 10)),
        ("2024. 4. 10. ( 수 )", None, date(2024, 4, 10)),
    ],
)
def test_a_day_with_its_own_weekday_is_read(text: str, year: int | None, day: date) -> None:
    """4. 11(수), 3. 3.(일), 3. 9.(토) are right (CAL-08, AR-02, AR-28)."""
    assert read_day(text, year) == day


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2018. 4. 11(화)", "수"),
        ("2024. 4. 11(수)", "목"),
        ("2024. 3. 3.(토)", "일"),
        ("2024. 3. 3.(일) 또는 3. 9.(일)", "토"),
        ("2024. 3. 3.(일) ~ 9.(월)", "토"),
    ],
)
def test_a_wrong_weekday_is_refused_with_the_right_one(text: str, right: str) -> None:
    """CAL-08."""
    with pytest.raises(Rejected) as caught:
        read_period(text)
    assert caught.value.code == "WEEKDAY_MISMATCH"
    assert f"({right})" in caught.value.message
    assert caught.value.details["weekday"] == right


def test_candidates_are_kept_until_one_is_fixed() -> None:
    """3. 3.(일) 또는 3. 9.(토): the second takes over the first one's year; order does not matter (CAL-09, INC-27)."""
    period = read_period("2024. 3. 3.(일) 또는 3. 9.(토)")
    assert [each.first for each in period.candidates] == [date(2024, 3, 3), date(2024, 3, 9)]
    assert read_period("2024. 3. 9. 또는 3. 3.").value == period.value == "[2024-03-03,2024-03-09]"


NO_DATES = [
    *("", " ", "~", "또는", "중", "(수)", "수시", "매월", "20180405", "911", "9. ~ 3.", "1 ~ 3", "5", "9. 또는 10."),
    *(
        "22일",
        "22일 ~ 24일",
        "2018. 13월",
        "2018. 2. 30.",
        "2018. 2. 30.(금)",
        "0000. 1. 1.(월)",
        "1899. 1월",
        "2200년",
    ),
    *(
        "2018. 11. 5. ~ 12월",
        "24.5~6월 중",
        "2018. 12월 ~ 2018. 1월",
        "2018. 3월 ~ 3월",
        "2018. 9월 또는",
        "~ 2018. 9월",
    ),
    *("1월 ~ 2월 또는 3월", "1월 ~ 2월 ~ 3월", "2018. 9월(수)", "연중(수)", "2018. 5분기", "2017. 10. 31. 선정"),
    *("2018. 4. 11(水)", "2018. 4. 11(수", "2018. 9월" + " " * 200, "1 또는 " * 60, "\x00", "2018. 9월\x00"),
]


def test_what_is_no_date_is_refused() -> None:
    assert [text for text in NO_DATES if find_code(text) != "BAD_SHAPE"] == []


def find_code(text: str) -> str | None:
    """Return the code of the refusal, or None when the text is read as a period."""
    try:
        read_period(text, 2018)
    except Rejected as no:
        return no.code
    return None


@pytest.mark.parametrize("text", ["2018. 11. 5. ~ 12월", "2018 ~ 2019. 3월", "2018. 3분기 또는 10월"])
def test_both_ends_are_equally_precise(text: str) -> None:
    with pytest.raises(Rejected, match="같은 단위"):
        read_period(text)


@pytest.mark.parametrize("text", ["4. 11(수)", "1 ~ 3월", "연중", "상반기"])
def test_what_names_no_year_needs_one(text: str) -> None:
    with pytest.raises(Rejected, match="연도"):
        read_period(text)


@pytest.mark.parametrize("text", ["2018. 9월", "2018. 9. 5. ~", "2018. 9. 5. ~ 7.", "2018. 9. 5. 또는 9. 7.", "2018"])
def test_less_or_more_than_a_day_is_no_day(text: str) -> None:
    """Never silently day 1 (CAL-06)."""
    with pytest.raises(Rejected, match="하나만"):
        read_day(text)


@given(near_days, st.sampled_from([each for each in Precision if each is not Precision.WEEK]))
def test_what_is_shown_is_read_back(day: date, precision: Precision) -> None:
    period = find_period(precision, day)
    assert read_period(period.show()).value == period.value


@given(st.lists(near_days, min_size=2, max_size=4, unique=True), st.sampled_from(["{0}/{1}", "{0}/..", "[{0},{1}]"]))
def test_ranges_and_candidates_are_read_back(days: list[date], form: str) -> None:
    first, last = sorted(days)[:2]
    period = Period(value=form.format(first, last), precision=DAY)
    assert read_period(period.show()).value == period.value


@given(st.text(alphabet="0123456789년월일.~ ()수또는'중연반기분/-", max_size=30) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Rejected):
        period = read_period(text, 2024)
        assert period.last is None or period.first <= period.last
        assert period.show() == text.strip()
