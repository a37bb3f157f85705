"""What a first evaluation plan begins with: areas of offices and of towns, adjustments, caps (domain.md 4.4)."""

from decimal import Decimal
from typing import Final

from contracts.evaluations.plans import AdjustmentRule, AreaKind, EvaluationArea, Sign

CAP: Final = Decimal("2.5")
"""Of what is added, and of what is taken off."""
OFFICES: Final = (
    EvaluationArea(code="indicators", name="지표달성도", kind=AreaKind.ATTAINMENT, weight=Decimal(50)),
    EvaluationArea(code="tasks", name="과제이행", kind=AreaKind.TASKS, weight=Decimal(20)),
    EvaluationArea(code="perception", name="고객인식도", kind=AreaKind.PERCEPTION, weight=Decimal(15)),
    EvaluationArea(code="common", name="공통과제", kind=AreaKind.COMMON_TASKS, weight=Decimal(10)),
    EvaluationArea(code="nature", name="지표성격", kind=AreaKind.RATED, weight=Decimal(5)),
)
TOWNS: Final = (
    EvaluationArea(code="common", name="공통지표", kind=AreaKind.ATTAINMENT, weight=Decimal(60)),
    EvaluationArea(code="perception", name="고객만족도", kind=AreaKind.PERCEPTION, weight=Decimal(30)),
    EvaluationArea(code="tasks", name="시정이행", kind=AreaKind.TASKS, weight=Decimal(10)),
)
ADJUSTMENTS: Final = (
    AdjustmentRule(code="bid-won", name="공모선정", sign=Sign.BONUS, points=Decimal("0.5"), most=Decimal("1.0")),
    AdjustmentRule(code="award", name="대외수상", sign=Sign.BONUS, points=Decimal("0.5")),
    AdjustmentRule(code="replies-on-time", name="타운홀 회신 전건 기한 내", sign=Sign.BONUS, points=Decimal("0.2")),
    AdjustmentRule(
        code="late-report", name="우선보고 지연", sign=Sign.PENALTY, points=Decimal("0.1"), most=Decimal("1.0")
    ),
    AdjustmentRule(code="lagging-twice", name="연속 2분기 부진", sign=Sign.PENALTY, points=Decimal("0.5")),
    AdjustmentRule(code="breach", name="청렴 위반 확정", sign=Sign.PENALTY, points=Decimal("1.0")),
    AdjustmentRule(code="severe", name="청렴 위반(중대) 확정", sign=Sign.PENALTY, points=Decimal("2.0"), bars_top=True),
)
"""The codes are those by which penalties are entered by themselves (services/evaluations/{policies,index}.py)."""
