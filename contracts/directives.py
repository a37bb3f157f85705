"""Contracts of the directives: what the mayor orders, and whom the coordinating office shares it with."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.messages import Command, Event, ExternalRef
from contracts.values import Code, Count, Day, Instant, Name, Role, Text

Percent = Annotated[int, Field(ge=0, le=100)]
"""A share of what is to be done, in whole percent."""


class DirectiveKind(StrEnum):
    """지시 in its kinds, and 당부 (EXHORTATION), which has no report deadline (DIR-02, domain.md 4.1)."""

    SIMPLE = "SIMPLE"
    ADDITIONAL = "ADDITIONAL"
    SPECIAL = "SPECIAL"
    PLAN = "PLAN"
    EXHORTATION = "EXHORTATION"


class IssueDirective(Command):
    """Register what the mayor ordered (DIR-01)."""

    type: Literal["directives.issue_directive.v1"] = "directives.issue_directive.v1"
    roles: ClassVar = frozenset({Role.MAYOR, Role.EXECUTIVE, Role.OPERATOR})

    text: Text
    kind: DirectiveKind = Field(strict=False)
    meeting: Name | None = None
    """The meeting at which it was said."""
    external_ref: ExternalRef | None = None
    """What the sender's own system calls it; each sender's own, and given once."""


class DirectiveIssued(Event):
    """A directive has its number and the day by which it must be shared."""

    type: Literal["directives.directive_issued.v1"] = "directives.directive_issued.v1"

    number: Name
    """`<year>-<four digits>`, dense within the year."""
    text: Text
    kind: DirectiveKind = Field(strict=False)
    meeting: Name | None
    issued_on: Day
    share_due: Day
    """Deadline of the coordinating office (DIR_SHARE)."""
    share_policy: Name
    """Policy id and version that gave `share_due`."""
    external_ref: ExternalRef | None = None


class ShareDirective(Command):
    """Share a directive with its departments (DIR-04, DIR-05)."""

    type: Literal["directives.share_directive.v1"] = "directives.share_directive.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    lead: Code
    supporting: tuple[Code, ...] = Field(default=(), max_length=60, strict=False)


class DirectiveShared(Event):
    """The departments have the directive; the lead department's clock runs."""

    type: Literal["directives.directive_shared.v1"] = "directives.directive_shared.v1"

    lead: Code
    supporting: tuple[Code, ...] = Field(strict=False)
    shared_on: Day
    share_late_days: Count
    """Business days after `share_due`; the coordinating office's lateness, never the department's."""
    report_due: Day | None
    """Deadline of the lead department; absent for an exhortation."""
    report_policy: Name
    """Policy id and version that gave `report_due`."""


class SubmitPriorityReport(Command):
    """The lead department's first report on a directive (우선보고, DIR-06)."""

    type: Literal["directives.submit_priority_report.v1"] = "directives.submit_priority_report.v1"
    roles: ClassVar = frozenset({Role.OFFICER})

    text: Text


class PriorityReportSubmitted(Event):
    """The lead department has reported."""

    type: Literal["directives.priority_report_submitted.v1"] = "directives.priority_report_submitted.v1"

    text: Text
    reported_on: Day
    report_late_days: Count
    """Business days after `report_due`; the lead department's lateness, 0 where there is no deadline."""


class UpdateProgress(Command):
    """Say how far the lead department has come."""

    type: Literal["directives.update_progress.v1"] = "directives.update_progress.v1"
    roles: ClassVar = frozenset({Role.OFFICER})

    percent: Percent
    note: Text
    reason: Text | None = None
    """Why it is less than before; needed only then."""


class ProgressUpdated(Event):
    """The lead department has said how far it has come."""

    type: Literal["directives.progress_updated.v1"] = "directives.progress_updated.v1"

    percent: Percent
    note: Text
    reason: Text | None


class NumberTaken(Event):
    """A number of the year's series is used."""

    type: Literal["directives.number_taken.v1"] = "directives.number_taken.v1"

    number: Annotated[int, Field(ge=1)]


class RecordDepartment(Command):
    """Copy a department of the registry, as a fact for decisions."""

    type: Literal["directives.record_department.v1"] = "directives.record_department.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    code: Code
    valid_from: Day
    valid_until: Day | None


class DepartmentRecorded(Event):
    """The directives know a department."""

    type: Literal["directives.department_recorded.v1"] = "directives.department_recorded.v1"

    code: Code
    valid_from: Day
    valid_until: Day | None


class RecordHoliday(Command):
    """Copy a public holiday of the registry, as a fact for deadlines."""

    type: Literal["directives.record_holiday.v1"] = "directives.record_holiday.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    day: Day


class HolidayRecorded(Event):
    """The directives' calendar knows a holiday."""

    type: Literal["directives.holiday_recorded.v1"] = "directives.holiday_recorded.v1"

    day: Day


class RecordClock(Command):
    """Copy the manual business clock of the registry, as a fact for every decision."""

    type: Literal["directives.record_clock.v1"] = "directives.record_clock.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    now: Instant


class ClockRecorded(Event):
    """The directives know that the manual business clock stands at `now`: nothing stamped earlier follows."""

    type: Literal["directives.clock_recorded.v1"] = "directives.clock_recorded.v1"

    now: Instant


DirectivesCommand = Annotated[
    IssueDirective
    | ShareDirective
    | SubmitPriorityReport
    | UpdateProgress
    | RecordDepartment
    | RecordHoliday
    | RecordClock,
    Field(discriminator="type"),
]
DirectivesEvent = Annotated[
    DirectiveIssued
    | DirectiveShared
    | PriorityReportSubmitted
    | ProgressUpdated
    | NumberTaken
    | DepartmentRecorded
    | HolidayRecorded
    | ClockRecorded,
    Field(discriminator="type"),
]
