"""A directive's whole way on the board, and beside it: replies, checks, memos, reports."""

from datetime import UTC, date, datetime
from functools import reduce
from typing import Final
from uuid import uuid5

import pytest

from contracts.calendar.deadlines import Stage
from contracts.directives import (
    AddresseeReplied,
    Assessment,
    Clock,
    DeadlineRecalculated,
    DirectiveAcknowledged,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveKind,
    DirectiveMerged,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    DuplicateMerged,
    NoteSplit,
    NoteTaken,
    Origin,
    OriginKind,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    QuarterEntryPublished,
    QuarterlyCheckRecorded,
    QuarterlyReportPublished,
    ReminderSent,
    TeamAssigned,
    Visibility,
)
from contracts.messages import Entry, Recorded
from gateway.views import directive_board, directive_check, directive_reply, note, quarter_entry, quarterly_report
from gateway.views.directive_board import Row
from tests.making import IDS, make_issued, record_all

SHARED: Final = DirectiveShared(
    lead="welfare", supporting=("roads",), addressees=("town-yeonmu",), shared_on=date(2024, 2, 5),
    share_late_days=0, report_due=date(2024, 2, 8), report_policy="DIR_REPORT_3@1",
)  # fmt: skip
REPORTED: Final = PriorityReportSubmitted(text="현장을 확인함", reported_on=date(2024, 2, 13), report_late_days=1)
OUTCOME: Final = OutcomeSubmitted(
    text="정비를 마침", plan=None, problem=None, submitted_on=date(2024, 3, 4), submitted_by="officer",
)  # fmt: skip
MERGED: Final = DirectiveMerged(into=uuid5(IDS, "into"), number="2024-0002", merged_on=date(2024, 2, 7))


def read(stream: str, *data: DirectivesEvent) -> list[Recorded[DirectivesEvent]]:
    return record_all([(stream, each) for each in data])


def fold(*data: DirectivesEvent) -> Row:
    events = read("directive-7f9c", *data)
    row: Row | None = reduce(directive_board.apply, events, None)
    assert row is not None
    assert (row.version, row.position) == (len(data), len(data))
    return row


def test_the_running_deadline_is_the_shares_then_the_reports_then_none() -> None:
    """DIR-04, DIR-06."""
    way: list[DirectivesEvent] = [make_issued(), SHARED, REPORTED]
    assert [fold(*way[:n]).due for n in (1, 2, 3)] == [date(2024, 2, 5), date(2024, 2, 8), None]


def test_a_holiday_moves_the_deadline_that_runs() -> None:
    """CAL-11."""
    share = DeadlineRecalculated(
        clock=Clock.SHARE, department=None, before=date(2024, 2, 5), due=date(2024, 2, 6), holiday=date(2024, 2, 5),
        recalculated_on=date(2024, 2, 5),
    )  # fmt: skip
    assert (fold(make_issued(), share).share_due, fold(make_issued(), share).due) == (date(2024, 2, 6),) * 2
    report = share.model_copy(update={"clock": Clock.REPORT, "department": "welfare", "due": date(2024, 2, 13)})
    row = fold(make_issued(), SHARED, report)
    assert (row.share_due, row.report_due, row.due) == (date(2024, 2, 5), date(2024, 2, 13), date(2024, 2, 13))
    reply = share.model_copy(update={"clock": Clock.REPLY, "department": "town-yeonmu", "due": date(2024, 2, 14)})
    row = fold(make_issued(), SHARED, reply)
    assert (row.due, row.replies["town-yeonmu"]["due"]) == (date(2024, 2, 8), "2024-02-14")


def transfer(due: date | None) -> DirectiveTransferred:
    return DirectiveTransferred(
        before="welfare", lead="roads", reason="도로 소관", transferred_on=date(2024, 2, 7), report_due=due,
        report_policy="DIR_SET",
    )  # fmt: skip


def test_a_transfer_gives_the_new_lead_its_due_date_and_no_team() -> None:
    """DIR-16: the new lead is no longer beside itself."""
    way = make_issued(), SHARED, TeamAssigned(team="welfare-1")
    assert fold(*way).team == "welfare-1"
    row = fold(*way, transfer(date(2024, 2, 20)))
    assert (row.state, row.lead, row.supporting, row.team) == ("SHARED", "roads", [], None)
    assert (row.report_due, row.due, row.report_policy) == (date(2024, 2, 20), date(2024, 2, 20), "DIR_SET")


def test_a_transfer_after_the_report_moves_no_deadline() -> None:
    """DIR-16."""
    row = fold(make_issued(), SHARED, REPORTED, transfer(None))
    assert (row.state, row.lead, row.report_due, row.due) == ("REPORTED", "roads", date(2024, 2, 8), None)


def test_each_addressee_has_a_clock_of_its_own() -> None:
    reply = AddresseeReplied(
        department="town-yeonmu", text="정비함", replied_on=date(2024, 2, 9), reply_late_days=1,
    )  # fmt: skip
    open_one, done = fold(make_issued(), SHARED), fold(make_issued(), SHARED, reply)
    assert open_one.replies == {"town-yeonmu": {"due": "2024-02-08", "replied_on": None, "late_days": None}}
    assert done.replies == {"town-yeonmu": {"due": "2024-02-08", "replied_on": "2024-02-09", "late_days": 1}}
    assert (done.state, done.due) == ("SHARED", date(2024, 2, 8))
    (event,) = read("directive-7f9c", reply)
    assert directive_reply.keys(event) == ("7f9c/town-yeonmu",)
    row = directive_reply.apply(None, event)
    assert row is not None
    assert (row.directive, row.department, row.text, row.late_days) == ("7f9c", "town-yeonmu", "정비함", 1)


def test_who_takes_over_owes_no_reply() -> None:
    """DIR-16: and no clock of it runs; a reply that it has given stands."""
    reply = AddresseeReplied(department="town-yeonmu", text="정비함", replied_on=date(2024, 2, 6), reply_late_days=0)
    over = transfer(date(2024, 2, 8)).model_copy(update={"lead": "town-yeonmu"})
    assert (fold(make_issued(), SHARED, over).lead, fold(make_issued(), SHARED, over).replies) == ("town-yeonmu", {})
    assert fold(make_issued(), SHARED, reply, over).replies.keys() == {"town-yeonmu"}


def test_who_has_seen_it_is_told_once() -> None:
    seen = [DirectiveAcknowledged(department=code) for code in ("welfare", "roads", "welfare")]
    assert fold(make_issued(), SHARED, *seen).seen_by == ["roads", "welfare"]


def test_an_outcome_is_returned_supplemented_and_accepted() -> None:
    """DIR-07, DIR-08: returns are counted; the last words are the lead's."""
    way: list[DirectivesEvent] = [make_issued(), SHARED, REPORTED, OUTCOME]
    assert (fold(*way).state, fold(*way).latest) == ("OUTCOME_SUBMITTED", "정비를 마침")
    assert (fold(*way).outcome_on, fold(*way).outcome_by) == (date(2024, 3, 4), ["officer"])
    way.append(OutcomeReturned(lead="welfare", reason="사진을 붙일 것", times=1))
    assert (fold(*way).state, fold(*way).returns, fold(*way).latest) == ("RETURNED", 1, "정비를 마침")
    way.append(ProgressUpdated(percent=90, note="사진을 찍음", reason=None))
    assert (fold(*way).state, fold(*way).percent, fold(*way).latest) == ("IN_PROGRESS", 90, "사진을 찍음")
    way += [OUTCOME, DirectiveClosed(closed_on=date(2024, 3, 11), days=24, note="잘됨")]
    row = fold(*way)
    assert (row.state, row.ended_on, row.days, row.ending) == ("CLOSED", date(2024, 3, 11), 24, "잘됨")
    assert (row.returns, row.due) == (1, None)


@pytest.mark.parametrize(
    ("end", "state", "ending"),
    [
        (DirectiveClosedAsContinuing(mayor_report="시장 보고 12호", closed_on=date(2024, 2, 7), days=2),
         "CLOSED_AS_CONTINUING", "시장 보고 12호"),
        (DirectiveCancelled(reason="중복", cancelled_on=date(2024, 2, 7)), "CANCELLED", "중복"),
        (MERGED, "MERGED", None),
    ],
)  # fmt: skip
def test_every_end_stops_the_clock(end: DirectivesEvent, state: str, ending: str | None) -> None:
    """DIR-03, DIR-17."""
    row = fold(make_issued(), SHARED, end)
    assert (row.state, row.ended_on, row.due, row.ending) == (state, date(2024, 2, 7), None, ending)


def test_a_duplicate_and_the_one_that_carries_on_know_each_other() -> None:
    """DIR-03."""
    assert fold(make_issued(), MERGED).merged_into == str(MERGED.into)
    both = [DuplicateMerged(duplicate=uuid5(IDS, each), number=each) for each in ("a", "b")]
    assert fold(make_issued(), *both).duplicates == [str(uuid5(IDS, "a")), str(uuid5(IDS, "b"))]


def test_what_only_tells_people_moves_the_version_too() -> None:
    """Else an ETag of the board would be outdated for ever."""
    fold(make_issued(), ReminderSent(clock=Clock.SHARE, department=None, stage=Stage.DUE, due=date(2024, 2, 5)))


def test_the_last_check_of_a_quarter_counts() -> None:
    """DIR-09, DIR-15."""
    checks = [
        QuarterlyCheckRecorded(
            quarter="2024-Q1",
            assessment=Assessment.LAGGING,
            cause="예산",
            remedy="추경",
            checked_on=date(2024, 4, 1),
        ),
        QuarterlyCheckRecorded(
            quarter="2024-Q1", assessment=Assessment.ON_TRACK, cause=None, remedy=None, checked_on=date(2024, 4, 2)
        ),
    ]
    row = fold(make_issued(), SHARED, *checks)
    assert row.checks == {"2024-Q1": {"assessment": "ON_TRACK", "checked_on": "2024-04-02"}}
    events = read("directive-7f9c", *checks)
    assert [directive_check.keys(event) for event in events] == [("7f9c/2024-Q1",)] * 2
    words = [directive_check.apply(None, event) for event in events]
    assert [(each.cause, each.remedy) for each in words if each] == [("예산", "추경"), (None, None)]


def pass_on(before: str, lead: str, day: date, due: date | None) -> DirectiveTransferred:
    return DirectiveTransferred(
        before=before, lead=lead, reason="소관", transferred_on=day, report_due=due, report_policy="DIR_REPORT_3@1"
    )


def test_the_clock_goes_with_the_lead_until_it_is_met_or_missed() -> None:
    """DIR-13, DIR-16: due on 8 February: passed on in time, passed on after it, given a new day, after the report."""
    due, later, new = date(2024, 2, 8), date(2024, 2, 13), date(2024, 2, 20)
    first = {"lead": "welfare", "since": "2024-02-05", "clock": "welfare", "due": "2024-02-08"}
    in_time = pass_on("welfare", "roads", date(2024, 2, 8), due)
    assert fold(make_issued(), SHARED, in_time).tenures == [
        first, {"lead": "roads", "since": "2024-02-08", "clock": "roads", "due": "2024-02-08"},
    ]  # fmt: skip
    missed = pass_on("welfare", "roads", later, due)
    again = pass_on("roads", "planning-audit", later, new)
    assert fold(make_issued(), SHARED, missed, again).tenures == [
        first,
        {"lead": "roads", "since": "2024-02-13", "clock": "welfare", "due": "2024-02-08"},
        {"lead": "planning-audit", "since": "2024-02-13", "clock": "planning-audit", "due": "2024-02-20"},
    ]
    reported = fold(make_issued(), SHARED, REPORTED, pass_on("welfare", "roads", later, None))
    assert reported.tenures[1] == {"lead": "roads", "since": "2024-02-13", "clock": "welfare", "due": "2024-02-08"}
    moved = DeadlineRecalculated(
        clock=Clock.REPORT, department="welfare", before=due, due=date(2024, 2, 13), holiday=date(2024, 2, 8),
        recalculated_on=date(2024, 2, 6),
    )  # fmt: skip
    assert [each["due"] for each in fold(make_issued(), SHARED, moved).tenures] == ["2024-02-13"]


def recalculated(before: date, due: date, on: date) -> DeadlineRecalculated:
    return DeadlineRecalculated(
        clock=Clock.REPORT, department="welfare", before=before, due=due, holiday=due, recalculated_on=on
    )


def test_a_past_day_that_becomes_a_holiday_leaves_what_was_measured_before_it() -> None:
    """CAL-11, DIR-13, ADR 0025: due on the 8th, declared or revoked later: the 8th stays as it was."""
    due, later, today = date(2024, 2, 8), date(2024, 2, 13), date(2024, 2, 9)
    first = {"lead": "welfare", "since": "2024-02-05", "clock": "welfare", "due": "2024-02-08"}
    declared = recalculated(due, later, today)
    moved = {"lead": "welfare", "since": "2024-02-09", "clock": "welfare", "due": "2024-02-13"}
    row = fold(make_issued(), SHARED, declared)
    assert (row.report_due, row.tenures) == (later, [first, moved])
    revoked = recalculated(later, due, date(2024, 2, 12))
    back = {"lead": "welfare", "since": "2024-02-12", "clock": "welfare", "due": "2024-02-08"}
    assert fold(make_issued(), SHARED, declared, revoked).tenures == [first, moved, back]
    missed = pass_on("welfare", "roads", today, due)
    others = [
        first,
        {"lead": "roads", "since": "2024-02-09", "clock": "welfare", "due": "2024-02-08"},
        {"lead": "roads", "since": "2024-02-09", "clock": "roads", "due": "2024-02-13"},
    ]
    assert fold(make_issued(), SHARED, missed, declared).tenures == others


def test_what_was_entered_late_marks_its_row_for_good() -> None:
    """CAL-14."""
    entry = Entry(entered_at=datetime(2024, 2, 13, tzinfo=UTC), ground="출장")
    late = SHARED.model_copy(update={"entry": entry})
    for events, is_backdated in (((SHARED,), False), ((late,), True), ((late, REPORTED), True)):
        assert fold(make_issued(), *events).is_backdated is is_backdated
    deputy = SHARED.model_copy(update={"entry": Entry(acting_for="operator")})
    assert not fold(make_issued(), deputy).is_backdated


def test_a_memo_knows_what_it_has_led_to() -> None:
    """DIR-03."""
    taken = NoteTaken(text="1. 도로\n2. 하천", meeting="간부회의", origin=Origin(kind=OriginKind.MEETING, id="m-1"))
    ids = [uuid5(IDS, each) for each in "abc"]
    written: list[DirectivesEvent] = [taken, NoteSplit(directives=(ids[0], ids[1])), NoteSplit(directives=(ids[2],))]
    events = read("note-5a", *written)
    assert [note.keys(event) for event in events] == [("5a",)] * 3
    row: note.Row | None = reduce(note.apply, events, None)
    assert row is not None
    assert (row.meeting, row.origin_kind, row.directives) == ("간부회의", "MEETING", [str(each) for each in ids])
    assert (row.taken_by, row.version) == ("operator", 3)


def test_a_report_and_its_entries_are_rows_of_their_edition() -> None:
    """DIR-10."""
    entry = QuarterEntryPublished(
        edition=2, directive=uuid5(IDS, "a"), number="2024-0001", text=None, kind=DirectiveKind.SIMPLE,
        visibility=Visibility.TEXT_HIDDEN, state="SHARED", lead="welfare", issued_on=date(2024, 2, 5),
        share_due=date(2024, 2, 5), shared_on=date(2024, 2, 5), share_late_days=0, report_due=date(2024, 2, 8),
        reported_on=None, report_late_days=None, percent=None, closed_on=None, latest=None, cause=None, remedy=None,
    )  # fmt: skip
    head = QuarterlyReportPublished(
        quarter="2024-Q3", edition=2, published_on=date(2024, 10, 2), cut={"directives": 40}, entries=1, unshared=0,
        reason="점검을 고침",
    )  # fmt: skip
    first, last = read("quarter-2024-q3", entry, head)
    assert (quarter_entry.keys(last), quarterly_report.keys(first)) == ((), ())
    assert quarter_entry.keys(first) == (f"2024-Q3/2/{entry.directive}",)
    row, whole = quarter_entry.apply(None, first), quarterly_report.apply(None, last)
    assert row is not None
    assert whole is not None
    assert (row.report, row.number, row.data["lead"]) == ("2024-Q3/2", "2024-0001", "welfare")
    assert (whole.key, whole.cut, whole.entries) == ("2024-Q3/2", {"directives": 40}, 1)
