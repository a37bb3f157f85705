"""The folds of the read models as given / when / then."""

from datetime import UTC, date, datetime
from typing import TypeVar

from contracts.directives import DirectivesEvent, DirectiveShared, PriorityReportSubmitted, ProgressUpdated
from contracts.messages import Event, Recorded
from contracts.registry import ClockSet, DepartmentKind, DepartmentRegistered, HolidayDeclared, RegistryEvent
from gateway.views import clock, department, directive_board, history
from tests.making import NOON, make_issued, record_all

EventT = TypeVar("EventT", bound=Event)
SHARED = DirectiveShared(
    lead="planning-audit", supporting=("town-yeonmu",), shared_on=date(2024, 2, 6), share_late_days=1,
    report_due=date(2024, 2, 14), report_policy="DIR_REPORT_3@1",
)  # fmt: skip
REGISTERED = DepartmentRegistered(
    code="planning-audit", name="기획감사실", name_known=True, kind=DepartmentKind.HEADQUARTERS, lineage="planning",
    valid_from=date(2023, 1, 1), valid_until=None,
)  # fmt: skip


def read(stream: str, *data: EventT) -> list[Recorded[EventT]]:
    return record_all([(stream, each) for each in data])


def read_registry(stream: str, *data: RegistryEvent) -> list[Recorded[RegistryEvent]]:
    return read(stream, *data)


def read_directive(*data: DirectivesEvent) -> list[Recorded[DirectivesEvent]]:
    return read("directive-7f9c", *data)


def test_an_issued_directive_stands_on_the_board_waiting_to_be_shared() -> None:
    """DIR-01."""
    (issued,) = read_directive(make_issued("2024-0012"))
    row = directive_board.apply(None, issued)
    assert row is not None
    assert (row.directive, row.number, row.ordinal, row.state) == ("7f9c", "2024-0012", 2_024_000_012, "ISSUED")
    assert (row.share_due, row.shared_on, row.lead, row.supporting) == (date(2024, 2, 5), None, None, [])
    assert (row.version, row.position) == (1, 1)


def test_a_shared_directive_shows_its_departments_and_deadlines() -> None:
    """DIR-04, DIR-05."""
    issued, shared = read_directive(make_issued(), SHARED)
    row = directive_board.apply(directive_board.apply(None, issued), shared)
    assert row is not None
    assert (row.state, row.lead, row.supporting) == ("SHARED", "planning-audit", ["town-yeonmu"])
    assert (row.shared_on, row.share_late_days, row.report_due) == (date(2024, 2, 6), 1, date(2024, 2, 14))
    assert (row.number, row.version, row.position) == ("2024-0001", 2, 2)


def test_a_reported_directive_shows_its_lateness_and_then_its_progress() -> None:
    """DIR-06."""
    report = PriorityReportSubmitted(text="현장을 확인함", reported_on=date(2024, 2, 15), report_late_days=1)
    events = read_directive(make_issued(), SHARED, report, ProgressUpdated(percent=40, note="설계를 마침", reason=None))
    row = None
    for event in events[:3]:
        row = directive_board.apply(row, event)
    assert row is not None
    assert (row.state, row.reported_on, row.report_late_days, row.percent) == ("REPORTED", date(2024, 2, 15), 1, None)
    row = directive_board.apply(row, events[3])
    assert row is not None
    assert (row.state, row.percent, row.version, row.position) == ("IN_PROGRESS", 40, 4, 4)


def test_a_larger_number_sorts_after_a_smaller_one() -> None:
    """2024-10000 comes after 2024-9999, 2025-0001 after both."""
    events = [
        event for number in ("2024-9999", "2024-10000", "2025-0001") for event in read_directive(make_issued(number))
    ]
    ordinals = [row.ordinal for event in events if (row := directive_board.apply(None, event))]
    assert ordinals == sorted(ordinals)


def test_facts_and_numbers_are_no_rows_of_the_board(any_other: DirectivesEvent) -> None:
    (event,) = read("directive_number-2024", any_other)
    assert not directive_board.keys(event)


def test_every_event_is_a_row_of_its_contexts_history() -> None:
    """DIR-14: every step, with who did it, both times and its place in the chain."""
    issued, shared = read_directive(make_issued(), SHARED)
    assert [history.keys(event) for event in (issued, shared)] == [(1,), (2,)]
    row = history.apply(None, shared)
    assert row is not None
    assert (row.stream, row.version, row.type) == ("directive-7f9c", 2, "directives.directive_shared.v1")
    assert (row.actor, row.role, row.department) == ("operator", "OPERATOR", "planning-audit")
    assert (row.effective_at, row.recorded_at) == (NOON, NOON)
    assert (row.source, row.chain) == ("/nonsan/directives", shared.chain)
    assert DirectiveShared.model_validate_json(row.data) == SHARED


def test_a_registered_department_is_a_row() -> None:
    """ORG-01."""
    (event,) = read_registry("department-planning-audit", REGISTERED)
    assert department.keys(event) == ("planning-audit",)
    row = department.apply(None, event)
    assert row is not None
    assert (row.name, row.kind, row.lineage, row.valid_until) == ("기획감사실", "HEADQUARTERS", "planning", None)


def test_the_clock_has_one_row_and_shows_the_last_setting() -> None:
    """CAL-14."""
    moments = [datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 12, 2, tzinfo=UTC)]
    first, last = read_registry("clock", *(ClockSet(now=moment) for moment in moments))
    assert clock.keys(first) == clock.keys(last) == ("business",)
    row = clock.apply(clock.apply(None, first), last)
    assert row is not None
    assert (row.now, row.position) == (moments[1], 2)


def test_a_holiday_changes_neither_clock_nor_departments() -> None:
    (event,) = read_registry("calendar-2024", HolidayDeclared(day=date(2024, 2, 9), name="설날"))
    assert (clock.keys(event), department.keys(event)) == ((), ())
    assert (clock.apply(None, event), department.apply(None, event)) == (None, None)
