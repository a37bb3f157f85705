"""The seed of the public-holiday table, against the announcements: substitutes, elections, days declared late."""

from datetime import date

from infra.sample.data import CALENDAR_YEARS, list_holidays

NAMES = dict(list_holidays(CALENDAR_YEARS))


def to_days(*words: str) -> set[date]:
    """Return the days of words such as `2018: 5/7 6/13`."""
    return {date(int(year), *map(int, day.split("/"))) for year, each in map(_split, words) for day in each}


def _split(word: str) -> tuple[str, list[str]]:
    year, days = word.split(": ")
    return year, days.split()


def test_every_day_that_the_sources_name_is_a_holiday() -> None:
    """CAL-01, CAL-02; domain.md 0 and 6: 제헌절 and 노동절 from 2026."""
    days = to_days(
        "2018: 5/7 6/13 9/24 9/25 9/26 10/3 10/9",
        "2024: 2/12 4/10 5/6 10/1",
        "2025: 1/27",
        "2026: 5/1 7/17",
    )
    assert {day for day in days if not NAMES.get(day)} == set()


def test_elections_and_substitutes_are_holidays() -> None:
    """관공서의 공휴일에 관한 규정 3조, widened in 2021 and 2023, and days declared once (CAL-01, CAL-02)."""
    days = to_days(
        "2017: 1/30 5/9 10/2 10/6",
        "2019: 5/6",
        "2020: 1/27 4/15 8/17",
        "2021: 8/16 10/4 10/11",
        "2022: 3/9 6/1 9/12 10/10",
        "2023: 1/24 5/29 10/2",
        "2025: 3/3 5/6 6/3 10/8",
        "2026: 3/2 5/25 6/3 8/17 10/5",
        "2028: 4/12 10/5",
    )
    assert {day for day in days if day.weekday() > 4} == set()
    assert {day for day in days if not NAMES.get(day)} == set()


def test_what_was_a_working_day_is_none() -> None:
    """domain.md 6.2."""
    days = to_days(
        # 제헌절 and 노동절 before 2026; after a Sunday, 3·1절 of 2020 and 현충일 of 2021; after a Saturday, 신정.
        "2018: 5/1 7/17 10/8",
        "2020: 3/2",
        "2021: 6/7",
        "2022: 1/3",
        "2024: 5/1 9/30 10/2",
        "2025: 5/1 7/17 10/10",
    )
    assert days & NAMES.keys() == set()


def test_every_year_has_its_fixed_holidays() -> None:
    """신정, 3·1절, 어린이날, 현충일, 광복절, 개천절, 한글날, 성탄절, and three days of 설날 and of 추석 (CAL-01)."""
    for year in CALENDAR_YEARS:
        days = {day for day in NAMES if day.year == year}
        assert days >= to_days(f"{year}: 1/1 3/1 5/5 6/6 8/15 10/3 10/9 12/25"), year
        assert sum("설날" in NAMES[day] and "대체" not in NAMES[day] for day in days) == 3, year
        assert sum("추석" in NAMES[day] and "대체" not in NAMES[day] for day in days) == 3, year


def test_the_sample_has_the_years_that_it_needs_in_order() -> None:
    loaded = [day for day, _ in list_holidays()]
    assert loaded == sorted(day for day in NAMES if day.year in CALENDAR_YEARS)
