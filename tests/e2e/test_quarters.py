"""Quarters over HTTP, in a system of its own: its clock is moved past the end of the first quarter of 2024."""

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.settling import settle
from tests.running import Running, run_in_thread

Json = dict[str, Any]
QUARTER = {"quarter": "2024-Q1"}


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@pytest.fixture(scope="module")
def quarters() -> Iterator[Running]:
    """A whole system with the sample, whose clock no other test reads."""
    with run_in_thread("quarters") as running:
        yield running


@pytest.fixture
def operator(quarters: Running) -> httpx.Client:
    return quarters.open("operator")


def post(client: httpx.Client, path: str, body: Json) -> Json:
    answer = client.post(path, json=body, headers=new_key())
    assert answer.status_code in {200, 201}, answer.text
    settle(client, answer.json())
    return dict(answer.json())


def walk(client: httpx.Client, **asked: str) -> tuple[list[Json], Json]:
    """Return the whole check list, page by page, and its tally."""
    rows: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/v1/directives/check-list", params={**QUARTER, **asked, **cursor, "limit": "7"}).json()
        rows += page["data"]
        if page["links"]["next"] is None:
            return rows, page["tally"]
        cursor = {"cursor": page["links"]["next"]}


def count_by_hand(rows: list[Json], cut: str) -> Json:
    """Work the metrics out from the list, without the query: domain.md 4.2."""
    shared = [row for row in rows if row["shared_on"]]
    timed = [row for row in rows if row["report_due"]]
    reported = [row for row in timed if row["reported_on"]]
    overdue = [row for row in timed if not row["reported_on"] and row["report_due"] < cut]
    closed = [row for row in rows if row["state"]["code"].startswith("CLOSED")]
    issued = [row for row in rows if row["state"]["code"] not in {"CANCELLED", "MERGED"}]
    return {
        "share_on_time": (sum(row["share_late_days"] == 0 for row in shared), len(shared)),
        "report_on_time": (sum(row["report_late_days"] == 0 for row in reported), len(reported) + len(overdue)),
        "completion": (len(closed), len(issued)),
    }


def test_metrics_equal_a_hand_count(operator: httpx.Client) -> None:
    """DIR-13: with n of N; of all, and of each lead department; no rank below five."""
    rows = operator.get("/v1/directives", params={"limit": 200}).json()["data"]
    (whole,) = operator.get("/v1/directives/metrics", params=QUARTER).json()["data"]
    today = operator.get("/v1/clock").json()["now"][:10]
    by_hand = count_by_hand(rows, today)
    assert {name: (whole[name]["count"], whole[name]["total"]) for name in by_hand} == by_hand
    assert whole["directives"] == len(rows)
    groups = operator.get("/v1/directives/metrics", params={**QUARTER, "by": "department"}).json()["data"]
    assert sum(group["directives"] for group in groups) == len(rows)
    for group in groups:
        code = group["department"] and group["department"]["code"]
        own = [row for row in rows if (row["lead"] and row["lead"]["code"]) == code]
        by_hand = count_by_hand(own, today)
        assert {name: (group[name]["count"], group[name]["total"]) for name in by_hand} == by_hand
        is_compared = code is not None and group["report_on_time"]["total"] >= 5
        assert (group["rank"] is not None) == is_compared


def test_a_quarter_is_checked_and_published_for_good(quarters: Running, operator: httpx.Client) -> None:
    """DIR-09, DIR-10: count equality; none missing; a report stays as it was, a correction is the next edition."""
    live = operator.get("/v1/directives", params={**QUARTER, "limit": "200"}).json()["data"]
    rows, tally = walk(operator)
    assert [row["id"] for row in rows] == [one["id"] for one in sorted(live, key=lambda one: one["number"])]
    assert tally["live"] == len(live) == tally["checked"] + tally["missing"] + tally["unshared"]
    missing, _ = walk(operator, standing="MISSING")
    unshared, _ = walk(operator, standing="UNSHARED")
    assert (len(missing), len(unshared)) == (tally["missing"], tally["unshared"])
    early = operator.post("/v1/reports", json=QUARTER, headers=new_key())
    assert (early.status_code, early.json()["code"]) == (409, "QUARTER_INCOMPLETE")
    post(operator, "/v1/clock", {"now": "2024-04-01T09:00:00+09:00"})
    for row in missing[1:]:
        post(operator, f"/v1/directives/{row['id']}/check", {**QUARTER, "assessment": "ON_TRACK"})
    undone = operator.post("/v1/reports", json=QUARTER, headers=new_key())
    assert (undone.json()["code"], undone.json()["current"]["numbers"]) == ("QUARTER_INCOMPLETE", missing[0]["number"])
    lagging = {**QUARTER, "assessment": "LAGGING", "cause": "예산이 모자람", "remedy": "추경에 반영"}
    post(operator, f"/v1/directives/{missing[0]['id']}/check", lagging)
    _, tally = walk(operator)
    assert (tally["missing"], tally["checked"]) == (0, len(missing))
    made = operator.post("/v1/reports", json=QUARTER, headers=new_key())
    assert (made.status_code, made.headers["Location"]) == (201, "/v1/reports/2024-Q1/1")
    settle(operator, made.json())
    asked = {"limit": "200", "after": str(made.json()["meta"]["position"]["directives"])}
    first = quarters.open("officer").get("/v1/reports/2024-Q1/1", params=asked).json()
    assert first["data"]["entries"] == len(first["entries"]) == tally["live"]
    assert first["data"]["unshared"] == tally["unshared"]
    assert [entry["number"] for entry in first["entries"]] == [row["number"] for row in rows]
    check = {**QUARTER, "assessment": "DONE"}
    post(operator, f"/v1/directives/{missing[0]['id']}/check", check)
    again = operator.post("/v1/reports", json=QUARTER, headers=new_key())
    assert again.json()["code"] == "REASON_REQUIRED"
    second = post(operator, "/v1/reports", {**QUARTER, "reason": "점검을 고침"})
    asked = {"limit": "200", "after": str(second["meta"]["position"]["directives"])}
    kept = operator.get("/v1/reports/2024-Q1/1", params=asked).json()
    assert (kept["data"], kept["entries"]) == (first["data"], first["entries"])
    corrected = operator.get("/v1/reports/2024-Q1/2", params=asked).json()
    found = {entry["number"]: entry["assessment"] for entry in corrected["entries"]}
    assert found[missing[0]["number"]] == "DONE"
    listed = operator.get("/v1/reports").json()["data"]
    assert [(one["quarter"], one["edition"]) for one in listed] == [("2024-Q1", 2), ("2024-Q1", 1)]
