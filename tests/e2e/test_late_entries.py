"""소급 over HTTP: facts of 2018 entered on 2024-01-25, the day of the sample's clock; what was, and what was known."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.e2e.settling import settle
from tests.running import Running

Json = dict[str, Any]
GROUND = "2018년 결재 문서를 옮겨 적음"
STRANGE = ("mayor", "executive", "officer")


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


def enter(client: httpx.Client, path: str, body: Json, at: str, **more: str) -> httpx.Response:
    """Enter what happened at a moment in Seoul."""
    asked = {"effective_at": f"{at}:00+09:00", "ground": GROUND, **more}
    return client.post(path, json=body, params=asked, headers=new_key())


def keep(client: httpx.Client, path: str, body: Json, at: str) -> Json:
    answer = enter(client, path, body, at)
    assert answer.is_success, answer.text
    settle(client, answer.json())
    return dict(answer.json())


def find_state(client: httpx.Client, path: str, **asked: str) -> str | int:
    """Return the state of a directive as it was, or the status where there was none."""
    answer = client.get(path, params=asked)
    return answer.status_code if answer.is_error else str(answer.json()["data"]["state"]["code"])


def test_facts_of_2018_keep_their_days(operator: httpx.Client) -> None:
    """CAL-14, CAL-03, DIR-16: issued and shared on Wednesday 19 September 2018, passed on late, withdrawn in October.

    Due on the 27th: 20, 21, 27, for Chuseok lies between. The number is of 2018, the lead one that ended with 2023.
    """
    made = keep(operator, "/v1/directives", {"text": "브랜드를 정비할 것", "kind": "SIMPLE"}, "2018-09-19T10:00")
    assert (made["number"].startswith("2018-"), made["due"]) == (True, "2018-09-19")
    path = f"/v1/directives/{made['id']}"
    shared = keep(operator, f"{path}/share", {"lead": "strategy-planning"}, "2018-09-19T15:00")
    assert (shared["state"], shared["due"]) == ("SHARED", "2018-09-27")
    moved = {"lead": "town-yeonmu", "reason": "소관", "report_due": "2018-10-08"}
    keep(operator, f"{path}/transfer", moved, "2018-10-02T09:00")
    early = enter(operator, f"{path}/cancel", {"reason": "철회"}, "2018-10-01T09:00")
    assert (early.status_code, early.json()["code"]) == (422, "EFFECTIVE_AT_BACKWARDS")
    assert early.json()["current"] == {"latest": "2018-10-02T09:00:00+09:00"}
    keep(operator, f"{path}/cancel", {"reason": "철회"}, "2018-10-05T09:00")
    whole = operator.get(path).json()
    row, history = whole["data"], [each for each in whole["history"] if each["data"]["type"] != PASSED]
    assert (row["issued_on"], row["shared_on"], row["ended_on"]) == ("2018-09-19", "2018-09-19", "2018-10-05")
    assert (row["report_due"], row["is_backdated"], row["share_late_days"]) == ("2018-10-08", True, 0)
    assert [each["effective_at"][:16] for each in history] == [
        "2018-09-19T10:00", "2018-09-19T15:00", "2018-10-02T09:00", "2018-10-05T09:00",
    ]  # fmt: skip
    assert {(each["entered_at"][:10], each["data"]["entry"]["ground"]) for each in history} == {("2024-01-25", GROUND)}
    assert {each["role"]["code"] for each in whole["history"]} == {"OPERATOR"}  # nobody was reminded of 2018
    check_what_was(operator, path)
    check_what_was_known(operator, path, history)


PASSED = "directives.stage_passed.v1"


def check_what_was(operator: httpx.Client, path: str) -> None:
    """As of a day: its end; of a moment: that moment."""
    days = {
        "2018-09-18": 404,
        "2018-09-19T14:59:00+09:00": "ISSUED",
        "2018-09-19": "SHARED",
        "2018-10-04": "SHARED",
        "2018-10-05": "CANCELLED",
        "2024-01-24": "CANCELLED",
    }
    assert {day: find_state(operator, path, as_of=day) for day in days} == days
    then = operator.get(path, params={"as_of": "2018-10-01"}).json()["data"]
    assert (then["lead"]["code"], then["report_due"]) == ("strategy-planning", "2018-09-27")


def check_what_was_known(operator: httpx.Client, path: str, history: list[Json]) -> None:
    """Nothing of it was known before it was entered; then what had been entered by then, whenever it happened."""
    issued, shared, _, cancelled = (datetime.fromisoformat(each["recorded_at"]) for each in history)
    moments = {
        (issued - timedelta(microseconds=1)).isoformat(): 404,
        issued.isoformat(): "ISSUED",
        shared.isoformat(): "SHARED",
        cancelled.isoformat(): "CANCELLED",
    }
    assert {moment: find_state(operator, path, known_at=moment) for moment in moments} == moments
    assert find_state(operator, path, as_of="2018-09-19", known_at=issued.isoformat()) == "ISSUED"
    assert find_state(operator, path, as_of="2018-09-19", known_at=cancelled.isoformat()) == "SHARED"
    assert find_state(operator, path, as_of="2018-09-18", known_at=cancelled.isoformat()) == 404


def test_a_department_of_2018_was_not_known_before_it_was_entered(operator: httpx.Client) -> None:
    """CAL-14, ORG-01: there from 2018 to 2022, entered in 2024 in two steps; the events keep both times."""
    code = f"of-2018-{uuid.uuid4().hex[:8]}"
    path = f"/v1/org/departments/{code}"
    body = {"code": code, "name": "엑스포기획단", "name_known": True, "kind": "BUREAU", "lineage": code,
            "valid_from": "2018-01-01", "valid_until": None}  # fmt: skip
    keep(operator, "/v1/org/departments", body, "2018-01-02T09:00")
    end = {"code": code, "valid_until": "2022-12-31", "reason": "조직 개편"}
    assert enter(operator, f"{path}/end", end, "2017-12-31T09:00").json()["code"] == "EFFECTIVE_AT_BACKWARDS"
    keep(operator, f"{path}/end", end, "2022-12-30T09:00")
    events = operator.get("/v1/events", params={"types": "registry.department_registered.v1", "limit": 500}).json()
    (registered,) = [each for each in events["data"] if each["data"]["code"] == code]
    assert registered["effectiveat"].startswith("2018-01-02T09:00")
    assert registered["data"]["entry"]["ground"] == GROUND
    known = datetime.fromisoformat(registered["time"])
    read = {
        name: operator.get(path, params=asked)
        for name, asked in {
            "now": {},
            "of 2017": {"as_of": "2017-12-31"},
            "of 2018": {"as_of": "2018-01-01"},
            "of 2023": {"as_of": "2023-01-01"},
            "as known before": {"known_at": (known - timedelta(microseconds=1)).isoformat()},
            "as known then": {"known_at": known.isoformat()},
            "of 2023 as known then": {"as_of": "2023-01-01", "known_at": known.isoformat()},
        }.items()
    }
    assert {name: answer.status_code for name, answer in read.items()} == {
        "now": 200, "of 2017": 404, "of 2018": 200, "of 2023": 404, "as known before": 404, "as known then": 200,
        "of 2023 as known then": 200,
    }  # fmt: skip
    assert read["now"].json()["data"]["valid_until"] == "2022-12-31"
    assert read["as known then"].json()["data"]["valid_until"] is None
    counts = {day: operator.get("/v1/org/departments", params={"as_of": day, "lineage": code}).json()["data"]
              for day in ("2018-01-01", "2022-12-31", "2023-01-01")}  # fmt: skip
    assert [len(found) for found in counts.values()] == [1, 1, 0]


def test_only_the_office_enters_what_happened_before(system: Running, operator: httpx.Client) -> None:
    """Backdating without right is refused, and so is what has not happened yet; nothing is stored of either."""
    before = operator.get("/v1/directives", params={"total": "true", "limit": 1}).json()["total"]
    issue = {"text": "지난 일", "kind": "SIMPLE"}
    made = system.open("mayor").post("/v1/directives", json=issue, headers=new_key()).json()
    shared = operator.post(f"/v1/directives/{made['id']}/share", json={"lead": "town-yeonmu"}, headers=new_key())
    settle(operator, shared.json())
    paths = {"mayor": "", "executive": "", "officer": f"/{made['id']}/report"}
    for user in STRANGE:
        body = {"text": "보고"} if paths[user] else issue
        refused = enter(system.open(user), f"/v1/directives{paths[user]}", body, "2024-01-02T09:00")
        assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED"), user
    future = enter(operator, "/v1/directives", issue, "2024-02-01T09:00")
    assert (future.status_code, future.json()["code"]) == (422, "EFFECTIVE_AT_IN_FUTURE")
    bare = operator.post(
        "/v1/directives", json=issue, params={"effective_at": "2024-01-02T09:00:00+09:00"}, headers=new_key()
    )
    assert (bare.status_code, bare.json()["code"]) == (422, "REASON_REQUIRED")
    bulk = {"mode": "atomic", "items": [{"command": {"type": "directives.issue_directive.v1", **issue}}]}
    assert enter(operator, "/v1/directives/bulk", bulk, "2024-02-01T09:00").json()["code"] == "EFFECTIVE_AT_IN_FUTURE"
    dry = enter(operator, "/v1/directives", issue, "2024-01-02T09:00", dry_run="true")
    assert (dry.status_code, dry.json()["dry_run"], dry.json()["due"]) == (200, True, "2024-01-02")
    after = operator.get("/v1/directives", params={"total": "true", "limit": 1}).json()["total"]
    assert (after, operator.get(f"/v1/directives/{made['id']}").json()["data"]["version"]) == (before + 1, 2)
