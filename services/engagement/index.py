"""What the engagement's own log makes it do later: tell what is overdue, once (ENG-62, ENG-66)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from contracts.engagement.responses import CompletionRecorded, InvitePetitioner, IssueInvitation
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
from contracts.engagement.surveys import (
    CloseSurveyInTime,
    Completion,
    DestroySurveyData,
    PersonalDataDestroyed,
    SurveyClosed,
    SurveyOpened,
)
from contracts.messages import Command, Recorded
from infra.agenda import Agenda, Drop, Put, Sweep

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
SURVEYS: Final = "surveys"
"""Timers: surveys that close by their own clock, by id."""
RETENTION: Final = "retention"
"""Timers: closed surveys whose contact data and texts are still kept, by id."""
TARGETS: Final = "targets"
"""Lookup of open surveys that invite: `<survey>|<kind of completion>`, in the bucket of the kind."""
MINUTE: Final = timedelta(minutes=1)
"""What comes at its due moment is on time."""
NINE: Final = time(9)
"""When offices open, in Seoul."""


def keep(event: Recorded[EngagementEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the timers."""
    kind, _, key = event.subject.partition("-")
    keep_one = KEEPERS.get(kind)
    return tuple(keep_one(key, event.data)) if keep_one else ()


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


def close_survey(key: str, due_at: datetime) -> Command:
    """Return the command of a survey's own clock."""
    return CloseSurveyInTime(survey=UUID(key), closes_at=due_at)


def destroy_data(key: str, due_at: datetime) -> Command:
    """Return the command that ends a survey's retention, of whichever moment it was due."""
    del due_at
    return DestroySurveyData(survey=UUID(key))


def find_completed(event: Recorded[EngagementEvent]) -> str | None:
    """Return of which kind a completion is that was told; None of what is none."""
    return event.data.kind if isinstance(event.data, CompletionRecorded) else None


def invite_completed(event: Recorded[EngagementEvent], key: str) -> Command:
    """Return the command that invites to one survey for whom something was done (ENG-33)."""
    told = event.data
    assert isinstance(told, CompletionRecorded), "it was found to be one"
    return IssueInvitation(
        survey=UUID(key.partition("|")[0]),
        case=UUID(event.subject.partition("-")[2]),
        stratum=told.stratum,
        contact=told.contact,
        contact_name=told.contact_name,
    )


def find_answered(event: Recorded[EngagementEvent]) -> str | None:
    """Return the bucket of an answered petition, which is a completion too; None of what is none."""
    return Completion.PETITION if isinstance(event.data, SuggestionAnswered) else None


def invite_answered(event: Recorded[EngagementEvent], key: str) -> Command:
    """Return the command that invites to one survey whose petition is answered (ENG-33, ENG-34)."""
    return InvitePetitioner(survey=UUID(key.partition("|")[0]), suggestion=UUID(event.subject.partition("-")[2]))


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


def _keep_survey(key: str, event: EngagementEvent) -> Iterator[Put | Drop]:
    match event:
        case SurveyOpened(closes_at=closes_at, targets=targets):
            if closes_at is not None:
                yield Put(SURVEYS, key, due_at=closes_at)
            yield from (Put(TARGETS, f"{key}|{kind}", bucket=kind) for kind in targets)
        case SurveyClosed(retained_until=day):
            yield Drop(SURVEYS, key)
            yield from (Drop(TARGETS, f"{key}|{kind}") for kind in Completion)
            yield Put(RETENTION, key, due_at=pass_day(day))
        case PersonalDataDestroyed():
            yield Drop(RETENTION, key)
        case _:
            pass


KEEPERS: Final[Mapping[str, Callable[[str, EngagementEvent], Iterator[Put | Drop]]]] = {
    "round": _time_round,
    "audit_proposal": _keep_proposal,
    "feedback": _keep_feedback,
    "integrity_report": _keep_report,
    "suggestion": _keep_suggestion,
    "survey": _keep_survey,
}
"""What the events of each kind of stream change in the timers and lookups."""
AGENDA: Final[Agenda[EngagementEvent]] = Agenda(
    keep,
    (
        Sweep("survey-completions", TARGETS, find_completed, invite_completed),
        Sweep("survey-petitions", TARGETS, find_answered, invite_answered),
    ),
    timers={
        CLOSING: close_in_time,
        OBJECTIONS: end_objections,
        SUGGESTIONS: escalate_suggestion,
        PROPOSALS: escalate_proposal,
        FEEDBACK: escalate_feedback,
        REPORTS: mark_report,
        SURVEYS: close_survey,
        RETENTION: destroy_data,
    },
)
