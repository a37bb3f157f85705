"""Contracts of what the evaluations know of a project's quarterly reviews (심사분석; XS-04)."""

from typing import ClassVar, Literal

from contracts.directives.values import Quarter
from contracts.evaluations.scorecards import EventRef
from contracts.messages import Command, Event
from contracts.values import Code, Role, Uuid


class NoteReview(Command):
    """Take note of how a quarter's review of a project has ended, or was put right."""

    type: Literal["evaluations.note_review.v1"] = "evaluations.note_review.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    project: Uuid
    quarter: Quarter
    lead: Code
    """The department that carried the project out then."""
    is_lagging: bool
    evidence: EventRef


class ReviewNoted(Event):
    """A quarter's review of a project says so, from now on."""

    type: Literal["evaluations.review_noted.v1"] = "evaluations.review_noted.v1"

    project: Uuid
    quarter: Quarter
    lead: Code
    is_lagging: bool
    evidence: EventRef
