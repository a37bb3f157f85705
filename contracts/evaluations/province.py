"""Arithmetic of the province's evaluation of cities (위임사무 시군평가), for service and gateway alike (EVL-30 to 43).

Formulas (domain.md 4.4): quantitative w × min(1, actual ÷ target), lower is better w × (2 − actual ÷ target), done or
not w or 0, each within 0 and w; qualitative w × the share of its rank in the league. Rounding: nothing is rounded
before it is shown, HALF_UP to three decimals. A quotient is carried to 28 digits; a sum of such is exact, so that no
order of its terms changes it. Ties share the better rank, and the next one is skipped: 1, 2, 2, 4.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from contracts.evaluations.plans import Polarity

FULL: Final = Decimal(1_000)
"""What the weights of a year's indicators come to."""
CARRIED: Final = Context(prec=28, rounding=ROUND_HALF_UP)
EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)
"""Room for a thousand terms of 28 digits, the least of them a trillionth."""
SHOWN: Final = Decimal("0.001")
BANDS: Final = ("탁월", "우수", "양호", "보통", "미흡")
"""Of a league, the best first."""
FORMULAS: Final[Mapping[Polarity, str]] = {
    Polarity.HIGHER: "배점 × min(1, 실적 ÷ 목표), 0 이상",
    Polarity.LOWER: "배점 × min(1, 2 − 실적 ÷ 목표), 0 이상",
    Polarity.YES_NO: "이행하면 배점, 아니면 0",
}
RANK_FORMULA: Final = "배점 × 순위별 득점률 ÷ 100"
TOTAL_FORMULA: Final = "지표 득점의 합; 반올림은 보일 때만(소수 셋째 자리까지 사사오입)"


def score_by_target(weight: Decimal, polarity: Polarity, target: Decimal, actual: Decimal) -> Decimal:
    """Return what a value scores: 0 to the weight; the target is above 0 (EVL-34)."""
    reached = min(max(_reach(polarity, target, actual), Decimal()), target)
    return CARRIED.divide(EXACT.multiply(weight, reached), target)


def score_by_rank(weight: Decimal, shares: Sequence[int], rank: int) -> Decimal:
    """Return what a rank in the league scores by the indicator's table of percents, the first rank first (EVL-35)."""
    return CARRIED.divide(EXACT.multiply(weight, Decimal(shares[rank - 1])), Decimal(100))


def add_up(scores: Iterable[Decimal]) -> Decimal:
    """Return an exact sum."""
    total = Decimal()
    for each in scores:
        total = EXACT.add(total, each)
    return total


def find_average(points: Iterable[Decimal]) -> Decimal:
    """Return the mean of a league's points; there is one at least."""
    each = tuple(points)
    return CARRIED.divide(add_up(each), Decimal(len(each)))


def subtract(own: Decimal, other: Decimal) -> Decimal:
    """Return how far one is above another."""
    return EXACT.subtract(own, other)


def rank_league(points: Mapping[str, Decimal]) -> dict[str, int]:
    """Return each city's rank by its unrounded points, from 1 (EVL-30)."""
    return {city: 1 + sum(other > own for other in points.values()) for city, own in points.items()}


def find_band(rank: int, bands: Sequence[int]) -> str:
    """Return the band of a rank, where so many cities get each band, the best first."""
    place = next(index for index in range(len(bands)) if rank <= sum(bands[: index + 1]))
    return BANDS[place]


def is_behind(polarity: Polarity, plan: Decimal, actual: Decimal | None) -> bool:
    """Tell whether an indicator is below its plan; without a value it is, unless nothing was planned (EVL-39)."""
    if actual is None:
        return plan > 0
    return actual > plan if polarity is Polarity.LOWER else actual < plan


def write_points(points: Decimal) -> str:
    """Return points as they are shown."""
    return str(points.quantize(SHOWN, rounding=ROUND_HALF_UP, context=EXACT))


def _reach(polarity: Polarity, target: Decimal, actual: Decimal) -> Decimal:
    """Return the part of the target that a value comes to, before it is clipped."""
    match polarity:
        case Polarity.HIGHER:
            return actual
        case Polarity.LOWER:
            return EXACT.subtract(EXACT.multiply(target, Decimal(2)), actual)
        case Polarity.YES_NO:
            return target if actual >= target else Decimal()
