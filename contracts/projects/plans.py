"""Contracts of work plans (주요업무계획): adopted, published twice a year, with a budget sheet (PRJ-01 to 05)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.projects.claims import Claims
from contracts.projects.money import Amount, FundingLines, Won
from contracts.values import Code, Day, Name, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})

PlanYear = Annotated[int, Field(ge=1900, le=2199)]
TaskNumber = Annotated[int, Field(ge=1, le=200)]
"""Of a task of a plan, from 1, without holes."""
Sayings = Annotated[tuple[Text, ...], Field(max_length=50, strict=False)]
"""Each in its own words, in order."""


class PlanTask(Message):
    """One task of a plan: 개요, 기대효과; 그동안, 앞으로 come from the milestones of its projects (PRJ-01, 03)."""

    number: TaskNumber
    title: Name
    aliases: Annotated[tuple[Name, ...], Field(max_length=20, strict=False)] = ()
    """Other titles in the same document: 타운홀미팅 for 타운홀미팅 실시 (INC-05, INC-06)."""
    team: Code | None = None
    """That owns it (PRJ-05)."""
    overview: Text | None = None
    effects: Sayings = ()


Tasks = Annotated[tuple[PlanTask, ...], Field(min_length=1, max_length=200, strict=False)]


class AdoptWorkPlan(Command):
    """Adopt the plan of a year: what for, how, and its tasks (PRJ-01)."""

    type: Literal["projects.adopt_work_plan.v1"] = "projects.adopt_work_plan.v1"
    roles: ClassVar = OFFICE

    year: PlanYear
    term: Annotated[int, Field(ge=1, le=99)] | None = None
    """민선 기수."""
    goals: Sayings
    strategies: Sayings = ()
    tasks: Tasks


class WorkPlanAdopted(Event):
    """The plan of a year stands."""

    type: Literal["projects.work_plan_adopted.v1"] = "projects.work_plan_adopted.v1"

    year: PlanYear
    term: Annotated[int, Field(ge=1, le=99)] | None
    goals: Sayings
    strategies: Sayings
    tasks: Tasks


class CorrectTask(Command):
    """Correct a task of the plan; both versions stay in its history (PLT-02)."""

    type: Literal["projects.correct_task.v1"] = "projects.correct_task.v1"
    roles: ClassVar = OFFICE

    year: PlanYear
    task: PlanTask
    """Whole, as it shall be; its number says which."""
    reason: Text


class TaskCorrected(Event):
    """A task of the plan was corrected."""

    type: Literal["projects.task_corrected.v1"] = "projects.task_corrected.v1"

    year: PlanYear
    task: PlanTask
    reason: Text


class ReportKind(StrEnum):
    """주요업무 계획 보고, 추진상황 보고 (PRJ-02)."""

    PLAN = "PLAN"
    PROGRESS = "PROGRESS"


REPORT_MONTHS: Final = {ReportKind.PLAN: 1, ReportKind.PROGRESS: 7}
"""In which month each of a year's two reports is due; the source has lost the places of its marks (INC-34)."""


class PublishWorkPlan(Command):
    """Publish how the plan stands today, with all milestones of its tasks (PRJ-02)."""

    type: Literal["projects.publish_work_plan.v1"] = "projects.publish_work_plan.v1"
    roles: ClassVar = OFFICE

    year: PlanYear
    kind: ReportKind = Field(strict=False)
    reason: Text | None = None
    """Needed to publish the same kind again: REASON_REQUIRED tells so."""


class StandingMilestone(Message):
    """A milestone as it stood on the day of a report."""

    project: Uuid
    number: Annotated[int, Field(ge=1, le=1_000)]
    title: Name
    planned: Period
    expected: Period | None
    """The forecast, where there is one."""
    reached: Period | None


Milestones = Annotated[tuple[StandingMilestone, ...], Field(max_length=1_000, strict=False)]


class StandingProject(Message):
    """A project of a task as it stood on the day of a report: all that the public is told of it beside milestones."""

    project: Uuid
    name: Name
    lead: Code
    period: Period
    total: Amount | None
    """None while there is no funding plan."""
    sources: FundingLines
    """As planned, or as the programme's rates give them."""
    secured_won: Won
    executed_won: Won


class WorkPlanTaskPublished(Event):
    """How one task stood on the day of a report: each of its milestones is in exactly one of the two lists (PRJ-03)."""

    type: Literal["projects.work_plan_task_published.v1"] = "projects.work_plan_task_published.v1"

    year: PlanYear
    edition: Annotated[int, Field(ge=1, le=1_000_000)]
    task: PlanTask
    projects: Annotated[tuple[StandingProject, ...], Field(max_length=1_000, strict=False)]
    """Those of the task that were not given up."""
    done: Milestones
    """그동안 추진상황."""
    ahead: Milestones
    """앞으로 추진계획."""


class WorkPlanPublished(Event):
    """A report on the plan was published, after its tasks; it never changes."""

    type: Literal["projects.work_plan_published.v1"] = "projects.work_plan_published.v1"

    year: PlanYear
    edition: Annotated[int, Field(ge=1, le=1_000_000)]
    """Of the year, from 1."""
    kind: ReportKind = Field(strict=False)
    published_on: Day
    tasks: Annotated[int, Field(ge=1, le=200)]
    reason: Text | None


class SheetLine(Message):
    """One line of a budget sheet: `총사업비 | 당해 계 | 국비 도비 시비 기타 | 이후`."""

    name: Name
    project: Uuid | None = None
    total: Amount
    this_year: Amount | None = None
    """As it is stated; absent where the sheet leaves it open (`-`)."""
    sources: FundingLines = ()
    """Of this year."""
    earlier: Amount | None = None
    """기투자, where the sheet has it."""
    later: Amount | None = None


class SheetTotals(Message):
    """The sums that the sheet states."""

    total: Amount
    this_year: Amount | None = None
    sources: FundingLines = ()
    earlier: Amount | None = None
    later: Amount | None = None


class SetBudgetSheet(Command):
    """Enter the budget sheet (사업비 조서) of a plan with its stated sums (PRJ-04)."""

    type: Literal["projects.set_budget_sheet.v1"] = "projects.set_budget_sheet.v1"
    roles: ClassVar = OFFICE

    year: PlanYear
    lines: Annotated[tuple[SheetLine, ...], Field(min_length=1, max_length=500, strict=False)]
    stated: SheetTotals
    claims: Claims = ()


class BudgetSheetSet(Event):
    """A plan has a budget sheet."""

    type: Literal["projects.budget_sheet_set.v1"] = "projects.budget_sheet_set.v1"

    year: PlanYear
    lines: Annotated[tuple[SheetLine, ...], Field(min_length=1, max_length=500, strict=False)]
    stated: SheetTotals
    computed: SheetTotals
    """What the lines add up to."""


PlanCommand = AdoptWorkPlan | CorrectTask | PublishWorkPlan | SetBudgetSheet
PlanEvent = WorkPlanAdopted | TaskCorrected | WorkPlanTaskPublished | WorkPlanPublished | BudgetSheetSet
