"""Contracts of funding: by source, year and item; programmes with their rates; parts of a whole (PRJ-10 to 17)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event, Message
from contracts.projects.campaigns import CostLines
from contracts.projects.claims import Claims
from contracts.projects.money import Amount, FundingLines, Unit
from contracts.projects.projects import EDITORS, Aliases, ProjectKind, Year
from contracts.projects.rates import Rates
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Count, Day, Name, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})


class YearPlan(Message):
    """What is to come in one fiscal year, or later than those that are named (이후)."""

    year: Year | None = None
    """Absent: later."""
    amounts: FundingLines


YearPlans = Annotated[tuple[YearPlan, ...], Field(max_length=30, strict=False)]
"""Each year once."""


class SetFundingPlan(Command):
    """Set what a project costs and who pays: by source, by year, by item (PRJ-10, PRJ-21, PRJ-22)."""

    type: Literal["projects.set_funding_plan.v1"] = "projects.set_funding_plan.v1"
    roles: ClassVar = EDITORS

    total: Amount
    """총사업비."""
    sources: FundingLines = ()
    """Add up to the total; none where the source does not tell them."""
    years: YearPlans = ()
    """Add up to the total; none where the source does not tell them."""
    lines: CostLines = ()
    """Not more than the total: 토지매입비 4,450 of 19,500."""
    lines_are_whole: bool = False
    """Then they add up to the total."""
    claims: Claims = ()


class FundingPlanSet(Event):
    """A project's plan of funding stands, in place of the one before."""

    type: Literal["projects.funding_plan_set.v1"] = "projects.funding_plan_set.v1"

    total: Amount
    sources: FundingLines
    years: YearPlans
    lines: CostLines
    lines_are_whole: bool


class AssignProgramme(Command):
    """Say by which funding programme a project is paid: its rates split the total (PRJ-14)."""

    type: Literal["projects.assign_programme.v1"] = "projects.assign_programme.v1"
    roles: ClassVar = EDITORS

    programme: Code
    claims: Claims = ()


class FundingProgrammeAssigned(Event):
    """A programme pays for a project, so much from each source by its rates; again with each new plan."""

    type: Literal["projects.funding_programme_assigned.v1"] = "projects.funding_programme_assigned.v1"

    programme: Code
    version: Count
    rates: Rates
    unit: Unit = Field(strict=False)
    split: FundingLines
    """What the rates give of the total; the plan's own sources stand beside it."""


class PartDraft(Message):
    """A part of a project that is divided."""

    id: Uuid
    """Chosen by the sender; the part's own from now on."""
    name: Name
    aliases: Aliases = ()
    kind: ProjectKind | None = Field(default=None, strict=False)
    """Absent: that of the whole, or OTHER of a PROGRAMME."""
    lead: Code | None = None
    """Absent: that of the whole."""
    period: TypedDate | None = None
    """Absent: that of the whole."""
    total: Amount
    programme: Code | None = None
    sources: FundingLines = ()
    """Absent: what the programme's rates give."""
    summary: Text | None = None
    note: Text | None = None


class DivideProject(Command):
    """Divide a project into parts (세부사업) that add up to it (PRJ-13, AR-08)."""

    type: Literal["projects.divide_project.v1"] = "projects.divide_project.v1"
    roles: ClassVar = EDITORS

    parts: Annotated[tuple[PartDraft, ...], Field(min_length=1, max_length=100, strict=False)]
    claims: Claims = ()


class PartTotal(Message):
    """What a part costs."""

    project: Uuid
    name: Name
    total: Amount


PartTotals = Annotated[tuple[PartTotal, ...], Field(min_length=1, max_length=100, strict=False)]


class ProjectDivided(Event):
    """A project consists of parts; each stands in a stream of its own, written with this."""

    type: Literal["projects.project_divided.v1"] = "projects.project_divided.v1"

    parts: PartTotals


class PartChange(Message):
    """A part's new total."""

    project: Uuid
    total: Amount
    sources: FundingLines = ()
    """Absent: what its programme's rates give, where it has one."""


class AdjustParts(Command):
    """Change totals of parts, and of the whole where that changes too: all or nothing (PRJ-13)."""

    type: Literal["projects.adjust_parts.v1"] = "projects.adjust_parts.v1"
    roles: ClassVar = EDITORS

    parts: Annotated[tuple[PartChange, ...], Field(min_length=1, max_length=100, strict=False)]
    total: Amount | None = None
    """Of the whole; absent where it stays."""
    sources: FundingLines = ()
    """Of the whole, with `total`."""
    reason: Text
    claims: Claims = ()


class PartsAdjusted(Event):
    """The parts of a project cost this from now on."""

    type: Literal["projects.parts_adjusted.v1"] = "projects.parts_adjusted.v1"

    parts: PartTotals
    """All of them."""
    reason: Text


class DefineProgramme(Command):
    """Define a funding programme (균특, 순도비), or its rates from another day on (PRJ-14)."""

    type: Literal["projects.define_programme.v1"] = "projects.define_programme.v1"
    roles: ClassVar = OFFICE

    code: Code
    name: Name
    rates: Rates
    unit: Unit = Field(strict=False)
    """To which the parts are rounded."""
    valid_from: Day
    note: Text | None = None


class ProgrammeDefined(Event):
    """A funding programme has these rates from a day on."""

    type: Literal["projects.programme_defined.v1"] = "projects.programme_defined.v1"

    code: Code
    version: Count
    name: Name
    rates: Rates
    unit: Unit = Field(strict=False)
    valid_from: Day
    note: Text | None


FundingCommand = SetFundingPlan | AssignProgramme
PartsCommand = DivideProject | AdjustParts
FundingEvent = FundingPlanSet | FundingProgrammeAssigned | ProjectDivided | PartsAdjusted
