"""Anonymous reports as given / when / then: their stages, their clock, overdue once, emptied; and who reads them."""

from datetime import date, datetime
from functools import reduce
from uuid import UUID

import pytest

from contracts.calendar import Calendar
from contracts.calendar.hours import SEOUL
from contracts.engagement.reports import (
    CaseDecided,
    CaseOpened,
    CloseReport,
    DecideReport,
    DesignateIntegrityReaders,
    EraseReportContent,
    ExtendReport,
    FlagRetaliation,
    MarkReportOverdue,
    MeasureKind,
    NoteOnReport,
    ReceiveReport,
    ReportCommand,
    ReportExtended,
    ReportFinding,
    ReportOverdue,
    ReportReceived,
    TakeMeasure,
    TakeUpReport,
    WriteAsReporter,
    WriteToReporter,
)
from contracts.registry.known import Department
from contracts.sealed import blank_field
from infra.agenda import Drop, Put
from services.engagement import anonymous_report, index, integrity_readers
from services.engagement.anonymous_report import Facts, NotReceived, State
from services.engagement.integrity_readers import Readers
from tests.making import record_all
from tests.unit.services.projects.acting import refused

KEY = UUID(int=1)
WORDS = blank_field(KEY)
RECEIVE = ReceiveReport(words=WORDS, code_sha256="ab" * 32)
DEPARTMENTS = {"roads": Department(date(2018, 1, 1))}
PLAIN = Calendar(frozenset())
ELECTION = Calendar(frozenset({date(2024, 4, 24)}))
"""A day off, made up: the thirtieth day after 25 March."""
MEASURE = TakeMeasure(kind=MeasureKind.CORRECTION, department="roads")
OVERDUE = MarkReportOverdue(report=KEY)


def at(month: int, day: int, calendar: Calendar = PLAIN, number: int = 1) -> Facts:
    return Facts(datetime(2024, month, day, 10, tzinfo=SEOUL), calendar, DEPARTMENTS, number)


NOW = at(1, 24)


def act(state: State, command: ReportCommand, facts: Facts = NOW) -> State:
    return reduce(anonymous_report.evolve, anonymous_report.decide(command, state, facts), state)


def act_all(state: State, *commands: ReportCommand) -> State:
    for command in commands:
        state = act(state, command)
    return state


def refuse(command: ReportCommand, state: State) -> str:
    return refused(lambda: anonymous_report.decide(command, state, NOW)).code


def decide(finding: ReportFinding) -> DecideReport:
    return DecideReport(finding=finding, ground=WORDS)


def received() -> State:
    return act(NotReceived(), RECEIVE)


def decided(finding: ReportFinding = ReportFinding.NO_VIOLATION) -> State:
    return act_all(received(), TakeUpReport(), decide(finding))


@pytest.mark.parametrize(("day", "due"), [(22, date(2024, 3, 22)), (23, date(2024, 3, 25)), (24, date(2024, 3, 25))])
def test_a_report_is_due_on_the_sixtieth_day(day: int, due: date) -> None:
    """ENG-65: 22 January + 60 is Friday 22 March; a Saturday and a Sunday give way to Monday 25 March."""
    (event,) = anonymous_report.decide(RECEIVE, NotReceived(), at(1, day))
    assert isinstance(event, ReportReceived)
    assert (event.received_on, event.due_on, event.policy) == (date(2024, 1, day), due, "INT_60@1")


def test_the_clock_is_extended_once_by_thirty_days_from_the_due_date() -> None:
    """ENG-65: 25 March + 30 is Wednesday 24 April; on a day off the next one."""
    for calendar, due in ((PLAIN, date(2024, 4, 24)), (ELECTION, date(2024, 4, 25))):
        (event,) = anonymous_report.decide(ExtendReport(reason=WORDS), received(), at(2, 1, calendar))
        assert isinstance(event, ReportExtended)
        assert event.due_on == due
    extended = act(received(), ExtendReport(reason=WORDS))
    assert refuse(ExtendReport(reason=WORDS), extended) == "EXTENSION_TOO_LONG"


def test_what_is_overdue_is_marked_once_and_not_before() -> None:
    """ENG-65: due on 25 March; decided reports never are."""
    assert anonymous_report.decide(OVERDUE, received(), at(3, 25)) == ()
    assert anonymous_report.decide(OVERDUE, received(), at(3, 26)) == (ReportOverdue(due_on=date(2024, 3, 25)),)
    assert anonymous_report.decide(OVERDUE, act(received(), OVERDUE, at(3, 26)), at(3, 27)) == ()
    assert anonymous_report.decide(OVERDUE, decided(), at(3, 26)) == ()


def test_a_decision_tells_how_many_business_days_late_it_is() -> None:
    """ENG-65: Thursday 28 March is three business days after Monday the 25th."""
    state = act(received(), TakeUpReport())
    (event,) = anonymous_report.decide(decide(ReportFinding.UNVERIFIABLE), state, at(3, 28))
    assert isinstance(event, CaseDecided)
    assert event.late == 3


def test_taking_up_opens_a_case_of_the_years_series() -> None:
    """ENG-64."""
    (event,) = anonymous_report.decide(TakeUpReport(), received(), at(1, 24, number=7))
    assert event == CaseOpened(number="청-2024-0007", opened_on=date(2024, 1, 24))


def test_a_violation_is_closed_once_something_follows_it_and_nothing_else_has_measures() -> None:
    """ENG-64."""
    violation = decided(ReportFinding.VIOLATION)
    assert refuse(CloseReport(), violation) == "WRONG_STATE"
    assert anonymous_report.name_state(act_all(violation, MEASURE, CloseReport())) == "CLOSED"
    assert refuse(MEASURE, decided()) == "WRONG_STATE"
    elsewhere = TakeMeasure(kind=MeasureKind.CORRECTION, department="nowhere")
    assert refuse(elsewhere, violation) == "UNKNOWN_DEPARTMENT"


def test_each_stage_allows_what_is_said_of_it_and_nothing_else() -> None:
    """ENG-63, ENG-64: no decision before an investigation, no words once it is emptied."""
    closed = act(decided(), CloseReport())
    stages = {"RECEIVED": received(), "INVESTIGATING": act(received(), TakeUpReport()), "CLOSED": closed}
    stages |= {"DECIDED": decided(), "ERASED": act(closed, EraseReportContent())}
    commands: tuple[ReportCommand, ...] = (
        WriteAsReporter(words=WORDS), WriteToReporter(words=WORDS), NoteOnReport(words=WORDS), TakeUpReport(),
        ExtendReport(reason=WORDS), decide(ReportFinding.VIOLATION), EraseReportContent(),
    )  # fmt: skip
    allowed = {
        "RECEIVED": [0, 1, 2, 3, 4],
        "INVESTIGATING": [0, 1, 2, 4, 5],
        "DECIDED": [0, 1, 2],
        "CLOSED": [2, 6],
        "ERASED": [],
    }
    for stage, state in stages.items():
        refusals = [n for n, each in enumerate(commands) if n not in allowed[stage]]
        assert all(refuse(commands[n], state) == "WRONG_STATE" for n in refusals)
        assert all(anonymous_report.decide(commands[n], state, NOW) for n in allowed[stage])


def test_a_flag_that_stands_already_changes_nothing() -> None:
    """ENG-63."""
    raised = act(received(), FlagRetaliation(is_raised=True))
    assert anonymous_report.decide(FlagRetaliation(is_raised=True), raised, NOW) == ()
    assert len(anonymous_report.decide(FlagRetaliation(is_raised=False), raised, NOW)) == 1


def test_a_reports_timer_is_due_the_morning_after_and_dropped_by_the_decision() -> None:
    """ENG-65: set by the receipt, set anew by an extension, of no further use once it is decided."""
    told = (
        *anonymous_report.decide(RECEIVE, NotReceived(), NOW),
        *anonymous_report.decide(ExtendReport(reason=WORDS), received(), NOW),
        *anonymous_report.decide(decide(ReportFinding.VIOLATION), act(received(), TakeUpReport()), NOW),
    )
    changes = [
        each for event in record_all([(f"integrity_report-{KEY}", one) for one in told]) for each in index.keep(event)
    ]
    assert changes == [
        Put("reports", str(KEY), due_at=datetime(2024, 3, 26, 9, tzinfo=SEOUL)),
        Put("reports", str(KEY), due_at=datetime(2024, 4, 25, 9, tzinfo=SEOUL)),
        Drop("reports", str(KEY)),
    ]
    assert index.AGENDA.timers["reports"](str(KEY), datetime(2024, 3, 26, 9, tzinfo=SEOUL)) == OVERDUE


def test_a_designation_replaces_the_one_before() -> None:
    """ENG-63: the mayor's own word; two accounts, and the same two again change nothing."""
    named = DesignateIntegrityReaders(reader="auditor", deputy="inspector")
    state = reduce(
        integrity_readers.evolve, integrity_readers.decide(named, Readers("someone", "else"), None), Readers()
    )
    assert [state.include(each) for each in ("auditor", "inspector", "someone")] == [True, True, False]
    assert integrity_readers.decide(named, state, None) == ()
    alone = DesignateIntegrityReaders(reader="auditor", deputy="auditor")
    assert refused(lambda: integrity_readers.decide(alone, state, None)).code == "BAD_SHAPE"
    assert refused(lambda: integrity_readers.decide(named, Readers(), "mayor")).code == "NOT_PERMITTED"
