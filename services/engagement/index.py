"""What the engagement's own log makes it do later: tell what is overdue, once (ENG-62, ENG-66)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from contracts.calendar.hours import SEOUL
from contracts.engagement import EngagementEvent
from contracts.engagement.auditors import AuditProposalAnswered, AuditProposalReceived, EscalateAuditProposal
from contracts.engagement.feedback import (
    DecisionAdopted,
    DecisionDeclined,
    DecisionReferred,
    DepartmentReplied,
    EscalateFeedback,
    FeedbackRequested,
)
from contracts.engagement.reports import CaseDecided, MarkReportOverdue, ReportExtended, ReportReceived
from contracts.engagement.rounds import (
    CloseRoundInTime,
    EndObjections,
    ObjectionPeriodEnded,
    PollResultPublished,
    PollRoundClosed,
    PollRoundOpened,
    PollRoundPaused,
    PollRoundResumed,
    PollRoundVoided,
)
from contracts.engagement.suggestions import (
    EscalateSuggestion,
    SuggestionAnswered,
    SuggestionClassified,
    SuggestionExtended,
    SupplementReceived,
    SupplementRequested,
)
from contracts.messages import Command, Recorded
from infra.agenda import Agenda, Drop, Put

CLOSING: Final = "closing"
"""Timers: rounds that close by their own clock, by id."""
OBJECTIONS: Final = "objections"
"""Timers: rounds whose result may be objected to, by id."""
PROPOSALS: Final = "proposals"
"""Timers: proposals to the audit that wait for an answer, by id."""
FEEDBACK: Final = "feedback"
"""Timers: items that wait for a department's reply, by id."""
SUGGESTIONS: Final = "suggestions"
"""Timers: petitions whose clock runs, by id."""
REPORTS: Final = "reports"
"""Timers: anonymous reports whose clock runs, by id."""
MINUTE: Final = timedelta(minutes=1)
"""What comes at its due moment is on time."""
NINE: Final = time(9)
"""When offices open, in Seoul."""


def keep(event: Recorded[EngagementEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the timers."""
    kind, _, key = event.subject.partition("-")
    match kind:
        case "round":
            return tuple(_time_round(key, event.data))
        case "audit_proposal":
            return tuple(_keep_proposal(key, event.data))
        case "feedback":
            return tuple(_keep_feedback(key, event.data))
        case "integrity_report":
            return tuple(_keep_report(key, event.data))
        case "suggestion":
            return tuple(_keep_suggestion(key, event.data))
        case _:
            return ()


def close_in_time(key: str, due_at: datetime) -> Command:
    """Return the command of a round's own clock."""
    return CloseRoundInTime(round=UUID(key), closes_at=due_at)


def end_objections(key: str, due_at: datetime) -> Command:
    """Return the command that ends the time of objections, of whichever moment it was due."""
    del due_at
    return EndObjections(round=UUID(key))


def escalate_proposal(key: str, due_at: datetime) -> Command:
    """Return the command of a proposal's timer, of whichever moment it was due."""
    del due_at
    return EscalateAuditProposal(proposal=UUID(key))


def escalate_feedback(key: str, due_at: datetime) -> Command:
    """Return the command of an item's timer, of whichever moment it was due."""
    del due_at
    return EscalateFeedback(feedback=UUID(key))


def escalate_suggestion(key: str, due_at: datetime) -> Command:
    """Return the command of a petition's timer, of whichever moment it was due."""
    del due_at
    return EscalateSuggestion(suggestion=UUID(key))


def mark_report(key: str, due_at: datetime) -> Command:
    """Return the command of a report's timer, of whichever moment it was due."""
    del due_at
    return MarkReportOverdue(report=UUID(key))


def pass_day(day: date) -> datetime:
    """Return the morning after a day."""
    return datetime.combine(day + timedelta(days=1), NINE, SEOUL)


def _time_round(key: str, event: EngagementEvent) -> Iterator[Put | Drop]:
    match event:
        case PollRoundOpened(closes_at=closes_at) | PollRoundResumed(closes_at=closes_at):
            if closes_at is not None:
                yield Put(CLOSING, key, due_at=closes_at)
        case PollRoundPaused() | PollRoundClosed() | PollRoundVoided():
            yield Drop(CLOSING, key)
        case PollResultPublished():
            yield Put(OBJECTIONS, key, due_at=event.objections_until)
        case ObjectionPeriodEnded():
            yield Drop(OBJECTIONS, key)
        case _:
            pass


def _keep_proposal(key: str, event: EngagementEvent) -> Iterator[Put | Drop]:
    match event:
        case AuditProposalReceived(due_on=due_on):
            yield Put(PROPOSALS, key, due_at=pass_day(due_on))
        case AuditProposalAnswered():
            yield Drop(PROPOSALS, key)
        case _:
            pass


def _keep_feedback(key: str, event: EngagementEvent) -> Iterator[Put | Drop]:
    match event:
        case FeedbackRequested(due_on=due_on):
            yield Put(FEEDBACK, key, due_at=pass_day(due_on))
        case DepartmentReplied() | DecisionAdopted() | DecisionDeclined() | DecisionReferred():
            yield Drop(FEEDBACK, key)
        case _:
            pass


def _keep_suggestion(key: str, event: EngagementEvent) -> Iterator[Put | Drop]:
    match event:
        case SuggestionClassified() | SupplementReceived() | SuggestionExtended():
            passed = pass_day(event.due_on) if event.due_at is None else event.due_at + MINUTE
            yield Put(SUGGESTIONS, key, due_at=passed)
        case SupplementRequested() | SuggestionAnswered():
            yield Drop(SUGGESTIONS, key)
        case _:
            pass


def _keep_report(key: str, event: EngagementEvent) -> Iterator[Put | Drop]:
    match event:
        case ReportReceived(due_on=due_on) | ReportExtended(due_on=due_on):
            yield Put(REPORTS, key, due_at=pass_day(due_on))
        case CaseDecided():
            yield Drop(REPORTS, key)
        case _:
            pass


AGENDA: Final[Agenda[EngagementEvent]] = Agenda(
    keep,
    timers={
        CLOSING: close_in_time,
        OBJECTIONS: end_objections,
        SUGGESTIONS: escalate_suggestion,
        PROPOSALS: escalate_proposal,
        FEEDBACK: escalate_feedback,
        REPORTS: mark_report,
    },
)
