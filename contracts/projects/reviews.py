"""Contracts of performance reviews (심사분석): four a year and ad hoc, rated by exact rates (PRJ-81, PRJ-82)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.directives.values import Quarter
from contracts.messages import Command, Event
from contracts.projects.rates import Rate
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Count, Name, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})
ACTORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})


class ReviewKind(StrEnum):
    """분기 심사분석, 수시 심사분석."""

    QUARTERLY = "QUARTERLY"
    AD_HOC = "AD_HOC"


class Rating(StrEnum):
    """정상, 부진, 심각, 시기 미도래."""

    NORMAL = "NORMAL"
    LAGGING = "LAGGING"
    SEVERE = "SEVERE"
    NOT_DUE = "NOT_DUE"


@dataclass(frozen=True, slots=True)
class RatingPolicy:
    """From which share of the plan on a project is normal, and lagging; below is severe ([CHOICE], 4.3, 9)."""

    version: int
    valid_from: date
    normal_from: int
    """Basis points of the plan."""
    lagging_from: int


RATING_POLICIES: Final[Sequence[RatingPolicy]] = (RatingPolicy(1, date(1900, 1, 1), 9_000, 7_000),)
"""Oldest first."""


def find_rating_policy(day: date, policies: Sequence[RatingPolicy] = RATING_POLICIES) -> RatingPolicy:
    """Return the policy of a day. Raises: ValueError for a day before the oldest."""
    valid = [each for each in policies if each.valid_from <= day]
    if not valid:
        raise ValueError(f"no rating policy holds on {day}")
    return max(valid, key=lambda each: each.valid_from)


def rate(planned: int, actual: int, policy: RatingPolicy) -> Rating:
    """Return the rating of actual against planned progress, both in basis points; exact, nothing is rounded."""
    if planned == 0:
        return Rating.NOT_DUE
    if actual * 10_000 >= planned * policy.normal_from:
        return Rating.NORMAL
    return Rating.LAGGING if actual * 10_000 >= planned * policy.lagging_from else Rating.SEVERE


NEEDS_REMEDY: Final = frozenset({Rating.LAGGING, Rating.SEVERE})


class OpenReview(Command):
    """Open an ad-hoc review (수시 심사분석); a quarterly one opens with its record."""

    type: Literal["projects.open_review.v1"] = "projects.open_review.v1"
    roles: ClassVar = OFFICE

    project: Uuid
    milestone: Count | None = None
    reason: Text


class ReviewOpened(Event):
    """A review is open, of a quarter or ad hoc."""

    type: Literal["projects.review_opened.v1"] = "projects.review_opened.v1"

    review: Uuid
    """Its stream is `review-<this>`."""
    project: Uuid
    kind: ReviewKind = Field(strict=False)
    quarter: Quarter | None
    """Of a quarterly one."""
    milestone: Count | None
    """Whose slip opened it."""
    reason: Text | None
    """Of an ad-hoc one."""


class TellProgress(Command):
    """A command that says how far a project has come of what was planned."""

    planned: Rate
    """Basis points of the whole."""
    actual: Rate
    cause: Text | None = None
    """부진사유; needed with LAGGING and SEVERE."""
    remedy: Text | None = None
    """대안; as above."""
    recovery_date: TypedDate | None = None
    """만회 시기; as above."""


class RecordReview(TellProgress):
    """Say how far a project has come of what was planned; again while the review is open: the last counts."""

    type: Literal["projects.record_review.v1"] = "projects.record_review.v1"
    roles: ClassVar = ACTORS

    project: Uuid
    quarter: Quarter | None = None
    """Of a quarterly review; the ad-hoc one is the subject."""


class ReviewRecorded(Event):
    """A review has its rating."""

    type: Literal["projects.review_recorded.v1"] = "projects.review_recorded.v1"

    planned: Rate
    actual: Rate
    rating: Rating = Field(strict=False)
    policy: Count
    """Version of the rating policy."""
    cause: Text | None
    remedy: Text | None
    recovery: Period | None


class AgreeRemedy(Command):
    """Agree to a remedy (대안): what is done, and who answers for it."""

    type: Literal["projects.agree_remedy.v1"] = "projects.agree_remedy.v1"
    roles: ClassVar = OFFICE

    remedy: Text
    answers_for_it: Name
    """Department or post, never a person's name."""


class RemedyAgreed(Event):
    """A review's remedy is agreed."""

    type: Literal["projects.remedy_agreed.v1"] = "projects.remedy_agreed.v1"

    remedy: Text
    answers_for_it: Name


class CloseReview(Command):
    """End a review; a lagging one has its remedy agreed first."""

    type: Literal["projects.close_review.v1"] = "projects.close_review.v1"
    roles: ClassVar = OFFICE

    note: Text | None = None


class ReviewClosed(Event):
    """A review is over, with its last rating."""

    type: Literal["projects.review_closed.v1"] = "projects.review_closed.v1"

    project: Uuid
    kind: ReviewKind = Field(strict=False)
    quarter: Quarter | None
    rating: Rating = Field(strict=False)
    note: Text | None
    lead: Code | None = None
    """The department that carries out the project; None of what was closed before it was told."""


class CorrectReview(TellProgress):
    """Put right what a closed review was rated by, with a reason; what rests on it follows (XS-04)."""

    type: Literal["projects.correct_review.v1"] = "projects.correct_review.v1"
    roles: ClassVar = OFFICE

    reason: Text


class ReviewCorrected(Event):
    """A closed review has another rating, by what was recorded just before."""

    type: Literal["projects.review_corrected.v1"] = "projects.review_corrected.v1"

    project: Uuid
    kind: ReviewKind = Field(strict=False)
    quarter: Quarter | None
    rating: Rating = Field(strict=False)
    reason: Text
    lead: Code


ReviewCommand = OpenReview | RecordReview | AgreeRemedy | CloseReview | CorrectReview
ReviewEvent = ReviewOpened | ReviewRecorded | RemedyAgreed | ReviewClosed | ReviewCorrected
