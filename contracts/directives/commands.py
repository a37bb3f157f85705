"""Commands of the directives: what the people of domain.md 4.2 may want done, and what a timer or a sweep does."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.deadlines import Stage
from contracts.directives.values import (
    Assessment,
    Attachments,
    Clock,
    Confirmers,
    DirectiveKind,
    Draft,
    Origin,
    Percent,
    Quarter,
    Visibility,
)
from contracts.messages import Command, ExternalRef
from contracts.values import Code, Day, Name, Role, Text, Uuid

ISSUERS: Final = frozenset({Role.MAYOR, Role.EXECUTIVE, Role.OPERATOR, Role.AUDITOR})
"""The auditor issues, as the coordinating office does elsewhere, what only the audit may know of (AUDIT_ONLY)."""
OFFICE: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""The coordinating office; the auditor in its place where only the audit may know of it."""
OFFICER: Final = frozenset({Role.OFFICER})
ITSELF: Final = frozenset({Role.SYSTEM})

Supporting = Annotated[tuple[Code, ...], Field(max_length=100, strict=False)]
"""Departments beside the lead."""


class IssueDirective(Command):
    """Register what the mayor ordered (DIR-01)."""

    type: Literal["directives.issue_directive.v1"] = "directives.issue_directive.v1"
    roles: ClassVar = ISSUERS

    text: Text
    kind: DirectiveKind = Field(strict=False)
    meeting: Name | None = None
    """The meeting at which it was said."""
    visibility: Visibility = Field(default=Visibility.OPEN, strict=False)
    origin: Origin | None = None
    external_ref: ExternalRef | None = None
    """What the sender's own system calls it; each sender's own, and given once."""


class TakeNote(Command):
    """Keep the memo of a meeting as it was taken (DIR-03)."""

    type: Literal["directives.take_note.v1"] = "directives.take_note.v1"
    roles: ClassVar = ISSUERS - {Role.AUDITOR}

    text: Text
    meeting: Name | None = None
    origin: Origin | None = None


class SplitNote(Command):
    """Make directives of a note, each linked to it, and share at once those that name a lead (DIR-03)."""

    type: Literal["directives.split_note.v1"] = "directives.split_note.v1"
    roles: ClassVar = OFFICE - {Role.AUDITOR}

    drafts: tuple[Draft, ...] = Field(min_length=1, max_length=100, strict=False)


class MergeDirectives(Command):
    """End a directive as a duplicate of another, which carries on; both keep their history (DIR-03)."""

    type: Literal["directives.merge_directives.v1"] = "directives.merge_directives.v1"
    roles: ClassVar = OFFICE

    into: Uuid


class ShareDirective(Command):
    """Share a directive with its departments (DIR-04, DIR-05)."""

    type: Literal["directives.share_directive.v1"] = "directives.share_directive.v1"
    roles: ClassVar = OFFICE

    lead: Code
    supporting: Supporting = ()
    addressees: Supporting = ()
    """Departments that must each reply for themselves; the lead compiles."""
    report_days: Annotated[int, Field(ge=1, le=250)] | None = None
    """Business days for the report instead of the kind's own (DIR_LONG)."""


class AcknowledgeDirective(Command):
    """Say that a department has seen what was shared with it; the first time counts."""

    type: Literal["directives.acknowledge_directive.v1"] = "directives.acknowledge_directive.v1"
    roles: ClassVar = OFFICER


class AssignTeam(Command):
    """Say which team of the lead department works on it (ORG-05)."""

    type: Literal["directives.assign_team.v1"] = "directives.assign_team.v1"
    roles: ClassVar = OFFICER

    team: Code


class SubmitPriorityReport(Command):
    """The lead department's first report on a directive (우선보고, DIR-06)."""

    type: Literal["directives.submit_priority_report.v1"] = "directives.submit_priority_report.v1"
    roles: ClassVar = OFFICER

    text: Text
    """What was done."""
    plan: Text | None = None
    """What comes next."""
    problem: Text | None = None
    """What stands in the way, and what is asked for."""
    attachments: Attachments = ()
    confirmed_by: Confirmers = ()


class ReplyAsAddressee(Command):
    """An addressee's own reply to a directive that went to several departments."""

    type: Literal["directives.reply_as_addressee.v1"] = "directives.reply_as_addressee.v1"
    roles: ClassVar = OFFICER

    text: Text
    attachments: Attachments = ()


class UpdateProgress(Command):
    """Say how far the lead department has come."""

    type: Literal["directives.update_progress.v1"] = "directives.update_progress.v1"
    roles: ClassVar = OFFICER

    percent: Percent
    note: Text
    reason: Text | None = None
    """Why it is less than before; needed only then."""
    attachments: Attachments = ()


class SubmitOutcome(Command):
    """The lead department's outcome, for the coordinating office to accept or return (DIR-07)."""

    type: Literal["directives.submit_outcome.v1"] = "directives.submit_outcome.v1"
    roles: ClassVar = OFFICER

    text: Text
    plan: Text | None = None
    problem: Text | None = None
    attachments: Attachments = ()
    confirmed_by: Confirmers = ()


class AcceptOutcome(Command):
    """Close a directive with its outcome, or an exhortation without one (DIR-08, DIR-18)."""

    type: Literal["directives.accept_outcome.v1"] = "directives.accept_outcome.v1"
    roles: ClassVar = OFFICE

    note: Text | None = None


class ReturnOutcome(Command):
    """Send an outcome back to be supplemented (DIR-08)."""

    type: Literal["directives.return_outcome.v1"] = "directives.return_outcome.v1"
    roles: ClassVar = OFFICE

    reason: Text | None = None
    """Needed: REASON_REQUIRED tells so."""


class CloseAsContinuing(Command):
    """Close what has no end by its report to the mayor (DIR-17)."""

    type: Literal["directives.close_as_continuing.v1"] = "directives.close_as_continuing.v1"
    roles: ClassVar = OFFICE

    mayor_report: Name | None = None
    """Number or title of the report to the mayor; needed: MAYOR_REPORT_REQUIRED tells so."""


class TransferDirective(Command):
    """Give a directive to another lead department (소관 이관, DIR-16).

    Within one business day of the share its due date stays, and the lead itself may do it; later the coordinating
    office does it and may set a new due date.
    """

    type: Literal["directives.transfer_directive.v1"] = "directives.transfer_directive.v1"
    roles: ClassVar = OFFICE | OFFICER

    lead: Code
    reason: Text
    report_due: Day | None = None
    """A new due date of the report, by the coordinating office after the first business day."""


class CancelDirective(Command):
    """Withdraw a directive; by its issuer or the mayor."""

    type: Literal["directives.cancel_directive.v1"] = "directives.cancel_directive.v1"
    roles: ClassVar = ISSUERS

    reason: Text


class RecordQuarterlyCheck(Command):
    """Say how a directive stood in a quarter (DIR-09, DIR-15).

    Again as long as it is wrong; what a published report says stays, the next edition says the last.
    """

    type: Literal["directives.record_quarterly_check.v1"] = "directives.record_quarterly_check.v1"
    roles: ClassVar = OFFICE

    quarter: Quarter
    assessment: Assessment = Field(strict=False)
    cause: Text | None = None
    """부진사유; needed with LAGGING."""
    remedy: Text | None = None
    """대안; needed with LAGGING."""


class PublishQuarterlyReport(Command):
    """Publish the consolidated report of a quarter, or a further version of it (DIR-10)."""

    type: Literal["directives.publish_quarterly_report.v1"] = "directives.publish_quarterly_report.v1"
    roles: ClassVar = OFFICE - {Role.AUDITOR}

    quarter: Quarter
    reason: Text | None = None
    """Why a published report is published again; needed only then."""


class ReachStage(Command):
    """A stage of a deadline has come (CAL-13, DIR-20)."""

    type: Literal["directives.reach_stage.v1"] = "directives.reach_stage.v1"
    roles: ClassVar = ITSELF

    directive: Uuid
    clock: Clock = Field(strict=False)
    department: Code | None = None
    """The addressee whose REPLY it is."""
    stage: Stage = Field(strict=False)
    day: Day


class RecalculateDeadlines(Command):
    """The calendar has changed: set the open deadlines of a directive anew (CAL-11)."""

    type: Literal["directives.recalculate_deadlines.v1"] = "directives.recalculate_deadlines.v1"
    roles: ClassVar = ITSELF

    directive: Uuid
    day: Day
    """The day that is, or is no longer, a holiday."""
