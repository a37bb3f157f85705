"""Election blackout: the five checked examples, the events of the sources, and its edges."""

from datetime import date, timedelta

import pytest

from contracts.calendar.elections import Election, Exemption, LegalGround, check_blackout, find_blackout
from contracts.errors import Rejected

LOCAL_2018 = Election(date(2018, 6, 13))
GENERAL_2024 = Election(date(2024, 4, 10))
ELECTIONS = (LOCAL_2018, GENERAL_2024)


def check(first: date, last: date | None = None, exemption: Exemption | None = None) -> None:
    check_blackout(ELECTIONS, first, last or first, exemption)


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2022, 6, 1), date(2022, 4, 2)),
        (date(2020, 4, 15), date(2020, 2, 15)),
        (date(2018, 6, 13), date(2018, 4, 14)),
        (date(2024, 4, 10), date(2024, 2, 10)),
        (date(2026, 6, 3), date(2026, 4, 4)),
    ],
)
def test_the_window_begins_60_days_before_the_election(day: date, start: date) -> None:
    """The checked examples of domain.md 4.1 (CAL-10, AR-29)."""
    assert Election(day).blackout_from == start


def test_the_town_hall_of_2018_was_three_days_before_the_window() -> None:
    """2018-04-11 is D-63: fine; 2018-04-14 is D-60: refused (CAL-10, AR-29)."""
    assert LOCAL_2018.day - date(2018, 4, 11) == timedelta(days=63)
    check(date(2018, 4, 11))
    check(date(2018, 4, 13))
    with pytest.raises(Rejected) as caught:
        check(date(2018, 4, 14))
    assert caught.value.code == "ELECTION_BLACKOUT"
    assert caught.value.details == {"from": "2018-04-14", "until": "2018-06-13"}


def test_the_window_ends_with_the_election_day() -> None:
    """CAL-10."""
    with pytest.raises(Rejected):
        check(date(2018, 6, 13))
    check(date(2018, 6, 14))


@pytest.mark.parametrize("day", [date(2024, 3, 3), date(2024, 3, 9)])
def test_both_candidates_of_the_strawberry_day_lie_in_the_window(day: date) -> None:
    """3. 3.(일) 또는 3. 9.(토) before the election of 2024-04-10 (CAL-09, CAL-10)."""
    with pytest.raises(Rejected, match="2024-02-10"):
        check(day)


@pytest.mark.parametrize("ground", LegalGround)
def test_each_ground_of_the_law_with_an_approver_lets_it_pass(ground: LegalGround) -> None:
    """공직선거법 86조 2항 4호: eight grounds (CAL-10)."""
    assert len(LegalGround) == 8
    check(date(2024, 3, 9), exemption=Exemption(ground, "operator"))


@pytest.mark.parametrize(
    ("first", "last", "is_touched"),
    [
        (date(2024, 2, 5), date(2024, 2, 9), False),
        (date(2024, 2, 5), date(2024, 2, 10), True),
        (date(2024, 4, 10), date(2024, 4, 12), True),
        (date(2024, 4, 11), date(2024, 4, 12), False),
        (date(2024, 1, 1), date(2024, 12, 31), True),
    ],
)
def test_one_day_inside_is_enough(first: date, last: date, is_touched: bool) -> None:
    assert (find_blackout(ELECTIONS, first, last) is GENERAL_2024) is is_touched


def test_the_earliest_election_is_named() -> None:
    assert find_blackout(reversed(ELECTIONS), date(2018, 1, 1), date(2024, 12, 31)) is LOCAL_2018


def test_a_by_election_counts_from_the_day_it_became_certain() -> None:
    """공직선거법 86조 2항: certain 40 days before, so no window before that; certain long before, 60 days."""
    assert Election(date(2025, 4, 2), date(2025, 2, 21)).blackout_from == date(2025, 2, 21)
    assert Election(date(2025, 4, 2), date(2024, 9, 1)).blackout_from == date(2025, 2, 1)
    check_blackout([Election(date(2025, 4, 2), date(2025, 2, 21))], date(2025, 2, 20), date(2025, 2, 20))
