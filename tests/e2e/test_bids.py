"""Calls and bids over HTTP: found, supported, submitted, selected or not, each in its order (PRJ-50 to 55)."""

import uuid

import httpx
import pytest

from tests.e2e.asking import Json, add_partner, own, post, read, refuse
from tests.running import Running


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


def find_bid(client: httpx.Client, *items: Json, **more: object) -> Json:
    asked = items or ({"name": "탑정호 관광", "amount": {"won": 100}},)
    return post(client, "/v1/bids", {"name": own("공모"), "items": list(asked), **more})


def test_a_bid_is_found_submitted_and_selected_in_one_month(operator: httpx.Client) -> None:
    """PRJ-50, PRJ-55, INC-11: 제출 and 선정 both in June 2018; 약 670억 + 약 1,108억 = 약 1,778억, 2020~2030."""
    province, ministry = add_partner(operator, "PROVINCE"), add_partner(operator, "MINISTRY")
    period = "2020 ~ 2030"
    amounts = (67_000_000_000, 110_800_000_000)
    made = find_bid(
        operator,
        {"name": "금강 누정", "amount": {"won": amounts[0], "is_approximate": True}, "period": period},
        {"name": "호국 기행", "amount": {"won": amounts[1], "is_approximate": True}, "period": period},
    )
    path = f"/v1/bids/{made['id']}"
    assert refuse(operator, f"{path}/select", {"on": "2018. 6."}) == (409, "WRONG_STATE")
    post(operator, f"{path}/submit", {"on": "2018. 6.", "via": [province, ministry]}, 200)
    assert refuse(operator, f"{path}/submit", {"on": "2018. 6."}) == (409, "WRONG_STATE")
    funds = [{"name": "실행계획 용역비", "amount": {"won": 300_000_000}}]
    done = post(operator, f"{path}/select", {"on": "2018. 6.", "funds": funds}, 200)
    shown = read(operator, path, done)["data"]
    assert (shown["state"], shown["items_won"], shown["is_approximate"]) == (
        {"code": "SELECTED", "label": "선정"},
        177_800_000_000,
        True,
    )
    assert [each["stage"]["label"] for each in shown["stages"]] == ["발굴", "제출", "선정"]
    assert [each["on"] and each["on"]["value"] for each in shown["stages"]] == [None, "2018-06", "2018-06"]
    assert (shown["via"], shown["funds"][0]["amount"]["won"], shown["allowed"]) == (
        [province, ministry],
        300_000_000,
        ["support", "correct"],
    )
    assert {each["period"]["shown"] for each in shown["items"]} == {period}


def test_the_bid_as_it_was_stays_readable(operator: httpx.Client) -> None:
    """PRJ-50, PLT-02: read as known before the submission it is only found, and nothing can be done with that."""
    made = find_bid(operator)
    before = read(operator, f"/v1/bids/{made['id']}", made)["data"]
    assert (before["state"]["code"], before["allowed"]) == ("FOUND", ["submit", "support", "correct"])
    was = read(operator, f"/v1/bids/{made['id']}", made, as_of="2024-01-25")["data"]
    assert (was["state"]["code"], was["allowed"]) == ("FOUND", [])
    early = operator.get(f"/v1/bids/{made['id']}", params={"as_of": "2024-01-01"})
    assert (early.status_code, early.json()["code"]) == (404, "NOT_FOUND")


def test_the_win_rate_of_a_year_is_of_what_was_decided_in_it(operator: httpx.Client) -> None:
    """PRJ-50: of three bids that were decided in 2011 two were won: 66.7 %; a refusal needs its reason."""
    bids = [find_bid(operator)["id"] for _ in range(4)]
    for each in bids:
        post(operator, f"/v1/bids/{each}/submit", {"on": "2011. 3."}, 200)
    for each in bids[:2]:
        post(operator, f"/v1/bids/{each}/select", {"on": "2011. 5."}, 200)
    assert refuse(operator, f"/v1/bids/{bids[2]}/reject", {"on": "2011. 5."}) == (422, "REASON_REQUIRED")
    assert refuse(operator, f"/v1/bids/{bids[2]}/reject", {"on": "2011. 2.", "reason": "점수"}) == (
        422,
        "DATES_REVERSED",
    )
    last = post(operator, f"/v1/bids/{bids[2]}/reject", {"on": "2011. 5.", "reason": "준비가 늦음"}, 200)
    rates = {each["year"]: each for each in read(operator, "/v1/bids/win-rates", last)["data"]}
    assert rates[2011] == {"year": 2011, "won": 2, "decided": 3, "rate": "66.7%"}
    listed = read(operator, "/v1/bids", last, year="2011", total="true")
    assert (listed["total"], {each["id"] for each in listed["data"]}) == (3, set(bids[:3]))
    lost = read(operator, "/v1/bids", last, year="2011", state="REJECTED")["data"]
    assert [(each["id"], each["reason"]) for each in lost] == [(bids[2], "준비가 늦음")]


def test_what_supports_a_bid_is_kept_with_its_cost(operator: httpx.Client) -> None:
    """PRJ-51: research fund, benchmarking and workshop, in order, adding up."""
    bid = find_bid(operator)["id"]
    costs = {"RESEARCH_FUND": 20_000_000, "BENCHMARKING": 3_000_000, "WORKSHOP": 500_000}
    for kind, won in costs.items():
        body = {"kind": kind, "cost": {"won": won}, "on": "2024. 1. 10."}
        done = post(operator, f"/v1/bids/{bid}/support", body, 200)
    shown = read(operator, f"/v1/bids/{bid}", done)["data"]
    assert [(each["kind"]["code"], each["cost"]["won"]) for each in shown["supports"]] == list(costs.items())
    assert shown["support_won"] == 23_500_000
    future = {"kind": "WORKSHOP", "cost": {"won": 1}, "on": "2024. 12. 30."}
    assert refuse(operator, f"/v1/bids/{bid}/support", future) == (422, "DAY_IN_FUTURE")


def test_calls_to_come_are_listed_and_past_ones_are_not(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-54: '18.10월 공모 is over; one of this month and one of December are to come, in order."""
    word = own("공모")
    for opens in ("2018. 10.", "2024. 12.", "2024. 1."):
        made = post(officer, "/v1/calls", {"name": f"{word} {opens}", "opens": opens})
    listed = read(officer, "/v1/calls", made, q=word, upcoming="true")["data"]
    assert [each["opens"]["value"] for each in listed] == ["2024-01", "2024-12"]
    assert len(read(officer, "/v1/calls", made, q=word)["data"]) == 3
    one = read(operator, f"/v1/calls/{made['id']}", made)["data"]
    assert (one["name"], one["closes"]) == (f"{word} 2024. 1.", None)
    reversed_days = {"name": word, "opens": "2024. 5.", "closes": "2024. 4."}
    assert refuse(officer, "/v1/calls", reversed_days) == (422, "DATES_REVERSED")


def test_a_bid_is_its_departments_own(operator: httpx.Client, officer: httpx.Client, system: Running) -> None:
    """PRJ-50: another department's officer neither changes it nor is offered to; rubbish is told where it is."""
    bid = find_bid(operator)["id"]
    made = find_bid(officer)
    assert refuse(officer, f"/v1/bids/{bid}/submit", {"on": "2024. 1."}) == (403, "NOT_PERMITTED")
    assert read(officer, f"/v1/bids/{bid}", made)["data"]["allowed"] == []
    assert read(officer, f"/v1/bids/{made['id']}", made)["data"]["allowed"] == ["submit", "support", "correct"]
    assert read(operator, f"/v1/bids/{made['id']}", made)["data"]["allowed"] == ["submit", "support", "correct"]
    assert refuse(officer, f"/v1/bids/{made['id']}/submit", {"on": "언젠가"}) == (400, "BAD_SHAPE")
    assert refuse(officer, f"/v1/bids/{uuid.uuid4()}/submit", {"on": "2024. 1."}) == (404, "NOT_FOUND")
    assert refuse(officer, "/v1/bids", {"name": "빈 공모", "items": []}) == (400, "BAD_SHAPE")
    unknown = {"name": "모르는 공모", "items": [{"name": "가"}], "call": str(uuid.uuid4())}
    assert refuse(officer, "/v1/bids", unknown) == (404, "NOT_FOUND")
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"name": own("두 번"), "items": [{"name": "가"}]}
    first, again = (officer.post("/v1/bids", json=body, headers=key).json() for _ in range(2))
    assert first == again
    assert system.open("citizen").get("/v1/bids").status_code == 403
