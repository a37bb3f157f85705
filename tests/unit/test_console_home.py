"""내 할 일: who owes what until when, worked out from rows."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from contracts.calendar import Calendar
from gateway.console.home.laying import choose_days, lay_out_mayor, lay_out_officer, lay_out_operator
from gateway.console.home.parts import Ground, Home, Task
from gateway.console.meetings.briefing import list_late
from gateway.queries.directive_board import Item
from gateway.views.concurrence import Row as Concurrence

TODAY: Final = date(2024, 2, 14)
"""A Wednesday; the 9th and the 12th were holidays (설날)."""
PAGES: Final = frozenset(
    f"/directives/{{directive}}/{act}" for act in ("report", "outcome", "reply", "acknowledge", "share", "accept")
) | {"/memo", "/reports/{quarter}/check"}
GROUND: Final = Ground(TODAY, Calendar(frozenset({date(2024, 2, 9), date(2024, 2, 12)})), PAGES)
NAMES: Final = {"roads": "도로과", "welfare": "복지과", "a": "가야과"}
FIRST: Final = Item(
    directive="d1", number="2024-0001", ordinal=20240001, text="제방을 점검하고 보고할 것", kind="SIMPLE", meeting=None,
    visibility="OPEN", origin_kind=None, origin_id=None, origin_item=None, state="SHARED",
    issued_on=date(2024, 2, 1), share_due=date(2024, 2, 1), share_policy="DIR_SHARE@1", shared_on=date(2024, 2, 1),
    share_late_days=0, lead="roads", team=None, supporting=[], replies={}, seen_by=["roads"],
    report_due=date(2024, 2, 14), report_policy="DIR_REPORT_3@1", report_days=3, reported_on=None,
    report_late_days=None, percent=None, latest=None, outcome_on=None, outcome_by=[], returns=0, ended_on=None,
    days=None, ending=None, merged_into=None, duplicates=[], checks={}, due=date(2024, 2, 14), issued_by="mayor",
    issued_for=None, external_system=None, external_id=None, tenures=[], is_backdated=False, version=2, position=2,
    lead_name="도로과", supporting_names=[], addressee_names=[],
)  # fmt: skip


def make(number: int, **changes: Any) -> Item:
    due = changes.get("report_due", FIRST.report_due)
    return replace(
        FIRST, directive=f"d{number}", number=f"2024-{number:04d}", ordinal=number, **{"due": due, **changes}
    )


def lay_out(*items: Item, asked: list[Concurrence] | None = None) -> Home:
    return lay_out_officer(items, [], asked or [], "roads", NAMES, GROUND)


def list_tasks(home: Home, group: str) -> list[Task]:
    return [task for each in home.mine if each.id == group for task in each.tasks]


def count(home: Home) -> list[int]:
    return [number.count for number in home.numbers]


def test_what_a_department_owes_stands_by_its_day() -> None:
    """Late since the 13th, today, the 17th (D-3), the 18th, and a returned outcome without a day."""
    days = (date(2024, 2, 13), TODAY, date(2024, 2, 17), date(2024, 2, 18))
    home = lay_out(
        *(make(number, report_due=day) for number, day in enumerate(days, 1)), make(5, state="RETURNED", due=None)
    )
    found = {group.id: [task.number for task in group.tasks] for group in home.mine}
    assert found == {
        "late": ["2024-0001"], "today": ["2024-0002"], "soon": ["2024-0003"], "later": ["2024-0004"],
        "undated": ["2024-0005"],
    }  # fmt: skip
    assert count(home) == [1, 1, 1]
    assert home.act is not None
    assert (home.act.label, home.act.way) == ("보고 쓰기", "/directives/d1/report")


def test_a_day_without_deadlines_is_said_to_be_calm() -> None:
    home = lay_out(make(1, report_due=date(2024, 2, 20)))
    assert (home.calm, count(home)) == ("오늘 마감 없음", [0, 0, 0])
    assert [group.id for group in home.mine if group.tasks] == ["later"]
    assert lay_out().act is None


@pytest.mark.parametrize(
    ("changes", "what", "way"),
    [
        ({}, "보고 쓰기", "/directives/d1/report"),
        ({"state": "RETURNED"}, "보완해 다시 제출", "/directives/d1/outcome"),
        ({"state": "IN_PROGRESS"}, "결과 제출", "/directives/d1/outcome"),
        ({"report_due": None, "seen_by": []}, "확인", "/directives/d1/acknowledge"),
        (
            {"lead": "welfare", "replies": {"roads": {"due": "2024-02-14", "replied_on": None}}},
            "회신 쓰기",
            "/directives/d1/reply",
        ),
    ],
)
def test_each_state_asks_for_its_own_act(changes: dict[str, Any], what: str, way: str) -> None:
    """DIR-06, DIR-08, DIR-05: one act each, at its own form."""
    tasks = [task for group in lay_out(make(1, **changes)).mine for task in group.tasks]
    assert [(task.what, task.way) for task in tasks] == [(what, way)]


def test_what_was_done_is_waited_for() -> None:
    replies = {code: {"due": "2024-02-15", "replied_on": done} for code, done in (("a", None), ("b", "2024-02-13"))}
    home = lay_out(make(1, state="OUTCOME_SUBMITTED", due=None), make(2, state="REPORTED", replies=replies, due=None))
    waiting = [(task.what, task.who, task.due) for group in home.others for task in group.tasks]
    assert waiting == [("완료 확인", "기획감사실", None), ("회신", "1곳", date(2024, 2, 15))]


def ask(state: str, concurred: dict[str, str | None]) -> Concurrence:
    return Concurrence(
        concurrence="c1", title="협조 요청", text="-", state=state, by="welfare", departments=["roads", "a"],
        concurred=concurred, refused_by=None, reason=None, round=1, version=1, position=1,
    )  # fmt: skip


def test_a_concurrence_is_owed_until_it_is_given() -> None:
    """ORG-09."""
    (task,) = list_tasks(lay_out(asked=[ask("PENDING", {})]), "undated")
    assert (task.text, task.way, task.who) == ("협조 요청", "/concurrences/c1", "복지과")
    for done in (ask("PENDING", {"roads": None}), ask("RETURNED", {})):
        assert list_tasks(lay_out(asked=[done]), "undated") == []


def office(late: list[Item], to_share: list[Item] | None = None, minutes: int | None = 95) -> Home:
    return lay_out_operator(to_share or [], [], late, "2024-Q1", 4, minutes, GROUND)


def test_the_office_sees_who_is_late_with_what_and_has_the_words_for_it() -> None:
    """Due on the 6th: late on the 7th, 8th, 13th and 14th, as the 9th and the 12th were holidays and two a weekend."""
    long = make(1, report_due=date(2024, 2, 6))
    hidden = make(2, report_due=date(2024, 2, 13), visibility="TEXT_HIDDEN", text="징계할 것")
    other = make(3, report_due=date(2024, 2, 13), lead="welfare", lead_name="복지과")
    home = office([long, hidden, other])
    assert [(each.name, each.count, each.days) for each in home.offices] == [("도로과", 2, 4), ("복지과", 1, 1)]
    assert home.offices[0].link == "/directives?lead=roads&overdue=report&sort=report_due"
    assert home.chase == (
        "[도로과] 우선보고 기한이 지난 지시 2건\n"
        "- 2024-0001 제방을 점검하고 보고할 것 (기한 2024. 2. 6.(화), 4근무일 지남)\n"
        "- 2024-0002 비공개 지시 (기한 2024. 2. 13.(화), 1근무일 지남)\n"
        "\n"
        "[복지과] 우선보고 기한이 지난 지시 1건\n"
        "- 2024-0003 제방을 점검하고 보고할 것 (기한 2024. 2. 13.(화), 1근무일 지남)"
    )


def test_the_office_shares_first_and_is_told_the_minutes_left() -> None:
    """DIR-04."""
    issued = make(1, state="ISSUED", shared_on=None, share_late_days=None, share_due=TODAY, lead=None, lead_name=None)
    home = office([], [issued])
    assert home.act is not None
    assert (home.act.label, home.act.way) == ("공유하기", "/directives/d1/share")
    assert (home.note, count(home)) == ("오늘 공유 마감까지 95분", [0, 1, 0])
    assert [(way.label, way.text) for way in home.ways] == [("2024-Q1 분기 점검", "점검하지 않은 4건")]
    assert office([], [], 0).note == "오늘 근무시간이 끝났습니다."
    assert office([], [], None).note == "오늘은 휴무일입니다."
    calm = office([]).act
    assert calm is not None
    assert calm.way == "/memo"


COUNTS: Final = {"share_overdue": 1, "report_overdue": 2, "reply_overdue": 0}


def mayor(late: list[Item], returned: list[Item] | None = None, near: list[int] | None = None, **counts: int) -> Home:
    clocks = list_late(late, NAMES, {}, today=TODAY, calendar=GROUND.calendar)
    return lay_out_mayor(COUNTS | counts, clocks, returned or [], near or [0, 0, 0], GROUND)


def test_the_mayor_sees_what_is_five_business_days_late_and_three_things_to_decide() -> None:
    """DIR-20: due on the 5th is five late (6, 7, 8, 13, 14), on the 6th four; the briefing's rule decides."""
    late = [
        make(1, report_due=date(2024, 2, 6)),
        make(2, report_due=date(2024, 2, 5)),
        make(3, report_due=date(2024, 1, 31)),
    ]
    returned = [make(number, state="RETURNED", returns=times, due=None) for number, times in ((4, 1), (5, 2), (6, 3))]
    home = mayor(late, returned, [7, 8, 9])
    (group,) = home.mine
    assert ([task.number for task in group.tasks], group.count) == (["2024-0003", "2024-0002"], 2)
    assert [task.number for task in home.decide] == ["2024-0006", "2024-0005", "2024-0003"]
    assert home.decide[0].what == "추진 방향을 다시 정해야 함, 처리결과를 3번 돌려보냄"
    assert home.decide[2].what.endswith("도로과, 8근무일 늦음, 열어 보았으나 보고하지 않음")
    assert count(home) == [7, 8, 9, 1, 2, 0]


def owe(number: int, **dues: str) -> Item:
    """Return a directive whose lead has reported, and that departments must reply to."""
    replies = {code: {"due": due, "replied_on": None, "late_days": None} for code, due in dues.items()}
    return make(number, state="REPORTED", replies=replies, report_due=date(2024, 1, 31), due=None)


def test_a_reply_that_is_late_is_the_mayors_too() -> None:
    """DIR-20: the reply's own clock. Due on the 5th is five business days late, on the 2nd six, on the 6th four."""
    two = owe(1, welfare="2024-02-05", a="2024-02-02", roads="2024-02-06")
    home = mayor([two, owe(2, welfare="2024-02-13")], reply_overdue=2)
    (group,) = home.mine
    assert [(task.number, task.what, task.who, task.due) for task in group.tasks] == [
        ("2024-0001", "회신", "가야과 등 2곳", date(2024, 2, 2))
    ]
    assert [chip.word for task in group.tasks if (chip := task.chip)] == ["지연 6근무일"]
    assert (home.calm, home.offices, count(home)[-1]) == ("", [], 2)
    assert [task.number for task in home.decide] == ["2024-0001"]


def test_more_than_the_page_shows_leads_to_every_late_clock() -> None:
    (group,) = mayor([owe(number, welfare="2024-02-05") for number in range(1, 12)]).mine
    assert (len(group.tasks), group.count, group.more) == (10, 11, "/briefing#late")


def test_the_mayors_days_are_those_of_the_links() -> None:
    late, today, soon = choose_days(TODAY, None)  # type: ignore[arg-type]  # whoever asks
    assert late.states == ("LATE",)
    assert (today.due_from, today.due_until, soon.due_until) == (TODAY, TODAY, date(2024, 2, 17))


def test_nothing_late_is_said_to_the_mayor() -> None:
    home = mayor([])
    assert (home.calm, home.decide) == ("늦은 지시가 없습니다.", [])
