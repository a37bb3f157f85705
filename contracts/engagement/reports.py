"""Contracts of anonymous reports (청렴톡): received without a name, talked over, investigated, closed (ENG-63 to -65).

All but who reads them is sealed whole for the class `integrity`; what people wrote is sealed once more for the report,
so that its key alone can be destroyed (ADR 0033).
"""

from enum import StrEnum
from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.engagement.suggestions import CodeHash
from contracts.messages import Command, Event
from contracts.sealed import Sealed
from contracts.values import Code, Count, Day, Name, Role, Uuid

MAYORS: Final = frozenset({Role.MAYOR})
REPORTERS: Final = frozenset({Role.CITIZEN})
"""Whoever reports; nobody is asked who that is."""
READERS: Final = frozenset({Role.AUDITOR, Role.OFFICER})
"""The designated reader and the deputy: the service knows which two accounts these are."""
EXTENSION_DAYS: Final = 30
"""부패방지권익위법: once, from the due date (domain.md 4.1)."""


class ReportAuthor(StrEnum):
    """Who wrote a message."""

    REPORTER = "REPORTER"
    READER = "READER"


class ReportFinding(StrEnum):
    """What an investigation has found."""

    VIOLATION = "VIOLATION"
    NO_VIOLATION = "NO_VIOLATION"
    UNVERIFIABLE = "UNVERIFIABLE"


class MeasureKind(StrEnum):
    """What follows a violation."""

    CORRECTION = "CORRECTION"
    """시정."""
    WARNING = "WARNING"
    """주의."""
    DISCIPLINE = "DISCIPLINE"
    """징계 요구."""
    RECOVERY = "RECOVERY"
    """회수."""
    ACCUSATION = "ACCUSATION"
    """고발·수사 의뢰."""
    IMPROVEMENT = "IMPROVEMENT"
    """제도 개선."""


class DesignateIntegrityReaders(Command):
    """Say which two accounts read anonymous reports from now on; whoever did before does no more (ENG-63)."""

    type: Literal["engagement.designate_integrity_readers.v1"] = "engagement.designate_integrity_readers.v1"
    roles: ClassVar = MAYORS

    reader: Name
    """Login of the account."""
    deputy: Name


class IntegrityReadersDesignated(Event):
    """Two accounts read anonymous reports, and nobody else."""

    type: Literal["engagement.integrity_readers_designated.v1"] = "engagement.integrity_readers_designated.v1"

    reader: Name
    deputy: Name


class ReceiveReport(Command):
    """Receive a report of whom nothing is known (ENG-63)."""

    type: Literal["engagement.receive_report.v1"] = "engagement.receive_report.v1"
    roles: ClassVar = REPORTERS

    words: Sealed
    has_retaliation: bool = False
    """The reporter suffers, or fears, a disadvantage for it."""
    code_sha256: CodeHash


class ReportReceived(Event):
    """A report waits to be taken up; its clock runs."""

    type: Literal["engagement.report_received.v1"] = "engagement.report_received.v1"

    words: Sealed
    has_retaliation: bool
    code_sha256: CodeHash
    received_on: Day
    policy: Name
    """Id and version of the clock."""
    due_on: Day


class WriteAsReporter(Command):
    """Add a message by whoever has the receipt code."""

    type: Literal["engagement.write_as_reporter.v1"] = "engagement.write_as_reporter.v1"
    roles: ClassVar = REPORTERS

    words: Sealed


class WriteToReporter(Command):
    """Add a message that whoever has the receipt code reads."""

    type: Literal["engagement.write_to_reporter.v1"] = "engagement.write_to_reporter.v1"
    roles: ClassVar = READERS

    words: Sealed


class MessageExchanged(Event):
    """The thread has a message more."""

    type: Literal["engagement.message_exchanged.v1"] = "engagement.message_exchanged.v1"

    author: ReportAuthor = Field(strict=False)
    words: Sealed
    written_on: Day


class NoteOnReport(Command):
    """Keep a note that the reporter never reads."""

    type: Literal["engagement.note_on_report.v1"] = "engagement.note_on_report.v1"
    roles: ClassVar = READERS

    words: Sealed


class ReportNoted(Event):
    """The readers have a note more."""

    type: Literal["engagement.report_noted.v1"] = "engagement.report_noted.v1"

    words: Sealed
    noted_on: Day


class TakeUpReport(Command):
    """Open the audit case of a report (ENG-64)."""

    type: Literal["engagement.take_up_report.v1"] = "engagement.take_up_report.v1"
    roles: ClassVar = READERS


class CaseOpened(Event):
    """A report is investigated as an audit case."""

    type: Literal["engagement.case_opened.v1"] = "engagement.case_opened.v1"

    number: Name
    """Of a series that is confidential, too: `청-2024-0001`."""
    opened_on: Day


class CaseNumberTaken(Event):
    """The series of a year has gone on by one."""

    type: Literal["engagement.case_number_taken.v1"] = "engagement.case_number_taken.v1"

    number: Count


class ExtendReport(Command):
    """Extend the clock of a report, once, by 30 days from its due date (ENG-65)."""

    type: Literal["engagement.extend_report.v1"] = "engagement.extend_report.v1"
    roles: ClassVar = READERS

    reason: Sealed


class ReportExtended(Event):
    """A report is due later."""

    type: Literal["engagement.report_extended.v1"] = "engagement.report_extended.v1"

    reason: Sealed
    due_on: Day


class DecideReport(Command):
    """Say what the investigation has found; the clock stops (ENG-64)."""

    type: Literal["engagement.decide_report.v1"] = "engagement.decide_report.v1"
    roles: ClassVar = READERS

    finding: ReportFinding = Field(strict=False)
    ground: Sealed


class CaseDecided(Event):
    """It is known what the investigation has found."""

    type: Literal["engagement.case_decided.v1"] = "engagement.case_decided.v1"

    finding: ReportFinding = Field(strict=False)
    ground: Sealed
    decided_on: Day
    late: Count
    """Business days; 0 on time."""


class TakeMeasure(Command):
    """Record what follows a violation, and in which department (ENG-64)."""

    type: Literal["engagement.take_measure.v1"] = "engagement.take_measure.v1"
    roles: ClassVar = READERS

    kind: MeasureKind = Field(strict=False)
    department: Code


class MeasureTaken(Event):
    """Something follows a violation."""

    type: Literal["engagement.measure_taken.v1"] = "engagement.measure_taken.v1"

    kind: MeasureKind = Field(strict=False)
    department: Code
    taken_on: Day


class FlagRetaliation(Command):
    """Say whether the reporter needs protection from retaliation."""

    type: Literal["engagement.flag_retaliation.v1"] = "engagement.flag_retaliation.v1"
    roles: ClassVar = READERS

    is_raised: bool


class RetaliationFlagged(Event):
    """It is said anew whether the reporter needs protection."""

    type: Literal["engagement.retaliation_flagged.v1"] = "engagement.retaliation_flagged.v1"

    is_raised: bool


class CloseReport(Command):
    """Close a report that was decided, a violation once something follows it."""

    type: Literal["engagement.close_report.v1"] = "engagement.close_report.v1"
    roles: ClassVar = READERS


class ReportClosed(Event):
    """A report is over."""

    type: Literal["engagement.report_closed.v1"] = "engagement.report_closed.v1"

    closed_on: Day


class EraseReportContent(Command):
    """Destroy for ever what was written on a closed report; its states, days and clock stay."""

    type: Literal["engagement.erase_report_content.v1"] = "engagement.erase_report_content.v1"
    roles: ClassVar = READERS


class ReportContentErased(Event):
    """What was written is to be read by nobody any more."""

    type: Literal["engagement.report_content_erased.v1"] = "engagement.report_content_erased.v1"

    erased_on: Day


class MarkReportOverdue(Command):
    """Tell that a report is overdue: a timer's."""

    type: Literal["engagement.mark_report_overdue.v1"] = "engagement.mark_report_overdue.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    report: Uuid


class ReportOverdue(Event):
    """A report is overdue; told once."""

    type: Literal["engagement.report_overdue.v1"] = "engagement.report_overdue.v1"

    due_on: Day


ReaderCommand = (
    WriteToReporter
    | NoteOnReport
    | TakeUpReport
    | ExtendReport
    | DecideReport
    | TakeMeasure
    | FlagRetaliation
    | CloseReport
    | EraseReportContent
)
ReportCommand = ReceiveReport | WriteAsReporter | ReaderCommand | MarkReportOverdue
ReportEvent = (
    IntegrityReadersDesignated
    | ReportReceived
    | MessageExchanged
    | ReportNoted
    | CaseOpened
    | CaseNumberTaken
    | ReportExtended
    | CaseDecided
    | MeasureTaken
    | RetaliationFlagged
    | ReportClosed
    | ReportContentErased
    | ReportOverdue
)
