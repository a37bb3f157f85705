"""Contracts of what a year comes to: totals, objections, places, grades, the end, awards (EVL-08, EVL-13 to 15, 18)."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from contracts.decimals import Figure
from contracts.evaluations.plans import OFFICE, Year
from contracts.evaluations.scorecards import JUDGING, Files, IndicatorKey, OnScorecard, Quarter
from contracts.messages import Command, Event, Message
from contracts.values import Code, Count, Day, Name, Role, Text


class ObjectionClaim(Message):
    """What an objection asks for: another value of an indicator, or that an adjustment goes."""

    indicator: IndicatorKey | None = None
    quarter: Quarter | None = None
    value: Figure | None = None
    adjustment: Count | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        """It asks for one of them, whole. Raises: ValueError."""
        told = [each is not None for each in (self.indicator, self.quarter, self.value)]
        if any(told) is (self.adjustment is not None) or any(told) is not all(told):
            raise ValueError("a claim names a value of an indicator, or an adjustment")
        return self


class FileObjection(OnScorecard):
    """Object to an own department's score while the time for it lasts (EVL-14)."""

    type: Literal["evaluations.file_objection.v1"] = "evaluations.file_objection.v1"
    roles: ClassVar = frozenset({Role.OFFICER})

    claim: ObjectionClaim
    ground: Text
    files: Files = ()


class ObjectionFiled(Event):
    """A department objects."""

    type: Literal["evaluations.objection_filed.v1"] = "evaluations.objection_filed.v1"

    number: Count
    claim: ObjectionClaim
    ground: Text
    files: Files
    filed_on: Day


class DecideObjection(OnScorecard):
    """Decide on an objection; what it asks for is done where it is upheld (EVL-14)."""

    type: Literal["evaluations.decide_objection.v1"] = "evaluations.decide_objection.v1"
    roles: ClassVar = JUDGING

    number: Count
    is_upheld: bool
    reason: Text


class ObjectionDecided(Event):
    """An objection is answered."""

    type: Literal["evaluations.objection_decided.v1"] = "evaluations.objection_decided.v1"

    number: Count
    is_upheld: bool
    reason: Text


class AreaScore(Message):
    """What an area came to."""

    area: Code
    score: Name
    """Exact to twelve decimals, as text."""


class ScorecardComputed(Event):
    """A scorecard came to a total, by a version of the plan."""

    type: Literal["evaluations.scorecard_computed.v1"] = "evaluations.scorecard_computed.v1"

    round: Count
    """Of the year's ranking that it belongs to."""
    plan_version: Count
    areas: Annotated[tuple[AreaScore, ...], Field(max_length=10, strict=False)]
    bonus: Name
    """What counts of the bonuses; the rest is beyond the cap."""
    penalty: Name
    total: Name


class FixRanking(Command):
    """Score every department by the plan that rules, rank each group, and give grades (EVL-08, EVL-15)."""

    type: Literal["evaluations.fix_ranking.v1"] = "evaluations.fix_ranking.v1"
    roles: ClassVar = OFFICE

    year: Year


class GroupStanding(Message):
    """A department's place in its group."""

    department: Code
    total: Name
    rank: Count
    grade: Literal["S", "A", "B", "C"]
    is_barred: bool
    """Kept from S by a severe breach of integrity."""


class GroupRanking(Message):
    """The places of one group, the best first."""

    group: Code
    standings: Annotated[tuple[GroupStanding, ...], Field(max_length=200, strict=False)]


class RankingFixed(Event):
    """The places of a year stand; departments may object until a day."""

    type: Literal["evaluations.ranking_fixed.v1"] = "evaluations.ranking_fixed.v1"

    year: Year
    round: Count
    """1, and one more for each time that it was fixed anew."""
    plan_version: Count
    groups: Annotated[tuple[GroupRanking, ...], Field(max_length=10, strict=False)]
    fixed_on: Day
    objections_until: Day


class FinaliseEvaluation(Command):
    """End a year's evaluation, once the time for objections is over and each is decided (EVL-13)."""

    type: Literal["evaluations.finalise_evaluation.v1"] = "evaluations.finalise_evaluation.v1"
    roles: ClassVar = OFFICE

    year: Year


class EvaluationFinalised(Event):
    """A year's evaluation is over: everybody in the house reads it, and nothing changes any more."""

    type: Literal["evaluations.evaluation_finalised.v1"] = "evaluations.evaluation_finalised.v1"

    year: Year
    round: Count
    finalised_on: Day


class RecordAward(OnScorecard):
    """Record what a department was given for its result (EVL-18)."""

    type: Literal["evaluations.record_award.v1"] = "evaluations.record_award.v1"
    roles: ClassVar = OFFICE

    name: Name
    amount_won: Annotated[int, Field(ge=0, le=10**12)]
    given_on: Day


class AwardRecorded(Event):
    """A department was given something."""

    type: Literal["evaluations.award_recorded.v1"] = "evaluations.award_recorded.v1"

    name: Name
    amount_won: Annotated[int, Field(ge=0, le=10**12)]
    given_on: Day


RankingCommand = FileObjection | DecideObjection | FixRanking | FinaliseEvaluation | RecordAward
RankingEvent = (
    ObjectionFiled | ObjectionDecided | ScorecardComputed | RankingFixed | EvaluationFinalised | AwardRecorded
)
