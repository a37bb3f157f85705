"""Contracts of the projects: their money, schedule, land and procedures; plans, bids, approvals and records."""

from typing import Annotated

from pydantic import Field

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
from contracts.projects.money import Amount, FundingLine, FundingLines, Source, Unit, Won

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
    RecordDiscrepancy | DecideDiscrepancy,
    Field(discriminator="type"),
]
ProjectsEvent = Annotated[
    DiscrepancyRecorded | DiscrepancyResolved,
    Field(discriminator="type"),
]
