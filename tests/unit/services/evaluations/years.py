"""A plan and scorecards for unit tests of the evaluations: one group of some departments with the areas of the 본청."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card, evolve
from contracts.evaluations.plans import (
    AdjustmentRule,
    AreaKind,
    EvaluationArea,
    EvaluationGroup,
    Polarity,
    Scheme,
    ScorecardOpened,
    Sign,
)
from contracts.evaluations.scorecards import (
    ActualVerified,
    AdjustmentGranted,
    EventRef,
    IndicatorActualRecorded,
    IndicatorConfirmed,
    IndicatorProposed,
    IndicatorTerms,
)

DAY = date(2024, 1, 20)
EVIDENCE = (EventRef(context="directives", position=7),)
AREAS = (
    EvaluationArea(code="indicators", name="지표달성도", kind=AreaKind.ATTAINMENT, weight=Decimal(50)),
    EvaluationArea(code="tasks", name="과제이행수준", kind=AreaKind.TASKS, weight=Decimal(20)),
    EvaluationArea(code="perception", name="고객인식도", kind=AreaKind.PERCEPTION, weight=Decimal(15)),
    EvaluationArea(code="common", name="공통과제", kind=AreaKind.COMMON_TASKS, weight=Decimal(10)),
    EvaluationArea(code="nature", name="지표성격", kind=AreaKind.RATED, weight=Decimal(5)),
)
RULES = (
    AdjustmentRule(code="award", name="대외수상", sign=Sign.BONUS, points=Decimal("0.5")),
    AdjustmentRule(code="late", name="우선보고 지연", sign=Sign.PENALTY, points=Decimal("0.1"), most=Decimal(1)),
    AdjustmentRule(code="severe", name="청렴 위반", sign=Sign.PENALTY, points=Decimal(2), bars_top=True),
)


def make_scheme(*departments: str) -> Scheme:
    """Return a plan of one group."""
    group = EvaluationGroup(code="headquarters", name="본청", departments=departments, areas=AREAS)
    return Scheme(groups=(group,), adjustments=RULES, bonus_cap=Decimal("2.5"), penalty_cap=Decimal("2.5"))


def make_terms(area: str, weight: str, target: str = "100", polarity: Polarity = Polarity.HIGHER) -> IndicatorTerms:
    """Return what an indicator says."""
    return IndicatorTerms(
        area=area,
        name=area,
        definition="비율",
        polarity=polarity,
        unit="%",
        weight=Decimal(weight),
        target=Decimal(target),
    )


def agree(key: str, terms: IndicatorTerms, value: str | None = None) -> Iterable[EvaluationsEvent]:
    """Yield the events of a confirmed indicator, with a verified value where one is given."""
    yield IndicatorProposed(indicator=key, terms=terms)
    yield IndicatorConfirmed(indicator=key)
    if value is not None:
        yield record(key, value)
        yield ActualVerified(indicator=key, quarter=4)


def record(key: str, value: str, quarter: int = 4, recorder: str = "officer") -> IndicatorActualRecorded:
    """Return a value that waits for its verification."""
    return IndicatorActualRecorded(
        indicator=key,
        quarter=quarter,
        value=Decimal(value),
        measured_on=DAY,
        files=(),
        evidence=(),
        note=None,
        recorder=recorder,
    )


def grant(number: int, rule: str) -> AdjustmentGranted:
    """Return an adjustment."""
    return AdjustmentGranted(number=number, rule=rule, evidence=EVIDENCE, note=None)


def fold(events: Iterable[EvaluationsEvent], department: str = "roads") -> Card:
    """Return the scorecard of a department after events."""
    opened = ScorecardOpened(year=2024, department=department, group="headquarters")
    numbered = enumerate((opened, *events), 1)
    return reduce(lambda card, told: evolve(card, told[1], told[0]), numbered, Card())


def fill(*values: str) -> Sequence[EvaluationsEvent]:
    """Return the events of one indicator an area, target 100, with what was reached in order of the areas."""
    areas = [area for area in AREAS if area.kind is not AreaKind.RATED]
    reached = [*values, *[None] * (len(areas) - len(values))]
    return [
        event
        for area, value in zip(areas, reached, strict=True)
        for event in agree(f"of-{area.code}", make_terms(area.code, str(area.weight)), value)
    ]
