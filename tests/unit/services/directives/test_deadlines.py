"""Deadlines that move with the calendar or are handed over, and their stages; worked by hand (domain.md 4.1)."""

from datetime import UTC, date, datetime

import pytest

from contracts.calendar.deadlines import Stage
from contracts.calendar.policies import POLICIES, DeadlinePolicy, Rule
from contracts.directives import (
    Clock,
    DeadlineMissed,
    DeadlineRecalculated,
    DirectiveKind,
    DirectiveShared,
    DirectiveTransferred,
    EscalationRaised,
    Level,
    PriorityReportSubmitted,
    RecalculateDeadlines,
    ReplyAsAddressee,
    ShareDirective,
    StagePassed,
    TransferDirective,
)
from contracts.errors import Rejected
from contracts.messages import Entry
from tests.unit.services.directives.story import (
    HOLIDAYS,
    KEY,
    LEAD,
    MONDAY,
    OFFICER,
    REPORT,
    ROADS,
    TIMER,
    TOWN,
    Story,
    issued,
    officer_of,
    reported,
    shared,
)

FRIDAY = date(2024, 9, 27)
LATE = date(2024, 10, 1)
"""임시공휴일, declared in September."""
RECALCULATE = RecalculateDeadlines(directive=KEY, day=LATE)


def test_the_stages_of_a_report() -> None:
    """CAL-13, DIR-20: shared on Monday 2024-02-05, due on the 8th; D-3 would be the share date and is not sent.

    9 to 12 February are no business days: +1 = Tuesday 13, +3 = 15, +5 = Monday 19.
    """
    assert shared().list_stages() == [
        ("D-1", date(2024, 2, 7)),
        ("D", date(2024, 2, 8)),
        ("D+1", date(2024, 2, 13)),
        ("D+3", date(2024, 2, 15)),
        ("D+5", date(2024, 2, 19)),
    ]


def test_the_stages_of_a_share() -> None:
    """decided.md, Reminders: D and late only; issued on Saturday 2024-02-17, due on Monday 19."""
    assert issued(date(2024, 2, 17)).list_stages(Clock.SHARE) == [
        ("D", date(2024, 2, 19)),
        ("D+1", date(2024, 2, 20)),
        ("D+3", date(2024, 2, 22)),
        ("D+5", date(2024, 2, 26)),
    ]


def test_a_share_is_told_of_on_the_day_of_the_issue() -> None:
    """CAL-13: issued and due on Monday 2024-02-19; the office is told at once."""
    story = issued(date(2024, 2, 19))
    assert story.list_stages(Clock.SHARE)[0] == ("D", date(2024, 2, 19))
    assert story.reach(Clock.SHARE, Stage.DUE, date(2024, 2, 19)) == ["ReminderSent"]


def test_a_stage_is_told_once() -> None:
    """CAL-13: and nothing at another day than its own."""
    story = shared()
    assert story.reach(Clock.REPORT, Stage.DUE_IN_1, date(2024, 2, 6)) == []
    assert story.reach(Clock.REPORT, Stage.DUE_IN_1, date(2024, 2, 7)) == ["ReminderSent"]
    assert story.reach(Clock.REPORT, Stage.DUE_IN_1, date(2024, 2, 7)) == []


def test_a_lateness_climbs_the_ladder() -> None:
    """DIR-20: missed once; +1 team head, +3 bureau head, +5 mayor; of the lead department."""
    story = shared()
    days = (date(2024, 2, 13), date(2024, 2, 15), date(2024, 2, 19))
    for stage, day in zip((Stage.LATE_1, Stage.LATE_3, Stage.LATE_5), days, strict=True):
        story.reach(Clock.REPORT, stage, day)
    assert [event.department for event in story.told if isinstance(event, DeadlineMissed)] == [LEAD]
    raised = [(event.level, event.department) for event in story.told if isinstance(event, EscalationRaised)]
    assert raised == [(Level.TEAM_HEAD, LEAD), (Level.BUREAU_HEAD, LEAD), (Level.MAYOR, LEAD)]


def test_what_was_met_or_has_ended_is_not_told_of() -> None:
    """CAL-13."""
    assert reported().reach(Clock.REPORT, Stage.DUE, date(2024, 2, 8)) == []
    story = shared(addressees=(ROADS,))
    assert story.reach(Clock.REPLY, Stage.DUE, date(2024, 2, 8), ROADS) == ["ReminderSent"]
    assert story.reach(Clock.REPLY, Stage.DUE, date(2024, 2, 8), TOWN) == []


def test_what_had_passed_when_it_was_entered_is_never_sent() -> None:
    """CAL-14: issued and shared on Monday 5, entered on Tuesday 13 February: what comes on that day is told.

    The share's own stages were the 5th, 6th and 8th, then the 14th; the report's the 7th and 8th, then the 13th. What
    has passed is stored with what set it, and a timer finds nothing more to tell of it.
    """
    entry = Entry(entered_at=datetime(2024, 2, 13, 1, tzinfo=UTC), ground="출장")
    story = issued(entry=entry)
    story.act(ShareDirective(lead=LEAD), MONDAY, entry=entry)
    passed = [(each.clock, each.stage) for each in story.told if isinstance(each, StagePassed)]
    assert passed == [
        (Clock.SHARE, Stage.DUE),
        (Clock.SHARE, Stage.LATE_1),
        (Clock.SHARE, Stage.LATE_3),
        (Clock.REPORT, Stage.DUE_IN_1),
        (Clock.REPORT, Stage.DUE),
    ]
    assert story.reach(Clock.REPORT, Stage.DUE, date(2024, 2, 8)) == []
    assert story.reach(Clock.REPORT, Stage.LATE_1, date(2024, 2, 13)) == ["DeadlineMissed", "EscalationRaised"]


def test_what_is_passed_on_late_passes_no_stage_twice() -> None:
    """CAL-14, DIR-16: entered on the 13th: a transfer of the 6th that keeps the day adds nothing, a new day its own.

    Given on Wednesday the 7th, due on the 8th anew: D-1 lies on the 7th, the day of it, and is not sent; D has passed.
    """
    entry = Entry(entered_at=datetime(2024, 2, 13, 1, tzinfo=UTC), ground="출장")
    story = issued(entry=entry)
    story.act(ShareDirective(lead=LEAD, report_days=10), MONDAY, entry=entry)
    kept = story.act(TransferDirective(lead=TOWN, reason="소관"), date(2024, 2, 6), entry=entry)
    assert [type(event).__name__ for event in kept] == ["DirectiveTransferred"]
    anew = TransferDirective(lead=ROADS, reason="소관", report_due=date(2024, 2, 8))
    events = story.act(anew, date(2024, 2, 7), entry=entry)
    assert [event.stage for event in events if isinstance(event, StagePassed)] == [Stage.DUE]


def recalculate(story: Story, day: date, holidays: frozenset[date]) -> list[tuple[date, date]]:
    story.holidays = holidays
    events = story.act(RECALCULATE, day, TIMER)
    moved = [event for event in events if isinstance(event, DeadlineRecalculated)]
    assert len(moved) == len(events)
    return [(event.before, event.due) for event in moved]


def test_a_late_holiday_moves_an_open_deadline() -> None:
    """CAL-11: shared on Friday 2024-09-27; 30, 1, 2 October before; with 1 October a holiday 30, 2, and 3 is one: 4.

    D-1 = 2 October, +1 = Monday 7, +3 = 7 8 10 (9 is 한글날), +5 = 11, 14 October.
    """
    story = shared(FRIDAY, addressees=(ROADS,))
    assert story.list_dues() == dict.fromkeys([(Clock.REPORT, None), (Clock.REPLY, ROADS)], date(2024, 10, 2))
    assert recalculate(story, FRIDAY, HOLIDAYS | {LATE}) == [(date(2024, 10, 2), date(2024, 10, 4))] * 2
    assert story.list_stages() == [
        ("D-1", date(2024, 10, 2)),
        ("D", date(2024, 10, 4)),
        ("D+1", date(2024, 10, 7)),
        ("D+3", date(2024, 10, 10)),
        ("D+5", date(2024, 10, 14)),
    ]
    assert recalculate(story, FRIDAY, HOLIDAYS | {LATE}) == []


def test_lateness_counts_from_where_the_deadline_has_moved() -> None:
    """CAL-11, DIR-06: reported on 4 October, the moved deadline; on the next business day, Monday 7, one day late."""
    for day, late in ((date(2024, 10, 4), 0), (date(2024, 10, 7), 1)):
        story = shared(FRIDAY)
        recalculate(story, FRIDAY, HOLIDAYS | {LATE})
        (event,) = story.act(REPORT, day, OFFICER)
        assert isinstance(event, PriorityReportSubmitted)
        assert event.report_late_days == late
        assert story.active.work.report_due == date(2024, 10, 4)


def test_a_share_is_not_late_where_its_day_became_a_holiday() -> None:
    """CAL-11, DIR-04: issued on Tuesday 1 October; shared on Wednesday 2, the moved deadline, or on Friday 4."""
    for day, late in ((date(2024, 10, 2), 0), (date(2024, 10, 4), 1)):
        story = issued(LATE)
        assert recalculate(story, LATE, HOLIDAYS | {LATE}) == [(LATE, date(2024, 10, 2))]
        (event,) = story.act(ShareDirective(lead=LEAD), day)
        assert isinstance(event, DirectiveShared)
        assert event.share_late_days == late


def test_a_late_holiday_moves_no_met_deadline() -> None:
    """CAL-11."""
    assert recalculate(reported(FRIDAY), FRIDAY, HOLIDAYS | {LATE}) == []


def test_a_holiday_after_the_deadline_moves_its_late_stages_alone() -> None:
    """CAL-11: shared on Tuesday 24 September, due on Friday 27; +1 = 30, +3 = 2 October, 4 with 1 October a holiday."""
    story = shared(date(2024, 9, 24))
    assert recalculate(story, FRIDAY, HOLIDAYS | {LATE}) == [(FRIDAY, FRIDAY)]
    assert story.list_stages()[-2:] == [("D+3", date(2024, 10, 4)), ("D+5", date(2024, 10, 8))]


def test_a_moved_deadline_tells_no_stage_twice() -> None:
    """CAL-11, CAL-13: D-1 was told on 1 October, which then becomes a holiday."""
    story = shared(FRIDAY)
    assert story.reach(Clock.REPORT, Stage.DUE_IN_1, LATE) == ["ReminderSent"]
    recalculate(story, LATE, HOLIDAYS | {LATE})
    assert [stage for stage, _ in story.list_stages()] == ["D", "D+1", "D+3", "D+5"]
    assert story.reach(Clock.REPORT, Stage.DUE_IN_1, date(2024, 10, 2)) == []


def test_a_revoked_holiday_brings_a_deadline_forward() -> None:
    """CAL-11: what has passed by then is passed, not sent: D-1 on 1 October was found out on 2 October only."""
    story = Story(holidays=HOLIDAYS | {LATE})
    story.state = shared(FRIDAY).state
    recalculate(story, FRIDAY, HOLIDAYS | {LATE})
    assert recalculate(story, date(2024, 10, 2), HOLIDAYS) == [(date(2024, 10, 4), date(2024, 10, 2))]
    assert story.reach(Clock.REPORT, Stage.DUE_IN_1, LATE) == ["StagePassed"]
    assert story.reach(Clock.REPORT, Stage.DUE, date(2024, 10, 2)) == ["ReminderSent"]


def test_a_deadline_keeps_the_policy_by_which_it_was_set() -> None:
    """CAL-12: recalculated after a newer version of one day was adopted, it is still counted with three."""
    newer = DeadlinePolicy(id="DIR_REPORT_3", version=2, rule=Rule.BD_EXCL, n=1, valid_from=FRIDAY, basis="지침")
    story = shared(FRIDAY)
    story.holidays = HOLIDAYS | {LATE}
    (event,) = story.act(RECALCULATE, FRIDAY, TIMER, policies=(*POLICIES, newer))
    assert isinstance(event, DeadlineRecalculated)
    assert event.due == date(2024, 10, 4)


def test_days_that_the_sharer_gave_are_counted_anew() -> None:
    """DIR_LONG, CAL-11: five days from Friday 27: 30, 1, 2, 4, 7; with 1 October a holiday 30, 2, 4, 7, 8."""
    story = shared(FRIDAY, report_days=5)
    assert recalculate(story, FRIDAY, HOLIDAYS | {LATE}) == [(date(2024, 10, 7), date(2024, 10, 8))]


TRANSFER = TransferDirective(lead=TOWN, reason="소관이 아님")


@pytest.mark.parametrize("day", [MONDAY, date(2024, 2, 6)])
def test_a_transfer_within_one_business_day_keeps_the_due_date(day: date) -> None:
    """DIR-16: by the lead itself; what was told is not told again."""
    story = shared()
    (event,) = story.act(TRANSFER, day, OFFICER)
    assert isinstance(event, DirectiveTransferred)
    assert (event.before, event.lead, event.report_due) == (LEAD, TOWN, date(2024, 2, 8))
    assert (story.phase, story.active.work.lead) == ("SHARED", TOWN)
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(REPORT, day, OFFICER)


def test_a_later_transfer_is_the_offices() -> None:
    """DIR-16: from the second business day on, Wednesday 7 February."""
    day = date(2024, 2, 7)
    story = shared(supporting=(TOWN,))
    story.reach(Clock.REPORT, Stage.DUE_IN_1, day)
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(TRANSFER, day, OFFICER)
    story.act(TRANSFER, day)
    assert story.active.work.supporting == ()
    assert story.list_dues() == {(Clock.REPORT, None): date(2024, 2, 8)}
    assert story.reach(Clock.REPORT, Stage.DUE_IN_1, day) == []
    assert story.reach(Clock.REPORT, Stage.DUE, date(2024, 2, 8)) == ["ReminderSent"]


def test_the_office_may_set_a_new_due_date() -> None:
    """DIR-16: its stages begin anew, and no calendar moves it. Due on Friday 16: D-3 = 13, D-1 = 15 February."""
    day = date(2024, 2, 7)
    story = shared()
    story.reach(Clock.REPORT, Stage.DUE_IN_1, day)
    story.act(TRANSFER.model_copy(update={"report_due": date(2024, 2, 16)}), day)
    assert story.list_dues() == {(Clock.REPORT, None): date(2024, 2, 16)}
    assert story.list_stages()[:2] == [("D-3", date(2024, 2, 13)), ("D-1", date(2024, 2, 15))]
    assert recalculate(story, day, HOLIDAYS | {date(2024, 2, 14)}) == [(date(2024, 2, 16), date(2024, 2, 16))]
    assert story.list_stages()[:2] == [("D-3", date(2024, 2, 8)), ("D-1", date(2024, 2, 15))]  # 15, 13, 8


def test_the_same_due_date_given_again_is_kept() -> None:
    """DIR-16: it is no new one, so a late holiday moves it still."""
    story = shared(FRIDAY)
    day = date(2024, 10, 1)
    story.act(TRANSFER.model_copy(update={"report_due": date(2024, 10, 2)}), day)
    assert story.active.deadlines[Clock.REPORT, None].policy == "DIR_REPORT_3@1"
    assert recalculate(story, day, HOLIDAYS | {LATE}) == [(date(2024, 10, 2), date(2024, 10, 4))]


@pytest.mark.parametrize(
    ("day", "due", "code"),
    [
        (date(2024, 2, 6), date(2024, 2, 16), "DUE_DATE_KEPT"),  # within one business day
        (date(2024, 2, 7), date(2024, 2, 7), "DUE_DATE_NOT_OPEN"),  # today
        (date(2024, 2, 7), date(2024, 2, 10), "DUE_DATE_NOT_OPEN"),  # a Saturday
    ],
)
def test_a_new_due_date_is_a_later_business_day(day: date, due: date, code: str) -> None:
    """DIR-16."""
    with pytest.raises(Rejected, match=code):
        shared().act(TRANSFER.model_copy(update={"report_due": due}), day)


def test_a_due_date_leaves_room_for_its_lateness() -> None:
    """DIR-16, DIR-20: five business days after Tuesday 24 December 2199 are 25 26 27 30 31, the last day kept."""
    day = date(2024, 2, 7)
    for last in (date(2199, 12, 25), date(2199, 12, 31)):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            shared().act(TRANSFER.model_copy(update={"report_due": last}), day)
    story = shared()
    story.act(TRANSFER.model_copy(update={"report_due": date(2199, 12, 24)}), day)
    assert story.list_stages()[-1] == ("D+5", date(2199, 12, 31))


def test_what_was_reported_is_handed_over_without_a_deadline() -> None:
    """DIR-16."""
    story = reported()
    with pytest.raises(Rejected, match="DUE_DATE_KEPT"):
        story.act(TRANSFER.model_copy(update={"report_due": date(2024, 2, 16)}), date(2024, 2, 8))
    story.act(TRANSFER, date(2024, 2, 8))
    assert (story.phase, story.list_dues()) == ("REPORTED", {})
    assert story.active.work.report_due == date(2024, 2, 8)


def test_it_is_handed_to_another_department() -> None:
    """DIR-05."""
    with pytest.raises(Rejected, match="LEAD_NOT_UNIQUE"):
        shared(addressees=(ROADS,)).act(TransferDirective(lead=LEAD, reason="이관"), MONDAY)


def test_one_of_those_who_reply_takes_over() -> None:
    """DIR-16: of a directive to all departments nobody else could; it owes itself no reply any more, with no clock."""
    story = shared(addressees=(ROADS, TOWN))
    story.act(TransferDirective(lead=ROADS, reason="주관부서가 없어짐"), MONDAY)
    assert (story.active.work.lead, story.active.work.addressees) == (ROADS, (TOWN,))
    assert story.list_dues() == {(Clock.REPORT, None): date(2024, 2, 8), (Clock.REPLY, TOWN): date(2024, 2, 8)}
    assert story.reach(Clock.REPLY, Stage.DUE_IN_1, date(2024, 2, 7), department=ROADS) == []
    story.act(ReplyAsAddressee(text="회신"), MONDAY, officer_of(TOWN))
    story.act(TransferDirective(lead=TOWN, reason="이관"), MONDAY)
    assert (story.active.work.lead, story.active.work.addressees) == (TOWN, (TOWN,))  # what it replied stands


def test_a_plan_keeps_ten_days_through_a_late_holiday() -> None:
    """CAL-11, DIR_PLAN_10: from Friday 27 September: 30 1 2, 4 7 8 10 11 14 15; one later, 16, with 1 October off."""
    story = shared(FRIDAY, DirectiveKind.PLAN)
    assert story.list_dues() == {(Clock.REPORT, None): date(2024, 10, 15)}
    assert recalculate(story, FRIDAY, HOLIDAYS | {LATE}) == [(date(2024, 10, 15), date(2024, 10, 16))]
