"""Commands on people, the posts that they hold, and who acts for whom (ORG-06, ORG-12)."""

from typing import TypeVar
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.messages import Envelope
from contracts.registry import (
    AssignPerson,
    Delegate,
    EndAssignment,
    ErasePerson,
    HandOver,
    RegisterPerson,
    RegistryEvent,
    RevokeDelegation,
)
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.registry import assignment, delegation, department, person, team
from services.registry.handlers.streams import DELEGATIONS, DEPARTMENT, PERSON, POSTS, TEAM

DelegationT = TypeVar("DelegationT", bound=Delegate | RevokeDelegation)


async def register_person(
    envelope: Envelope[RegisterPerson], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Register a person (ORG-06)."""
    events = person.decide(envelope.body, await PERSON.load(loading, envelope.id), envelope.id)
    return PERSON.answer(loading, events, envelope.id)


async def erase_person(envelope: Envelope[ErasePerson], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Decide that a person's data are destroyed (PLT-07)."""
    subject = require_subject(envelope.subject)
    return PERSON.answer(loading, person.decide(envelope.body, await PERSON.load(loading, subject), subject), subject)


async def assign_person(envelope: Envelope[AssignPerson], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Give a person a post (ORG-06)."""
    command = envelope.body
    posts = await POSTS.load(loading, command.department)
    known = await _load_facts(envelope.id, command.person, command.department, command.team, loading)
    return POSTS.answer(loading, assignment.decide(command, posts, known), command.department, of=envelope.id)


async def hand_over(envelope: Envelope[HandOver], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Give a post to a successor; the result is the successor's assignment."""
    command, subject = envelope.body, require_subject(envelope.subject)
    posts = await POSTS.load(loading, command.department)
    held = assignment.find_assignment(posts, subject)
    known = await _load_facts(envelope.id, command.successor, held.department, held.team, loading)
    events = assignment.decide(command, posts, known, subject)
    return POSTS.answer(loading, events, command.department, of=envelope.id)


async def end_assignment(envelope: Envelope[EndAssignment], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Say until when a person holds a post."""
    command, subject = envelope.body, require_subject(envelope.subject)
    posts = await POSTS.load(loading, command.department)
    events = assignment.decide(command, posts, assignment.Facts(envelope.id), subject)
    return POSTS.answer(loading, events, command.department, of=subject)


async def delegate(envelope: Envelope[Delegate], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Let an account act for another (ORG-12)."""
    return await _decide_delegation(envelope, envelope.id, loading)


async def revoke_delegation(
    envelope: Envelope[RevokeDelegation], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """End a delegation (ORG-12)."""
    return await _decide_delegation(envelope, require_subject(envelope.subject), loading)


async def _decide_delegation(
    envelope: Envelope[DelegationT], subject: UUID, loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    state, today = await DELEGATIONS.load_alone(loading), find_seoul_day(envelope.effective_at)
    return DELEGATIONS.answer(loading, delegation.decide(envelope.body, state, subject, today), of=subject)


async def _load_facts(
    made: UUID, who: UUID, department_code: str | None, team_code: str | None, loading: Loading[RegistryEvent]
) -> assignment.Facts:
    return assignment.Facts(
        made,
        await PERSON.load(loading, who),
        await DEPARTMENT.load(loading, department_code) if department_code else department.UNREGISTERED,
        await TEAM.load(loading, team_code) if team_code else team.UNREGISTERED,
    )
