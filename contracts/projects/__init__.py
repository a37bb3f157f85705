"""Contracts of the projects: their money, schedule, land and procedures; plans, bids, approvals and records."""

from typing import Annotated

from pydantic import Field

from contracts.projects.approvals import ApplicationCommand, ApprovalEvent, OpenApproval, StepCommand
from contracts.projects.attraction import CountCommand, CountEvent, TargetCommand, TargetEvent
from contracts.projects.bids import AnnounceCall, BidCommand, BidEvent, CallAnnounced
from contracts.projects.budget import BudgetCommand, BudgetEvent, BudgetRoundFixed, FixBudgetRound
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
from contracts.projects.corrections import CorrectEntry, EntryCorrected
from contracts.projects.exchanges import ExchangeRecorded, PostingCommand, PostingEvent, RecordExchange
from contracts.projects.facts import FactCommand, FactEvent
from contracts.projects.flagships import FlagshipCommand, FlagshipEvent
from contracts.projects.funding import DefineProgramme, FundingCommand, FundingEvent, PartsCommand, ProgrammeDefined
from contracts.projects.groups import GroupCommand, GroupEvent
from contracts.projects.matters import MatterCommand, MatterEvent
from contracts.projects.milestones import MilestoneCommand, MilestoneEvent
from contracts.projects.money import Amount, FundingLine, FundingLines, Source, Unit, Won
from contracts.projects.parcels import LandCommand, LandEvent
from contracts.projects.plans import PlanCommand, PlanEvent
from contracts.projects.procedures import ProcedureCommand, ProcedureEvent
from contracts.projects.projects import LifeCommand, LifeEvent
from contracts.projects.real_names import DisclosureCommand, DisclosureEvent, RealNameCommand, RealNameEvent
from contracts.projects.reviews import ReviewCommand, ReviewEvent
from contracts.projects.service_contracts import ContractCommand, ContractEvent
from contracts.projects.slips import CheckSlip, SlipEvent

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
    | LifeCommand
    | FundingCommand
    | PartsCommand
    | BudgetCommand
    | MilestoneCommand
    | CheckSlip
    | ProcedureCommand
    | LandCommand
    | MatterCommand
    | DefineProgramme
    | FixBudgetRound
    | ContractCommand
    | FlagshipCommand
    | ReviewCommand
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
    | CorrectEntry
    | RealNameCommand
    | DisclosureCommand
    | FactCommand,
    Field(discriminator="type"),
]
ProjectsEvent = Annotated[
    DiscrepancyRecorded
    | DiscrepancyResolved
    | LifeEvent
    | FundingEvent
    | BudgetEvent
    | MilestoneEvent
    | SlipEvent
    | ProcedureEvent
    | LandEvent
    | MatterEvent
    | ProgrammeDefined
    | BudgetRoundFixed
    | ContractEvent
    | FlagshipEvent
    | ReviewEvent
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
    | EntryCorrected
    | RealNameEvent
    | DisclosureEvent
    | FactEvent,
    Field(discriminator="type"),
]
