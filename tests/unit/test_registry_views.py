"""The folds of the registry's registers as given / when / then, and what a holiday would move."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from contracts.calendar import Calendar
from contracts.calendar.periods import Period, Precision
from contracts.calendar.policies import POLICIES
from contracts.directives import DirectivesEvent
from contracts.registry import (
    Concurred,
    ConcurrenceRefused,
    ConcurrenceRequested,
    ConcurrenceResubmitted,
    DateFixed,
    Delegated,
    DelegationRevoked,
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    HolidayDeclared,
    HolidayRevoked,
    MeetingKind,
    MeetingRecorded,
    MeetingScheduled,
    PartnerAliasAdded,
    PartnerKind,
    PartnerRegistered,
    PersonAssigned,
    PersonErased,
    PersonRegistered,
    Post,
    PostHandedOver,
    RegistryEvent,
)
from gateway.answers.moving import find_moves
from gateway.views import assignment, concurrence, delegation, department, directive_board, holiday, meeting, partner
from gateway.views import person as person_view
from tests.making import make_issued, record_all

FIRST: Final = date(2024, 1, 1)
ONE, TWO, SOMEBODY = (UUID(int=number) for number in (1, 2, 3))
SEALED: Final = f"sealed.1.{SOMEBODY}.{'A' * 38}"


def fold(view: Any, stream: str, events: Sequence[RegistryEvent]) -> dict[object, Any]:
    """Return the rows by key after some events of one stream."""
    rows: dict[object, Any] = {}
    for event in record_all([(stream, each) for each in events]):
        for key in view.keys(event):
            rows[key] = view.apply(rows.get(key), event)
    return rows


def test_a_department_keeps_its_first_day_when_it_ends() -> None:
    """ORG-01."""
    registered = DepartmentRegistered(
        code="planning", name="기획실", name_known=True, kind=DepartmentKind.HEADQUARTERS, lineage="planning",
        valid_from=FIRST, valid_until=None,
    )  # fmt: skip
    ended = DepartmentEnded(code="planning", valid_from=FIRST, valid_until=date(2024, 6, 30), reason="개편")
    row = fold(department, "department-planning", [registered, ended])["planning"]
    assert (row.valid_from, row.valid_until, row.ended_for, row.version) == (FIRST, date(2024, 6, 30), "개편", 2)
    assert [row.exists_on(date(2024, 6, 30)), row.exists_on(date(2024, 7, 1))] == [True, False]


def test_nothing_of_an_erased_person_is_left_in_the_view() -> None:
    """PLT-07: neither what is sealed nor the account."""
    registered = PersonRegistered(name=SEALED, email=SEALED, account="officer")
    stream = f"person-{SOMEBODY}"
    row = fold(person_view, stream, [registered])[str(SOMEBODY)]
    assert (row.name, row.is_erased) == (SEALED, False)
    row = fold(person_view, stream, [registered, PersonErased(person=SOMEBODY, reason="기간 만료")])[str(SOMEBODY)]
    assert (row.name, row.email, row.account, row.is_erased) == (None, None, None, True)


def test_a_hand_over_leaves_two_assignments_that_follow_each_other() -> None:
    """ORG-06."""
    first = PersonAssigned(
        assignment=ONE, person=SOMEBODY, department="planning", team=None, post=Post.OFFICER, valid_from=FIRST,
        valid_until=None,
    )  # fmt: skip
    over = PostHandedOver(assignment=ONE, next=TWO, last_day=date(2024, 3, 31), note="넘김")
    second = first.model_copy(update={"assignment": TWO, "valid_from": date(2024, 4, 1)})
    rows = fold(assignment, "posts-planning", [first, over, second])
    assert (rows[str(ONE)].valid_until, rows[str(ONE)].successor) == (date(2024, 3, 31), str(TWO))
    assert (rows[str(TWO)].valid_from, rows[str(TWO)].valid_until) == (date(2024, 4, 1), None)


def test_a_delegation_holds_on_its_days_until_it_is_revoked() -> None:
    """ORG-12: both days included."""
    made = Delegated(
        delegation=ONE, delegated_on=FIRST, absent="operator", acting="executive", valid_from=date(2024, 1, 2),
        valid_until=date(2024, 1, 5), reason="출장",
    )  # fmt: skip
    row = fold(delegation, "delegations", [made])[str(ONE)]
    days = [row.holds_on(date(2024, 1, day)) for day in (1, 2, 5, 6)]
    assert days == [False, True, True, False]
    revoked = fold(delegation, "delegations", [made, DelegationRevoked(delegation=ONE, reason="복귀")])[str(ONE)]
    assert revoked.holds_on(date(2024, 1, 3)) is False


def test_a_meeting_has_candidates_until_its_date_is_fixed() -> None:
    """CAL-09, ORG-10."""
    when = Period(value="[2024-03-03,2024-03-09]", precision=Precision.DAY, written="3. 3.(일) 또는 3. 9.(토)")
    planned = MeetingScheduled(
        title="세미나", kind=MeetingKind.OTHER, by="planning", when=when, place=None, departments=(),
        is_hosted_by_mayor=False, exemption=None,
    )  # fmt: skip
    stream = f"meeting-{ONE}"
    row = fold(meeting, stream, [planned])[str(ONE)]
    assert (row.state, row.first_day) == ("DATE_OPEN", date(2024, 3, 3))
    fixed = DateFixed(day=date(2024, 3, 9))
    row = fold(meeting, stream, [planned, fixed])[str(ONE)]
    assert (row.state, row.first_day, row.period["value"]) == ("SCHEDULED", date(2024, 3, 9), "2024-03-09")
    held = MeetingRecorded(held_on=date(2024, 3, 9), departments=("planning",), minutes=None, decisions=("점검",))
    row = fold(meeting, stream, [planned, fixed, held])[str(ONE)]
    assert (row.state, row.decisions, row.departments, row.version) == ("HELD", ["점검"], ["planning"], 3)


def test_every_department_answers_anew_in_each_round() -> None:
    """ORG-09."""
    asked = ConcurrenceRequested(title="계획", text="처음", by="planning", departments=("roads", "welfare"))
    agreed = Concurred(department="roads", opinion=None, round=1, is_last=False)
    refused = ConcurrenceRefused(department="welfare", reason="모자람", round=1)
    again = ConcurrenceResubmitted(text="고침", round=2)
    stream = f"concurrence-{ONE}"
    row = fold(concurrence, stream, [asked, agreed, refused])[str(ONE)]
    assert (row.state, row.refused_by, list(row.concurred)) == ("RETURNED", "welfare", ["roads"])
    row = fold(concurrence, stream, [asked, agreed, refused, again])[str(ONE)]
    assert (row.state, row.reason, row.concurred, row.round, row.text) == ("PENDING", None, {}, 2, "고침")
    last = Concurred(department="welfare", opinion="좋음", round=2, is_last=True)
    row = fold(concurrence, stream, [asked, agreed, refused, again, last])[str(ONE)]
    assert (row.state, row.concurred) == ("CONCURRED", {"welfare": "좋음"})


def test_names_add_up_and_a_revoked_holiday_is_gone() -> None:
    """ORG-11, CAL-11."""
    registered = PartnerRegistered(code="mafra", name="농림축산식품부", kind=PartnerKind.MINISTRY, aliases=("농림부",))
    row = fold(partner, "partners", [registered, PartnerAliasAdded(code="mafra", alias="농식품부")])["mafra"]
    assert row.aliases == ["농림부", "농식품부"]
    day = date(2024, 10, 1)
    declared = HolidayDeclared(day=day, name="국군의 날", announced_on=date(2024, 9, 3))
    assert fold(holiday, "calendar-2024", [declared])[day].announced_on == date(2024, 9, 3)
    assert fold(holiday, "calendar-2024", [declared, HolidayRevoked(day=day, reason="잘못")])[day] is None


def test_a_holiday_would_move_what_runs_and_nothing_that_is_over() -> None:
    """CAL-11: shared on Friday 2024-01-26, three business days end on the 31st; with the 30th off, on 1 February."""
    given: list[tuple[str, DirectivesEvent]] = [(f"directive-{ONE}", make_issued())]
    (issued,) = record_all(given)
    row = directive_board.apply(None, issued)
    assert row is not None
    shared = replace(
        row, state="SHARED", shared_on=date(2024, 1, 26), lead="roads", report_policy="DIR_REPORT_3@1",
        report_due=date(2024, 1, 31), due=date(2024, 1, 31),
    )  # fmt: skip
    moves = find_moves([shared], Calendar(), POLICIES, date(2024, 1, 30))
    assert [(each.running.department, each.after) for each in moves] == [("roads", date(2024, 2, 1))]
    restarted = replace(shared, report_due=date(2024, 2, 7))
    assert [each.after for each in find_moves([restarted], Calendar(), POLICIES, date(2024, 1, 30))] == [
        date(2024, 2, 8)
    ]
    by_hand = replace(shared, report_policy="DIR_SET@1")
    over = replace(shared, reported_on=date(2024, 1, 29), state="REPORTED")
    assert find_moves([by_hand, over], Calendar(), POLICIES, date(2024, 1, 30)) == []
    assert find_moves([shared], Calendar(), POLICIES, date(2024, 1, 28)) == []
