"""Contracts of the projects: their money, schedule, land and procedures; plans, bids, approvals and records."""

from typing import Annotated

from pydantic import Field

from contracts.projects.approvals import ApplicationCommand, ApprovalEvent, OpenApproval, StepCommand
from contracts.projects.attraction import CountCommand, CountEvent, TargetCommand, TargetEvent
from contracts.projects.bids import AnnounceCall, BidCommand, BidEvent, CallAnnounced
from contracts.projects.campaigns import CampaignCommand, CampaignEvent
from contracts.projects.claims import (
    About,
    AboutKind,
    Claim,
    Claims,
    DecideDiscrepancy,
    Decision,
    DiscrepancyRecorded,
    DiscrepancyResolved,
    RecordDiscrepancy,
    RuleCode,
)
from contracts.projects.cooperation import CooperationCommand, CooperationEvent
from contracts.projects.exchanges import ExchangeRecorded, PostingCommand, PostingEvent, RecordExchange
from contracts.projects.groups import GroupCommand, GroupEvent
from contracts.projects.money import Amount, FundingLine, FundingLines, Source, Unit, Won
from contracts.projects.plans import PlanCommand, PlanEvent
from contracts.projects.real_names import DisclosureCommand, DisclosureEvent, RealNameCommand, RealNameEvent

__all__ = [
    "About",
    "AboutKind",
    "Amount",
    "Claim",
    "Claims",
    "DecideDiscrepancy",
    "Decision",
    "DiscrepancyRecorded",
    "DiscrepancyResolved",
    "FundingLine",
    "FundingLines",
    "ProjectsCommand",
    "ProjectsEvent",
    "RecordDiscrepancy",
    "RuleCode",
    "Source",
    "Unit",
    "Won",
]

ProjectsCommand = Annotated[
    RecordDiscrepancy
    | DecideDiscrepancy
    | PlanCommand
    | AnnounceCall
    | BidCommand
    | GroupCommand
    | RecordExchange
    | PostingCommand
    | OpenApproval
    | ApplicationCommand
    | StepCommand
    | CooperationCommand
    | TargetCommand
    | CountCommand
    | CampaignCommand
    | RealNameCommand
    | DisclosureCommand,
    Field(discriminator="type"),
]
ProjectsEvent = Annotated[
    DiscrepancyRecorded
    | DiscrepancyResolved
    | PlanEvent
    | CallAnnounced
    | BidEvent
    | GroupEvent
    | ExchangeRecorded
    | PostingEvent
    | ApprovalEvent
    | CooperationEvent
    | TargetEvent
    | CountEvent
    | CampaignEvent
    | RealNameEvent
    | DisclosureEvent,
    Field(discriminator="type"),
]
