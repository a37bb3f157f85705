"""Contracts of what the evaluations know of published surveys (EVL-10, XS-06)."""

from typing import ClassVar, Literal

from contracts.evaluations.scorecards import EventRef, Share
from contracts.messages import Command, Event
from contracts.values import Count, Day, Role, Uuid


class NoteSurveyScore(Command):
    """Take note of a survey's score, once for each version that is published."""

    type: Literal["evaluations.note_survey_score.v1"] = "evaluations.note_survey_score.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    survey: Uuid
    number: Count
    """Of the version."""
    score: Share
    published_on: Day
    evidence: EventRef


class SurveyScoreNoted(Event):
    """A survey has a score; each indicator that follows it takes it over."""

    type: Literal["evaluations.survey_score_noted.v1"] = "evaluations.survey_score_noted.v1"

    survey: Uuid
    number: Count
    score: Share
    published_on: Day
    evidence: EventRef
