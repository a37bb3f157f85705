"""Contracts of citizen auditors (시민감사관): a body for a term, its members and reports, what it proposes (ENG-62)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.sealed import Sealed
from contracts.values import Count, Day, Name, Role, Text, Uuid

AUDIT: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""The coordinating office, and the audit, which works with them."""
ANSWERERS: Final = frozenset({Role.AUDITOR})
"""What is proposed to the audit the audit answers."""

Ordinal = Annotated[int, Field(ge=1, le=999)]
"""기: the bodies are counted on."""


class ConstituteAuditors(Command):
    """Constitute the citizen auditors for a term; a later body replaces the one before it (ENG-62)."""

    type: Literal["engagement.constitute_auditors.v1"] = "engagement.constitute_auditors.v1"
    roles: ClassVar = AUDIT

    ordinal: Ordinal
    since: Day
    until: Day
    seats: Annotated[int, Field(ge=1, le=200)]
    replaces: Uuid | None = None
    """The body before it, which its term follows; absent for the first that is kept here."""


class AuditorsConstituted(Event):
    """There is a body of citizen auditors."""

    type: Literal["engagement.auditors_constituted.v1"] = "engagement.auditors_constituted.v1"

    ordinal: Ordinal
    since: Day
    until: Day
    seats: Count
    replaces: Uuid | None


class AppointAuditor(Command):
    """Appoint a citizen to a body; the name is sealed for the citizen."""

    type: Literal["engagement.appoint_auditor.v1"] = "engagement.appoint_auditor.v1"
    roles: ClassVar = AUDIT

    name: Sealed
    since: Day


class AuditorAppointed(Event):
    """A citizen is an auditor until the term ends."""

    type: Literal["engagement.auditor_appointed.v1"] = "engagement.auditor_appointed.v1"

    number: Count
    """Within the body."""
    name: Sealed
    since: Day
    until: Day
    """The last day of the term."""


class EndReason(StrEnum):
    """Why an appointment ends before its term; no more is said of a person."""

    RESIGNED = "RESIGNED"
    MOVED_AWAY = "MOVED_AWAY"
    DISMISSED = "DISMISSED"


class EndAuditor(Command):
    """End an appointment before its term."""

    type: Literal["engagement.end_auditor.v1"] = "engagement.end_auditor.v1"
    roles: ClassVar = AUDIT

    number: Count
    on: Day
    """The last day."""
    reason: EndReason = Field(strict=False)


class AuditorEnded(Event):
    """An appointment ended before its term."""

    type: Literal["engagement.auditor_ended.v1"] = "engagement.auditor_ended.v1"

    number: Count
    on: Day
    reason: EndReason = Field(strict=False)


class ReportAuditorActivity(Command):
    """Report what a citizen auditor did on a day (ENG-62)."""

    type: Literal["engagement.report_auditor_activity.v1"] = "engagement.report_auditor_activity.v1"
    roles: ClassVar = AUDIT

    number: Count
    on: Day
    activity: Text


class AuditorActivityReported(Event):
    """An activity is on the record."""

    type: Literal["engagement.auditor_activity_reported.v1"] = "engagement.auditor_activity_reported.v1"

    number: Count
    on: Day
    activity: Text


class ProposeToAudit(Command):
    """Enter what a citizen auditor proposes; the audit owes an answer (ENG-62)."""

    type: Literal["engagement.propose_to_audit.v1"] = "engagement.propose_to_audit.v1"
    roles: ClassVar = AUDIT

    body: Uuid
    auditor: Count
    """The number of who proposes it."""
    title: Name
    text: Text


class AuditProposalReceived(Event):
    """A proposal waits for the audit's answer."""

    type: Literal["engagement.audit_proposal_received.v1"] = "engagement.audit_proposal_received.v1"

    body: Uuid
    auditor: Count
    title: Name
    text: Text
    received_on: Day
    due_on: Day


class AuditAnswer(StrEnum):
    """What the audit makes of a proposal."""

    ACCEPTED = "ACCEPTED"
    PARTLY = "PARTLY"
    DECLINED = "DECLINED"


class AnswerAuditProposal(Command):
    """Answer a proposal, with reasons."""

    type: Literal["engagement.answer_audit_proposal.v1"] = "engagement.answer_audit_proposal.v1"
    roles: ClassVar = ANSWERERS

    outcome: AuditAnswer = Field(strict=False)
    answer: Text


class AuditProposalAnswered(Event):
    """The audit has answered."""

    type: Literal["engagement.audit_proposal_answered.v1"] = "engagement.audit_proposal_answered.v1"

    outcome: AuditAnswer = Field(strict=False)
    answer: Text
    answered_on: Day
    late_days: Count
    """Business days after the due day; 0 on time."""


class EscalateAuditProposal(Command):
    """Tell that a proposal's answer is overdue: a timer's."""

    type: Literal["engagement.escalate_audit_proposal.v1"] = "engagement.escalate_audit_proposal.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    proposal: Uuid


class AuditProposalEscalated(Event):
    """The answer is overdue; told once."""

    type: Literal["engagement.audit_proposal_escalated.v1"] = "engagement.audit_proposal_escalated.v1"

    due_on: Day


AuditorCommand = (
    ConstituteAuditors
    | AppointAuditor
    | EndAuditor
    | ReportAuditorActivity
    | ProposeToAudit
    | AnswerAuditProposal
    | EscalateAuditProposal
)
AuditorEvent = (
    AuditorsConstituted
    | AuditorAppointed
    | AuditorEnded
    | AuditorActivityReported
    | AuditProposalReceived
    | AuditProposalAnswered
    | AuditProposalEscalated
)
