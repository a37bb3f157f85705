"""청렴톡: one anonymous report as its opened events tell it; no view holds it (ENG-63 to ENG-65, ADR 0033)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.engagement import EngagementEvent
from contracts.engagement.reports import (
    CaseDecided,
    CaseOpened,
    MeasureTaken,
    MessageExchanged,
    ReportAuthor,
    ReportClosed,
    ReportContentErased,
    ReportExtended,
    ReportNoted,
    ReportOverdue,
    ReportReceived,
    RetaliationFlagged,
)
from contracts.messages import Recorded
from contracts.sealed import Sealed

PREFIX: Final = "integrity_report-"
COARSE: Final = {
    "RECEIVED": "RECEIVED",
    "INVESTIGATING": "INVESTIGATING",
    "DECIDED": "INVESTIGATING",
    "CLOSED": "CLOSED",
    "ERASED": "CLOSED",
}
"""What whoever has the receipt code is told, by stage: 접수, 조사, 종결 (domain.md 4.5)."""
RUNNING: Final = frozenset({"RECEIVED", "INVESTIGATING"})
"""While the clock runs."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message or note, sealed for the report."""

    author: str
    words: Sealed
    on: date
    by: str | None = None
    """Login of the reader who wrote it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What followed, and where."""

    kind: str
    department: str
    on: date


@dataclass(frozen=True, slots=True)
class Row:
    """One report."""

    report: str
    code_sha256: str
    received_on: date
    policy: str
    due_on: date
    has_retaliation: bool
    thread: tuple[Message, ...]
    version: int
    position: int
    state: str = "RECEIVED"
    notes: tuple[Message, ...] = ()
    number: str | None = None
    opened_on: date | None = None
    extension: Sealed | None = None
    """Why it was extended."""
    finding: str | None = None
    ground: Sealed | None = None
    decided_on: date | None = None
    late: int | None = None
    """Business days; 0 on time."""
    measures: tuple[Measure, ...] = ()
    closed_on: date | None = None
    erased_on: date | None = None
    is_overdue: bool = False

    @property
    def coarse(self) -> str:
        """The state that the reporter is told."""
        return COARSE[self.state]


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the report after an opened event."""
    if isinstance(event.data, ReportReceived):
        return _receive(event.data, event)
    if row is None:
        return None
    changed = _write(_run(row, event.data), event)
    return replace(changed, version=event.streamversion, position=event.position)


def _receive(told: ReportReceived, event: Recorded[EngagementEvent]) -> Row:
    return Row(
        report=event.subject.removeprefix(PREFIX),
        code_sha256=told.code_sha256,
        received_on=told.received_on,
        policy=told.policy,
        due_on=told.due_on,
        has_retaliation=told.has_retaliation,
        thread=(Message(ReportAuthor.REPORTER, told.words, told.received_on),),
        version=event.streamversion,
        position=event.position,
    )


def _write(row: Row, event: Recorded[EngagementEvent]) -> Row:
    """Return the report after what somebody wrote, or what is said of it meanwhile."""
    match event.data:
        case MessageExchanged() as told:
            by = event.actor if told.author is ReportAuthor.READER else None
            return replace(row, thread=(*row.thread, Message(told.author, told.words, told.written_on, by)))
        case ReportNoted() as told:
            return replace(
                row, notes=(*row.notes, Message(ReportAuthor.READER, told.words, told.noted_on, event.actor))
            )
        case ReportExtended() as told:
            return replace(row, due_on=told.due_on, extension=told.reason)
        case RetaliationFlagged(is_raised=is_raised):
            return replace(row, has_retaliation=is_raised)
        case ReportOverdue():
            return replace(row, is_overdue=True)
        case _:
            return row


def _run(row: Row, event: EngagementEvent) -> Row:
    """Return the report after what moves it on."""
    match event:
        case CaseOpened() as told:
            return replace(row, state="INVESTIGATING", number=told.number, opened_on=told.opened_on)
        case CaseDecided() as told:
            decided = replace(row, state="DECIDED", finding=told.finding.value, ground=told.ground)
            return replace(decided, decided_on=told.decided_on, late=told.late)
        case MeasureTaken() as told:
            return replace(row, measures=(*row.measures, Measure(told.kind.value, told.department, told.taken_on)))
        case ReportClosed(closed_on=closed_on):
            return replace(row, state="CLOSED", closed_on=closed_on)
        case ReportContentErased(erased_on=erased_on):
            return replace(row, state="ERASED", erased_on=erased_on)
        case _:
            return row
