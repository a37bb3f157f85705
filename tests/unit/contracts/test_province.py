"""The arithmetic of the province's evaluation: attainment within bounds, ranks with ties, bands, exact sums."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.evaluations.plans import Polarity
from contracts.evaluations.province import (
    add_up,
    find_average,
    find_band,
    is_behind,
    rank_league,
    score_by_rank,
    score_by_target,
    subtract,
    write_points,
)

FEW = settings(max_examples=20, deadline=None)
FIGURES = st.decimals(min_value=-1_000, max_value=10**6, places=3, allow_nan=False)
TARGETS = st.decimals(min_value="0.001", max_value=10**6, places=3)
POINTS = st.decimals(min_value=0, max_value=1_000, places=3)
SHARES = (100, 90, 80, 70, 60, 50, 40, 30)


D = Decimal


@pytest.mark.parametrize(
    ("polarity", "target", "actual", "score"),
    [
        (Polarity.HIGHER, "90", "45", "5"),
        (Polarity.HIGHER, "90", "90", "10"),
        (Polarity.HIGHER, "90", "135", "10"),
        (Polarity.HIGHER, "90", "-9", "0"),
        (Polarity.LOWER, "20", "25", "7.5"),
        (Polarity.LOWER, "20", "12", "10"),
        (Polarity.LOWER, "20", "41", "0"),
        (Polarity.YES_NO, "1", "1", "10"),
        (Polarity.YES_NO, "1", "0", "0"),
    ],
)
def test_a_quantity_scores_by_its_attainment_up_to_its_weight(
    polarity: Polarity, target: str, actual: str, score: str
) -> None:
    """EVL-34: w × min(1, actual ÷ target), w × (2 − actual ÷ target) where lower is better; nothing below 0."""
    assert score_by_target(D("10"), polarity, D(target), D(actual)) == D(score)


def test_a_rank_scores_by_the_table_of_its_indicator() -> None:
    """EVL-35: of 12 points the first gets 12, the second 10.8, the eighth 3.6."""
    assert [score_by_rank(D("12"), SHARES, rank) for rank in (1, 2, 8)] == [D("12"), D("10.8"), D("3.6")]


@FEW
@given(st.sampled_from(Polarity), TARGETS, FIGURES)
def test_no_score_leaves_its_bounds(polarity: Polarity, target: Decimal, actual: Decimal) -> None:
    """EVL-34: a total of such scores lies within 0 and 1,000."""
    assert 0 <= score_by_target(D("7.5"), polarity, target, actual) <= D("7.5")


@FEW
@given(st.lists(st.tuples(TARGETS, FIGURES), max_size=12))
def test_the_order_of_terms_changes_no_sum(told: list[tuple[Decimal, Decimal]]) -> None:
    """EVL-40: thirds and sevenths too."""
    scores = [score_by_target(D("7.3"), Polarity.HIGHER, target, actual) for target, actual in told]
    assert add_up(scores) == add_up(sorted(scores)) == add_up(reversed(scores))


@FEW
@given(st.lists(POINTS, min_size=1, max_size=8))
def test_ranks_are_a_permutation_with_declared_ties(points: list[Decimal]) -> None:
    """EVL-30: without ties 1 to n; equal points share a rank, and as many ranks are skipped."""
    ranks = rank_league({str(n): each for n, each in enumerate(points)})
    assert sorted(ranks.values()) == [1 + sum(other > own for other in points) for own in sorted(points, reverse=True)]
    assert (sorted(ranks.values()) == list(range(1, len(points) + 1))) == (len(set(points)) == len(points))


@FEW
@given(st.lists(POINTS, min_size=8, max_size=8))
def test_every_city_has_a_band_that_is_no_worse_than_its_rank_gives(points: list[Decimal]) -> None:
    """EVL-30: 1/2/2/2/1 of eight; who ties across a cut gets the better band."""
    ranks = rank_league({str(n): each for n, each in enumerate(points)})
    bands = [find_band(rank, (1, 2, 2, 2, 1)) for rank in ranks.values()]
    assert len(bands) == 8
    if len(set(points)) == 8:
        assert count(bands) == [1, 2, 2, 2, 1]


def count(bands: Sequence[str]) -> list[int]:
    return [bands.count(name) for name in ("탁월", "우수", "양호", "보통", "미흡")]


def test_the_bands_of_seven_counties() -> None:
    """EVL-30: 1/2/2/1/1."""
    assert count([find_band(rank, (1, 2, 2, 1, 1)) for rank in range(1, 8)]) == [1, 2, 2, 1, 1]


def test_the_gap_of_2018_is_rounded_not_cut() -> None:
    """EVL-43, INC-43: 873.036 − 853.989 is 19.047; the newspapers printed 19.046."""
    assert write_points(subtract(D("873.036"), D("853.989"))) == "19.047"
    assert write_points(find_average([D("1"), D("1"), D("0")])) == "0.667"


@pytest.mark.parametrize(
    ("polarity", "plan", "actual", "behind"),
    [
        (Polarity.HIGHER, "50", "49.9", True),
        (Polarity.HIGHER, "50", "50", False),
        (Polarity.LOWER, "20", "20.1", True),
        (Polarity.LOWER, "20", "3", False),
        (Polarity.HIGHER, "50", None, True),
        (Polarity.HIGHER, "0", None, False),
    ],
)
def test_what_is_below_its_plan(polarity: Polarity, plan: str, actual: str | None, behind: bool) -> None:
    """EVL-39: nothing reported is below any plan but none."""
    assert is_behind(polarity, D(plan), D(actual) if actual is not None else None) is behind
