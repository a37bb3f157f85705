"""Events of the directives: what has happened to one, to a note, to a quarter."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.calendar.deadlines import Stage
from contracts.directives.commands import Supporting
from contracts.directives.values import (
    Assessment,
    Attachments,
    Clock,
    Confirmers,
    DirectiveKind,
    Level,
    Origin,
    Percent,
    Quarter,
    Stages,
    Tenure,
    Visibility,
)
from contracts.messages import Event, ExternalRef
from contracts.values import Code, Count, Day, Name, Text, Uuid


class DirectiveIssued(Event):
    """A directive has its number and the day by which it must be shared."""

    type: Literal["directives.directive_issued.v1"] = "directives.directive_issued.v1"

    number: Name
    """`<year>-<four digits>`, dense within the year; `감-<year>-<four digits>` in the audit's own series."""
    text: Text
    kind: DirectiveKind = Field(strict=False)
    meeting: Name | None
    issuer: Name
    """Account or client id: who may cancel it."""
    issued_on: Day
    share_due: Day
    """Deadline of the coordinating office (DIR_SHARE)."""
    share_policy: Name
    """Policy id and version that gave `share_due`."""
    share_stages: Stages = ()
    visibility: Visibility = Field(default=Visibility.OPEN, strict=False)
    origin: Origin | None = None
    external_ref: ExternalRef | None = None


class NoteTaken(Event):
    """A memo is kept."""

    type: Literal["directives.note_taken.v1"] = "directives.note_taken.v1"

    text: Text
    meeting: Name | None
    origin: Origin | None


class NoteSplit(Event):
    """A note has led to directives."""

    type: Literal["directives.note_split.v1"] = "directives.note_split.v1"

    directives: tuple[Uuid, ...] = Field(strict=False)
    """In the order of the drafts."""


class DirectiveMerged(Event):
    """The directive has ended as a duplicate of another."""

    type: Literal["directives.directive_merged.v1"] = "directives.directive_merged.v1"

    into: Uuid
    number: Name
    """Of the one that carries on."""
    merged_on: Day


class DuplicateMerged(Event):
    """Another directive has ended as a duplicate of this one."""

    type: Literal["directives.duplicate_merged.v1"] = "directives.duplicate_merged.v1"

    duplicate: Uuid
    number: Name
    """Of the duplicate."""


class DirectiveShared(Event):
    """The departments have the directive; the lead department's clock runs, and each addressee's."""

    type: Literal["directives.directive_shared.v1"] = "directives.directive_shared.v1"

    lead: Code
    supporting: Supporting = ()
    addressees: Supporting = ()
    shared_on: Day
    share_late_days: Count
    """Business days after `share_due`; the coordinating office's lateness, never the department's."""
    report_due: Day | None
    """Deadline of the lead department, and of each addressee's reply; absent for an exhortation."""
    report_policy: Name
    """Policy id and version that gave `report_due`."""
    report_days: Count | None = None
    """Business days that the sharer gave instead of the policy's own (DIR_LONG)."""
    report_stages: Stages = ()


class DirectiveAcknowledged(Event):
    """A department has seen it."""

    type: Literal["directives.directive_acknowledged.v1"] = "directives.directive_acknowledged.v1"

    department: Code


class TeamAssigned(Event):
    """A team of the lead department works on it."""

    type: Literal["directives.team_assigned.v1"] = "directives.team_assigned.v1"

    team: Code


class PriorityReportSubmitted(Event):
    """The lead department has reported."""

    type: Literal["directives.priority_report_submitted.v1"] = "directives.priority_report_submitted.v1"

    text: Text
    plan: Text | None = None
    problem: Text | None = None
    attachments: Attachments = ()
    confirmed_by: Confirmers = ()
    reported_on: Day
    report_late_days: Count
    """Business days after `report_due`; the lead department's lateness, 0 where there is no deadline."""


class AddresseeReplied(Event):
    """An addressee has replied."""

    type: Literal["directives.addressee_replied.v1"] = "directives.addressee_replied.v1"

    department: Code
    text: Text
    attachments: Attachments = ()
    replied_on: Day
    reply_late_days: Count
    """Business days after the reply was due; that department's lateness."""


class ProgressUpdated(Event):
    """The lead department has said how far it has come."""

    type: Literal["directives.progress_updated.v1"] = "directives.progress_updated.v1"

    percent: Percent
    note: Text
    reason: Text | None
    attachments: Attachments = ()


class OutcomeSubmitted(Event):
    """The lead department has submitted its outcome."""

    type: Literal["directives.outcome_submitted.v1"] = "directives.outcome_submitted.v1"

    text: Text
    plan: Text | None
    problem: Text | None
    attachments: Attachments = ()
    confirmed_by: Confirmers = ()
    submitted_on: Day
    submitted_by: Name
    """Account or client id: who accepts is never who submitted (DIR-18)."""


class DirectiveClosed(Event):
    """The coordinating office has accepted the outcome; an exhortation is closed without one."""

    type: Literal["directives.directive_closed.v1"] = "directives.directive_closed.v1"

    closed_on: Day
    days: Count | None
    """Business days from the share to the close."""
    note: Text | None


class OutcomeReturned(Event):
    """The outcome must be supplemented."""

    type: Literal["directives.outcome_returned.v1"] = "directives.outcome_returned.v1"

    lead: Code
    """Whose outcome it is."""
    reason: Text
    times: Annotated[int, Field(ge=1)]
    """How often it has been returned by now."""


class DirectiveClosedAsContinuing(Event):
    """What has no end is closed by its report to the mayor."""

    type: Literal["directives.directive_closed_as_continuing.v1"] = "directives.directive_closed_as_continuing.v1"

    mayor_report: Name
    closed_on: Day
    days: Count
    """Business days from the share to the close."""


class DirectiveTransferred(Event):
    """Another department leads."""

    type: Literal["directives.directive_transferred.v1"] = "directives.directive_transferred.v1"

    before: Code
    lead: Code
    reason: Text
    transferred_on: Day
    report_due: Day | None
    """The deadline that the new lead has; absent where none runs."""
    report_policy: Name
    report_stages: Stages = ()


class DirectiveCancelled(Event):
    """It was withdrawn."""

    type: Literal["directives.directive_cancelled.v1"] = "directives.directive_cancelled.v1"

    reason: Text
    cancelled_on: Day


class QuarterlyCheckRecorded(Event):
    """How it stood in a quarter; a later one of the same quarter takes its place."""

    type: Literal["directives.quarterly_check_recorded.v1"] = "directives.quarterly_check_recorded.v1"

    quarter: Quarter
    assessment: Assessment = Field(strict=False)
    cause: Text | None
    remedy: Text | None
    checked_on: Day


class DeadlineRecalculated(Event):
    """A running deadline has moved with the calendar (CAL-11)."""

    type: Literal["directives.deadline_recalculated.v1"] = "directives.deadline_recalculated.v1"

    clock: Clock = Field(strict=False)
    department: Code | None
    """Whose deadline; absent for the coordinating office."""
    before: Day
    due: Day
    stages: Stages = ()
    holiday: Day
    """The day that became, or is no longer, a holiday."""
    recalculated_on: Day


class ReminderSent(Event):
    """Whose turn it is was told that a deadline comes; once a stage (CAL-13)."""

    type: Literal["directives.reminder_sent.v1"] = "directives.reminder_sent.v1"

    clock: Clock = Field(strict=False)
    department: Code | None
    """Whose deadline; absent for the coordinating office."""
    stage: Stage = Field(strict=False)
    due: Day


class DeadlineMissed(Event):
    """A deadline has passed unmet; once, on the first business day after it."""

    type: Literal["directives.deadline_missed.v1"] = "directives.deadline_missed.v1"

    clock: Clock = Field(strict=False)
    department: Code | None
    due: Day


class EscalationRaised(Event):
    """A lateness was told further up; once a stage (DIR-20)."""

    type: Literal["directives.escalation_raised.v1"] = "directives.escalation_raised.v1"

    clock: Clock = Field(strict=False)
    department: Code | None
    stage: Stage = Field(strict=False)
    level: Level = Field(strict=False)
    due: Day


class StagePassed(Event):
    """A stage lay in the past already when its deadline was entered: nobody is told."""

    type: Literal["directives.stage_passed.v1"] = "directives.stage_passed.v1"

    clock: Clock = Field(strict=False)
    department: Code | None
    stage: Stage = Field(strict=False)
    due: Day


class QuarterEntryPublished(Event):
    """One directive as it stands in a quarter's report."""

    type: Literal["directives.quarter_entry_published.v1"] = "directives.quarter_entry_published.v1"

    edition: Annotated[int, Field(ge=1)]
    """Version of the report."""
    directive: Uuid
    number: Name
    text: Text | None
    """Absent, as all other words, where only the parties may read them: a published report is read by all."""
    kind: DirectiveKind = Field(strict=False)
    visibility: Visibility = Field(strict=False)
    state: Name
    lead: Code | None
    """Absent while it is not shared."""
    issued_on: Day
    share_due: Day
    shared_on: Day | None
    share_late_days: Count | None
    report_due: Day | None
    reported_on: Day | None
    report_late_days: Count | None
    percent: Percent | None
    closed_on: Day | None
    """When it ended, however it did: `state` says which."""
    days: Count | None = None
    """Business days from the share to the close."""
    latest: Text | None
    """The lead's last words on it: outcome, progress note or report."""
    assessment: Assessment | None = Field(default=None, strict=False)
    cause: Text | None
    remedy: Text | None
    tenure: Tenure | None = None
    """Who led it at the quarter's end, and whose the report's clock was: for them it counts (DIR-13). Absent where it
    was not shared by then, and in what was published before this was told."""


class QuarterlyReportPublished(Event):
    """A quarter's report stands; it never changes, a correction is its next edition (DIR-10)."""

    type: Literal["directives.quarterly_report_published.v1"] = "directives.quarterly_report_published.v1"

    quarter: Quarter
    edition: Annotated[int, Field(ge=1)]
    published_on: Day
    cut: Annotated[dict[Code, Count], Field(min_length=1)]
    """Position of each log up to which it counts."""
    entries: Count
    """How many directives are in it."""
    unshared: Count
    """How many of them were not shared by the quarter's end: the coordinating office's own delay."""
    reason: Text | None


class NumberTaken(Event):
    """A number of the year's series is used."""

    type: Literal["directives.number_taken.v1"] = "directives.number_taken.v1"

    number: Annotated[int, Field(ge=1)]
