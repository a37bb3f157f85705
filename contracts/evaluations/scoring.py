"""The arithmetic of a scorecard and of a ranking, exact: fractions until they are told (domain.md 4.4).

attainment a = actual / target; lower is better: 2 - actual / target; yes or no: 1 or 0; never below 0 or above the cap
indicator = weight x a; area = the sum of its indicators; area that raters score = weight x mean / 100
bonus = min(sum of bonuses, bonus cap), penalty likewise; total = sum of areas + bonus - penalty
rank = 1 + how many of the group are better; ties broken by attainment, perception, common tasks; else equal
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

from contracts.evaluations.cards import Actual, Card
from contracts.evaluations.plans import (
    AdjustmentRule,
    AreaKind,
    CommonIndicator,
    EvaluationArea,
    EvaluationGroup,
    GradeQuota,
    Polarity,
    Scheme,
    Sign,
)
from contracts.evaluations.scorecards import IndicatorTerms

PLACES: Final = 12
"""Decimals to which an exact score is told."""
ZERO: Final = Fraction()
GRADES: Final = ("S", "A", "B", "C")
TIE_BREAKS: Final = (AreaKind.ATTAINMENT, AreaKind.PERCEPTION, AreaKind.COMMON_TASKS)
"""Of equal totals whose areas of this kind came to more is better, in this order."""
_EXACT: Final = Context(prec=40)


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with what was reached."""

    key: str
    name: str
    area: str
    polarity: Polarity
    unit: str
    weight: Fraction
    target: Decimal
    actual: Actual | None
    """None: nothing counts yet."""
    attainment: Fraction
    score: Fraction
    source: int | None
    """Position of the event that told its terms; None where the plan did."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An area with what it came to."""

    area: EvaluationArea
    score: Fraction
    indicators: Sequence[Measured]
    ratings: Sequence[tuple[Fraction, int]]
    """Points of raters and the positions of the events that told them, by position."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Adjustments of one rule: what they are, what counts of them."""

    rule: AdjustmentRule
    raw: Fraction
    within: Fraction
    """At most the rule's own limit; the cap over all rules comes later."""
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Score:
    """What a scorecard comes to."""

    areas: Sequence[Scored]
    adjustments: Sequence[Counted]
    bonus_raw: Fraction
    bonus: Fraction
    penalty_raw: Fraction
    penalty: Fraction
    total: Fraction
    is_barred: bool
    """Kept from the best grade."""

    @property
    def order(self) -> tuple[Fraction, ...]:
        """What ranks compare: the total, then the areas that break ties."""
        sums = (sum((each.score for each in self.areas if each.area.kind is kind), Fraction()) for kind in TIE_BREAKS)
        return (self.total, *sums)


@dataclass(frozen=True, slots=True)
class Place:
    """A department's place in its group."""

    department: str
    score: Score
    rank: int
    grade: str


def write_exact(value: Fraction, places: int = PLACES) -> str:
    """Return a score as text, rounded half up to so many decimals."""
    told = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return str(told.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT))


def find_attainment(polarity: Polarity, target: Decimal, actual: Decimal, cap: Fraction) -> Fraction:
    """Return how far a target was reached, from 0 to the cap."""
    match polarity:
        case Polarity.HIGHER:
            reached = Fraction(actual) / Fraction(target)
        case Polarity.LOWER:
            reached = 2 - Fraction(actual) / Fraction(target)
        case Polarity.YES_NO:
            reached = Fraction(1 if actual >= target else 0)
    return max(ZERO, min(reached, cap))


def choose_actual(card: Card, indicator: str, *, expected: bool) -> Actual | None:
    """Return the value that counts: the last verified quarter's, or of what is expected the last that was told."""
    told = card.actuals.get(indicator, {})
    for quarter in sorted(told, reverse=True):
        if told[quarter].state == "VERIFIED" or (expected and told[quarter].state == "RECORDED"):
            return told[quarter]
    return None


def score_card(scheme: Scheme, card: Card, *, expected: bool = False) -> Score:
    """Return what a scorecard comes to by a plan; `expected`: with values that are not verified yet.

    What was granted by a rule of a later version does not count by an earlier one.
    Raises: KeyError for a group that the plan does not know.
    """
    group = find_group(scheme, card.group)
    measured = sorted(_measure_all(scheme, group, card, expected), key=lambda each: each.key)
    areas = [_score_area(area, measured, card) for area in group.areas]
    counted = _count_adjustments(scheme, card)
    bonus_raw, bonus = _cap(counted, Sign.BONUS, scheme.bonus_cap)
    penalty_raw, penalty = _cap(counted, Sign.PENALTY, scheme.penalty_cap)
    total = sum((each.score for each in areas), Fraction()) + bonus - penalty
    is_barred = any(each.rule.bars_top and each.numbers for each in counted)
    return Score(areas, counted, bonus_raw, bonus, penalty_raw, penalty, total, is_barred)


def find_group(scheme: Scheme, code: str | None) -> EvaluationGroup:
    """Return a group of a plan. Raises: KeyError."""
    found = next((each for each in scheme.groups if each.code == code), None)
    if found is None:
        raise KeyError(code)
    return found


def rank_group(scores: Mapping[str, Score], quota: GradeQuota) -> list[Place]:
    """Return the places of a group, the best first; equal ones by the department's code."""
    order = {department: score.order for department, score in scores.items()}
    ranked = {value: rank for rank, value in reversed([*enumerate(sorted(order.values(), reverse=True), 1)])}
    ranks = {department: ranked[value] for department, value in order.items()}
    barred = {department for department, score in scores.items() if score.is_barred}
    grades = give_grades(ranks, barred, quota)
    ordered = sorted(ranks, key=lambda each: (ranks[each], each))
    return [Place(each, scores[each], ranks[each], grades[each]) for each in ordered]


def give_grades(ranks: Mapping[str, int], barred: Collection[str], quota: GradeQuota) -> dict[str, str]:
    """Return the grade of each by its rank (EVL-15).

    Cuts lie at n x share, rounded half up. Who is tied with the last of a grade has it too, and the next grade gets
    fewer. Who is barred from S is graded A at best; the seat passes to the next, so that the counts stay.
    """
    left = sorted(ranks, key=lambda each: (ranks[each], each))
    cuts = [find_cut(len(left), share) for share in (quota.s, quota.a, quota.b)]
    grades: dict[str, str] = {}
    for grade, cut in zip(GRADES, cuts, strict=False):
        eligible = [each for each in left if grade != GRADES[0] or each not in barred]
        seats = max(0, cut - len(grades))
        last = ranks[eligible[seats - 1]] if 0 < seats <= len(eligible) else 0 if not seats else len(ranks)
        grades |= {each: grade for each in eligible if ranks[each] <= last}
        left = [each for each in left if each not in grades]
    return grades | dict.fromkeys(left, GRADES[-1])


def find_cut(n: int, share: Decimal) -> int:
    """Return down to which place a grade goes: n x share, rounded half up."""
    return int((n * share).quantize(Decimal(1), ROUND_HALF_UP))


def _measure_all(scheme: Scheme, group: EvaluationGroup, card: Card, expected: bool) -> Iterable[Measured]:
    cap = Fraction(scheme.attainment_cap)
    for common in group.common:
        yield _measure(cap, common.code, common, choose_actual(card, common.code, expected=expected), None)
    for key, each in card.indicators.items():
        if each.state == "CONFIRMED":
            yield _measure(cap, key, each.terms, choose_actual(card, key, expected=expected), each.source)


def _measure(
    cap: Fraction, key: str, terms: CommonIndicator | IndicatorTerms, actual: Actual | None, source: int | None
) -> Measured:
    attainment, weight = ZERO, Fraction(terms.weight)
    if actual is not None:
        attainment = find_attainment(terms.polarity, terms.target, actual.told.value, cap)
    score = weight * attainment
    return Measured(
        key, terms.name, terms.area, terms.polarity, terms.unit, weight, terms.target, actual, attainment, score, source
    )


def _score_area(area: EvaluationArea, measured: Sequence[Measured], card: Card) -> Scored:
    if area.kind is AreaKind.RATED:
        given = sorted(card.ratings.get(area.code, {}).values(), key=lambda each: each.source)
        ratings = [(Fraction(each.points), each.source) for each in given]
        mean = sum((points for points, _ in ratings), Fraction()) / len(ratings) if ratings else Fraction()
        return Scored(area, Fraction(area.weight) * mean / 100, (), ratings)
    own = [each for each in measured if each.area == area.code]
    return Scored(area, sum((each.score for each in own), Fraction()), own, ())


def _count_adjustments(scheme: Scheme, card: Card) -> list[Counted]:
    """Return the adjustments by rule, in the plan's order; each granted one is worth what its rule says."""
    counted = []
    for rule in scheme.adjustments:
        numbers = [n for n, each in enumerate(card.adjustments, 1) if each.rule == rule.code and not each.is_revoked]
        raw = Fraction(rule.points) * len(numbers)
        within = raw if rule.most is None else min(raw, Fraction(rule.most))
        counted.append(Counted(rule, raw, within, numbers))
    return counted


def _cap(counted: Sequence[Counted], sign: Sign, cap: Decimal) -> tuple[Fraction, Fraction]:
    """Return the raw sum of bonuses or penalties, and what counts of it."""
    own = [each for each in counted if each.rule.sign is sign]
    raw = sum((each.raw for each in own), Fraction())
    return raw, min(sum((each.within for each in own), Fraction()), Fraction(cap))
