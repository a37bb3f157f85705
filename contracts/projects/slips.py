"""Contracts of slips that nobody forecast: a milestone's planned end passes, and its timer asks (domain.md 4.3, 10)."""

from typing import ClassVar, Literal

from contracts.messages import Command, Event
from contracts.projects.milestones import MilestoneNumber
from contracts.values import Count, Day, Role, Uuid


class CheckSlip(Command):
    """Look whether a milestone has slipped so far that it is reviewed; the projects' own timers ask."""

    type: Literal["projects.check_slip.v1"] = "projects.check_slip.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    project: Uuid
    number: MilestoneNumber
    day: Day
    """For which the timer was set."""


class MilestoneSlipped(Event):
    """A flagship's milestone is this much later than planned, and a review of it is open."""

    type: Literal["projects.milestone_slipped.v1"] = "projects.milestone_slipped.v1"

    number: MilestoneNumber
    slip_days: Count
    slip_business_days: Count
    review: Uuid
    """The ad-hoc review, written with this."""


class SlipWatched(Event):
    """Holidays lie between: not yet, but on this day, a milestone has slipped so far that it is reviewed."""

    type: Literal["projects.slip_watched.v1"] = "projects.slip_watched.v1"

    number: MilestoneNumber
    again_on: Day


SlipEvent = MilestoneSlipped | SlipWatched
