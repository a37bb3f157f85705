"""Contracts of adjustments that wait for a year's plan: a breach of January counts by a plan of February (EVL-85)."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.evaluations.scorecards import EventRef
from contracts.messages import Event
from contracts.values import Code


class AdjustmentDeferred(Event):
    """What another context told is entered once a plan of the year rules, where that has such a rule."""

    type: Literal["evaluations.adjustment_deferred.v1"] = "evaluations.adjustment_deferred.v1"

    rule: Code
    evidence: Annotated[tuple[EventRef, ...], Field(min_length=1, max_length=20, strict=False)]


class AdjustmentWithdrawn(Event):
    """What waited for a plan was put right before there was one."""

    type: Literal["evaluations.adjustment_withdrawn.v1"] = "evaluations.adjustment_withdrawn.v1"

    rule: Code
    evidence: Annotated[tuple[EventRef, ...], Field(min_length=1, max_length=20, strict=False)]


DeferralEvent = AdjustmentDeferred | AdjustmentWithdrawn
