"""Commands on citizen auditors and what they propose (ENG-62)."""

from typing import TypeVar

from contracts.calendar import Calendar
from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.auditors import ConstituteAuditors, EscalateAuditProposal, ProposeToAudit
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import audit_proposal, auditors
from services.engagement.handlers.streams import AUDIT_PROPOSAL, AUDITORS, HOLIDAYS

BodyT = TypeVar("BodyT", bound=auditors.Command)
ProposalT = TypeVar("ProposalT", bound=audit_proposal.Command)


async def act_on_auditors(envelope: Envelope[BodyT], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Do to a body of citizen auditors whatever its command says (ENG-62)."""
    command = envelope.body
    before: auditors.State = auditors.NotConstituted()
    if isinstance(command, ConstituteAuditors):
        key = envelope.id
        if command.replaces is not None:
            before = await AUDITORS.load(loading, command.replaces)
    else:
        key = require_subject(envelope.subject)
    state = await AUDITORS.load(loading, key)
    events = auditors.decide(command, state, before, find_seoul_day(envelope.effective_at))
    return AUDITORS.answer(loading, events, key)


async def act_on_proposal(
    envelope: Envelope[ProposalT], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Do to a proposal whatever its command says (ENG-62)."""
    command = envelope.body
    body: auditors.State = auditors.NotConstituted()
    match command:
        case ProposeToAudit():
            key = envelope.id
            body = await AUDITORS.load(loading, command.body)
        case EscalateAuditProposal():
            key = command.proposal
        case _:
            key = require_subject(envelope.subject)
    state = await AUDIT_PROPOSAL.load(loading, key)
    calendar = Calendar(await HOLIDAYS.load(loading))
    known = audit_proposal.Facts(find_seoul_day(envelope.effective_at), calendar, body)
    return AUDIT_PROPOSAL.answer(loading, audit_proposal.decide(command, state, known), key)
