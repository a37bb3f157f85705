"""우선보고부터 종결까지: report, replies, progress, outcome, acceptance, return, continuing (domain.md 4.2)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    AddresseeReplied,
    AssignTeam,
    CancelDirective,
    Clock,
    CloseAsContinuing,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveKind,
    MergeDirectives,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ReplyAsAddressee,
    ReturnOutcome,
    SubmitOutcome,
    UpdateProgress,
    Visibility,
)
from contracts.errors import Rejected
from contracts.messages import Actor, Entry
from services.directives.directive.state import Active, Issued, State
from tests.unit.services.directives.story import (
    EXECUTIVE,
    KEY,
    LEAD,
    MAYOR,
    MONDAY,
    OFFICER,
    OPERATOR,
    OUTCOME,
    REPORT,
    ROADS,
    SECOND_OPERATOR,
    TOWN,
    Story,
    issued,
    officer_of,
    reported,
    shared,
    submitted,
)

REPLY = ReplyAsAddressee(text="도로 2곳 정비")
NEXT = date(2024, 2, 6)


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2024, 2, 8), 0),  # the deadline itself: 6, 7, 8
        (date(2024, 2, 12), 0),  # 설날 from the 9th to the 12th: no business day has passed
        (date(2024, 2, 13), 1),
        (date(2024, 2, 14), 2),
    ],
)
def test_a_report_after_its_deadline_is_late_by_business_days(day: date, late: int) -> None:
    """DIR-06: shared on Monday 2024-02-05, due on Thursday 8."""
    story = shared()
    (event,) = story.act(REPORT, day, OFFICER)
    assert isinstance(event, PriorityReportSubmitted)
    assert event.report_late_days == late
    assert (story.phase, story.list_dues()) == ("REPORTED", {})


def test_a_report_without_deadline_is_never_late() -> None:
    """DIR-02."""
    (event,) = shared(kind=DirectiveKind.EXHORTATION).act(REPORT, date(2024, 12, 2), OFFICER)
    assert isinstance(event, PriorityReportSubmitted)
    assert event.report_late_days == 0


def test_a_directive_is_reported_once() -> None:
    """DIR-06."""
    with pytest.raises(Rejected, match="ALREADY_REPORTED"):
        reported().act(REPORT, NEXT, OFFICER)


def test_a_report_needs_a_share() -> None:
    """DIR-06: before the share there is nobody to report."""
    with pytest.raises(Rejected, match="WRONG_STATE") as refusal:
        issued().act(REPORT, MONDAY, OFFICER)
    assert refusal.value.details == {"state": "ISSUED", "allowed": "share,cancel,merge"}


@pytest.mark.parametrize("by", [officer_of(TOWN), OPERATOR])
def test_only_the_lead_department_speaks_for_a_directive(by: Actor) -> None:
    """decided.md, Rights: report, progress, outcome by the lead."""
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        shared(supporting=(TOWN,)).act(REPORT, MONDAY, by)
    for command in (UpdateProgress(percent=10, note="착수"), OUTCOME):
        with pytest.raises(Rejected, match="NOT_PERMITTED"):
            reported().act(command, MONDAY, by)


@pytest.mark.parametrize("command", [UpdateProgress(percent=10, note="착수"), OUTCOME])
def test_a_report_comes_before_all_else(command: UpdateProgress | SubmitOutcome) -> None:
    """DIR-07: the report must exist."""
    with pytest.raises(Rejected, match="REPORT_MISSING"):
        shared().act(command, MONDAY, OFFICER)


def test_a_department_has_seen_it_once() -> None:
    story = shared(supporting=(TOWN,))
    assert len(story.act(AcknowledgeDirective(), MONDAY, officer_of(TOWN))) == 1
    assert story.act(AcknowledgeDirective(), NEXT, officer_of(TOWN)) == ()
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(AcknowledgeDirective(), NEXT, officer_of(ROADS))


def test_a_team_of_the_lead_works_on_it() -> None:
    """ORG-05."""
    story = shared()
    assert len(story.act(AssignTeam(team="innovation"), MONDAY, OFFICER, team=LEAD)) == 1
    assert story.active.work.team == "innovation"
    assert story.act(AssignTeam(team="innovation"), NEXT, OFFICER, team=LEAD) == ()
    for team in (TOWN, None):
        with pytest.raises(Rejected, match="UNKNOWN_TEAM"):
            story.act(AssignTeam(team="audit"), NEXT, OFFICER, team=team)


@pytest.mark.parametrize(("day", "late"), [(date(2024, 2, 8), 0), (date(2024, 2, 14), 2)])
def test_an_addressee_replies_for_itself(day: date, late: int) -> None:
    """decided.md: its own clock, once; the lead's runs on."""
    story = shared(addressees=(ROADS, TOWN))
    (event,) = story.act(REPLY, day, officer_of(ROADS))
    assert isinstance(event, AddresseeReplied)
    assert (event.department, event.reply_late_days) == (ROADS, late)
    assert set(story.list_dues()) == {(Clock.REPORT, None), (Clock.REPLY, TOWN)}
    with pytest.raises(Rejected, match="ALREADY_REPORTED"):
        story.act(REPLY, day, officer_of(ROADS))
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(REPLY, day, OFFICER)


def test_progress_goes_back_with_a_reason_only() -> None:
    """domain.md 4.2: 0 to 100, non-decreasing unless reason."""
    story = reported()
    story.act(UpdateProgress(percent=40, note="설계"), NEXT, OFFICER)
    with pytest.raises(Rejected, match="PROGRESS_BACKWARDS") as refusal:
        story.act(UpdateProgress(percent=39, note="설계"), NEXT, OFFICER)
    assert refusal.value.details == {"percent": "40"}
    story.act(UpdateProgress(percent=40, note="설계"), NEXT, OFFICER)
    story.act(UpdateProgress(percent=30, note="설계", reason="현장 여건이 바뀜"), NEXT, OFFICER)
    assert (story.phase, story.active.work.percent) == ("IN_PROGRESS", 30)


def test_an_outcome_waits_for_the_office() -> None:
    """DIR-07."""
    story = submitted()
    assert story.phase == "OUTCOME_SUBMITTED"
    with pytest.raises(Rejected, match="WRONG_STATE"):
        story.act(UpdateProgress(percent=100, note="끝"), NEXT, OFFICER)


def test_an_accepted_outcome_closes_it() -> None:
    """DIR-08, DIR-13: business days from the share on Monday 5 to Wednesday 14 February: 6 7 8, 13 14."""
    story = submitted()
    (event,) = story.act(AcceptOutcome(note="확인함"), date(2024, 2, 14))
    assert isinstance(event, DirectiveClosed)
    assert (event.days, event.note, story.phase) == (5, "확인함", "CLOSED")


def test_a_returned_outcome_is_counted_and_comes_again() -> None:
    """DIR-08: each with its reason."""
    story = submitted()
    with pytest.raises(Rejected, match="REASON_REQUIRED"):
        story.act(ReturnOutcome(), NEXT)
    for times in (1, 2):
        (event,) = story.act(ReturnOutcome(reason="사진을 붙일 것"), NEXT)
        assert isinstance(event, OutcomeReturned)
        assert (event.times, story.phase) == (times, "RETURNED")
        with pytest.raises(Rejected, match="WRONG_STATE"):
            story.act(AcceptOutcome(), NEXT)
        story.act(OUTCOME, NEXT, OFFICER)
    assert story.active.work.returns == 2


AS_BOTH = Actor(user="officer", role=OPERATOR.role)


@pytest.mark.parametrize(
    ("submitter", "entry", "accepting", "accepted"),
    [
        (OFFICER, None, AS_BOTH, None),  # the same account in another role
        (OFFICER, Entry(acting_for="operator"), OPERATOR, None),  # a deputy submitted for whom now accepts
        (OFFICER, None, OPERATOR, Entry(acting_for="officer")),  # a deputy accepts for who submitted
        (OFFICER, Entry(acting_for="away"), SECOND_OPERATOR, Entry(acting_for="away")),
    ],
)
def test_who_submitted_never_closes(
    submitter: Actor, entry: Entry | None, accepting: Actor, accepted: Entry | None
) -> None:
    """DIR-18, ORG-12: neither by another role nor by a deputy."""
    for closing in (AcceptOutcome(), CloseAsContinuing(mayor_report="시장 보고 2024-12")):
        story = reported()
        story.act(OUTCOME, MONDAY, submitter, entry=entry)
        with pytest.raises(Rejected, match="SELF_CLOSE_FORBIDDEN"):
            story.act(closing, NEXT, accepting, entry=accepted)
        story.act(closing, NEXT, Actor(user="operator-3", role=OPERATOR.role))
        assert story.phase in {"CLOSED", "CLOSED_AS_CONTINUING"}


def test_an_exhortation_is_closed_without_an_outcome() -> None:
    """DIR-02, decided.md: and no other kind is."""
    story = shared(kind=DirectiveKind.EXHORTATION)
    story.act(AcceptOutcome(), NEXT)
    assert story.phase == "CLOSED"
    with pytest.raises(Rejected, match="WRONG_STATE"):
        shared().act(AcceptOutcome(), NEXT)


def test_what_has_no_end_is_closed_by_its_report_to_the_mayor() -> None:
    """DIR-17: once it was reported."""
    story = reported()
    with pytest.raises(Rejected, match="MAYOR_REPORT_REQUIRED"):
        story.act(CloseAsContinuing(), NEXT)
    (event,) = story.act(CloseAsContinuing(mayor_report="시장 보고 2024-12"), NEXT)
    assert isinstance(event, DirectiveClosedAsContinuing)
    assert (event.days, story.phase) == (1, "CLOSED_AS_CONTINUING")
    with pytest.raises(Rejected, match="WRONG_STATE"):
        shared().act(CloseAsContinuing(mayor_report="시장 보고 2024-12"), NEXT)


@pytest.mark.parametrize("story", [issued(by=EXECUTIVE), submitted()])
def test_it_is_cancelled_by_its_issuer_or_the_mayor(story: Story) -> None:
    """decided.md, Rights."""
    command = CancelDirective(reason="중복 지시")
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(command, NEXT, SECOND_OPERATOR)
    story.act(command, NEXT, MAYOR)
    assert story.phase == "CANCELLED"


def test_who_was_away_cancels_what_his_deputy_issued_for_him() -> None:
    """ORG-12."""
    story = issued(by=OPERATOR, entry=Entry(acting_for="executive"))
    story.act(CancelDirective(reason="중복 지시"), NEXT, EXECUTIVE)
    assert story.phase == "CANCELLED"


def test_a_duplicate_ends_in_the_one_that_carries_on() -> None:
    """DIR-03: in any state that is open; both histories stay."""
    story, target = submitted(), shared()
    story.act(MergeDirectives(into=KEY), NEXT, target=renumber(target.state))
    assert story.phase == "MERGED"


def renumber(state: State, number: str = "2024-0002") -> State:
    """Return another directive in the same state."""
    assert isinstance(state, Issued | Active)
    return replace(state, order=replace(state.order, number=number))


def test_nothing_is_merged_into_itself_what_has_ended_or_what_others_may_not_read() -> None:
    """DIR-03, DIR-22."""
    ended = submitted()
    ended.act(AcceptOutcome(), NEXT)
    hidden = issued(visibility=Visibility.TEXT_HIDDEN)
    merge = MergeDirectives(into=KEY)
    for target, code in ((shared().state, "BAD_SHAPE"), (ended.state, "WRONG_STATE"), (Story().state, "NOT_FOUND")):
        with pytest.raises(Rejected, match=code):
            shared().act(merge, NEXT, target=target)
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        shared().act(merge, NEXT, target=renumber(hidden.state))


@pytest.mark.parametrize("act", ["report", "outcome"])
def test_a_report_names_who_confirmed_it(act: str) -> None:
    """ADR 0022: team head, then head of the department."""
    confirmed_by = ("road-team-head", "road-head")
    story, command = (shared(), REPORT) if act == "report" else (reported(), OUTCOME)
    (event,) = story.act(command.model_copy(update={"confirmed_by": confirmed_by}), date(2024, 2, 8), OFFICER)
    assert isinstance(event, PriorityReportSubmitted | OutcomeSubmitted)
    assert event.confirmed_by == confirmed_by
