"""Suggestions and petitions over HTTP: a receipt code without login, statutory clocks, answers (ENG-66)."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

import httpx
import pytest

from tests.e2e import asking
from tests.running import Running, eventually

WORDS: Final = "마을회관 앞이 어두우니 가로등을 늘려 주세요."
RECEIVED: Final = {"effective_at": "2024-01-24T16:30:00+09:00", "ground": "문서로 받은 때"}
"""Wednesday, an hour and a half before offices close."""


def post(client: httpx.Client, path: str, key: str, body: Mapping[str, Any], **asked: str) -> httpx.Response:
    return client.post(path, json=dict(body), params=asked, headers={"Idempotency-Key": f"suggestions-{key}"})


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def read(client: httpx.Client, made: str, after: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = asking.read(client, f"/v1/suggestions/{made}", dict(after))["data"]
    return found


def take(
    client: httpx.Client, key: str, kind: str, asked: Mapping[str, str] = {}, days: int | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the id of a petition that was taken down and classified, and the answer to that."""
    made = done(post(client, "/v1/suggestions", key, {"words": WORDS}, **asked))["id"]
    body = {"kind": kind, "department": "town-yeonmu", **({"days": days} if days else {})}
    return made, done(post(client, f"/v1/suggestions/{made}/classify", f"{key}-classify", body))


def test_each_kind_runs_by_its_statutory_clock(system: Running) -> None:
    """ENG-66: the table of domain.md 4.1; 14 days that count the first pass over 설날 of 2024, 9 and 12 February."""
    operator = system.open("operator")
    table = {
        "LEGAL_QUESTION": (None, "PET_LEGAL_QUESTION@1", "2024-02-14", None),
        "QUESTION": (None, "PET_QUESTION@1", "2024-02-01", None),
        "PROPOSAL": (None, "PET_PROPOSAL@1", "2024-02-14", None),
        "GRIEVANCE": (None, "PET_GRIEVANCE@1", "2024-02-01", None),
        "OTHER": (None, "PET_OTHER@1", "2024-01-25", "2024-01-25T10:30:00+09:00"),
        "STATUTORY": (5, "PET_SHORT@1", "2024-01-31", "2024-01-31T16:30:00+09:00"),
    }
    for kind, (days, policy, due_on, due_at) in table.items():
        made, classified = take(operator, f"table-{kind}", kind, RECEIVED, days)
        row = read(operator, made, classified)
        assert (row["policy"], row["due_on"], row["due_at"]) == (policy, due_on, due_at), kind
    made, classified = take(operator, "table-six", "STATUTORY", RECEIVED, 6)
    row = read(operator, made, classified)
    assert (row["policy"], row["due_on"], row["due_at"]) == ("PET_LONG@1", "2024-01-31", None)


def test_a_citizen_without_login_reads_status_and_answer_by_the_code(system: Running) -> None:
    """ENG-66: the code is shown once, kept as a hash; resent it is the same; a wrong one says nothing."""
    operator, key = system.open("operator"), {"Idempotency-Key": str(uuid.uuid4())}
    sent = {"words": WORDS, "contact": "010-0000-0000"}
    with httpx.Client(base_url=system.base_url) as anybody:
        receipt = done(anybody.post("/v1/open/suggestions", json=sent, headers=key))
        again = done(anybody.post("/v1/open/suggestions", json=sent, headers=key))
        assert (again["id"], again["code"]) == (receipt["id"], receipt["code"])
        other = anybody.post("/v1/open/suggestions", json={"words": "다른 글"}, headers=key)
        assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
        short = anybody.post("/v1/open/suggestions", json=sent, headers={"Idempotency-Key": "1"})
        assert short.json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"

        def ask(code: str) -> httpx.Response:
            return anybody.post("/v1/open/suggestions/status", json={"code": code})

        path = f"/v1/suggestions/{receipt['id']}"
        row = read(operator, receipt["id"], receipt)
        assert (row["words"], row["contact"], row["channel"]["code"]) == (WORDS, "010-0000-0000", "ONLINE")
        done(post(operator, f"{path}/classify", "own-classify", {"kind": "PROPOSAL", "department": "town-yeonmu"}))
        answered = done(post(operator, f"{path}/answer", "own-answer", {"words": "네 등을 늘립니다."}))
        assert done(post(operator, f"{path}/answer", "own-answer", {"words": "네 등을 늘립니다."})) == answered
        assert read(operator, receipt["id"], answered)["answer"] == "네 등을 늘립니다."
        own = ask(receipt["code"].replace("-", " ").lower()).json()["data"]
        assert (own["state"]["code"], own["answer"]) == ("ANSWERED", "네 등을 늘립니다.")
        assert own["receipt"] == row["receipt"] == receipt["code"].replace("-", "")[:6]
        assert "words" not in own
        last = "1" if receipt["code"][-1] == "0" else "0"
        wrong, nowhere = ask(receipt["code"][:-1] + last), ask("ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ")
        told = [{**each.json(), "trace": None, "instance": None} for each in (wrong, nowhere)]
        assert [each["status"] for each in told] == [404, 404]
        assert told[0] == told[1]
        guesses = int(wrong.headers["ratelimit-limit"])
        assert guesses * 10 == int(anybody.get("/v1/open/juries").headers["ratelimit-limit"])
    events = operator.get("/v1/events", params={"limit": "200", "types": "engagement.suggestion_received.v1"}).text
    assert receipt["id"] in events
    assert not any(told in events for told in (WORDS, "010-0000-0000", receipt["code"].replace("-", "")))


def test_the_clock_stops_for_a_supplement_and_is_extended_once(system: Running) -> None:
    """ENG-66: asked and answered on one day none is left out; three business days more, a second time refused."""
    operator = system.open("operator")
    made, classified = take(operator, "stop", "QUESTION", RECEIVED)
    path = f"/v1/suggestions/{made}"
    asked = done(post(operator, f"{path}/request-supplement", "stop-ask", {"words": "어느 마을입니까?"}))
    assert read(operator, made, asked)["state"]["code"] == "SUPPLEMENTING"
    early = post(operator, f"{path}/answer", "stop-early", {"words": "늘립니다."})
    assert (early.status_code, early.json()["code"]) == (409, "WRONG_STATE")
    done(post(operator, f"{path}/supplement", "stop-told", {"words": "신상리입니다."}))
    longer = {"days": 3, "reason": "현장을 함께 보기로 함"}
    extended = done(post(operator, f"{path}/extend", "stop-extend", longer))
    row = read(operator, made, extended)
    assert row["due_on"] == "2024-02-06"
    assert [(each["asked"], each["words"]) for each in row["supplements"]] == [("어느 마을입니까?", "신상리입니다.")]
    second = post(operator, f"{path}/extend", "stop-second", longer)
    assert (second.status_code, second.json()["code"]) == (422, "CONSENT_REQUIRED")
    assert classified["state"] == "HANDLING"


def test_only_the_department_that_has_it_reads_and_handles_it(system: Running) -> None:
    """ENG-66: after a transfer the one that had it reads no words and may do nothing."""
    operator, officer = system.open("operator"), system.open("officer")
    made, classified = take(operator, "whose", "PROPOSAL")
    assert read(officer, made, classified)["words"] == WORDS
    transfer = {"department": "planning-audit", "reason": "총괄"}
    moved = done(post(officer, f"/v1/suggestions/{made}/transfer", "whose-move", transfer))
    row = read(officer, made, moved)
    assert (row["department"], row["words"], row["allowed"]) == ("planning-audit", None, [])
    refused = post(officer, f"/v1/suggestions/{made}/answer", "whose-answer", {"words": "네"})
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")


def test_what_is_overdue_is_escalated_once(system: Running) -> None:
    """ENG-66: 기타 of Monday 2024-01-22 09:00 was due at 12:00; three days later it still waits."""
    operator = system.open("operator")
    received = {"effective_at": "2024-01-22T09:00:00+09:00", "ground": "전화로 받은 때"}
    made, classified = take(operator, "overdue", "OTHER", received)
    assert read(operator, made, classified)["due_at"] == "2024-01-22T12:00:00+09:00"
    path = f"/v1/suggestions/{made}"
    eventually(lambda: operator.get(path).json()["data"]["escalated_at"] is not None, "it is told")
    answered = done(post(operator, f"{path}/answer", "overdue-answer", {"words": "늦어서 죄송합니다."}))
    assert read(operator, made, answered)["late"] > 0
    events = operator.get("/v1/events", params={"limit": "200", "types": "engagement.suggestion_escalated.v1"})
    assert [each["subject"] for each in events.json()["data"]].count(f"suggestion-{made}") == 1


@pytest.mark.parametrize("body", [{"words": ""}, {"words": "x" * 4_001}, {"words": "x", "surprise": 1}, {}])
def test_what_is_no_suggestion_is_refused(system: Running, body: Mapping[str, Any]) -> None:
    """ENG-66."""
    with httpx.Client(base_url=system.base_url) as anybody:
        answer = anybody.post("/v1/open/suggestions", json=dict(body), headers={"Idempotency-Key": str(uuid.uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")
