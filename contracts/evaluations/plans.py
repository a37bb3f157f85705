"""Contracts of a year's evaluation plan: groups, areas, weights, caps, adjustments, grades (EVL-01 to 05, 08, 09)."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from contracts.decimals import Figure, Points, Weight, refuse_number
from contracts.messages import Command, Event, Message
from contracts.values import Code, Count, Day, Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})
"""The coordinating office: 성과관리팀."""
WHOLE: Final = Decimal(100)
"""What the weights of a group's areas come to."""
Year = Annotated[int, Field(ge=1900, le=2199)]
Cap = Annotated[
    Decimal,
    Field(ge=1, le=Decimal("1.10"), max_digits=3, decimal_places=2, strict=False),
    BeforeValidator(refuse_number),
    WithJsonSchema({"type": "string", "pattern": r"^1(\.(0[0-9]?|10?))?$"}),
]
"""The attainment that counts at most: 1.00, or up to 1.10 where the plan lets it (domain.md 4.4)."""
Share = Annotated[
    Decimal,
    Field(gt=0, lt=1, max_digits=4, decimal_places=3, strict=False),
    BeforeValidator(refuse_number),
    WithJsonSchema({"type": "string", "pattern": r"^0?\.[0-9]{1,3}$"}),
]


class AreaKind(StrEnum):
    """What an area's score is made of."""

    ATTAINMENT = "ATTAINMENT"
    """지표달성도: indicators by their attainment; the first to break a tie."""
    PERCEPTION = "PERCEPTION"
    """고객만족도·고객인식도: results of surveys out of 100; the second to break a tie."""
    TASKS = "TASKS"
    """과제이행수준: tasks by their attainment; breaks no tie."""
    COMMON_TASKS = "COMMON_TASKS"
    """공통과제: tasks that every department has, by their attainment; the third to break a tie."""
    RATED = "RATED"
    """What raters give out of 100; breaks no tie."""


class Polarity(StrEnum):
    """Which way is good."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"
    YES_NO = "YES_NO"
    """Done or not: 1 or 0."""


class EvaluationArea(Message):
    """An area of a group's evaluation."""

    code: Code
    name: Name
    kind: AreaKind = Field(strict=False)
    weight: Weight


class CommonIndicator(Message):
    """An indicator that every department of a group has, by the plan (EVL-08)."""

    code: Code
    area: Code
    name: Name
    polarity: Polarity = Field(strict=False)
    unit: Name
    weight: Weight
    target: Figure


class EvaluationGroup(Message):
    """Departments that are compared with one another, and with nobody else."""

    code: Code
    name: Name
    departments: Annotated[tuple[Code, ...], Field(min_length=1, max_length=200, strict=False)]
    areas: Annotated[tuple[EvaluationArea, ...], Field(min_length=1, max_length=10, strict=False)]
    common: Annotated[tuple[CommonIndicator, ...], Field(max_length=100, strict=False)] = ()


class Sign(StrEnum):
    """Which way an adjustment goes."""

    BONUS = "BONUS"
    PENALTY = "PENALTY"


class AdjustmentRule(Message):
    """What is added or taken off for one kind of event, beside the hundred (EVL-11)."""

    code: Code
    name: Name
    sign: Sign = Field(strict=False)
    points: Points
    """Of one event."""
    most: Points | None = None
    """Of all events of this kind."""
    bars_top: bool = False
    """청렴 위반(중대): who has one cannot be graded S."""


class GradeQuota(Message):
    """Down to which share of a group each grade goes: 0.2, 0.6, 0.9 are 20 % S, 40 % A, 30 % B, the rest C (EVL-15)."""

    s: Share = Decimal("0.2")
    a: Share = Decimal("0.6")
    b: Share = Decimal("0.9")


class Scheme(Message):
    """The whole of a plan: policy as data."""

    groups: Annotated[tuple[EvaluationGroup, ...], Field(min_length=1, max_length=10, strict=False)]
    left_out: Annotated[tuple[Code, ...], Field(max_length=200, strict=False)] = ()
    """Departments of the year that are not evaluated."""
    adjustments: Annotated[tuple[AdjustmentRule, ...], Field(max_length=50, strict=False)]
    bonus_cap: Points
    penalty_cap: Points
    attainment_cap: Cap = Decimal("1.00")
    quota: GradeQuota = GradeQuota()
    objection_days: Annotated[int, Field(ge=1, le=60)] = 10
    """Business days in which a department may object once the ranking is told."""

    @model_validator(mode="after")
    def _check_codes(self) -> Self:
        """Each code is there once. Raises: ValueError."""
        for codes in (
            [group.code for group in self.groups],
            [rule.code for rule in self.adjustments],
            [*self.left_out, *(each for group in self.groups for each in group.departments)],
            *([area.code for area in group.areas] for group in self.groups),
            *([each.code for each in group.common] for group in self.groups),
        ):
            if len(set(codes)) != len(codes):
                raise ValueError("a code is there twice")
        if not self.quota.s < self.quota.a < self.quota.b:
            raise ValueError("each grade goes further down than the one above it")
        return self


class DraftPlan(Command):
    """Write a year's plan, or another in its place as long as it has not begun (EVL-01)."""

    type: Literal["evaluations.draft_plan.v1"] = "evaluations.draft_plan.v1"
    roles: ClassVar = OFFICE

    year: Year
    scheme: Scheme


class PlanDrafted(Event):
    """A plan is written; it may still be written anew."""

    type: Literal["evaluations.plan_drafted.v1"] = "evaluations.plan_drafted.v1"

    year: Year
    scheme: Scheme


class AdoptPlan(Command):
    """Begin a year's evaluation by its plan, which is frozen from then on (EVL-01, EVL-02)."""

    type: Literal["evaluations.adopt_plan.v1"] = "evaluations.adopt_plan.v1"
    roles: ClassVar = OFFICE

    year: Year


class RevisePlan(Command):
    """Go on by another version of a plan that has begun, with a reason (EVL-01)."""

    type: Literal["evaluations.revise_plan.v1"] = "evaluations.revise_plan.v1"
    roles: ClassVar = OFFICE

    year: Year
    scheme: Scheme
    reason: Text


class PlanAdopted(Event):
    """A version of a plan rules; scores name it."""

    type: Literal["evaluations.plan_adopted.v1"] = "evaluations.plan_adopted.v1"

    year: Year
    version: Count
    """From 1."""
    scheme: Scheme
    reason: Text | None
    """None of the first."""
    adopted_on: Day


class ScorecardOpened(Event):
    """A department is evaluated in a year (EVL-02)."""

    type: Literal["evaluations.scorecard_opened.v1"] = "evaluations.scorecard_opened.v1"

    year: Year
    department: Code
    group: Code


PlanCommand = DraftPlan | AdoptPlan | RevisePlan
PlanEvent = PlanDrafted | PlanAdopted | ScorecardOpened
