"""Citizen auditors over HTTP: terms, activity reports, proposals that the audit owes an answer (ENG-62)."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.e2e import asking
from tests.running import Running, eventually


def post(client: httpx.Client, path: str, key: str, body: Mapping[str, Any], **asked: str) -> dict[str, Any]:
    answer = client.post(path, json=dict(body), params=asked, headers={"Idempotency-Key": f"auditors-{key}"})
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def read(client: httpx.Client, path: str, after: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = asking.read(client, path, dict(after))["data"]
    return found


def constitute(client: httpx.Client, key: str, **changes: Any) -> str:
    body = {"ordinal": 4, "since": "2022-01-01", "until": "2023-12-31", "seats": 2, **changes}
    return str(post(client, "/v1/auditor-bodies", key, body)["id"])


def test_a_body_is_reconstituted_and_reports_what_it_does(system: Running) -> None:
    """ENG-62: term, activity reports; names are read by the office and the audit alone, and sealed in the log."""
    operator = system.open("operator")
    fourth = constitute(operator, "fourth")
    fifth = constitute(operator, "fifth", ordinal=5, since="2024-01-01", until="2025-12-31", replaces=fourth)
    path = f"/v1/auditor-bodies/{fifth}"
    new = {"name": "시민감사관 가", "since": "2024-01-02"}
    appointed = post(operator, f"{path}/appoint", "appoint", new)
    assert post(operator, f"{path}/appoint", "appoint", new)["version"] == appointed["version"]
    activity = {"number": 1, "on": "2024-01-19", "activity": "읍면동 정기감사 참관"}
    done = post(system.open("auditor"), f"{path}/report-activity", "activity", activity)
    row = read(operator, path, done)
    assert (row["replaces"], row["activities"]) == (fourth, [activity])
    assert [(each["name"], each["until"]) for each in row["auditors"]] == [("시민감사관 가", "2025-12-31")]
    assert [each["name"] for each in read(system.open("officer"), path, done)["auditors"]] == [None]
    events = operator.get("/v1/events", params={"limit": "200", "types": "engagement.auditor_appointed.v1"}).text
    assert "sealed.1." in events
    assert "시민감사관 가" not in events


def test_an_overdue_proposal_is_escalated_once_and_answered_late(system: Running) -> None:
    """ENG-62: of 2023-12-11, with Christmas and New Year's Day the twentieth business day is Wednesday 2024-01-10."""
    operator, audit = system.open("operator"), system.open("auditor")
    body = constitute(operator, "third", since="2023-01-01", until="2025-12-31")
    post(operator, f"/v1/auditor-bodies/{body}/appoint", "third-appoint", {"name": "시민", "since": "2023-01-02"})
    new = {"body": body, "auditor": 1, "title": "수의계약 공개", "text": "달마다 공개하기 바랍니다."}
    late = {"effective_at": "2023-12-11T10:00:00+09:00", "ground": "문서로 받은 날"}
    made = post(operator, "/v1/audit-proposals", "proposal", new, **late)
    path = f"/v1/audit-proposals/{made['id']}"
    assert read(operator, path, made)["due_on"] == "2024-01-10"
    eventually(lambda: operator.get(path).json()["data"]["escalated_at"] is not None, "it is told")
    assert operator.get(path).json()["data"]["escalated_at"] == "2024-01-11T09:00:00+09:00"
    refused = operator.post(
        f"{path}/answer",
        json={"outcome": "ACCEPTED", "answer": "네"},
        headers={"Idempotency-Key": "auditors-wrong"},
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")
    answered = post(audit, f"{path}/answer", "answer", {"outcome": "ACCEPTED", "answer": "그렇게 하겠습니다."})
    row = read(audit, path, answered)
    assert (row["state"]["code"], row["late_days"], row["answered_on"]) == ("ANSWERED", 11, "2024-01-25")
    events = operator.get("/v1/events", params={"limit": "200", "types": "engagement.audit_proposal_escalated.v1"})
    told = [each["subject"] for each in events.json()["data"]]
    assert told.count(f"audit_proposal-{made['id']}") == 1
