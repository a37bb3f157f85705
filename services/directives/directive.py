"""Directive: the states that one goes through, and what each event makes of them (domain.md 4.2, decided.md).

State
├── NotIssued
├── Issued               numbered, waiting to be shared
├── Shared ┐
├── Reported │
├── InProgress │         with departments: each holds its `Work`
├── Submitted │
├── Returned ┘
└── Ended                CLOSED, CLOSED_AS_CONTINUING, CANCELLED or MERGED
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.directives import (
    AddresseeReplied,
    Assessment,
    Clock,
    DeadlineMissed,
    DeadlineRecalculated,
    DirectiveAcknowledged,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveKind,
    DirectiveMerged,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    EscalationRaised,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    QuarterlyCheckRecorded,
    ReminderSent,
    Stage,
    StageDay,
    StagePassed,
    TeamAssigned,
    Visibility,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which somebody must have done something."""

    clock: Clock
    department: str | None
    """Whose; None is the coordinating office's."""
    start: date
    due: date
    policy: str
    """Policy id and version that gave it."""
    days: int | None
    """Business days that were asked for instead of the policy's own."""
    stages: tuple[StageDay, ...]
    """That are still to come, or have come by now."""
    entered_on: date
    """When it was set by the business clock of that moment: a stage on or before that day was never told."""
    told: frozenset[Stage] = frozenset()

    @property
    def key(self) -> tuple[Clock, str | None]:
        """What tells it from the other deadlines of its directive."""
        return self.clock, self.department


@dataclass(frozen=True, slots=True)
class Order:
    """What was issued."""

    number: str
    text: str
    kind: DirectiveKind
    visibility: Visibility
    issuer: str
    """Account or client id."""
    issued_on: date
    share_due: date


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of it in a quarter."""

    assessment: Assessment
    cause: str | None
    remedy: str | None
