"""A pledge's change over HTTP: jury, panel, mayor, publication, and only then applied (EVL-63, EVL-70, XS-08)."""

from typing import Any

import httpx

from tests.e2e import asking
from tests.e2e.pledging import FEASIBLE, LEAD, PLAN, approve_by_jury, confirm, decide_by_jury, find, make_pledge
from tests.running import Running

ONE = ("happy", "시민행복도시", 1)
Json = dict[str, Any]
PANEL: Json = {"panel": "공약이행평가단", "opinion": "타당함"}


def ask(operator: httpx.Client, term: int, wished: Json, *, number: int | None = 1) -> str:
    """Return the place of a change that is asked for."""
    pledge = {} if number is None else {"pledge": find(term, number).rpartition("/")[2]}
    body = {"term": term, "wished": wished, "reason": "여건이 달라짐", **pledge}
    return f"/v1/pledge-changes/{asking.post(operator, '/v1/pledge-changes', body)['id']}"


def run(system: Running, operator: httpx.Client, change: str, jury: str, item: int = 1) -> None:
    """Bring a change through all its steps."""
    approve_by_jury(operator, change, jury, item)
    asking.post(operator, f"{change}/confirm", PANEL, 200)
    asking.post(system.open("mayor"), f"{change}/approve", {}, 200)
    asking.post(operator, f"{change}/publish", {}, 200)


def test_no_change_without_a_jury_that_approved_and_concluded(system: Running) -> None:
    """EVL-63, EVL-70: the record has frame, sessions and votes; an item that fell, or decided before, decides nothing.

    A pledge has one change at a time.
    """
    operator = system.open("operator")
    jury, term = decide_by_jury(operator, 3, 1), confirm(operator, ONE)
    change = ask(operator, term, {"kind": "HOLD"})
    for act, body in (("confirm", PANEL), ("publish", {}), ("jury", {"jury": jury, "item": 2})):
        assert asking.refuse(operator, f"{change}/{act}", body) == (422, "CHANGE_PROCEDURE_REQUIRED")
    approve_by_jury(operator, change, jury)
    told = asking.read(operator, change)["data"]["jury"]
    assert (told["people"], told["seats"], len(told["frame_sha256"])) == (3, 3, 64)
    assert [(each["number"], each["present"]) for each in told["sittings"]] == [(1, 3), (2, 3), (3, 3)]
    assert (told["vote"]["yes"], told["vote"]["is_approved"]) == (3, True)
    second = {"term": term, "pledge": find(term, 1).rpartition("/")[2], "wished": {"kind": "ABANDON"}, "reason": "-"}
    assert asking.refuse(operator, "/v1/pledge-changes", second) == (409, "CHANGE_UNDER_WAY")
    asking.post(operator, f"{change}/refuse", {"reason": "다시 신청함"}, 200)
    again = ask(operator, term, {"kind": "ABANDON"})
    used = asking.refuse(operator, f"{again}/jury", {"jury": jury, "item": 1})
    assert used == (422, "CHANGE_PROCEDURE_REQUIRED")


def test_a_change_is_applied_when_it_is_published_and_not_before(system: Running) -> None:
    """EVL-70: held, taken up again and abandoned, each by all four steps; no check and no office does it."""
    operator = system.open("operator")
    jury, term = decide_by_jury(operator, 3, 3, 3), confirm(operator, ONE)
    change = ask(operator, term, {"kind": "HOLD"})
    approve_by_jury(operator, change, jury, 1)
    asking.post(operator, f"{change}/confirm", PANEL, 200)
    assert asking.refuse(operator, f"{change}/approve", {}) == (403, "NOT_PERMITTED")
    approved = asking.post(system.open("mayor"), f"{change}/approve", {}, 200)
    assert asking.read(operator, find(term, 1), approved)["data"]["state"]["code"] == "REGISTERED"
    asking.post(operator, f"{change}/publish", {}, 200)
    assert asking.read(operator, find(term, 1))["data"]["state"]["code"] == "ON_HOLD"
    check = {"quarter": "2023-Q4", "standing": "ON_TRACK", "progress": 10, "note": "다시 추진"}
    assert asking.refuse(operator, f"{find(term, 1)}/check", check) == (400, "BAD_SHAPE")
    run(system, operator, ask(operator, term, {"kind": "RESUME"}), jury, 2)
    run(system, operator, ask(operator, term, {"kind": "ABANDON"}), jury, 3)
    told = asking.read(operator, find(term, 1))["data"]
    moves = [each["told"]["after"] for each in told["history"] if each["kind"]["code"] == "pledge_status_changed"]
    assert (moves, told["changes"]) == (["ON_HOLD", "PARTIAL", "ABANDONED"], 3)


def test_a_sixty_third_and_another_plan_come_by_the_procedure_only(system: Running) -> None:
    """EVL-60, EVL-70: a second pledge beside a set of one, and the first one's new plan, once they are published."""
    operator = system.open("operator")
    jury, term = decide_by_jury(operator, 3, 3), confirm(operator, ONE)
    plan = {**PLAN, "due_on": "2024-12-31"}
    run(system, operator, ask(operator, term, {"kind": "TARGET", "plan": plan}), jury, 1)
    added = make_pledge(2, "happy", lead=LEAD, feasibility=FEASIBLE)
    run(system, operator, ask(operator, term, {"kind": "ADD", "added": added}, number=None), jury, 2)
    assert asking.read(operator, f"/v1/pledge-sets/{term}")["data"]["pledges"] == 2
    assert asking.read(operator, find(term, 1))["data"]["due_on"] == "2024-12-31"
    assert asking.read(operator, find(term, 2))["data"]["name"] == "공약 02"


def test_a_refusal_at_any_step_keeps_the_plan(system: Running) -> None:
    """XS-08: by the office before the panel, by the mayor at his step; the pledge is as it was, the change is over."""
    operator, mayor = system.open("operator"), system.open("mayor")
    jury, term = decide_by_jury(operator, 3, 3), confirm(operator, ONE)
    plan = {"kind": "TARGET", "plan": {**PLAN, "due_on": "2024-12-31"}}
    early, why = ask(operator, term, plan), {"reason": "약속을 지켜야 함"}
    asking.post(operator, f"{early}/refuse", why, 200)
    middle = ask(operator, term, plan)
    approve_by_jury(operator, middle, jury, 1)
    assert asking.refuse(mayor, f"{middle}/refuse", why) == (403, "NOT_PERMITTED")
    asking.post(operator, f"{middle}/refuse", why, 200)
    late = ask(operator, term, plan)
    approve_by_jury(operator, late, jury, 2)
    asking.post(operator, f"{late}/confirm", PANEL, 200)
    assert asking.refuse(operator, f"{late}/refuse", why) == (403, "NOT_PERMITTED")
    last = asking.post(mayor, f"{late}/refuse", why, 200)
    for change in (early, middle, late):
        assert asking.refuse(operator, f"{change}/publish", {}) == (422, "CHANGE_PROCEDURE_REQUIRED")
    told = asking.read(operator, find(term, 1), last)["data"]
    assert (told["due_on"], told["changes"]) == ("2022-06-30", 0)
