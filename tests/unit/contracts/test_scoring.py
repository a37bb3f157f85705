"""The arithmetic of scorecards and places: hand-worked numbers, and what holds of all of them (domain.md 4.4)."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.evaluations.plans import GradeQuota, Polarity
from contracts.evaluations.scorecards import AreaRated
from contracts.evaluations.scoring import find_attainment, give_grades, rank_group, score_card, write_exact
from tests.unit.services.evaluations.years import agree, fill, fold, grant, make_scheme, make_terms

QUOTA = GradeQuota()
SCHEME = make_scheme("roads")
ONE = Decimal("1.00")


@pytest.mark.parametrize(
    ("polarity", "target", "actual", "cap", "expected"),
    [
        (Polarity.HIGHER, "80", "60", "1.00", "3/4"),
        (Polarity.HIGHER, "80", "100", "1.00", "1"),
        (Polarity.HIGHER, "80", "100", "1.10", "11/10"),
        (Polarity.LOWER, "10", "8", "1.00", "1"),  # 2 - 0.8 = 1.2
        (Polarity.LOWER, "10", "15", "1.00", "1/2"),
        (Polarity.LOWER, "10", "25", "1.00", "0"),  # 2 - 2.5 is below nothing
        (Polarity.YES_NO, "1", "1", "1.10", "1"),
        (Polarity.YES_NO, "1", "0", "1.00", "0"),
    ],
)
def test_attainment(polarity: Polarity, target: str, actual: str, cap: str, expected: str) -> None:
    assert find_attainment(polarity, Decimal(target), Decimal(actual), Fraction(cap)) == Fraction(expected)


def test_bonuses_beyond_the_cap_do_not_count() -> None:
    """EVL-11: six of 0.5 are 3.0, of which 2.5 count; twelve of 0.1 off are 1.2, of which 1.0 count."""
    events = [grant(n, "award") for n in range(1, 7)] + [grant(n, "late") for n in range(7, 19)]
    score = score_card(SCHEME, fold(events))
    assert [score.bonus_raw, score.bonus] == [Fraction(3), Fraction(5, 2)]
    assert [score.penalty_raw, score.penalty] == [Fraction(12, 10), Fraction(1)]


def test_raters_are_averaged() -> None:
    """5 x (90 + 81) / 2 / 100 = 4.275."""
    rated = [AreaRated(area="nature", points=Decimal(n), note=None, rater=who) for who, n in (("a", 90), ("b", 81))]
    assert write_exact(score_card(SCHEME, fold(rated)).total, 3) == "4.275"


@pytest.mark.parametrize(
    ("n", "counts"), [(15, (3, 6, 5, 1)), (36, (7, 15, 10, 4)), (44, (9, 17, 14, 4)), (1, (0, 1, 0, 0))]
)
def test_grades_by_quota(n: int, counts: Sequence[int]) -> None:
    """EVL-15: cuts at n x 0.2, 0.6, 0.9, rounded half up."""
    given_out = Counter(give_grades({f"d{each:02}": each for each in range(1, n + 1)}, (), QUOTA).values())
    assert tuple(given_out[grade] for grade in "SABC") == counts


def test_a_barred_first_leaves_the_seat_to_the_next() -> None:
    """EVL-15: of 15 the first is barred: S are 2, 3, 4, A are 1 and 5 to 9."""
    grades = give_grades({f"d{n:02}": n for n in range(1, 16)}, {"d01"}, QUOTA)
    assert [each for each, grade in grades.items() if grade == "S"] == ["d02", "d03", "d04"]
    assert sorted(each for each, grade in grades.items() if grade == "A") == ["d01", *(f"d0{n}" for n in range(5, 10))]


def test_a_tie_across_a_cut_has_the_better_grade() -> None:
    """Of 15 three share rank 3: five are S instead of three, four are A down to place 9."""
    ranks = {f"d{n:02}": 3 if 3 <= n <= 5 else n for n in range(1, 16)}
    assert [*Counter(give_grades(ranks, (), QUOTA).values()).items()] == [("S", 5), ("A", 4), ("B", 5), ("C", 1)]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.data())
@settings(max_examples=60)
def test_grades_obey_the_quota_for_any_ties(points: list[int], data: st.DataObject) -> None:
    """Nobody is graded above a better one who is not barred; no grade ends before its cut."""
    ranks = {f"d{n:02}": 1 + sum(other > mine for other in points) for n, mine in enumerate(points)}
    barred = data.draw(st.sets(st.sampled_from(sorted(ranks))))
    grades = give_grades(ranks, barred, QUOTA)
    assert grades.keys() == ranks.keys()
    assert all(grades[each] != "S" for each in barred)
    free = [each for each in ranks if each not in barred]
    assert all("SABC".index(grades[a]) <= "SABC".index(grades[b]) for a in free for b in free if ranks[a] <= ranks[b])
    better = [sum(grade in "SAB"[: k + 1] for grade in grades.values()) for k in range(3)]
    n = len(points)
    cuts = [(2 * n + 5) // 10, (6 * n + 5) // 10, (9 * n + 5) // 10]
    assert all(have >= cut for have, cut in list(zip(better, cuts, strict=True))[1:])
    assert better[0] >= min(cuts[0], len(free))


def test_ties_are_broken_by_attainment_then_perception() -> None:
    """Equal totals of 60: one has 40 of attainment, one 45: the second is first; alike in all share a rank."""
    cards = {
        "a": fold(fill("80", "100")),  # 40 + 20
        "b": fold(fill("90", "0", "100")),  # 45 + 0 + 15
        "c": fold(fill("80", "100")),
    }
    scores = {each: score_card(SCHEME, card) for each, card in cards.items()}
    assert {score.total for score in scores.values()} == {60}
    assert [(each.department, each.rank) for each in rank_group(scores, QUOTA)] == [("b", 1), ("a", 2), ("c", 2)]


def test_the_third_tie_break_is_common_tasks_alone() -> None:
    """Both have 60: 40 + 20 of the tasks, or 40 + 10 of the tasks + 10 of the common ones: the second is first."""
    cards = {"a": fold(fill("80", "100")), "b": fold(fill("80", "50", "0", "100"))}
    places = rank_group({each: score_card(SCHEME, card) for each, card in cards.items()}, QUOTA)
    assert [(each.department, int(each.score.total), each.rank) for each in places] == [("b", 60, 1), ("a", 60, 2)]


VALUES = st.lists(st.decimals(0, 200, places=2).map(str), min_size=4, max_size=4)


@given(st.lists(VALUES, min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_places_do_not_depend_on_the_order_of_input(each_reached: list[list[str]], chance: object) -> None:
    """Ranks are those of competition, totals stay within 0 and 102.5, whatever comes first."""
    scores = {f"d{n}": score_card(SCHEME, fold(fill(*reached))) for n, reached in enumerate(each_reached)}
    assert all(0 <= score.total <= Fraction("102.5") for score in scores.values())
    shuffled = list(scores.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types it as object
    places = rank_group(scores, QUOTA)
    assert rank_group(dict(shuffled), QUOTA) == places
    assert [place.rank for place in places] == [
        1 + sum(other.score.order > place.score.order for other in places) for place in places
    ]


@given(st.permutations(["a", "b", "c"]), VALUES)
@settings(max_examples=20)
def test_a_score_does_not_depend_on_the_order_of_indicators(order: list[str], reached: list[str]) -> None:
    """Thirds of an area: sums of what no decimal can hold are the same in any order."""
    told = dict(zip("abc", reached, strict=False))
    events = [event for key in order for event in agree(key, make_terms("indicators", "16.666", "3"), told[key])]
    straight = [event for key in "abc" for event in agree(key, make_terms("indicators", "16.666", "3"), told[key])]
    assert score_card(SCHEME, fold(events)).total == score_card(SCHEME, fold(straight)).total
