"""Contracts of the directives: what the mayor orders, whom it is shared with, and what becomes of it."""

from typing import Annotated

from pydantic import Field

from contracts.directives.commands import (
    AcceptOutcome,
    AcknowledgeDirective,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    IssueDirective,
    MergeDirectives,
    PublishQuarterlyReport,
    ReachStage,
    RecalculateDeadlines,
    RecordQuarterlyCheck,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SplitNote,
    SubmitOutcome,
    SubmitPriorityReport,
    TakeNote,
    TransferDirective,
    UpdateProgress,
)
from contracts.directives.events import (
    AddresseeReplied,
    DeadlineMissed,
    DeadlineRecalculated,
    DirectiveAcknowledged,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveMerged,
    DirectiveShared,
    DirectiveTransferred,
    DuplicateMerged,
    EscalationRaised,
    NoteSplit,
    NoteTaken,
    NumberTaken,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    QuarterEntryPublished,
    QuarterlyCheckRecorded,
    QuarterlyReportPublished,
    ReminderSent,
    StagePassed,
    TeamAssigned,
)
from contracts.directives.facts import (
    ClockRecorded,
    DepartmentRecorded,
    HolidayDropped,
    HolidayRecorded,
    PolicyRecorded,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
    RecordPolicy,
    RecordRevokedHoliday,
    RecordTeam,
    TeamRecorded,
)
from contracts.directives.sealed import Sealed, SealedCommand
from contracts.directives.values import (
    Assessment,
    Attachment,
    Attachments,
    Clock,
    Confirmers,
    DirectiveKind,
    Draft,
    Level,
    Origin,
    OriginKind,
    Percent,
    Quarter,
    StageDay,
    Stages,
    Tenure,
    Visibility,
)

__all__ = [
    "AcceptOutcome",
    "AcknowledgeDirective",
    "AddresseeReplied",
    "Assessment",
    "AssignTeam",
    "Attachment",
    "Attachments",
    "CancelDirective",
    "Clock",
    "ClockRecorded",
    "CloseAsContinuing",
    "Confirmers",
    "DeadlineMissed",
    "DeadlineRecalculated",
    "DepartmentRecorded",
    "DirectiveAcknowledged",
    "DirectiveCancelled",
    "DirectiveClosed",
    "DirectiveClosedAsContinuing",
    "DirectiveIssued",
    "DirectiveKind",
    "DirectiveMerged",
    "DirectiveShared",
    "DirectiveTransferred",
    "DirectivesCommand",
    "DirectivesEvent",
    "Draft",
    "DuplicateMerged",
    "EscalationRaised",
    "HolidayDropped",
    "HolidayRecorded",
    "IssueDirective",
    "Level",
    "MergeDirectives",
    "NoteSplit",
    "NoteTaken",
    "NumberTaken",
    "Origin",
    "OriginKind",
    "OutcomeReturned",
    "OutcomeSubmitted",
    "Percent",
    "PolicyRecorded",
    "PriorityReportSubmitted",
    "ProgressUpdated",
    "PublishQuarterlyReport",
    "Quarter",
    "QuarterEntryPublished",
    "QuarterlyCheckRecorded",
    "QuarterlyReportPublished",
    "ReachStage",
    "RecalculateDeadlines",
    "RecordClock",
    "RecordDepartment",
    "RecordHoliday",
    "RecordPolicy",
    "RecordQuarterlyCheck",
    "RecordRevokedHoliday",
    "RecordTeam",
    "ReminderSent",
    "ReplyAsAddressee",
    "ReturnOutcome",
    "Sealed",
    "SealedCommand",
    "ShareDirective",
    "SplitNote",
    "StageDay",
    "StagePassed",
    "Stages",
    "SubmitOutcome",
    "SubmitPriorityReport",
    "TakeNote",
    "TeamAssigned",
    "TeamRecorded",
    "Tenure",
    "TransferDirective",
    "UpdateProgress",
    "Visibility",
]

DirectivesCommand = Annotated[
    IssueDirective
    | TakeNote
    | SplitNote
    | MergeDirectives
    | ShareDirective
    | AcknowledgeDirective
    | AssignTeam
    | SubmitPriorityReport
    | ReplyAsAddressee
    | UpdateProgress
    | SubmitOutcome
    | AcceptOutcome
    | ReturnOutcome
    | CloseAsContinuing
    | TransferDirective
    | CancelDirective
    | RecordQuarterlyCheck
    | PublishQuarterlyReport
    | ReachStage
    | RecalculateDeadlines
    | RecordDepartment
    | RecordHoliday
    | RecordRevokedHoliday
    | RecordTeam
    | RecordPolicy
    | RecordClock
    | SealedCommand,
    Field(discriminator="type"),
]
DirectivesEvent = Annotated[
    DirectiveIssued
    | NoteTaken
    | NoteSplit
    | DirectiveMerged
    | DuplicateMerged
    | DirectiveShared
    | DirectiveAcknowledged
    | TeamAssigned
    | PriorityReportSubmitted
    | AddresseeReplied
    | ProgressUpdated
    | OutcomeSubmitted
    | DirectiveClosed
    | OutcomeReturned
    | DirectiveClosedAsContinuing
    | DirectiveTransferred
    | DirectiveCancelled
    | QuarterlyCheckRecorded
    | DeadlineRecalculated
    | ReminderSent
    | DeadlineMissed
    | EscalationRaised
    | StagePassed
    | QuarterEntryPublished
    | QuarterlyReportPublished
    | NumberTaken
    | DepartmentRecorded
    | HolidayRecorded
    | HolidayDropped
    | TeamRecorded
    | PolicyRecorded
    | ClockRecorded
    | Sealed,
    Field(discriminator="type"),
]
