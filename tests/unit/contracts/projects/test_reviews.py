"""The rating of a review is exact: no rounding at its thresholds (domain.md 4.3, 9)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.projects.reviews import RATING_POLICIES, Rating, find_rating_policy, rate

POLICY = find_rating_policy(date(2024, 1, 1))


@pytest.mark.parametrize(
    ("planned", "actual", "rating"),
    [
        (10_000, 9_000, Rating.NORMAL),
        (10_000, 8_999, Rating.LAGGING),
        (10_000, 7_000, Rating.LAGGING),
        (10_000, 6_999, Rating.SEVERE),
        (3_333, 3_000, Rating.NORMAL),  # 0.90009
        (3_334, 3_000, Rating.LAGGING),  # 0.89982
        (0, 0, Rating.NOT_DUE),
        (0, 500, Rating.NOT_DUE),
        (5_000, 6_000, Rating.NORMAL),
        (1, 0, Rating.SEVERE),
    ],
)
def test_the_rate_decides(planned: int, actual: int, rating: Rating) -> None:
    """PRJ-82."""
    assert rate(planned, actual, POLICY) is rating


@given(some.integers(1, 10_000), some.integers(0, 10_000))
def test_the_rating_is_that_of_the_exact_fraction(planned: int, actual: int) -> None:
    """PRJ-82."""
    share = Fraction(actual, planned)
    normal, lagging = share >= Fraction(9, 10), share >= Fraction(7, 10)
    assert rate(planned, actual, POLICY) is (Rating.NORMAL if normal else Rating.LAGGING if lagging else Rating.SEVERE)


def test_no_policy_before_the_first() -> None:
    assert RATING_POLICIES[0].version == 1
    with pytest.raises(ValueError, match="no rating policy"):
        find_rating_policy(date(1899, 12, 31))
