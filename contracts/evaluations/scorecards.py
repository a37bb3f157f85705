"""Contracts of a department's scorecard: indicators, actuals, ratings, adjustments (EVL-06 to 12)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.decimals import Figure, Points, Weight
from contracts.evaluations.plans import Polarity
from contracts.messages import Command, Event, Message
from contracts.values import Code, Count, Day, Name, Role, Sha256, Storable, Text

ENTERING: Final = frozenset({Role.OFFICER, Role.OPERATOR, Role.SYSTEM})
"""Who records what was reached: the department itself, the office, and what other contexts tell."""
JUDGING: Final = frozenset({Role.OPERATOR, Role.EXECUTIVE})
"""Who confirms, verifies and rates; the vice mayor where it is the office's own."""
RATING: Final = JUDGING | {Role.EVALUATOR}
"""Who rates: the service lets an external evaluator rate what is assigned to him (EVL-16)."""
OFFICE: Final = frozenset({Role.OPERATOR})
GRANTING: Final = JUDGING | {Role.SYSTEM}
ScorecardKey = Annotated[str, StringConstraints(pattern=r"^(19|20|21)[0-9]{2}(-[a-z0-9]+)+$", max_length=45), Storable]
"""Year and department: `2024-planning-audit`."""
IndicatorKey = Code
"""The code of a common indicator, or the id of one that the department has proposed."""
Quarter = Annotated[int, Field(ge=1, le=4)]
Share = Annotated[Points, Field(le=100)]
"""Out of 100."""


def name_scorecard(year: int, department: str) -> str:
    """Return the key of a department's year."""
    return f"{year}-{department}"


class EventRef(Message):
    """An event that proves something: of any context."""

    context: Code
    position: Annotated[int, Field(ge=1, le=2**53)]


Evidence = Annotated[tuple[EventRef, ...], Field(max_length=20, strict=False)]
Files = Annotated[tuple[Sha256, ...], Field(max_length=20, strict=False)]


class IndicatorTerms(Message):
    """What an indicator says."""

    area: Code
    name: Name
    definition: Text
    """How it is measured, and by which evidence."""
    polarity: Polarity = Field(strict=False)
    unit: Name
    weight: Weight
    target: Figure
    """Above 0; 1 of a yes-or-no indicator; 100, the higher the better, in an area of perception."""


class OnScorecard(Command):
    """A command on a scorecard."""

    scorecard: ScorecardKey


class ProposeIndicator(OnScorecard):
    """Propose an indicator of one's own department (EVL-06)."""

    type: Literal["evaluations.propose_indicator.v1"] = "evaluations.propose_indicator.v1"
    roles: ClassVar = frozenset({Role.OFFICER, Role.OPERATOR})

    terms: IndicatorTerms


class IndicatorProposed(Event):
    """An indicator waits for the office's look."""

    type: Literal["evaluations.indicator_proposed.v1"] = "evaluations.indicator_proposed.v1"

    indicator: IndicatorKey
    terms: IndicatorTerms


class ReviseIndicator(OnScorecard):
    """Write an indicator anew that is not confirmed yet (EVL-06)."""

    type: Literal["evaluations.revise_indicator.v1"] = "evaluations.revise_indicator.v1"
    roles: ClassVar = frozenset({Role.OFFICER, Role.OPERATOR})

    indicator: IndicatorKey
    terms: IndicatorTerms


class IndicatorRevised(Event):
    """An indicator says something else, and waits for the office's look."""

    type: Literal["evaluations.indicator_revised.v1"] = "evaluations.indicator_revised.v1"

    indicator: IndicatorKey
    terms: IndicatorTerms


class ReturnIndicator(OnScorecard):
    """Give an indicator back with what is to be changed (EVL-06)."""

    type: Literal["evaluations.return_indicator.v1"] = "evaluations.return_indicator.v1"
    roles: ClassVar = JUDGING

    indicator: IndicatorKey
    reason: Text


class IndicatorReturned(Event):
    """An indicator is the department's again."""

    type: Literal["evaluations.indicator_returned.v1"] = "evaluations.indicator_returned.v1"

    indicator: IndicatorKey
    reason: Text


class ConfirmIndicator(OnScorecard):
    """Let an indicator count (EVL-06)."""

    type: Literal["evaluations.confirm_indicator.v1"] = "evaluations.confirm_indicator.v1"
    roles: ClassVar = JUDGING

    indicator: IndicatorKey


class IndicatorConfirmed(Event):
    """An indicator counts as it stands."""

    type: Literal["evaluations.indicator_confirmed.v1"] = "evaluations.indicator_confirmed.v1"

    indicator: IndicatorKey


class RecordActual(OnScorecard):
    """Say what was reached by the end of a quarter, with evidence; again in place of what was not verified (EVL-12)."""

    type: Literal["evaluations.record_actual.v1"] = "evaluations.record_actual.v1"
    roles: ClassVar = ENTERING

    indicator: IndicatorKey
    quarter: Quarter
    value: Figure
    measured_on: Day
    files: Files = ()
    evidence: Evidence = ()
    note: Text | None = None


class IndicatorActualRecorded(Event):
    """A value is told; who is not of that department verifies it."""

    type: Literal["evaluations.indicator_actual_recorded.v1"] = "evaluations.indicator_actual_recorded.v1"

    indicator: IndicatorKey
    quarter: Quarter
    value: Figure
    measured_on: Day
    files: Files
    evidence: Evidence
    note: Text | None
    recorder: Name
    """The account, so that nobody verifies what is an own."""


class VerifyActual(OnScorecard):
    """Let a value count; nobody verifies an own one, or one of an own office (EVL-16, recusal)."""

    type: Literal["evaluations.verify_actual.v1"] = "evaluations.verify_actual.v1"
    roles: ClassVar = JUDGING

    indicator: IndicatorKey
    quarter: Quarter
    number: Count
    """Which telling of the quarter's value was seen, from 1; one that was told since then is not verified by it."""


class ActualVerified(Event):
    """A value counts."""

    type: Literal["evaluations.actual_verified.v1"] = "evaluations.actual_verified.v1"

    indicator: IndicatorKey
    quarter: Quarter


class ReturnActual(OnScorecard):
    """Give a value back with what is wrong with it."""

    type: Literal["evaluations.return_actual.v1"] = "evaluations.return_actual.v1"
    roles: ClassVar = JUDGING

    indicator: IndicatorKey
    quarter: Quarter
    reason: Text


class ActualReturned(Event):
    """A value does not count."""

    type: Literal["evaluations.actual_returned.v1"] = "evaluations.actual_returned.v1"

    indicator: IndicatorKey
    quarter: Quarter
    reason: Text


class ActualReopened(Event):
    """A verified value waits to be verified again: its indicator has another polarity, unit or target by now."""

    type: Literal["evaluations.actual_reopened.v1"] = "evaluations.actual_reopened.v1"

    indicator: IndicatorKey
    quarter: Quarter


class RateArea(OnScorecard):
    """Rate an area that raters score, out of 100; nobody rates an own office."""

    type: Literal["evaluations.rate_area.v1"] = "evaluations.rate_area.v1"
    roles: ClassVar = RATING

    area: Code
    points: Share
    note: Text | None = None


class AreaRated(Event):
    """Somebody has rated an area; once more in place of what they gave before."""

    type: Literal["evaluations.area_rated.v1"] = "evaluations.area_rated.v1"

    area: Code
    points: Share
    note: Text | None
    rater: Name


class GrantAdjustment(OnScorecard):
    """Add or take off what the plan gives for an event, with the evidence (EVL-11)."""

    type: Literal["evaluations.grant_adjustment.v1"] = "evaluations.grant_adjustment.v1"
    roles: ClassVar = GRANTING

    rule: Code
    """Of the plan's adjustments."""
    evidence: Annotated[tuple[EventRef, ...], Field(min_length=1, max_length=20, strict=False)]
    note: Text | None = None


class AdjustmentGranted(Event):
    """A bonus or a penalty is entered; how much of it counts the caps say."""

    type: Literal["evaluations.adjustment_granted.v1"] = "evaluations.adjustment_granted.v1"

    number: Count
    """From 1 on the scorecard."""
    rule: Code
    evidence: Annotated[tuple[EventRef, ...], Field(min_length=1, max_length=20, strict=False)]
    note: Text | None


class RevokeAdjustment(OnScorecard):
    """Take an adjustment back, with a reason."""

    type: Literal["evaluations.revoke_adjustment.v1"] = "evaluations.revoke_adjustment.v1"
    roles: ClassVar = GRANTING

    number: Count
    reason: Text


class AdjustmentRevoked(Event):
    """An adjustment does not count any more."""

    type: Literal["evaluations.adjustment_revoked.v1"] = "evaluations.adjustment_revoked.v1"

    number: Count
    reason: Text


class AssignEvaluator(OnScorecard):
    """Let an external evaluator see a scorecard and rate it (EVL-16)."""

    type: Literal["evaluations.assign_evaluator.v1"] = "evaluations.assign_evaluator.v1"
    roles: ClassVar = OFFICE

    evaluator: Name
    """The account."""


class EvaluatorAssigned(Event):
    """An external evaluator sees a scorecard from now on."""

    type: Literal["evaluations.evaluator_assigned.v1"] = "evaluations.evaluator_assigned.v1"

    evaluator: Name


class ReleaseEvaluator(OnScorecard):
    """Let an external evaluator see a scorecard no longer; what he gave stays (EVL-16)."""

    type: Literal["evaluations.release_evaluator.v1"] = "evaluations.release_evaluator.v1"
    roles: ClassVar = OFFICE

    evaluator: Name


class EvaluatorReleased(Event):
    """An external evaluator does not see a scorecard any more."""

    type: Literal["evaluations.evaluator_released.v1"] = "evaluations.evaluator_released.v1"

    evaluator: Name


CardCommand = (
    ProposeIndicator
    | ReviseIndicator
    | ReturnIndicator
    | ConfirmIndicator
    | RecordActual
    | VerifyActual
    | ReturnActual
    | RateArea
    | GrantAdjustment
    | RevokeAdjustment
    | AssignEvaluator
    | ReleaseEvaluator
)
CardEvent = (
    IndicatorProposed
    | IndicatorRevised
    | IndicatorReturned
    | IndicatorConfirmed
    | IndicatorActualRecorded
    | ActualVerified
    | ActualReturned
    | ActualReopened
    | AreaRated
    | AdjustmentGranted
    | AdjustmentRevoked
    | EvaluatorAssigned
    | EvaluatorReleased
)
