"""Contracts of milestones: planned in order, forecast, reached with evidence, dropped (PRJ-30, PRJ-43)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.projects.claims import Claims
from contracts.projects.projects import EDITORS
from contracts.registry.meetings import TypedDate
from contracts.values import Count, Name, Sha256, Storable, Text, Uuid

MilestoneNumber = Annotated[int, Field(ge=1, le=1_000)]
"""Gives the order in which they are to be reached."""


Link = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=2_000), Storable]
"""An address that a page may lead to."""


class Evidence(Message):
    """A file of the store or the address of a document."""

    name: Name
    file: Sha256 | None = None
    link: Link | None = None


EvidenceList = Annotated[tuple[Evidence, ...], Field(max_length=20, strict=False)]


class PlanMilestone(Command):
    """Plan a milestone; the dates of the numbers do not go back (PRJ-30)."""

    type: Literal["projects.plan_milestone.v1"] = "projects.plan_milestone.v1"
    roles: ClassVar = EDITORS

    number: MilestoneNumber
    title: Name
    planned: TypedDate
    evidence_required: bool = False
    claims: Claims = ()


class MilestonePlanned(Event):
    """A milestone is planned."""

    type: Literal["projects.milestone_planned.v1"] = "projects.milestone_planned.v1"

    number: MilestoneNumber
    title: Name
    planned: Period
    evidence_required: bool
    is_out_of_order: bool
    """Its date was claimed against the order of the numbers (INC-01): no other is held against it."""


class ReplanMilestone(Command):
    """Plan a milestone anew; its slip is counted from the new plan."""

    type: Literal["projects.replan_milestone.v1"] = "projects.replan_milestone.v1"
    roles: ClassVar = EDITORS

    number: MilestoneNumber
    planned: TypedDate
    reason: Text
    claims: Claims = ()


class MilestoneReplanned(Event):
    """A milestone has another planned date."""

    type: Literal["projects.milestone_replanned.v1"] = "projects.milestone_replanned.v1"

    number: MilestoneNumber
    planned: Period
    is_out_of_order: bool
    reason: Text


class ForecastMilestone(Command):
    """Say when a milestone will be reached, as it looks now (PRJ-43)."""

    type: Literal["projects.forecast_milestone.v1"] = "projects.forecast_milestone.v1"
    roles: ClassVar = EDITORS

    number: MilestoneNumber
    forecast: TypedDate
    reason: Text


class MilestoneForecast(Event):
    """A milestone is expected at another time, this much later than planned."""

    type: Literal["projects.milestone_forecast.v1"] = "projects.milestone_forecast.v1"

    number: MilestoneNumber
    forecast: Period
    slip_days: Count
    slip_business_days: Count
    review: Uuid | None
    """The ad-hoc review that the slip opened, written with this (domain.md 4.3, 10)."""
    reason: Text


class ReachMilestone(Command):
    """Record that a milestone was reached; those before it are, or were dropped."""

    type: Literal["projects.reach_milestone.v1"] = "projects.reach_milestone.v1"
    roles: ClassVar = EDITORS

    number: MilestoneNumber
    on: TypedDate
    evidence: EvidenceList = ()
    note: Text | None = None
    claims: Claims = ()


class MilestoneReached(Event):
    """A milestone was reached."""

    type: Literal["projects.milestone_reached.v1"] = "projects.milestone_reached.v1"

    number: MilestoneNumber
    on: Period
    evidence: EvidenceList
    note: Text | None


class DropMilestone(Command):
    """Give a milestone up; what follows it no longer waits for it."""

    type: Literal["projects.drop_milestone.v1"] = "projects.drop_milestone.v1"
    roles: ClassVar = EDITORS

    number: MilestoneNumber
    reason: Text


class MilestoneDropped(Event):
    """A milestone was given up."""

    type: Literal["projects.milestone_dropped.v1"] = "projects.milestone_dropped.v1"

    number: MilestoneNumber
    reason: Text


MilestoneCommand = PlanMilestone | ReplanMilestone | ForecastMilestone | ReachMilestone | DropMilestone
MilestoneEvent = MilestonePlanned | MilestoneReplanned | MilestoneForecast | MilestoneReached | MilestoneDropped
