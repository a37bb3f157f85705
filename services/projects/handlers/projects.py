"""Commands on a project, its parts, and what is kept beside it: programmes, budgets, discrepancies."""

from functools import reduce
from typing import TypeVar
from uuid import UUID

from contracts.calendar import Calendar
from contracts.calendar.hours import find_seoul_day
from contracts.messages import Command, Envelope, Result
from contracts.projects import DecideDiscrepancy, ProjectsEvent, RecordDiscrepancy
from contracts.projects.budget import FixBudgetRound
from contracts.projects.funding import AdjustParts, DefineProgramme, DivideProject
from contracts.projects.projects import RegisterProject
from contracts.projects.slips import CheckSlip
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.projects import budget_rounds, discrepancy, programme, review
from services.projects.checks import Department
from services.projects.facts import find_teams, list_receivers
from services.projects.handlers.streams import (
    CALENDAR,
    DISCREPANCY,
    FLAGSHIPS,
    OFFICES,
    PARTNERS,
    PROGRAMME,
    PROJECT,
    REVIEW,
    ROUNDS,
    TEAMS,
    place,
)
from services.projects.project import decide, needs, parts, slips
from services.projects.project.decide import ProjectCommand
from services.projects.project.ground import Facts
from services.projects.project.parts import Written
from services.projects.project.state import NotRegistered, State, name_state

ActT = TypeVar("ActT", bound=ProjectCommand)
SubjectT = TypeVar("SubjectT", bound=Command)


async def act(envelope: Envelope[ActT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Do to one project whatever its command says."""
    command = envelope.body
    key = envelope.id if isinstance(command, RegisterProject) else require_subject(envelope.subject)
    state = await PROJECT.load(loading, key)
    events = decide.decide(command, state, await load_facts(envelope, key, state, loading))
    return await PROJECT.answer(loading, events, key)


async def check_slip(envelope: Envelope[CheckSlip], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Open a review of a flagship's milestone that has slipped, as its timer asks (domain.md 4.3, 10)."""
    key = envelope.body.project
    state = await PROJECT.load(loading, key)
    events = slips.check(envelope.body, state, await load_facts(envelope, key, state, loading))
    return await PROJECT.answer(loading, events, key)


async def divide(envelope: Envelope[DivideProject], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Divide a project into parts, all of it in one append (PRJ-13)."""
    key = require_subject(envelope.subject)
    state = await PROJECT.load(loading, key)
    children = {part.id: await PROJECT.load(loading, part.id) for part in envelope.body.parts}
    known = await load_facts(envelope, key, state, loading)
    return await _answer(loading, key, parts.divide(envelope.body, state, children, known))


async def adjust(envelope: Envelope[AdjustParts], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Change the totals of parts together, all or nothing."""
    key = require_subject(envelope.subject)
    state = await PROJECT.load(loading, key)
    named = () if isinstance(state, NotRegistered) else state.project.money.parts
    children = {part.project: await PROJECT.load(loading, part.project) for part in named}
    known = await load_facts(envelope, key, state, loading)
    return await _answer(loading, key, parts.adjust(envelope.body, state, children, known))


async def define_programme(
    envelope: Envelope[DefineProgramme], loading: Loading[ProjectsEvent]
) -> Decision[ProjectsEvent]:
    """Define a funding programme, or its next version (PRJ-14)."""
    code = envelope.body.code
    events = programme.decide(envelope.body, await PROGRAMME.load(loading, code))
    return await PROGRAMME.answer(loading, events, code)


async def fix_round(envelope: Envelope[FixBudgetRound], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Note that a budget of a year was fixed (PRJ-20)."""
    year, today = envelope.body.round.year, find_seoul_day(envelope.effective_at)
    events = budget_rounds.decide(envelope.body, await ROUNDS.load(loading, year), today)
    return await ROUNDS.answer(loading, events, year)


async def record_discrepancy(
    envelope: Envelope[RecordDiscrepancy], loading: Loading[ProjectsEvent]
) -> Decision[ProjectsEvent]:
    """Note a contradiction that no rule finds (PRJ-10)."""
    state = await DISCREPANCY.load(loading, envelope.id)
    return await DISCREPANCY.answer(loading, discrepancy.record(envelope.body, state, envelope.id), envelope.id)


async def decide_discrepancy(
    envelope: Envelope[DecideDiscrepancy], loading: Loading[ProjectsEvent]
) -> Decision[ProjectsEvent]:
    """Decide what a contradiction means (PRJ-10)."""
    key = require_subject(envelope.subject)
    events = discrepancy.decide(envelope.body, await DISCREPANCY.load(loading, key))
    return await DISCREPANCY.answer(loading, events, key)


async def load_facts(envelope: Envelope[SubjectT], key: UUID, state: State, loading: Loading[ProjectsEvent]) -> Facts:
    """Return what a decision rests on beside the project: only what its command needs is loaded."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    year, team, parent = needs.find_budget_year(command), needs.name_team(command), needs.find_parent(command)
    partners, programmes = needs.name_partners(command), needs.name_programmes(command)
    is_slip = needs.needs_flagships(command)
    listed = await FLAGSHIPS.load(loading, today.year) if is_slip else None
    joint = await PROJECT.load(loading, parent) if parent is not None else NotRegistered()
    return Facts(
        today,
        envelope.actor,
        key,
        envelope.id,
        calendar=Calendar(await CALENDAR.load(loading)) if is_slip else Calendar(),
        departments=await _load_departments(command, state, loading),
        teams=find_teams(await TEAMS.load(loading), (team,), today) if team is not None else {},
        partners={*partners} & (await PARTNERS.load(loading)).keys() if partners else frozenset(),
        programmes=await PROGRAMME.load_each(loading, programmes),
        rounds=await ROUNDS.load(loading, year) if year is not None else budget_rounds.Rounds(),
        is_flagship=listed is not None and listed.is_approved and key in listed.projects,
        open_reviews=await _load_open_reviews(command, state, loading),
        is_parent_known=not isinstance(joint, NotRegistered),
    )


async def _load_departments(command: Command, state: State, loading: Loading[ProjectsEvent]) -> dict[str, Department]:
    if needs.needs_all_departments(command):
        return dict(list_receivers(await OFFICES.load(loading)))
    codes = needs.name_departments(command, state)
    known = await OFFICES.load(loading) if codes else {}
    return {code: known[code].days for code in codes if code in known}


async def _load_open_reviews(command: Command, state: State, loading: Loading[ProjectsEvent]) -> frozenset[int]:
    key = needs.find_review(command, state)
    if key is None or not isinstance(await REVIEW.load(loading, key), review.Open):
        return frozenset()
    number = needs.find_milestone(command)
    return frozenset() if number is None else frozenset({number})


async def _answer(
    loading: Loading[ProjectsEvent], whole: UUID, written: tuple[Written, ...]
) -> Decision[ProjectsEvent]:
    """Return what is written of a whole and of its parts; the result tells each part's state."""
    placed: list[tuple[str, ProjectsEvent]] = []
    results: dict[UUID, Result] = {}
    for key, events in written:
        stream = PROJECT.name_stream(key)
        own = await place(loading, stream, events)
        made = (event for name, event in own if name == stream)
        state = reduce(PROJECT.fold.evolve, made, await PROJECT.load(loading, key))
        results[key] = Result(id=str(key), state=name_state(state))
        placed += own
    others = tuple(result for key, result in results.items() if key != whole)
    return Decision(PROJECT.name_stream(whole), results[whole].model_copy(update={"parts": others}), placed)
