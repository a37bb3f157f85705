"""Commands on work plans, policy real names and citizens' requests for them (PRJ-01 to PRJ-05, PRJ-83 to PRJ-85)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.messages import Envelope
from contracts.projects import AboutKind, ProjectsEvent
from contracts.projects import real_names as names
from contracts.projects.plans import PlanCommand, PublishWorkPlan, StandingProject
from contracts.projects.schedule import Planned
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.projects import contract, disclosure, needs, real_name, work_plan
from services.projects.claims import Subject
from services.projects.facts import find_teams
from services.projects.handlers.streams import (
    CONTRACT,
    DISCLOSURE,
    OFFICES,
    PLAN,
    PROJECT,
    REAL_NAME,
    TEAMS,
)
from services.projects.index import ACCEPTED, CONTRACTS, TASKS, read_pair, read_task
from services.projects.project.state import NotRegistered, Phase, Project
from services.projects.work_plan import Milestone, Work

DisclosureT = TypeVar("DisclosureT", bound=names.DisclosureCommand)
PlanT = TypeVar("PlanT", bound=PlanCommand)
RealNameT = TypeVar("RealNameT", bound=names.RealNameCommand)


async def act_on_plan(envelope: Envelope[PlanT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Do to the work plan of a year whatever a command says."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    state = await PLAN.load(loading, command.year)
    codes = needs.name_teams(command)
    known = work_plan.Facts(
        today,
        envelope.actor,
        Subject(AboutKind.PLAN, str(command.year), envelope.id),
        find_teams(await TEAMS.load(loading), codes, today) if codes else {},
        await load_works(command.year, loading) if isinstance(command, PublishWorkPlan) else {},
    )
    return await PLAN.answer(loading, work_plan.decide(command, state, known), command.year)


async def load_works(year: int, loading: Loading[ProjectsEvent]) -> Mapping[int, Sequence[Work]]:
    """Return by task of a year its projects that were not given up; what is registered meanwhile comes later."""
    tasks = [task for key in await loading.find_keys(TASKS, str(year)) if (task := read_task(key)).year == year]
    works: defaultdict[int, list[Work]] = defaultdict(list)
    for task in sorted(tasks, key=lambda each: (each.number, each.project)):
        state = await PROJECT.load(loading, task.project)
        if isinstance(state, NotRegistered) or state.phase is Phase.CANCELLED:
            continue
        milestones = [
            Milestone(each.title, Planned(each.number, each.planned, each.forecast, each.reached))
            for each in state.project.schedule.milestones.values()
            if not each.is_dropped
        ]
        works[task.number].append(Work(_tell_project(task.project, state.project), milestones))
    return works


def _tell_project(key: UUID, project: Project) -> StandingProject:
    """Return what a report tells of a project beside its milestones."""
    identity, money = project.identity, project.money
    return StandingProject(
        project=key,
        name=identity.name,
        lead=identity.lead,
        period=identity.period,
        total=money.plan.total if money.plan is not None else None,
        sources=money.sources,
        secured_won=money.secured,
        executed_won=money.executed,
    )


async def act_on_real_name(envelope: Envelope[RealNameT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Do to a policy real name whatever a command says."""
    command = envelope.body
    is_new = isinstance(command, names.DesignateRealName)
    key = envelope.id if is_new else require_subject(envelope.subject)
    state = await REAL_NAME.load(loading, key)
    codes = needs.name_departments(command)
    known = await OFFICES.load(loading) if codes else {}
    ground = real_name.Facts(
        find_seoul_day(envelope.effective_at),
        envelope.actor,
        envelope.id,
        {code: known[code].days for code in codes if code in known},
        await weigh(command, loading) if isinstance(command, names.DesignateRealName) else None,
    )
    return await REAL_NAME.answer(loading, real_name.decide(command, state, ground), key)


async def weigh(command: names.DesignateRealName, loading: Loading[ProjectsEvent]) -> names.Subject | None:
    """Return what a project is to the criteria of PRJ-84, and what is stated of it; None without such a project."""
    project = command.project
    state = await PROJECT.load(loading, project)
    if isinstance(state, NotRegistered):
        return None
    plan = state.project.money.plan
    signed = [await CONTRACT.load(loading, key) for key in await _find_of(project, CONTRACTS, loading)]
    asked = [await DISCLOSURE.load(loading, key) for key in await _find_of(project, ACCEPTED, loading)]
    amounts = (each.amount for each in signed if not isinstance(each, contract.NotSigned))
    return names.Subject(
        total_won=plan.total.won if plan is not None else None,
        contract_won=max((amount.won for amount in amounts if amount is not None), default=None),
        ordinance=command.ordinance,
        pledge=command.pledge,
        is_requested=any(isinstance(each, disclosure.Decided) and each.is_accepted for each in asked),
    )


async def act_on_disclosure(
    envelope: Envelope[DisclosureT], loading: Loading[ProjectsEvent]
) -> Decision[ProjectsEvent]:
    """Do to a citizen's request whatever a command says."""
    command = envelope.body
    is_new = isinstance(command, names.RequestDisclosure)
    key = envelope.id if is_new else require_subject(envelope.subject)
    state = await DISCLOSURE.load(loading, key)
    named = None if isinstance(command, names.PublishDecision) else command.project
    project = await PROJECT.load(loading, named) if named is not None else NotRegistered()
    has_project = not isinstance(project, NotRegistered)
    today = find_seoul_day(envelope.effective_at)
    events = disclosure.decide(command, state, disclosure.Facts(today, envelope.id, has_project))
    return await DISCLOSURE.answer(loading, events, key)


async def _find_of(project: UUID, lookup: str, loading: Loading[ProjectsEvent]) -> Sequence[UUID]:
    """Return what a lookup holds of a project, the same order each time."""
    pairs = map(read_pair, await loading.find_keys(lookup, str(project)))
    return sorted(other for each, other in pairs if each == project)
