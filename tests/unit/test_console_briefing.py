"""회의 브리핑: what is picked, whose delay it is, what moved, when an order of departments says nothing (DIR-20)."""

from datetime import date, datetime
from uuid import UUID

from contracts.calendar import Calendar
from gateway.console.meetings.briefing import (
    Moved,
    Step,
    Tally,
    Whose,
    Why,
    brief,
    list_candidates,
    list_late,
    tally,
    tell_span,
)
from gateway.queries.directive_board import Item
from gateway.views.history import Row as Event
from infra.clock import SEOUL
from tests.unit.items import make_item

TODAY = date(2024, 12, 16)
"""A Monday."""
NAMES = {"tour": "관광과", "sea": "해양수산과"}


def shared(due: date, **more: object) -> Item:
    told = {"state": "SHARED", "shared_on": date(2024, 12, 2), "lead": "tour", "report_due": due}
    return make_item(**{**told, **more})


def late(*items: Item, **causes: str) -> list[tuple[str, int, str]]:
    found = list_late(items, NAMES, causes, today=TODAY, calendar=Calendar())
    return [(each.who, each.days, each.reason) for each in found]


def pick(*items: Item) -> list[tuple[str, Why]]:
    found = list_late(items, NAMES, {}, today=TODAY, calendar=Calendar())
    return [(each.item.directive, each.why) for each in list_candidates(items, found)]


def event(name: str, directive: str, day: int, position: int) -> Event:
    at = datetime(2024, 12, day, 10, 0, tzinfo=SEOUL)
    return Event(
        position=position,
        source="/city/directives",
        stream=f"directive-{directive}",
        version=position,
        type=f"directives.{name}.v1",
        actor="officer",
        role="OFFICER",
        department=None,
        command_id=UUID(int=position),
        correlation_id=UUID(int=position),
        causation_id=None,
        effective_at=at,
        recorded_at=at,
        chain="",
        data="{}",
    )


def test_a_share_that_is_late_is_the_offices_delay() -> None:
    """DIR-04: due on Thursday the 12th; Friday and Monday are two business days."""
    assert late(make_item(share_due=date(2024, 12, 12))) == [("총괄부서", 2, "주관부서를 정하지 못함")]


def test_a_report_that_is_late_is_its_leads_delay_and_says_what_is_known() -> None:
    """DIR-06."""
    due = date(2024, 12, 9)
    assert late(shared(due)) == [("관광과", 5, "아직 열어 보지 않음")]
    assert late(shared(due, seen_by=["tour"])) == [("관광과", 5, "열어 보았으나 보고하지 않음")]
    assert late(shared(due, seen_by=["tour"], team="t1")) == [("관광과", 5, "담당팀을 정했으나 보고하지 않음")]


def test_the_departments_own_words_go_first_unless_they_are_withheld() -> None:
    due = date(2024, 12, 9)
    assert late(shared(due), **{"id-1": "예산을 확보하지 못함"})[0][2] == "예산을 확보하지 못함"
    assert late(shared(due, is_withheld=True), **{"id-1": "예산"})[0][2] == "아직 열어 보지 않음"


def test_an_addressee_is_late_by_its_own_clock() -> None:
    replies = {
        "sea": {"due": "2024-12-13", "replied_on": None},
        "tour": {"due": "2024-12-13", "replied_on": "2024-12-13"},
    }
    item = shared(date(2024, 12, 20), replies=replies)
    (found,) = list_late([item], NAMES, {}, today=TODAY, calendar=Calendar())
    assert (found.whose, found.who, found.days) == (Whose.ADDRESSEE, "해양수산과", 1)


def test_what_is_due_today_reported_or_over_is_not_late() -> None:
    past = date(2024, 12, 9)
    assert late(shared(TODAY), shared(past, state="REPORTED"), shared(past, ended_on=past)) == []


def test_a_day_that_has_passed_without_a_business_day_counts_as_the_board_counts_it() -> None:
    """Due on Friday the 13th, looked at on Saturday: past, and no business day late."""
    found = list_late([shared(date(2024, 12, 13))], NAMES, {}, today=date(2024, 12, 14), calendar=Calendar())
    assert [each.days for each in found] == [0]


def test_what_was_returned_twice_comes_before_what_is_overdue_and_that_before_what_nobody_leads() -> None:
    returned = make_item(directive="returned", state="RETURNED", returns=2)
    overdue = shared(date(2024, 12, 9), directive="overdue")
    unassigned = make_item(directive="unassigned", share_due=date(2024, 12, 2))
    assert pick(unassigned, overdue, returned) == [
        ("returned", Why.RETURNED),
        ("overdue", Why.OVERDUE),
        ("unassigned", Why.UNASSIGNED),
    ]


def test_one_return_or_four_days_are_the_offices_own_business() -> None:
    """Due on Tuesday the 10th: Wednesday, Thursday, Friday and Monday are four."""
    once = make_item(directive="once", state="RETURNED", returns=1, share_due=TODAY)
    assert pick(once, shared(date(2024, 12, 10), directive="four")) == []


def test_of_equals_the_longer_and_then_the_older_comes_first() -> None:
    long = shared(date(2024, 12, 5), directive="long", ordinal=3)
    old = shared(date(2024, 12, 9), directive="old", ordinal=1)
    new = shared(date(2024, 12, 9), directive="new", ordinal=2)
    assert [directive for directive, _ in pick(new, old, long)] == ["long", "old", "new"]


def test_what_has_ended_is_decided() -> None:
    assert pick(make_item(state="CLOSED", returns=3, ended_on=TODAY, share_due=TODAY)) == []


def test_below_five_departments_are_named_without_an_order() -> None:
    """Four late reports: two of 해양수산과, one of 관광과 and one of an unnamed one; by name."""
    due = date(2024, 12, 9)
    items = [shared(due, lead=lead) for lead in ("sea", "sea", "tour", "x")]
    assert tally(list_late(items, NAMES, {}, today=TODAY, calendar=Calendar())) == (
        [Tally("x", 1), Tally("관광과", 1), Tally("해양수산과", 2)],
        False,
    )


def test_from_five_on_the_most_come_first_and_the_office_is_told_apart() -> None:
    due = date(2024, 12, 9)
    items = [shared(due, lead=lead) for lead in ("tour", "sea", "sea", "sea", "tour")]
    office = make_item(share_due=due)
    assert tally(list_late([*items, office], NAMES, {}, today=TODAY, calendar=Calendar())) == (
        [Tally("해양수산과", 3), Tally("관광과", 2)],
        True,
    )


def test_what_moved_is_told_once_a_step_and_the_last_first() -> None:
    items = [make_item(directive="a"), make_item(directive="b")]
    events = [
        event("directive_shared", "a", 10, 1),
        event("progress_updated", "b", 11, 2),
        event("progress_updated", "b", 11, 3),
        event("priority_report_submitted", "a", 12, 4),
        event("progress_updated", "unreadable", 12, 5),
    ]
    page = brief(items, events, NAMES, {}, today=date(2024, 12, 2), calendar=Calendar())
    assert page.moved == [
        Moved(items[0], [Step("공유", date(2024, 12, 10)), Step("우선보고", date(2024, 12, 12))]),
        Moved(items[1], [Step("진행", date(2024, 12, 11))]),
    ]
    assert dict(page.kinds) == {"공유": 1, "우선보고": 1, "진행": 1}


def test_what_ended_in_these_days_is_done_whatever_became_of_it_later() -> None:
    """What ended after the days of the page only moved in them."""
    ended = make_item(directive="ended", state="CLOSED", ended_on=date(2024, 12, 12))
    later = make_item(directive="later", state="CLOSED", ended_on=date(2024, 12, 30))
    events = [event("directive_closed", "ended", 12, 1), event("progress_updated", "later", 12, 2)]
    page = brief([ended, later], events, NAMES, {}, today=TODAY, calendar=Calendar())
    assert ([each.item.directive for each in page.done], [each.item.directive for each in page.moved]) == (
        ["ended"],
        ["later"],
    )


def test_three_are_to_be_decided_and_the_others_counted() -> None:
    items = [make_item(directive=f"d{number}", state="RETURNED", returns=2, share_due=TODAY) for number in range(5)]
    page = brief(items, [], NAMES, {}, today=TODAY, calendar=Calendar())
    assert (len(page.decisions), page.undecided) == (3, 2)


def test_the_days_of_the_page_are_told() -> None:
    """2024-12-09 and 2024-12-16 are Mondays."""
    assert tell_span(("간부회의", date(2024, 12, 9)), TODAY) == (
        "지난 회의(간부회의, 2024. 12. 9.(월))부터 2024. 12. 16.(월)까지 움직인 것임"
    )
    assert tell_span(None, TODAY).startswith("지난 회의 기록이 없어 최근 7일")
