"""What the API tells of work plans: tasks, the budget sheet, the reports of a year, milestones of a day (PRJ-01)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from contracts.calendar.periods import Period, Precision
from contracts.projects import Amount
from contracts.projects.plans import REPORT_MONTHS
from gateway.answers.entries import Entry, Register, SourceAmount, Told, offer, tell_row
from gateway.answers.registers import Shown, When, labelled, show_period
from gateway.answers.schedule import split_milestones
from gateway.auth import Principal
from gateway.labels import Labelled, label
from gateway.labels.projects import REPORT_LABELS
from gateway.queries import work_plan, work_plan_edition
from gateway.views.project import Row as ProjectRow
from gateway.views.work_plan import Row
from gateway.views.work_plan_edition import Row as EditionRow

PATH: Final = "/v1/work-plans/{year}"
STREAM: Final = "plan-"


class Task(BaseModel):
    """One task of a plan."""

    number: int
    title: str
    aliases: list[str]
    team: str | None
    """That owns it (PRJ-05)."""
    overview: str | None
    """개요."""
    effects: list[str]
    """기대효과."""


class TaskCorrection(BaseModel):
    """A task as it was and as it is: both stay to be seen (PLT-02)."""

    before: Task | None
    after: Task
    reason: str
    by: str
    at: datetime


class PlanReport(BaseModel):
    """One of the two reports that a year has (PRJ-02)."""

    kind: Annotated[Labelled, labelled(REPORT_LABELS)]
    due: When
    """The month."""
    state: Labelled
    edition: int | None
    """The last one that was published."""
    published_on: date | None


class WorkPlan(Entry):
    """The plan of a year."""

    year: int
    term: int | None
    goals: list[str]
    strategies: list[str]
    tasks: list[Task]
    corrections: list[TaskCorrection]
    editions: int
    """Reports that were published."""
    reports: list[PlanReport] = Field(default_factory=list)
    """The reports of the year; of one plan only, not in lists."""
    version: int


class StandingMilestone(BaseModel):
    """A milestone of a task as it stood on a day."""

    project: str
    number: int
    title: str
    planned: Told
    expected: Told | None
    reached: Told | None


class StandingProject(BaseModel):
    """A project of a task as it stood when it was published."""

    project: str
    name: str
    lead: str
    period: Told
    total: Amount | None
    sources: list[SourceAmount]
    secured_won: int
    executed_won: int


class StandingTask(BaseModel):
    """A task with every milestone of its projects in exactly one of two lists (PRJ-03)."""

    task: Task
    done: list[StandingMilestone]
    """그동안 추진상황."""
    ahead: list[StandingMilestone]
    """앞으로 추진계획."""


class PublishedTask(StandingTask):
    """A task as it was published, with its projects."""

    projects: list[StandingProject]


class Edition(Shown):
    """A report that was published; it never changes."""

    year: int
    edition: int
    kind: Annotated[Labelled, labelled(REPORT_LABELS)]
    published_on: date
    reason: str | None


class WholeEdition(Edition):
    """A report with all that it tells."""

    tasks: list[PublishedTask]


class SheetLine(BaseModel):
    """One line of a budget sheet."""

    name: str
    project: str | None
    total: Amount
    this_year: Amount | None
    """None where the sheet leaves it open."""
    sources: list[SourceAmount]
    earlier: Amount | None
    later: Amount | None


class SheetTotals(BaseModel):
    """Sums of a budget sheet."""

    total: Amount
    this_year: Amount | None
    sources: list[SourceAmount]
    earlier: Amount | None
    later: Amount | None


class BudgetSheet(BaseModel):
    """The budget sheet (사업비 조서) of a plan."""

    year: int
    lines: list[SheetLine]
    stated: SheetTotals
    computed: SheetTotals
    """What the lines add up to; where that differs, a discrepancy stands in the register (INC-23)."""
    version: int


class Progress(BaseModel):
    """How the tasks of a plan stand on a day."""

    year: int
    day: date
    tasks: list[StandingTask]


def show_plan(row: Row, principal: Principal, past: bool, editions: Sequence[EditionRow] | None = None) -> WorkPlan:
    """Return a plan as the asker sees it, with the reports of the year where they were looked up."""
    acts = ("correct", "publish", "budget-sheet")
    reports = [] if editions is None else list_reports(row.year, editions)
    return tell_row(WorkPlan, row, reports=reports, allowed=offer(PATH, acts, principal, is_own=not past))


def list_reports(year: int, editions: Sequence[EditionRow]) -> list[PlanReport]:
    """Return the two reports of a year, each with its last edition (PRJ-02)."""
    told = []
    for kind, month in REPORT_MONTHS.items():
        last = next((each for each in reversed(editions) if each.kind == kind), None)
        due = Period(value=f"{year}-{month:02}", precision=Precision.MONTH)
        state = Labelled(code="PUBLISHED", label="발행") if last else Labelled(code="DUE", label="미발행")
        told.append(
            PlanReport(
                kind=label(kind, REPORT_LABELS),
                due=show_period(due.model_dump(mode="json")),
                state=state,
                edition=last.edition if last else None,
                published_on=last.published_on if last else None,
            )
        )
    return told


def show_edition(row: EditionRow, _: Principal, _past: bool) -> Edition:
    """Return a report without its tasks."""
    return tell_row(Edition, row)


def show_sheet(row: Row, sheet: Mapping[str, Any]) -> BudgetSheet:
    """Return a plan's budget sheet (PRJ-04)."""
    return BudgetSheet.model_validate({"year": row.year, "version": row.version, **sheet})


def show_progress(row: Row, projects: Sequence[ProjectRow], day: date) -> Progress:
    """Return each task with the milestones of its projects split at a day (PRJ-03)."""
    return Progress(year=row.year, day=day, tasks=[_stand(task, projects, day) for task in row.tasks])


def _stand(task: Mapping[str, Any], projects: Sequence[ProjectRow], day: date) -> StandingTask:
    done, ahead = [], []
    for each in projects:
        if each.task_number == task["number"] and each.phase != "CANCELLED":
            behind, before = split_milestones(each.milestones, day)
            done += [_tell(each.project, told) for told in behind]
            ahead += [_tell(each.project, told) for told in before]
    return StandingTask(task=Task.model_validate(task), done=done, ahead=ahead)


def _tell(project: str, told: Mapping[str, Any]) -> StandingMilestone:
    return StandingMilestone(
        project=project,
        number=told["number"],
        title=told["title"],
        planned=told["planned"],
        expected=told["forecast"],
        reached=told["reached"],
    )


PLANS: Final = Register(work_plan.VIEW, STREAM, work_plan.ORDER, WorkPlan, show_plan, is_falling=True)
EDITIONS: Final = Register(work_plan_edition.VIEW, STREAM, work_plan_edition.ORDER, Edition, show_edition)
