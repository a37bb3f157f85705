"""Directives as given / when / then, with days counted by hand on the calendar (domain.md 4.1, 4.2)."""

from datetime import date
from typing import get_args

import pytest

from contracts.calendar import Calendar
from contracts.directives import (
    DirectiveIssued,
    DirectiveKind,
    DirectivesEvent,
    DirectiveShared,
    IssueDirective,
    PriorityReportSubmitted,
    ProgressUpdated,
    ShareDirective,
    SubmitPriorityReport,
    UpdateProgress,
)
from contracts.errors import Rejected
from contracts.values import Role
from services.directives import directive
from services.directives.directive import Department, Facts, Issued, NotIssued, Reported, Shared, State

HOLIDAYS = Calendar(
    frozenset(
        [
            *(date(2018, 9, day) for day in (24, 25, 26)),  # 추석, with the substitute for Sunday the 23rd
            *(date(2024, 2, day) for day in (9, 10, 11, 12)),  # 설날, with the substitute for Sunday the 11th
        ]
    )
)
PLANNING = Department("planning-audit", date(2023, 1, 1), None)
CLOSED = Department("strategy", date(2014, 7, 1), date(2023, 12, 31))
TOWN = Department("town-yeonmu", date(1996, 3, 1), None)
SHARED = Shared("planning-audit", date(2024, 2, 8))


def issue(day: date, kind: DirectiveKind = DirectiveKind.SIMPLE) -> DirectiveIssued:
    command = IssueDirective(text="역점사업을 점검할 것", kind=kind, meeting="간부회의")
    (event,) = directive.decide(command, NotIssued(), Facts(day, HOLIDAYS, number="2024-0001"))
    assert isinstance(event, DirectiveIssued)
    return event


def share(
    state: State, day: date, lead: Department | None = PLANNING, supporting: tuple[Department, ...] = ()
) -> DirectiveShared:
    codes = [each.code if each else "nobody" for each in (lead, *supporting)]
    command = ShareDirective(lead=codes[0], supporting=tuple(codes[1:]))
    (event,) = directive.decide(command, state, Facts(day, HOLIDAYS, departments=(lead, *supporting)))
    assert isinstance(event, DirectiveShared)
    return event


def test_an_issued_directive_has_its_number_text_kind_and_meeting() -> None:
    """DIR-01: id, number, state ISSUED and the day to share it by."""
    event = issue(date(2024, 2, 5))
    assert (event.number, event.text, event.meeting) == ("2024-0001", "역점사업을 점검할 것", "간부회의")
    assert (event.issued_on, event.share_due, event.share_policy) == (date(2024, 2, 5), date(2024, 2, 5), "DIR_SHARE@1")
    assert directive.evolve(NotIssued(), event) == Issued(DirectiveKind.SIMPLE, date(2024, 2, 5))


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        (date(2024, 2, 8), date(2024, 2, 8)),  # Thursday: the same day
        (date(2024, 2, 9), date(2024, 2, 13)),  # 설날 Friday 9 to Monday 12: Tuesday
        (date(2024, 2, 12), date(2024, 2, 13)),  # the substitute holiday
        (date(2024, 2, 17), date(2024, 2, 19)),  # Saturday: Monday
    ],
)
def test_there_is_no_closed_season(issued: date, due: date) -> None:
    """DIR-11: on a holiday too, to be shared on the next business day (DIR_SHARE)."""
    assert issue(issued).share_due == due


def test_a_share_on_the_issue_date_is_on_time() -> None:
    """DIR-04."""
    assert share(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), date(2024, 2, 5)).share_late_days == 0


@pytest.mark.parametrize(
    ("due", "shared", "late"),
    [
        (date(2024, 2, 5), date(2024, 2, 6), 1),  # the next business day
        (date(2024, 2, 2), date(2024, 2, 5), 1),  # Friday to Monday
        (date(2024, 2, 8), date(2024, 2, 12), 0),  # 설날 has no business day: not late yet
        (date(2024, 2, 8), date(2024, 2, 13), 1),
        (date(2024, 2, 8), date(2024, 2, 15), 3),  # Tuesday 13, Wednesday 14, Thursday 15
    ],
)
def test_a_later_share_is_late_by_its_business_days(due: date, shared: date, late: int) -> None:
    """DIR-04: counted in (due, shared], the coordinating office's own lateness."""
    assert share(Issued(DirectiveKind.SIMPLE, due), shared).share_late_days == late


@pytest.mark.parametrize("kind", [DirectiveKind.SIMPLE, DirectiveKind.ADDITIONAL, DirectiveKind.SPECIAL])
def test_a_report_is_due_on_the_third_business_day_after_the_share(kind: DirectiveKind) -> None:
    """CAL-03: Wednesday 2018-09-19; 20, 21, then 추석 24-26: 27. The share date does not count."""
    event = share(Issued(kind, date(2018, 9, 19)), date(2018, 9, 19), TOWN)
    assert (event.report_due, event.report_policy) == (date(2018, 9, 27), "DIR_REPORT_3@1")


def test_a_plan_is_due_on_the_tenth_business_day() -> None:
    """DIR_PLAN_10: Monday 2024-02-05; 6 7 8, 13 14 15 16, 19 20 21 (CAL-03)."""
    event = share(Issued(DirectiveKind.PLAN, date(2024, 2, 5)), date(2024, 2, 5))
    assert (event.report_due, event.report_policy) == (date(2024, 2, 21), "DIR_PLAN_10@1")


def test_an_exhortation_has_no_report_deadline() -> None:
    """DIR-02: 당부."""
    event = share(Issued(DirectiveKind.EXHORTATION, date(2024, 2, 5)), date(2024, 2, 5))
    assert (event.report_due, event.report_policy) == (None, "DIR_NONE@1")


def test_every_kind_has_a_report_policy() -> None:
    """DIR-02: no kind falls through."""
    assert set(directive.REPORT_POLICIES) == set(DirectiveKind)


def test_a_share_names_one_lead_and_its_supporters() -> None:
    """DIR-05."""
    event = share(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), date(2024, 2, 5), PLANNING, (TOWN,))
    assert (event.lead, event.supporting, event.shared_on) == ("planning-audit", ("town-yeonmu",), date(2024, 2, 5))


@pytest.mark.parametrize("supporting", [(PLANNING,), (TOWN, TOWN)])
def test_a_department_is_named_once(supporting: tuple[Department, ...]) -> None:
    """DIR-05: a second lead, or a lead that also supports, is refused."""
    with pytest.raises(Rejected, match="LEAD_NOT_UNIQUE"):
        share(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), date(2024, 2, 5), PLANNING, supporting)


def test_an_unknown_department_is_refused() -> None:
    with pytest.raises(Rejected, match="UNKNOWN_DEPARTMENT") as refusal:
        share(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), date(2024, 2, 5), None)
    assert refusal.value.details == {"code": "nobody"}


@pytest.mark.parametrize(
    ("day", "valid"), [(date(2014, 6, 30), False), (date(2014, 7, 1), True), (date(2023, 12, 31), True),
                       (date(2024, 1, 1), False)],
)  # fmt: skip
def test_a_lead_must_exist_on_the_day_of_the_share(day: date, valid: bool) -> None:
    """ORG-01: valid from its first to its last day, both included."""
    state = Issued(DirectiveKind.SIMPLE, day)
    if valid:
        assert share(state, day, CLOSED).lead == "strategy"
    else:
        with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
            share(state, day, CLOSED)


def test_a_supporting_department_must_exist_too() -> None:
    """ORG-01."""
    with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
        share(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), date(2024, 2, 5), PLANNING, (CLOSED,))


def test_what_was_not_issued_cannot_be_shared() -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        share(NotIssued(), date(2024, 2, 5))


def test_a_directive_is_shared_once() -> None:
    """The refusal names the state and what it allows (decided.md, Directive states)."""
    with pytest.raises(Rejected, match="WRONG_STATE") as refusal:
        share(SHARED, date(2024, 2, 5))
    assert refusal.value.details == {"state": "SHARED", "allowed": "report"}


@pytest.mark.parametrize("state", [Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), SHARED])
def test_a_directive_is_issued_once(state: State) -> None:
    command = IssueDirective(text="다시", kind=DirectiveKind.SIMPLE)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        directive.decide(command, state, Facts(date(2024, 2, 5), HOLIDAYS, number="2024-0002"))


def test_a_share_ends_in_the_shared_state() -> None:
    event = share(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), date(2024, 2, 5))
    assert directive.evolve(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), event) == SHARED


def test_every_state_says_what_it_allows() -> None:
    reported = [Reported("planning-audit", percent) for percent in (None, 0, 100)]
    states: list[State] = [NotIssued(), Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), SHARED, *reported]
    assert {type(state) for state in states} == set(get_args(State))
    assert [directive.describe(state)["allowed"] for state in states] == ["issue", "share", "report", *["progress"] * 3]
    assert [directive.describe(state)["state"] for state in reported] == ["REPORTED", "IN_PROGRESS", "IN_PROGRESS"]


def test_who_may_issue_and_share() -> None:
    """The table of rights (decided.md)."""
    assert IssueDirective.roles == {Role.MAYOR, Role.EXECUTIVE, Role.OPERATOR}
    assert ShareDirective.roles == {Role.OPERATOR}
    assert SubmitPriorityReport.roles == UpdateProgress.roles == {Role.OFFICER}


def test_other_events_change_no_directive(any_other: DirectivesEvent) -> None:
    assert directive.evolve(SHARED, any_other) == SHARED


def report(state: State, day: date, acting: str | None = "planning-audit") -> PriorityReportSubmitted:
    command = SubmitPriorityReport(text="담당 팀을 정하고 현장을 확인함")
    (event,) = directive.decide(command, state, Facts(day, HOLIDAYS, acting=acting))
    assert isinstance(event, PriorityReportSubmitted)
    return event


def progress(
    state: State, percent: int, reason: str | None = None, acting: str | None = "planning-audit"
) -> ProgressUpdated:
    command = UpdateProgress(percent=percent, note="설계를 마침", reason=reason)
    (event,) = directive.decide(command, state, Facts(date(2024, 2, 19), acting=acting))
    assert isinstance(event, ProgressUpdated)
    return event


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2024, 2, 8), 0),  # the deadline itself
        (date(2024, 2, 12), 0),  # 설날 from the 9th to the 12th: no business day has passed
        (date(2024, 2, 13), 1),
        (date(2024, 2, 14), 2),
    ],
)
def test_a_report_after_its_deadline_is_late_by_business_days(day: date, late: int) -> None:
    """The due date is Thursday 2024-02-08; lateness is the lead department's."""
    assert report(SHARED, day).report_late_days == late


def test_a_report_without_deadline_is_never_late() -> None:
    assert report(Shared("planning-audit", None), date(2024, 12, 2)).report_late_days == 0


def test_a_directive_is_reported_once() -> None:
    with pytest.raises(Rejected, match="ALREADY_REPORTED"):
        report(directive.evolve(SHARED, report(SHARED, date(2024, 2, 8))), date(2024, 2, 8))


@pytest.mark.parametrize("acting", ["town-yeonmu", None])
def test_only_the_lead_department_reports_and_moves_on(acting: str | None) -> None:
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        report(SHARED, date(2024, 2, 8), acting)
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        progress(Reported("planning-audit", None), 10, acting=acting)


def test_a_report_needs_a_share() -> None:
    with pytest.raises(Rejected, match="WRONG_STATE"):
        report(Issued(DirectiveKind.SIMPLE, date(2024, 2, 5)), date(2024, 2, 5))


def test_progress_needs_a_report() -> None:
    with pytest.raises(Rejected, match="REPORT_MISSING"):
        progress(SHARED, 10)


def test_progress_may_not_go_back_without_a_reason() -> None:
    at_40 = directive.evolve(Reported("planning-audit", None), progress(Reported("planning-audit", None), 40))
    assert at_40 == Reported("planning-audit", 40)
    with pytest.raises(Rejected, match="PROGRESS_BACKWARDS"):
        progress(at_40, 39)
    assert progress(at_40, 40).percent == 40
    assert directive.evolve(at_40, progress(at_40, 30, "현장 여건이 바뀜")) == Reported("planning-audit", 30)
