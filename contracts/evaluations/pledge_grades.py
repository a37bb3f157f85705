"""Contracts of a year's grade of the pledges: given by a body outside, and a self-estimate beside it (EVL-69)."""

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from contracts.decimals import Points
from contracts.evaluations.plans import Year
from contracts.evaluations.pledges import OFFICE
from contracts.messages import Command, Event
from contracts.values import Day, Name, Text


class ManifestoGrade(StrEnum):
    """SA is the best."""

    SA = "SA"
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    F = "F"


class RecordPledgeGrade(Command):
    """Enter the grade that a body gave in a year; another one with a reason."""

    type: Literal["evaluations.record_pledge_grade.v1"] = "evaluations.record_pledge_grade.v1"
    roles: ClassVar = OFFICE

    year: Year
    body: Name
    """Who gave it."""
    grade: ManifestoGrade = Field(strict=False)
    threshold: Points
    """The points from which that grade was given in that year."""
    points: Points | None = None
    """The city's, where the body tells them."""
    announced_on: Day
    reason: Text | None = None


class PledgeGradeRecorded(Event):
    """A body has graded the pledges."""

    type: Literal["evaluations.pledge_grade_recorded.v1"] = "evaluations.pledge_grade_recorded.v1"

    year: Year
    body: Name
    grade: ManifestoGrade = Field(strict=False)
    threshold: Points
    points: Points | None
    announced_on: Day
    reason: Text | None


class EstimatePledgeGrade(Command):
    """Enter what the city itself expects; it is never a body's grade."""

    type: Literal["evaluations.estimate_pledge_grade.v1"] = "evaluations.estimate_pledge_grade.v1"
    roles: ClassVar = OFFICE

    year: Year
    grade: ManifestoGrade = Field(strict=False)
    basis: Text


class PledgeGradeEstimated(Event):
    """The city expects a grade."""

    type: Literal["evaluations.pledge_grade_estimated.v1"] = "evaluations.pledge_grade_estimated.v1"

    year: Year
    grade: ManifestoGrade = Field(strict=False)
    basis: Text


PledgeGradeCommand = RecordPledgeGrade | EstimatePledgeGrade
PledgeGradeEvent = PledgeGradeRecorded | PledgeGradeEstimated
