"""Contracts of promotion campaigns: phases that follow one another, and what each item costs (PRJ-22, PRJ-65)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.projects.claims import Claims
from contracts.projects.money import Amount
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Name, Role, Text, Uuid

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

PhaseNumber = Annotated[int, Field(ge=1, le=50)]
"""Of a phase, from 1, in the order in which they come."""


class PhaseDraft(Message):
    """A phase as it is planned: 영상제작, 2~3월."""

    name: Name
    period: TypedDate


class Phase(Message):
    """A phase of a campaign."""

    number: PhaseNumber
    name: Name
    period: Period


class CostLine(Message):
    """What one item costs: 광고비용 15백만원."""

    item: Name
    amount: Amount


CostLines = Annotated[tuple[CostLine, ...], Field(max_length=100, strict=False)]


class PlanCampaign(Command):
    """Plan a campaign; its phases follow one another without a gap, and its items add up to its total (PRJ-65)."""

    type: Literal["projects.plan_campaign.v1"] = "projects.plan_campaign.v1"
    roles: ClassVar = EDITORS

    project: Uuid | None = None
    name: Name
    phases: Annotated[tuple[PhaseDraft, ...], Field(min_length=1, max_length=50, strict=False)]
    lines: CostLines = ()
    total: Amount | None = None
    content: Text | None = None
    claims: Claims = ()


class CampaignPlanned(Event):
    """A campaign is planned."""

    type: Literal["projects.campaign_planned.v1"] = "projects.campaign_planned.v1"

    project: Uuid | None
    name: Name
    by: Code | None
    """The department that plans it; it and the coordinating office alone may change it."""
    phases: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=50, strict=False)]
    lines: CostLines
    total: Amount | None
    """Its lines' sum where none is stated; absent where there are no lines either."""
    content: Text | None


class ReachPhase(Command):
    """Record that a phase is done; each after the one before it."""

    type: Literal["projects.reach_phase.v1"] = "projects.reach_phase.v1"
    roles: ClassVar = EDITORS

    number: PhaseNumber
    on: TypedDate


class PhaseReached(Event):
    """A phase is done."""

    type: Literal["projects.phase_reached.v1"] = "projects.phase_reached.v1"

    number: PhaseNumber
    reached_on: Period


CampaignCommand = PlanCampaign | ReachPhase
CampaignEvent = CampaignPlanned | PhaseReached
