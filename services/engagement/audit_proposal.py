"""What a citizen auditor proposes: received with a due day, answered by the audit, escalated once (ENG-62)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from contracts.calendar import Calendar, add_business_days, count_business_days_late
from contracts.engagement import EngagementEvent
from contracts.engagement.auditors import (
    AnswerAuditProposal,
    AuditProposalAnswered,
    AuditProposalEscalated,
    AuditProposalReceived,
    EscalateAuditProposal,
    ProposeToAudit,
)
from services.engagement import auditors
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown

REPLY_DAYS: Final = 20
"""Business days in which the audit answers: as a department does to a town hall's item (TH_REPLY), where no source says
another number."""


@dataclass(frozen=True, slots=True)
class NotReceived:
    """There is no such proposal."""


@dataclass(frozen=True, slots=True)
class Received:
    """A proposal, and how far it is."""

    due_on: date
    stage: str = "RECEIVED"
    is_escalated: bool = False


State = NotReceived | Received
Command = ProposeToAudit | AnswerAuditProposal | EscalateAuditProposal


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the proposal."""

    today: date
    calendar: Calendar
    body: auditors.State = field(default_factory=auditors.NotConstituted)
    """Whose auditor proposes it."""


def decide(command: Command, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a proposal leads to; a timer finds nothing to do once it is answered.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, NOT_IN_TERM, WRONG_STATE.
    """
    if isinstance(state, NotReceived):
        if isinstance(command, ProposeToAudit):
            return (_receive(command, facts),)
        raise refuse_unknown("그런 제안이")
    match command:
        case ProposeToAudit():
            raise refuse_registered("제안")
        case AnswerAuditProposal():
            if state.stage != "RECEIVED":
                raise refuse_state(state.stage, (), "이미 답한 제안입니다. 답을 확인하세요.")
            return (_answer(command, state, facts),)
        case EscalateAuditProposal():
            is_due = state.stage == "RECEIVED" and not state.is_escalated and facts.today > state.due_on
            return (AuditProposalEscalated(due_on=state.due_on),) if is_due else ()


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the proposal after an event."""
    match event, state:
        case AuditProposalReceived(), _:
            return Received(event.due_on)
        case AuditProposalAnswered(), Received():
            return replace(state, stage="ANSWERED")
        case AuditProposalEscalated(), Received():
            return replace(state, is_escalated=True)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotReceived) else state.stage


def _receive(command: ProposeToAudit, facts: Facts) -> AuditProposalReceived:
    if isinstance(facts.body, auditors.NotConstituted):
        raise refuse_unknown("그런 시민감사관단이")
    facts.body.require_active(command.auditor, facts.today)
    return AuditProposalReceived(
        body=command.body,
        auditor=command.auditor,
        title=command.title,
        text=command.text,
        received_on=facts.today,
        due_on=add_business_days(facts.calendar, facts.today, REPLY_DAYS),
    )


def _answer(command: AnswerAuditProposal, state: Received, facts: Facts) -> AuditProposalAnswered:
    return AuditProposalAnswered(
        outcome=command.outcome,
        answer=command.answer,
        answered_on=facts.today,
        late_days=count_business_days_late(facts.calendar, state.due_on, facts.today),
    )
