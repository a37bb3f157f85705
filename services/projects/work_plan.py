"""Work plan of a year (주요업무계획): adopted, corrected, published with its milestones of the day (PRJ-01 to 05)."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.plans import (
    AdoptWorkPlan,
    BudgetSheetSet,
    CorrectTask,
    PlanCommand,
    PlanTask,
    PublishWorkPlan,
    ReportKind,
    SetBudgetSheet,
    StandingMilestone,
    StandingProject,
    TaskCorrected,
    WorkPlanAdopted,
    WorkPlanPublished,
    WorkPlanTaskPublished,
)
from contracts.projects.schedule import Planned, split_at
from services.projects.budget_sheet import add_lines_of_sheet, find_sheet_breaches
from services.projects.checks import refuse_registered, refuse_unknown
from services.projects.claims import Subject, settle


@dataclass(frozen=True, slots=True)
class NotAdopted:
    """The year has no plan."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """The year has a plan."""

    tasks: Mapping[int, PlanTask]
    editions: int = 0
    """Reports that were published of it."""
    kinds: frozenset[ReportKind] = frozenset()
    """Of those reports."""


State = NotAdopted | Adopted


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a project, and its title."""

    title: str
    plan: Planned


@dataclass(frozen=True, slots=True)
class Work:
    """A project of a task, with its milestones; those that were dropped are not among them."""

    standing: StandingProject
    milestones: Sequence[Milestone]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the plan."""

    today: date
    actor: Actor
    subject: Subject
    """The plan and the command, from which discrepancies have their ids."""
    teams: Mapping[str, str] = field(default_factory=dict)
    """By code of a team that exists on the day: its department's."""
    works: Mapping[int, Sequence[Work]] = field(default_factory=dict)
    """For a report: the projects of each task."""


def decide(command: PlanCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a plan leads to; a report is one event for each task, and then its head.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, BAD_SHAPE, UNKNOWN_TEAM, REASON_REQUIRED, CLAIM_NOT_NEEDED,
    BUDGET_SHEET_MISMATCH, NOT_PERMITTED.
    """
    if isinstance(state, NotAdopted):
        if isinstance(command, AdoptWorkPlan):
            return (_adopt(command, facts),)
        raise refuse_unknown("그 해의 주요업무계획이", "계획을 먼저 등록하세요.")
    match command:
        case AdoptWorkPlan():
            raise refuse_registered("주요업무계획")
        case CorrectTask():
            return _correct(command, state, facts)
        case PublishWorkPlan():
            return tuple(_publish(command, state, facts))
        case SetBudgetSheet():
            return _set_sheet(command, facts)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the plan after an event."""
    match event, state:
        case WorkPlanAdopted(), _:
            return Adopted({each.number: each for each in event.tasks})
        case TaskCorrected(), Adopted():
            return replace(state, tasks={**state.tasks, event.task.number: event.task})
        case WorkPlanPublished(), Adopted():
            return replace(state, editions=event.edition, kinds=state.kinds | {event.kind})
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotAdopted():
            return "NONE"
        case Adopted():
            return "PUBLISHED" if state.editions else "ADOPTED"


def find_task(state: State, title: str) -> int | None:
    """Return the number of the task that has a title or an alias, whatever its spaces and capitals (INC-05, INC-06)."""
    if isinstance(state, NotAdopted):
        return None
    return _index(state.tasks.values()).get(_simplify(title))


def _adopt(command: AdoptWorkPlan, facts: Facts) -> WorkPlanAdopted:
    if [each.number for each in command.tasks] != list(range(1, len(command.tasks) + 1)):
        raise Rejected("BAD_SHAPE", "과제의 번호는 1부터 차례로 적습니다. 번호를 확인하세요.")
    _check_titles(command.tasks)
    _check_teams(command.tasks, facts)
    return WorkPlanAdopted(
        year=command.year,
        term=command.term,
        goals=command.goals,
        strategies=command.strategies,
        tasks=command.tasks,
    )


def _correct(command: CorrectTask, state: Adopted, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Nothing where the task is so already."""
    known = state.tasks.get(command.task.number)
    if known is None:
        raise refuse_unknown("그런 과제가", "번호를 확인하세요.")
    if known == command.task:
        return ()
    _check_titles({**state.tasks, known.number: command.task}.values())
    _check_teams((command.task,), facts)
    return (TaskCorrected(year=command.year, task=command.task, reason=command.reason),)


def _publish(command: PublishWorkPlan, state: Adopted, facts: Facts) -> Iterator[ProjectsEvent]:
    """Each task with every milestone of its projects in one of two lists, as of today (PRJ-02, PRJ-03)."""
    if command.kind in state.kinds and command.reason is None:
        raise Rejected("REASON_REQUIRED", "그 해에 이미 발행한 보고입니다. 다시 발행하는 사유를 적으세요.")
    edition = state.editions + 1
    for number in sorted(state.tasks):
        works = facts.works.get(number, ())
        yield WorkPlanTaskPublished(
            year=command.year,
            edition=edition,
            task=state.tasks[number],
            projects=tuple(work.standing for work in works),
            done=tuple(each for work in works for each in _list_milestones(work, facts.today, is_done=True)),
            ahead=tuple(each for work in works for each in _list_milestones(work, facts.today, is_done=False)),
        )
    yield WorkPlanPublished(
        year=command.year,
        edition=edition,
        kind=command.kind,
        published_on=facts.today,
        tasks=len(state.tasks),
        reason=command.reason,
    )


def _list_milestones(work: Work, day: date, *, is_done: bool) -> Iterator[StandingMilestone]:
    titles = {each.plan.number: each.title for each in work.milestones}
    split = split_at((each.plan for each in work.milestones), day)
    for each in split.behind if is_done else split.ahead:
        yield StandingMilestone(
            project=work.standing.project,
            number=each.number,
            title=titles[each.number],
            planned=each.planned,
            expected=each.forecast,
            reached=each.reached,
        )


def _set_sheet(command: SetBudgetSheet, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """The sheet as it is stated, beside what its lines add up to, and the differences that were claimed (PRJ-04)."""
    computed = add_lines_of_sheet(command.lines)
    breaches = find_sheet_breaches(command.lines, command.stated, computed)
    recorded = settle(breaches, command.claims, facts.actor, facts.subject)
    made = BudgetSheetSet(year=command.year, lines=command.lines, stated=command.stated, computed=computed)
    return (made, *recorded)


def _check_titles(tasks: Iterable[PlanTask]) -> None:
    """A title or alias names one task. Raises: Rejected with BAD_SHAPE."""
    named: set[str] = set()
    for each in tasks:
        own = {_simplify(title) for title in (each.title, *each.aliases)}
        if named & own or len(own) < 1 + len(each.aliases):
            raise Rejected("BAD_SHAPE", f"같은 과제 이름을 두 번 적었습니다: {each.title}. 하나만 적으세요.")
        named |= own


def _check_teams(tasks: Iterable[PlanTask], facts: Facts) -> None:
    """Each task's team exists today (PRJ-05). Raises: Rejected with UNKNOWN_TEAM."""
    for each in tasks:
        if each.team is not None and each.team not in facts.teams:
            message = f"{facts.today}에 없는 팀입니다: {each.team}. 조직 화면에서 확인하세요."
            raise Rejected("UNKNOWN_TEAM", message, {"code": each.team})


def _index(tasks: Iterable[PlanTask]) -> dict[str, int]:
    return {_simplify(title): each.number for each in tasks for title in (each.title, *each.aliases)}


def _simplify(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).split()).casefold()
