"""Commands on service contracts, flagships and performance reviews (PRJ-31 to PRJ-33, PRJ-80 to PRJ-82)."""

from typing import TypeVar
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.errors import Rejected
from contracts.messages import Envelope
from contracts.projects import ProjectsEvent
from contracts.projects.flagships import FlagshipCommand, ListFlagships
from contracts.projects.reviews import OpenReview, RecordReview, ReviewCommand
from contracts.projects.service_contracts import ContractCommand, SignContract
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.projects import contract, flagships, review
from services.projects.handlers.streams import CONTRACT, FLAGSHIPS, PARTNERS, PROJECT, REVIEW
from services.projects.project.state import NotRegistered

ContractT = TypeVar("ContractT", bound=ContractCommand)
FlagshipsT = TypeVar("FlagshipsT", bound=FlagshipCommand)
ReviewT = TypeVar("ReviewT", bound=ReviewCommand)


async def act_on_contract(envelope: Envelope[ContractT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Do to a contract whatever its command says."""
    command = envelope.body
    key = envelope.id if isinstance(command, SignContract) else require_subject(envelope.subject)
    state = await CONTRACT.load(loading, key)
    project = None if isinstance(state, contract.NotSigned) else state.project
    partners: set[str] = set()
    former: UUID | None = None
    if isinstance(command, SignContract):
        project, former = command.project, command.follow_up_of
        partners = {share.partner for share in command.consortium}
    known = contract.Facts(
        find_seoul_day(envelope.effective_at),
        envelope.actor,
        key,
        envelope.id,
        await find_lead(project, loading),
        partners & (await PARTNERS.load(loading)).keys() if partners else frozenset(),
        former is None or not isinstance(await CONTRACT.load(loading, former), contract.NotSigned),
    )
    return await CONTRACT.answer(loading, contract.decide(command, state, known), key)


async def act_on_flagships(envelope: Envelope[FlagshipsT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """List a year's flagships, or approve the list (PRJ-80)."""
    command = envelope.body
    named = command.projects if isinstance(command, ListFlagships) else ()
    states = {key: await PROJECT.load(loading, key) for key in named}
    known = {key for key, state in states.items() if not isinstance(state, NotRegistered)}
    events = flagships.decide(command, await FLAGSHIPS.load(loading, command.year), known)
    return await FLAGSHIPS.answer(loading, events, command.year)


async def act_on_review(envelope: Envelope[ReviewT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Do to a review whatever its command says."""
    command = envelope.body
    key = find_review(envelope)
    state = await REVIEW.load(loading, key)
    project = None if isinstance(state, review.NotOpened) else state.project
    if isinstance(command, OpenReview | RecordReview):
        project = command.project
    quarter = command.quarter if isinstance(command, RecordReview) else None
    known = review.Facts(
        find_seoul_day(envelope.effective_at),
        envelope.actor,
        key,
        await find_lead(project, loading),
        quarter is not None and await is_flagship(project, int(quarter[:4]), loading),
    )
    return await REVIEW.answer(loading, review.decide(command, state, known), key)


def find_review(envelope: Envelope[ReviewT]) -> UUID:
    """Return which review a command is about. Raises: Rejected with NOT_FOUND for one that names none."""
    command = envelope.body
    if isinstance(command, RecordReview) and command.quarter is not None:
        quarterly = review.name_quarterly(command.project, command.quarter)
        if envelope.subject not in {None, quarterly}:
            raise Rejected("NOT_FOUND", "그 분기의 심사분석이 아닙니다. 주소나 quarter를 확인하세요.")
        return quarterly
    return envelope.id if isinstance(command, OpenReview) else require_subject(envelope.subject)


async def find_lead(project: UUID | None, loading: Loading[ProjectsEvent]) -> str | None:
    """Return the department that carries out a project; None where there is no such project."""
    state = await PROJECT.load(loading, project) if project is not None else NotRegistered()
    return None if isinstance(state, NotRegistered) else state.project.identity.lead


async def is_flagship(project: UUID | None, year: int, loading: Loading[ProjectsEvent]) -> bool:
    """Tell whether a project is one of a year's approved flagships."""
    listed = await FLAGSHIPS.load(loading, year)
    return listed.is_approved and project in listed.projects
