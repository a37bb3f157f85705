"""Anonymous report: received, taken up, talked over, decided within its clock, closed, emptied (ENG-63 to ENG-65)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from contracts.calendar import Calendar
from contracts.calendar.deadlines import Due, count_late, extend_deadline, set_deadline
from contracts.calendar.hours import find_seoul_day
from contracts.calendar.policies import POLICIES, DeadlinePolicy, choose_policy
from contracts.engagement import EngagementEvent
from contracts.engagement.reports import (
    EXTENSION_DAYS,
    CaseDecided,
    CaseNumberTaken,
    CaseOpened,
    CloseReport,
    DecideReport,
    EraseReportContent,
    ExtendReport,
    FlagRetaliation,
    MarkReportOverdue,
    MeasureTaken,
    MessageExchanged,
    NoteOnReport,
    ReaderCommand,
    ReceiveReport,
    ReportAuthor,
    ReportClosed,
    ReportCommand,
    ReportContentErased,
    ReportExtended,
    ReportFinding,
    ReportNoted,
    ReportOverdue,
    ReportReceived,
    RetaliationFlagged,
    TakeMeasure,
    TakeUpReport,
    WriteAsReporter,
    WriteToReporter,
)
from contracts.registry.known import Departments, check_department
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown


@dataclass(frozen=True, slots=True)
class NotReceived:
    """There is no such report."""


@dataclass(frozen=True, slots=True)
class Received:
    """A report, and how its clock stands."""

    due_on: date
    policy: DeadlinePolicy
    stage: str = "RECEIVED"
    extensions: int = 0
    finding: ReportFinding | None = None
    measures: int = 0
    has_retaliation: bool = False
    is_overdue: bool = False


State = NotReceived | Received


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the report."""

    now: datetime
    calendar: Calendar
    departments: Departments
    number: int = 0
    """The next of the year's case numbers."""

    @property
    def today(self) -> date:
        """Return the day in Seoul."""
        return find_seoul_day(self.now)


ALLOWED: Final[Mapping[str, tuple[type[ReportCommand], ...]]] = {
    "RECEIVED": (WriteAsReporter, WriteToReporter, NoteOnReport, TakeUpReport, ExtendReport, FlagRetaliation),
    "INVESTIGATING": (WriteAsReporter, WriteToReporter, NoteOnReport, ExtendReport, DecideReport, FlagRetaliation),
    "DECIDED": (WriteAsReporter, WriteToReporter, NoteOnReport, TakeMeasure, CloseReport, FlagRetaliation),
    "CLOSED": (NoteOnReport, FlagRetaliation, EraseReportContent),
    "ERASED": (),
}
"""What may come next, by stage."""


def decide(command: ReportCommand, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a report leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, EXTENSION_TOO_LONG, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID.
    """
    if isinstance(command, ReceiveReport):
        if isinstance(state, Received):
            raise refuse_registered("신고")
        return (_receive(command, facts),)
    if isinstance(state, NotReceived):
        raise refuse_unknown("그런 신고가")
    if isinstance(command, MarkReportOverdue):
        return _mark_overdue(state, facts)
    if not isinstance(command, ALLOWED[state.stage]):
        raise refuse_state(state.stage, (), "지금 상태에서는 할 수 없습니다. 상태를 확인하세요.")
    return _act(command, state, facts)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the report after an event."""
    if isinstance(event, ReportReceived):
        policy = choose_policy(POLICIES, event.policy.partition("@")[0], event.received_on)
        return Received(event.due_on, policy, has_retaliation=event.has_retaliation)
    return state if isinstance(state, NotReceived) else _run(state, event)


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotReceived) else state.stage


def format_number(year: int, number: int) -> str:
    """Return a case number: 청-2024-0001 (ENG-64)."""
    return f"청-{year}-{number:04d}"


def evolve_number(last: int, event: EngagementEvent) -> int:
    """Return the last case number taken; 0 before the first."""
    return event.number if isinstance(event, CaseNumberTaken) else last


def _run(state: Received, event: EngagementEvent) -> Received:
    match event:
        case CaseOpened():
            return replace(state, stage="INVESTIGATING")
        case CaseDecided(finding=finding):
            return replace(state, stage="DECIDED", finding=finding)
        case ReportClosed():
            return replace(state, stage="CLOSED")
        case ReportContentErased():
            return replace(state, stage="ERASED")
        case _:
            return _note(state, event)


def _note(state: Received, event: EngagementEvent) -> Received:
    """Return the report after what leaves its stage."""
    match event:
        case ReportExtended(due_on=due_on):
            return replace(state, due_on=due_on, extensions=state.extensions + 1)
        case MeasureTaken():
            return replace(state, measures=state.measures + 1)
        case RetaliationFlagged(is_raised=is_raised):
            return replace(state, has_retaliation=is_raised)
        case ReportOverdue():
            return replace(state, is_overdue=True)
        case _:
            return state


def _receive(command: ReceiveReport, facts: Facts) -> ReportReceived:
    policy = choose_policy(POLICIES, "INT_60", facts.today)
    due = set_deadline(policy, facts.today, facts.calendar)
    assert due is not None, "INT_60 has a length"
    told = command.model_dump(exclude={"type"})
    return ReportReceived(**told, received_on=facts.today, policy=policy.key, due_on=due.day)


def _act(command: WriteAsReporter | ReaderCommand, state: Received, facts: Facts) -> tuple[EngagementEvent, ...]:
    match command:
        case WriteAsReporter() | WriteToReporter() | NoteOnReport():
            return (_write(command, facts.today),)
        case TakeUpReport():
            return (CaseOpened(number=format_number(facts.today.year, facts.number), opened_on=facts.today),)
        case FlagRetaliation(is_raised=is_raised):
            changes = is_raised != state.has_retaliation
            return (RetaliationFlagged(is_raised=is_raised),) if changes else ()
        case EraseReportContent():
            return (ReportContentErased(erased_on=facts.today),)
        case _:
            return (_settle(command, state, facts),)


def _write(command: WriteAsReporter | WriteToReporter | NoteOnReport, today: date) -> EngagementEvent:
    match command:
        case WriteAsReporter(words=words):
            return MessageExchanged(author=ReportAuthor.REPORTER, words=words, written_on=today)
        case WriteToReporter(words=words):
            return MessageExchanged(author=ReportAuthor.READER, words=words, written_on=today)
        case NoteOnReport(words=words):
            return ReportNoted(words=words, noted_on=today)


def _settle(
    command: ExtendReport | DecideReport | TakeMeasure | CloseReport, state: Received, facts: Facts
) -> EngagementEvent:
    match command:
        case ExtendReport(reason=reason):
            due = Due(state.due_on)
            due = extend_deadline(state.policy, due, EXTENSION_DAYS, facts.calendar, earlier=state.extensions)
            return ReportExtended(reason=reason, due_on=due.day)
        case DecideReport():
            late = count_late(state.policy, Due(state.due_on), facts.now, facts.calendar)
            told = command.model_dump(exclude={"type"})
            return CaseDecided(**told, decided_on=facts.today, late=late)
        case TakeMeasure():
            return _take_measure(command, state, facts)
        case CloseReport():
            if state.finding is ReportFinding.VIOLATION and not state.measures:
                raise refuse_state(state.stage, ("measure",), "위반으로 결정했습니다. 조치를 적은 뒤 종결하세요.")
            return ReportClosed(closed_on=facts.today)


def _take_measure(command: TakeMeasure, state: Received, facts: Facts) -> MeasureTaken:
    if state.finding is not ReportFinding.VIOLATION:
        raise refuse_state(state.stage, ("close",), "위반으로 결정한 신고에만 조치를 적습니다. 종결하세요.")
    check_department(command.department, facts.departments, facts.today)
    return MeasureTaken(kind=command.kind, department=command.department, taken_on=facts.today)


def _mark_overdue(state: Received, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Tell what is overdue and not decided, once; a timer that comes too late or too early finds nothing to do."""
    is_waiting = state.stage in {"RECEIVED", "INVESTIGATING"} and not state.is_overdue
    return (ReportOverdue(due_on=state.due_on),) if is_waiting and facts.today > state.due_on else ()
