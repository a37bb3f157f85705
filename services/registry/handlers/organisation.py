"""Commands on departments, their counts, teams, electoral terms and partners (ORG-01 to ORG-05, ORG-07, ORG-11)."""

from typing import TypeVar

from contracts.messages import Envelope
from contracts.registry import (
    AddPartnerAlias,
    DeclareDepartmentCounts,
    EndDepartment,
    EndTeam,
    RegisterDepartment,
    RegisterPartner,
    RegisterTeam,
    RegisterTerm,
    RegistryEvent,
)
from infra.deciding import Decision
from infra.loading import Loading
from services.registry import department, department_counts, partner, team, term
from services.registry.handlers.streams import DEPARTMENT, DEPARTMENT_COUNTS, PARTNERS, TEAM, TERMS

PartnerT = TypeVar("PartnerT", bound=RegisterPartner | AddPartnerAlias)


async def register_department(
    envelope: Envelope[RegisterDepartment], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Register a department (ORG-01)."""
    command = envelope.body
    state = await DEPARTMENT.load(loading, command.code)
    parent = await DEPARTMENT.load(loading, command.parent) if command.parent else department.UNREGISTERED
    return DEPARTMENT.answer(loading, department.decide(command, state, parent), command.code)


async def end_department(envelope: Envelope[EndDepartment], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Say until when a department exists (ORG-01)."""
    command = envelope.body
    events = department.decide(command, await DEPARTMENT.load(loading, command.code))
    return DEPARTMENT.answer(loading, events, command.code)


async def declare_department_counts(
    envelope: Envelope[DeclareDepartmentCounts], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Declare how many departments there are (ORG-02, ORG-03)."""
    events = department_counts.decide(envelope.body, await DEPARTMENT_COUNTS.load(loading))
    return DEPARTMENT_COUNTS.answer(loading, events, of=envelope.body.valid_from.isoformat())


async def register_team(envelope: Envelope[RegisterTeam], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Register a team (ORG-05)."""
    command = envelope.body
    state, owner = await TEAM.load(loading, command.code), await DEPARTMENT.load(loading, command.department)
    return TEAM.answer(loading, team.decide(command, state, owner), command.code)


async def end_team(envelope: Envelope[EndTeam], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Say until when a team exists (ORG-05)."""
    command = envelope.body
    return TEAM.answer(loading, team.decide(command, await TEAM.load(loading, command.code)), command.code)


async def register_term(envelope: Envelope[RegisterTerm], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Register an electoral term (ORG-07)."""
    events = term.decide(envelope.body, await TERMS.load(loading))
    return TERMS.answer(loading, events, of=envelope.body.number)


async def name_partner(envelope: Envelope[PartnerT], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Register a partner, or another name of one (ORG-11)."""
    events = partner.decide(envelope.body, await PARTNERS.load_alone(loading))
    return PARTNERS.answer(loading, events, of=envelope.body.code)
