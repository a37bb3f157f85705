"""What the API tells of scores: each opens to its parts, each part to its inputs, each input to its event (EVL-17)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from contracts.evaluations.plans import AreaKind, Polarity, Sign
from contracts.evaluations.scoring import Counted, Measured, Score, Scored, write_exact
from gateway.answers.opening import Opened, Source

CONTEXT: Final = "evaluations"
FORMULAS: Final[Mapping[Polarity, str]] = {
    Polarity.HIGHER: "배점 {weight} × (실적 {actual} ÷ 목표 {target})",
    Polarity.LOWER: "배점 {weight} × (2 - 실적 {actual} ÷ 목표 {target})",
    Polarity.YES_NO: "배점 {weight} × (이행하면 1, 아니면 0)",
}
RULES: Final = (
    "반올림하지 않은 값으로 순위를 매기고, 보일 때 소수 둘째 자리로 반올림한다. "
    "동점은 지표달성도, 고객만족도, 공통과제 차례로 높은 쪽이 앞서고, 그래도 같으면 같은 순위다."
)
"""Rounding and ties, as they are printed beside every ranking."""


def open_score(score: Score, plan_source: int, adjustments: Mapping[int, int]) -> Opened:
    """Return a total that opens; `adjustments`: where each number was granted."""
    areas = [_open_area(each, plan_source) for each in score.areas]
    bonus = _open_sign(score, Sign.BONUS, plan_source, adjustments)
    penalty = _open_sign(score, Sign.PENALTY, plan_source, adjustments)
    return Opened(
        code="total",
        name="총점",
        value=write_exact(score.total),
        formula="평가분야 점수의 합 + 가점 - 감점",
        unit="점",
        inputs=[*areas, bonus, penalty],
        sources=[_source(plan_source)],
    )


def _open_area(scored: Scored, plan_source: int) -> Opened:
    area = scored.area
    inputs = [_open_indicator(each, plan_source) for each in scored.indicators]
    if area.kind is AreaKind.RATED:
        inputs = [_open_rating(number, *each) for number, each in enumerate(scored.ratings, 1)]
    rated = f"배점 {area.weight} × 평가자 점수의 평균 ÷ 100"
    return Opened(
        code=area.code,
        name=area.name,
        value=write_exact(scored.score),
        formula=rated if area.kind is AreaKind.RATED else "지표 점수의 합",
        unit="점",
        inputs=inputs,
        sources=[_source(plan_source)],
    )


def _open_rating(number: int, points: Fraction, source: int) -> Opened:
    """Return what one rater gave; who it was is told to nobody here (EVL-16)."""
    value = write_exact(points, 3)
    return Opened(code=f"rater-{number}", name=f"평가자 {number}", value=value, unit="점", sources=[_source(source)])


def _open_indicator(measured: Measured, plan_source: int) -> Opened:
    actual = measured.actual
    formula = FORMULAS[measured.polarity].format(
        weight=write_exact(measured.weight, 3), actual=actual.told.value if actual else "미확인", target=measured.target
    )
    sources = [_source(plan_source if measured.source is None else measured.source)]
    return Opened(
        code=measured.key,
        name=measured.name,
        value=write_exact(measured.score),
        formula=f"{formula}, 달성률 0 이상 상한 이하",
        unit="점",
        inputs=[],
        sources=[*([_source(actual.source)] if actual else []), *sources],
    )


def _open_sign(score: Score, sign: Sign, plan_source: int, adjustments: Mapping[int, int]) -> Opened:
    is_bonus = sign is Sign.BONUS
    raw, counted = (score.bonus_raw, score.bonus) if is_bonus else (score.penalty_raw, score.penalty)
    name = "가점" if is_bonus else "감점"
    return Opened(
        code=sign.value.lower(),
        name=name,
        value=write_exact(counted),
        formula=f"{name}의 합 {write_exact(raw, 3)} 가운데 상한까지",
        unit="점",
        inputs=[_open_rule(each, adjustments) for each in score.adjustments if each.rule.sign is sign and each.numbers],
        sources=[_source(plan_source)],
    )


def _open_rule(counted: Counted, adjustments: Mapping[int, int]) -> Opened:
    rule, limit = counted.rule, f", {counted.rule.most}까지" if counted.rule.most is not None else ""
    return Opened(
        code=rule.code,
        name=rule.name,
        value=write_exact(counted.within, 3),
        formula=f"{rule.points} × {len(counted.numbers)}건{limit}",
        unit="점",
        sources=_sources(counted.numbers, adjustments),
    )


def _sources(numbers: Sequence[int], adjustments: Mapping[int, int]) -> list[Source]:
    return [_source(adjustments[number]) for number in numbers]


def _source(position: int) -> Source:
    return Source(context=CONTEXT, position=position)
