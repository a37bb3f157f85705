"""Contracts of a year of the province's evaluation of cities: its indicators and what all of them share (EVL-30).

Drafted, changed while it is a draft, confirmed; a later change is a version with its reason, which keeps lineage.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.decimals import Figure, Points, Weight
from contracts.evaluations.plans import OFFICE, Polarity, Year
from contracts.evaluations.province import BANDS, score_by_rank, score_by_target
from contracts.messages import Command, Event, Message
from contracts.projects.money import Won
from contracts.values import Code, Count, Day, Name, Storable, Text

IndicatorKey = Annotated[
    str, StringConstraints(pattern=r"^(19|2[01])[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*$", max_length=40), Storable
]
"""The year and what the indicator is called in it, as addresses have it: 2024-q001."""
Rank = Annotated[int, Field(ge=1, le=100)]
Percent = Annotated[int, Field(ge=0, le=100)]
Month = Annotated[int, Field(ge=1, le=12)]
Number = Annotated[int, Field(ge=0, le=500)]


class IndicatorKind(StrEnum):
    """How an indicator is judged."""

    QUANTITATIVE = "QUANTITATIVE"
    """정량: by its own target."""
    QUALITATIVE = "QUALITATIVE"
    """정성: by its rank in the league."""


class ProvinceCity(Message):
    """A city or county that the province evaluates."""

    code: Code
    name: Name


class League(Message):
    """Cities that are compared with one another, and with nobody else (EVL-30)."""

    code: Code
    name: Name
    cities: Annotated[tuple[ProvinceCity, ...], Field(min_length=1, max_length=40, strict=False)]
    bands: Annotated[tuple[Number, ...], Field(min_length=len(BANDS), max_length=len(BANDS), strict=False)]
    """How many cities get 탁월, 우수, 양호, 보통, 미흡."""

    @model_validator(mode="after")
    def _check_bands(self) -> Self:
        """Every city gets a band. Raises: ValueError."""
        if sum(self.bands) != len(self.cities):
            raise ValueError("the bands do not come to the number of cities")
        return self


class CyclePhase(Message):
    """A part of the cycle (EVL-37)."""

    name: Name
    first: Day
    last: Day


class NationalGoal(Message):
    """One of the five national goals (국정목표) of a year."""

    code: Code
    name: Name


class ProvinceCycle(Message):
    """What a year's evaluation has beside its indicators: policy as data."""

    leagues: Annotated[tuple[League, ...], Field(min_length=1, max_length=5, strict=False)]
    city: Code
    """Our own."""
    record_date: Day
    """실적기준일: no value of a later day counts (EVL-36)."""
    phases: Annotated[tuple[CyclePhase, ...], Field(min_length=1, max_length=12, strict=False)]
    qualitative_due: Day
    quantitative_due: Day
    briefing_months: Annotated[tuple[Month, ...], Field(min_length=1, max_length=12, strict=False)] = tuple(
        range(5, 13)
    )
    """In which the lagging indicators are reported: May to December are eight (EVL-39)."""
    target: Points = Decimal(1_000)
    """What the city wants to score."""
    goals: Annotated[tuple[NationalGoal, ...], Field(min_length=5, max_length=5, strict=False)]

    @model_validator(mode="after")
    def _check_cities(self) -> Self:
        """Each code is there once, our own city among them, and no phase ends before it begins. Raises: ValueError."""
        cities = [each.code for league in self.leagues for each in league.cities]
        for codes in (cities, [each.code for each in self.leagues], [each.code for each in self.goals]):
            if len(set(codes)) != len(codes):
                raise ValueError("a code is there twice")
        if self.city not in cities:
            raise ValueError("our own city is in no league")
        if any(each.last < each.first for each in self.phases):
            raise ValueError("a phase ends before it begins")
        return self

    @property
    def league(self) -> League:
        """The league of our own city."""
        return next(each for each in self.leagues if self.city in {city.code for city in each.cities})


class ProvinceIndicator(Message):
    """One indicator of a year's set."""

    code: IndicatorKey
    number: Name
    """As the province numbers it: 정량-001."""
    name: Name
    kind: IndicatorKind = Field(strict=False)
    goal: Code
    weight: Weight
    cvps: Name
    """What the province's online evaluation (CVPS) calls it (EVL-41)."""
    leads: Annotated[tuple[Code, ...], Field(max_length=10, strict=False)]
    """The lead department: exactly one (EVL-44)."""
    supporting: Annotated[tuple[Code, ...], Field(max_length=20, strict=False)] = ()
    post: Name
    """Who answers for it, by post: no person's name."""
    polarity: Annotated[Polarity | None, Field(strict=False)] = None
    """Of a quantitative one, as are unit, target and plan."""
    unit: Name | None = None
    target: Figure | None = None
    plan: Annotated[tuple[Figure, ...], Field(max_length=12, strict=False)] = ()
    """What is planned by the end of each month, January first; without one the target holds in every month."""
    shares: Annotated[tuple[Percent, ...], Field(max_length=40, strict=False)] = ()
    """Of a qualitative one: the percent of the weight that each rank in the league gets."""
    predecessor: IndicatorKey | None = None
    """Which indicator of an earlier year it carries on (EVL-33)."""

    @property
    def lead(self) -> str:
        """The lead department of an indicator that was checked."""
        return self.leads[0]

    def find_plan(self, month: int) -> Decimal | None:
        """Return what is planned by the end of a month; None of a qualitative indicator."""
        return self.plan[month - 1] if self.plan else self.target

    def score(self, value: Decimal | None, rank: int | None) -> Decimal | None:
        """Return what a value, or a rank in the league, scores; None of what is not told (EVL-34, EVL-35)."""
        if self.kind is IndicatorKind.QUALITATIVE:
            return None if rank is None else score_by_rank(self.weight, self.shares, rank)
        if value is None or self.polarity is None or self.target is None:
            return None
        return score_by_target(self.weight, self.polarity, self.target, value)


Indicators = Annotated[tuple[ProvinceIndicator, ...], Field(min_length=1, max_length=200, strict=False)]


class IndicatorSet(Message):
    """A year's indicators, and how many the province announced (EVL-31, EVL-32)."""

    quantitative: Number
    qualitative: Number
    indicators: Indicators


class DraftIndicatorSet(Command):
    """Write a year's set, or another in its place as long as it is not confirmed (EVL-32)."""

    type: Literal["evaluations.draft_indicator_set.v1"] = "evaluations.draft_indicator_set.v1"
    roles: ClassVar = OFFICE

    year: Year
    cycle: ProvinceCycle
    indicator_set: IndicatorSet


class IndicatorSetDrafted(Event):
    """A set is written; it may still be written anew."""

    type: Literal["evaluations.indicator_set_drafted.v1"] = "evaluations.indicator_set_drafted.v1"

    year: Year
    cycle: ProvinceCycle
    indicator_set: IndicatorSet


class ConfirmIndicatorSet(Command):
    """Take a year's set as the province chose it: results are submitted from then on (EVL-32)."""

    type: Literal["evaluations.confirm_indicator_set.v1"] = "evaluations.confirm_indicator_set.v1"
    roles: ClassVar = OFFICE

    year: Year


class ReviseIndicatorSet(Command):
    """Change a confirmed set, with the reason (EVL-32)."""

    type: Literal["evaluations.revise_indicator_set.v1"] = "evaluations.revise_indicator_set.v1"
    roles: ClassVar = OFFICE

    year: Year
    indicator_set: IndicatorSet
    reason: Text


class IndicatorSetConfirmed(Event):
    """A version of a set rules; scores name it."""

    type: Literal["evaluations.indicator_set_confirmed.v1"] = "evaluations.indicator_set_confirmed.v1"

    year: Year
    version: Count
    """From 1."""
    cycle: ProvinceCycle
    indicator_set: IndicatorSet
    reason: Text | None
    """None of the first."""
    confirmed_on: Day


class MoveSubmissionDeadline(Command):
    """Move the last day for one kind of indicator; that of the other stays (EVL-38)."""

    type: Literal["evaluations.move_submission_deadline.v1"] = "evaluations.move_submission_deadline.v1"
    roles: ClassVar = OFFICE

    year: Year
    kind: IndicatorKind = Field(strict=False)
    due_on: Day
    reason: Text


class SubmissionDeadlineMoved(Event):
    """Results of a kind may be submitted up to another day."""

    type: Literal["evaluations.submission_deadline_moved.v1"] = "evaluations.submission_deadline_moved.v1"

    year: Year
    kind: IndicatorKind = Field(strict=False)
    due_on: Day
    reason: Text


class HoldLaggingBriefing(Command):
    """Report the indicators that are below their plan in a month, as they stand now (EVL-39)."""

    type: Literal["evaluations.hold_lagging_briefing.v1"] = "evaluations.hold_lagging_briefing.v1"
    roles: ClassVar = OFFICE

    year: Year
    month: Month
    note: Text | None = None


class ShownIndicator(Message):
    """An indicator below its plan, as a briefing showed it."""

    code: IndicatorKey
    value: Figure | None
    """None where nothing was submitted yet."""
    plan: Figure


class LaggingBriefingHeld(Event):
    """The lagging indicators were reported."""

    type: Literal["evaluations.lagging_briefing_held.v1"] = "evaluations.lagging_briefing_held.v1"

    year: Year
    month: Month
    held_on: Day
    shown: Annotated[tuple[ShownIndicator, ...], Field(max_length=200, strict=False)]
    """What it showed; later values do not change it."""
    note: Text | None


class CityPoints(Message):
    """What a city scored on 1,000."""

    city: Code
    points: Points


class LeagueResult(Message):
    """What the province announced of our league (EVL-43)."""

    points: Annotated[tuple[CityPoints, ...], Field(min_length=1, max_length=40, strict=False)]
    """Of every city, or of ours alone; what is not computed from them is told as stated."""
    stated_average: Points | None = None
    stated_gap: Figure | None = None
    stated_rank: Rank | None = None
    incentive: Won
    """재정 인센티브."""
    announced_on: Day
    source: Name


class ReceiveExternalResult(Command):
    """Enter what the province announced, or correct it (EVL-43)."""

    type: Literal["evaluations.receive_external_result.v1"] = "evaluations.receive_external_result.v1"
    roles: ClassVar = OFFICE

    year: Year
    league: Code
    result: LeagueResult


class ExternalResultReceived(Event):
    """The province's result of a league is known."""

    type: Literal["evaluations.external_result_received.v1"] = "evaluations.external_result_received.v1"

    year: Year
    league: Code
    result: LeagueResult


CycleCommand = (
    DraftIndicatorSet
    | ConfirmIndicatorSet
    | ReviseIndicatorSet
    | MoveSubmissionDeadline
    | HoldLaggingBriefing
    | ReceiveExternalResult
)
CycleEvent = (
    IndicatorSetDrafted | IndicatorSetConfirmed | SubmissionDeadlineMoved | LaggingBriefingHeld | ExternalResultReceived
)
