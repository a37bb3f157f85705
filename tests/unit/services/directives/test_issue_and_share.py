"""정리·공유: numbered, due the same day, one lead; days counted by hand on the calendar (domain.md 4.1, 4.2)."""

from datetime import date

import pytest

from contracts.calendar.policies import POLICIES, DeadlinePolicy, Rule
from contracts.directives import (
    Clock,
    DirectiveIssued,
    DirectiveKind,
    DirectiveShared,
    IssueDirective,
    ShareDirective,
    TransferDirective,
    Visibility,
)
from contracts.errors import Rejected
from contracts.messages import Actor
from services.directives.directive.office import REPORT_POLICIES
from tests.unit.services.directives.story import (
    AUDITOR,
    EXECUTIVE,
    LEAD,
    MAYOR,
    MONDAY,
    OPERATOR,
    ROADS,
    TOWN,
    Story,
    issued,
    shared,
)


def share(story: Story, day: date, **more: object) -> DirectiveShared:
    (event,) = story.act(ShareDirective.model_validate({"lead": LEAD, **more}), day)
    assert isinstance(event, DirectiveShared)
    return event


def test_an_issued_directive_has_its_number_text_kind_and_meeting() -> None:
    """DIR-01: id, number, state ISSUED and the day to share it by."""
    story = issued()
    (event,) = story.told
    assert isinstance(event, DirectiveIssued)
    assert (event.number, event.text, event.meeting) == ("2024-0001", "역점사업을 점검할 것", "간부회의")
    assert (event.issued_on, event.share_due, event.share_policy, event.issuer) == (
        MONDAY, MONDAY, "DIR_SHARE@1", "operator"
    )  # fmt: skip
    assert (story.phase, story.list_dues()) == ("ISSUED", {(Clock.SHARE, None): MONDAY})


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2024, 2, 8), date(2024, 2, 8)),  # Thursday: the same day
        (date(2024, 2, 9), date(2024, 2, 13)),  # 설날 Friday 9 to Monday 12: Tuesday
        (date(2024, 2, 12), date(2024, 2, 13)),  # the substitute holiday
        (date(2024, 2, 17), date(2024, 2, 19)),  # Saturday: Monday
    ],
)
def test_there_is_no_closed_season(day: date, due: date) -> None:
    """DIR-11: on a holiday too, to be shared on the next business day (DIR_SHARE)."""
    assert issued(day).list_dues() == {(Clock.SHARE, None): due}


def test_before_the_first_policies_nothing_is_issued() -> None:
    """CAL-01: the calendar begins with 2017."""
    assert issued(date(2017, 1, 2)).phase == "ISSUED"
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        issued(date(2016, 12, 31))


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2024, 2, 5), 0),
        (date(2024, 2, 6), 1),  # the next business day
        (date(2024, 2, 8), 3),
        (date(2024, 2, 12), 3),  # 설날 has no business day
        (date(2024, 2, 13), 4),
    ],
)
def test_a_share_is_late_by_its_business_days(day: date, late: int) -> None:
    """DIR-04: counted in (due, shared], the coordinating office's own lateness."""
    assert share(issued(MONDAY), day).share_late_days == late


def test_a_late_share_is_never_charged_to_the_department() -> None:
    """DIR-06: shared on Thursday 8, three days late; its three days run from then: 13, 14, 15 February."""
    event = share(issued(MONDAY), date(2024, 2, 8))
    assert (event.share_late_days, event.report_due) == (3, date(2024, 2, 15))


@pytest.mark.parametrize("kind", [DirectiveKind.SIMPLE, DirectiveKind.ADDITIONAL, DirectiveKind.SPECIAL])
def test_a_report_is_due_on_the_third_business_day_after_the_share(kind: DirectiveKind) -> None:
    """CAL-03, DIR-06: Friday 2024-09-13; 추석 16-18, then 19, 20, and Monday 23."""
    story = shared(date(2024, 9, 13), kind)
    assert story.list_dues() == {(Clock.REPORT, None): date(2024, 9, 23)}
    assert story.active.deadlines[Clock.REPORT, None].policy == "DIR_REPORT_3@1"


def test_a_plan_is_due_on_the_tenth_business_day() -> None:
    """DIR_PLAN_10: Monday 2024-02-05; 6 7 8, 13 14 15 16, 19 20 21 (CAL-03)."""
    assert shared(kind=DirectiveKind.PLAN).list_dues() == {(Clock.REPORT, None): date(2024, 2, 21)}


def test_an_exhortation_has_no_report_deadline() -> None:
    """DIR-02: 당부; nobody can give it one."""
    assert shared(kind=DirectiveKind.EXHORTATION).list_dues() == {}
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        shared(kind=DirectiveKind.EXHORTATION, report_days=5)


def test_who_shares_may_give_days_of_his_own() -> None:
    """DIR_LONG: five business days from Monday 2024-02-05: 6 7 8, 13 14."""
    event = share(issued(), MONDAY, report_days=5)
    assert (event.report_due, event.report_policy, event.report_days) == (date(2024, 2, 14), "DIR_LONG@1", 5)


def test_every_kind_has_a_report_policy() -> None:
    """DIR-02: no kind falls through."""
    assert set(REPORT_POLICIES) == set(DirectiveKind)


def test_a_new_policy_rules_from_its_first_day_and_moves_nothing_set_before() -> None:
    """CAL-12: 우선보고 within two days from 1 March 2024 on; the deadline shows the version."""
    newer = DeadlinePolicy(
        id="DIR_REPORT_3", version=2, rule=Rule.BD_EXCL, n=2, valid_from=date(2024, 3, 1), basis="지침 개정"
    )
    before, after = issued(date(2024, 2, 29)), issued(date(2024, 3, 4))
    for story, day in ((before, date(2024, 2, 29)), (after, date(2024, 3, 4))):
        story.act(ShareDirective(lead=LEAD), day, policies=(*POLICIES, newer))
    assert before.active.deadlines[Clock.REPORT, None].policy == "DIR_REPORT_3@1"
    assert before.list_dues() == {(Clock.REPORT, None): date(2024, 3, 6)}  # 4, 5, 6: 1 March is a holiday
    assert after.active.deadlines[Clock.REPORT, None].policy == "DIR_REPORT_3@2"
    assert after.list_dues() == {(Clock.REPORT, None): date(2024, 3, 6)}  # 5, 6


def test_a_share_names_one_lead_and_those_beside_it() -> None:
    """DIR-05: each addressee has a clock of its own."""
    story = shared(supporting=(TOWN,), addressees=(ROADS,))
    work = story.active.work
    assert (work.lead, work.supporting, work.addressees) == (LEAD, (TOWN,), (ROADS,))
    assert set(story.list_dues()) == {(Clock.REPORT, None), (Clock.REPLY, ROADS)}


@pytest.mark.parametrize("more", [{"supporting": (LEAD,)}, {"supporting": (TOWN, TOWN)}, {"addressees": (LEAD,)}])
def test_a_department_is_named_once(more: dict[str, object]) -> None:
    """DIR-05: a second lead, or a lead that also supports, is refused."""
    with pytest.raises(Rejected, match="LEAD_NOT_UNIQUE"):
        shared(**more)  # type: ignore[arg-type]  # departments only


@pytest.mark.parametrize("more", [{"lead": "nobody"}, {"supporting": ("nobody",)}, {"addressees": ("nobody",)}])
def test_an_unknown_department_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(Rejected, match="UNKNOWN_DEPARTMENT") as refusal:
        shared(**more)  # type: ignore[arg-type]  # departments only
    assert refusal.value.details == {"code": "nobody"}


@pytest.mark.parametrize(
    ("day", "valid"), [(date(2023, 12, 29), True), (date(2023, 12, 31), True), (date(2024, 1, 1), False)]
)
def test_a_lead_must_exist_on_the_day_of_the_share(day: date, valid: bool) -> None:
    """ORG-01: valid from its first to its last day, both included."""
    if valid:
        assert shared(day, lead="strategy").phase == "SHARED"
    else:
        with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
            shared(day, lead="strategy")


def test_what_was_not_issued_cannot_be_shared() -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        Story().act(ShareDirective(lead=LEAD), MONDAY)


def test_a_directive_is_shared_once() -> None:
    """DIR-05: a second lead by a second share; the refusal names the state and what it allows."""
    with pytest.raises(Rejected, match="WRONG_STATE") as refusal:
        shared().act(ShareDirective(lead=TOWN), MONDAY)
    assert refusal.value.details == {
        "state": "SHARED", "allowed": "acknowledge,assign,report,transfer,cancel,merge,check"
    }  # fmt: skip


@pytest.mark.parametrize("story", [issued(), shared()])
def test_a_directive_is_issued_once(story: Story) -> None:
    with pytest.raises(Rejected, match="WRONG_STATE"):
        story.act(IssueDirective(text="다시", kind=DirectiveKind.SIMPLE), MONDAY)


@pytest.mark.parametrize(
    ("visibility", "by", "may"),
    [
        (Visibility.OPEN, OPERATOR, True),
        (Visibility.TEXT_HIDDEN, EXECUTIVE, True),
        (Visibility.OPEN, AUDITOR, False),
        (Visibility.AUDIT_ONLY, AUDITOR, True),
        (Visibility.AUDIT_ONLY, MAYOR, True),
        (Visibility.AUDIT_ONLY, OPERATOR, False),
        (Visibility.AUDIT_ONLY, EXECUTIVE, False),
    ],
)
def test_what_only_the_audit_may_know_is_issued_by_who_may_read_it(
    visibility: Visibility, by: Actor, may: bool
) -> None:
    """DIR-22; the auditor acts as the coordinating office there, and nowhere else."""
    if may:
        assert issued(by=by, visibility=visibility).phase == "ISSUED"
    else:
        with pytest.raises(Rejected, match="NOT_PERMITTED"):
            issued(by=by, visibility=visibility)


def test_the_auditor_shares_what_only_the_audit_may_know() -> None:
    """DIR-22."""
    story = issued(by=MAYOR, visibility=Visibility.AUDIT_ONLY)
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(ShareDirective(lead=LEAD), MONDAY, OPERATOR)
    story.act(ShareDirective(lead=LEAD), MONDAY, AUDITOR, team=LEAD)
    assert story.phase == "SHARED"


@pytest.mark.parametrize("more", [{"supporting": (ROADS,)}, {"addressees": (ROADS,)}, {"lead": ROADS}])
def test_what_only_the_audit_may_know_is_its_own_departments_alone(more: dict[str, object]) -> None:
    """DIR-22: no other department could read what it would have to answer; without an audit team nobody gets it."""
    story = issued(by=MAYOR, visibility=Visibility.AUDIT_ONLY)
    command = ShareDirective.model_validate({"lead": LEAD, **more})
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(command, MONDAY, AUDITOR, team=LEAD)
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(ShareDirective(lead=LEAD), MONDAY, AUDITOR)


def test_what_only_the_audit_may_know_moves_with_its_team_only() -> None:
    """DIR-16, DIR-22: to where a reorganisation has put the team."""
    story = issued(by=MAYOR, visibility=Visibility.AUDIT_ONLY)
    story.act(ShareDirective(lead=LEAD), MONDAY, AUDITOR, team=LEAD)
    transfer = TransferDirective(lead=ROADS, reason="조직 개편")
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(transfer, MONDAY, AUDITOR, team=LEAD)
    story.act(transfer, MONDAY, AUDITOR, team=ROADS)
    assert story.active.work.lead == ROADS
