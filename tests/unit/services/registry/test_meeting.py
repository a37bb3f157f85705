"""Meetings as given / when / then: typed days, candidates, the blackout before elections, numbered decisions."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from contracts.calendar.elections import Election, LegalGround
from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.registry import (
    BlackoutExemption,
    CancelMeeting,
    DateFixed,
    FixDate,
    MeetingCancelled,
    MeetingKind,
    MeetingRecorded,
    MeetingScheduled,
    RecordMeeting,
    ScheduleMeeting,
)
from contracts.values import Role
from services.registry import department, meeting
from services.registry.meeting import Cancelled, Facts, Held, NotScheduled, Scheduled
from services.registry.validity import Validity

LOCAL_2018, GENERAL_2024 = Election(date(2018, 6, 13)), Election(date(2024, 4, 10))
OFFICE = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
IN_2018 = Facts(date(2018, 3, 5), OFFICE, (LOCAL_2018, GENERAL_2024))
IN_2024 = Facts(date(2024, 1, 25), OFFICE, (LOCAL_2018, GENERAL_2024))
TOWN_HALL = ScheduleMeeting(
    title="논산! 미래의 얼굴을 찾습니다.", kind=MeetingKind.TOWN_HALL, when="2018. 4. 11(수)", is_hosted_by_mayor=True
)
STRAWBERRY = ScheduleMeeting(title="딸기day", kind=MeetingKind.BRIEFING, when="3. 3.(일) 또는 3. 9.(토)")
FESTIVAL = BlackoutExemption(ground=LegalGround.TRADITIONAL_FESTIVAL, approver="vice-mayor")


def plan(command: ScheduleMeeting, facts: Facts) -> MeetingScheduled:
    (event,) = meeting.decide(command, NotScheduled(), facts)
    assert isinstance(event, MeetingScheduled)
    return event


def planned(command: ScheduleMeeting, facts: Facts) -> Scheduled:
    state = meeting.evolve(NotScheduled(), plan(command, facts))
    assert isinstance(state, Scheduled)
    return state


def test_the_town_hall_of_2018_was_three_days_before_the_blackout() -> None:
    """CAL-10, AR-29: 2018-06-13 less sixty days is 2018-04-14; the town hall was on 2018-04-11."""
    assert plan(TOWN_HALL, IN_2018).when.first == date(2018, 4, 11)
    on_the_last_day = TOWN_HALL.model_copy(update={"when": "2018. 4. 13.(금)"})
    assert plan(on_the_last_day, IN_2018).when.first == date(2018, 4, 13)


@pytest.mark.parametrize("when", ["2018-04-14", "2018. 6. 13.(수)", "2018. 4. 13. ~ 4. 14."])
def test_the_mayor_hosts_nothing_in_the_sixty_days_before_an_election(when: str) -> None:
    """CAL-10: not on the first of them, not on the day itself, not for a day of two."""
    with pytest.raises(Rejected, match="ELECTION_BLACKOUT") as refusal:
        plan(TOWN_HALL.model_copy(update={"when": when}), IN_2018)
    assert refusal.value.details == {"from": "2018-04-14", "until": "2018-06-13"}


def test_others_may_meet_then_and_the_law_lets_some_events_pass() -> None:
    """CAL-10."""
    inside = TOWN_HALL.model_copy(update={"when": "2018-04-14"})
    assert not plan(inside.model_copy(update={"is_hosted_by_mayor": False}), IN_2018).is_hosted_by_mayor
    assert plan(inside.model_copy(update={"exemption": FESTIVAL}), IN_2018).exemption == FESTIVAL


@pytest.mark.parametrize(
    "exemption", [{"ground": "STATUTORY"}, {"approver": "vice-mayor"}, {"ground": "ANY", "approver": "x"}]
)
def test_a_ground_without_an_approver_has_no_spelling(exemption: dict[str, str]) -> None:
    """CAL-10: the override needs a legal ground of the law's list, and who answers for it."""
    with pytest.raises(ValidationError):
        BlackoutExemption.model_validate(exemption)


def test_the_days_of_the_strawberry_festival_are_weighed_one_by_one() -> None:
    """CAL-09, CAL-10: from 2024-02-10 to 2024-04-10; 9 February lies before it, 20 February within, 11 April behind."""
    hosted = STRAWBERRY.model_copy(update={"is_hosted_by_mayor": True, "when": "2. 2. 또는 2. 9."})
    assert len(plan(hosted, IN_2024).when.candidates) == 2
    around = hosted.model_copy(update={"when": "2. 9. 또는 4. 11."})
    assert len(plan(around, IN_2024).when.candidates) == 2
    with pytest.raises(Rejected, match="ELECTION_BLACKOUT"):
        plan(hosted.model_copy(update={"when": "2. 2. 또는 2. 20."}), IN_2024)


def test_two_candidates_wait_for_one_date() -> None:
    """CAL-09, B240: 2024-03-03 is a Sunday, 2024-03-09 a Saturday."""
    event = plan(STRAWBERRY, IN_2024)
    assert event.when == Period(
        value="[2024-03-03,2024-03-09]", precision=Precision.DAY, written="3. 3.(일) 또는 3. 9.(토)"
    )
    state = planned(STRAWBERRY, IN_2024)
    assert meeting.name_state(state) == "DATE_OPEN"
    (fixed,) = meeting.decide(FixDate(day=date(2024, 3, 9)), state, IN_2024)
    assert fixed == DateFixed(day=date(2024, 3, 9))
    after = meeting.evolve(state, fixed)
    assert meeting.name_state(after) == "SCHEDULED"
    assert meeting.decide(FixDate(day=date(2024, 3, 9)), after, IN_2024) == ()
    with pytest.raises(Rejected, match="WRONG_STATE"):
        meeting.decide(FixDate(day=date(2024, 3, 3)), after, IN_2024)


def test_only_a_candidate_is_chosen() -> None:
    """CAL-09."""
    with pytest.raises(Rejected, match="NOT_A_CANDIDATE") as refusal:
        meeting.decide(FixDate(day=date(2024, 3, 4)), planned(STRAWBERRY, IN_2024), IN_2024)
    assert refusal.value.details == {"candidates": "[2024-03-03,2024-03-09]"}


def test_an_election_that_came_later_counts_when_the_date_is_fixed() -> None:
    """CAL-10: 2024-03-03 lies within sixty days before 2024-04-10."""
    hosted = planned(STRAWBERRY.model_copy(update={"is_hosted_by_mayor": True}), Facts(date(2024, 1, 25), OFFICE))
    with pytest.raises(Rejected, match="ELECTION_BLACKOUT"):
        meeting.decide(FixDate(day=date(2024, 3, 3)), hosted, IN_2024)


def test_a_wrong_weekday_is_refused_with_the_right_one() -> None:
    """CAL-08, A150: 2018-04-11 is a Wednesday."""
    with pytest.raises(Rejected, match="WEEKDAY_MISMATCH") as refusal:
        plan(TOWN_HALL.model_copy(update={"when": "4. 11(목)"}), IN_2018)
    assert refusal.value.details == {"day": "2018-04-11", "weekday": "수"}
    assert plan(TOWN_HALL.model_copy(update={"when": "4. 11(수)"}), IN_2018).when.first == date(2018, 4, 11)


@pytest.mark.parametrize("when", ["2024. 4월", "2024. 3. 3. ~", "내일", "2024-02-30", "2024"])
def test_a_meeting_is_on_days(when: str) -> None:
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        plan(STRAWBERRY.model_copy(update={"when": when}), IN_2024)


def test_who_takes_part_exists_on_the_first_day() -> None:
    """ORG-10."""
    until_march = department.Registered(Validity(date(2024, 1, 1), date(2024, 3, 2)))
    facts = Facts(date(2024, 1, 25), OFFICE, (), {"roads": until_march})
    with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
        plan(STRAWBERRY.model_copy(update={"departments": ("roads",)}), facts)
    with pytest.raises(Rejected, match="UNKNOWN_DEPARTMENT"):
        plan(STRAWBERRY, Facts(date(2024, 1, 25), OFFICE, (), {"roads": department.Unregistered()}))


COLLABORATION = ScheduleMeeting(title="수시 협업회의", kind=MeetingKind.COLLABORATION, when="2024-01-22")
RECORD = RecordMeeting(held_on="2024. 1. 22.(월)", decisions=("장소를 함께 쓸 것", "일정을 나눌 것"))


def test_the_decisions_of_a_meeting_are_numbered() -> None:
    """ORG-10: each may become a directive, named by meeting and number."""
    (event,) = meeting.decide(RECORD, planned(COLLABORATION, IN_2024), IN_2024)
    assert event == MeetingRecorded(
        held_on=date(2024, 1, 22), departments=(), minutes=None, decisions=("장소를 함께 쓸 것", "일정을 나눌 것")
    )
    assert meeting.evolve(planned(COLLABORATION, IN_2024), event) == Held(2)


def test_a_meeting_is_recorded_when_it_has_been() -> None:
    """ORG-10, CAL-08."""
    state = planned(COLLABORATION, IN_2024)
    with pytest.raises(Rejected, match="DAY_IN_FUTURE"):
        meeting.decide(RECORD.model_copy(update={"held_on": "2024-01-26"}), state, IN_2024)
    with pytest.raises(Rejected, match="WEEKDAY_MISMATCH"):
        meeting.decide(RECORD.model_copy(update={"held_on": "2024. 1. 22.(화)"}), state, IN_2024)


CANCEL = CancelMeeting(reason="일정 변경")


def test_only_who_planned_a_meeting_and_the_office_change_it() -> None:
    """ORG-10: no other department calls off the town hall."""
    culture = Actor(user="officer-culture", role=Role.OFFICER, department="culture")
    roads = Actor(user="officer-roads", role=Role.OFFICER, department="roads")
    state = planned(STRAWBERRY, replace(IN_2024, actor=culture))
    for command in (FixDate(day=date(2024, 3, 9)), RECORD, CANCEL):
        assert len(meeting.decide(command, state, replace(IN_2024, actor=culture))) == 1
        assert len(meeting.decide(command, state, IN_2024)) == 1
        with pytest.raises(Rejected, match="NOT_PERMITTED"):
            meeting.decide(command, state, replace(IN_2024, actor=roads))


@pytest.mark.parametrize("state", [Held(0), Cancelled()])
def test_what_is_over_stays_so(state: meeting.State) -> None:
    for command in (FixDate(day=date(2024, 3, 9)), RECORD, CANCEL, STRAWBERRY):
        with pytest.raises(Rejected, match="WRONG_STATE") as refusal:
            meeting.decide(command, state, IN_2024)
        assert refusal.value.details == {"state": meeting.name_state(state), "allowed": ""}


def test_nothing_is_done_about_a_meeting_that_is_not_there() -> None:
    for command in (FixDate(day=date(2024, 3, 9)), RECORD, CANCEL):
        with pytest.raises(Rejected, match="NOT_FOUND"):
            meeting.decide(command, NotScheduled(), IN_2024)


def test_a_meeting_is_called_off() -> None:
    (event,) = meeting.decide(CANCEL, planned(STRAWBERRY, IN_2024), IN_2024)
    assert event == MeetingCancelled(reason="일정 변경")
    assert isinstance(meeting.evolve(planned(STRAWBERRY, IN_2024), event), Cancelled)
