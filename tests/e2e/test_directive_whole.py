"""A directive's whole way over HTTP, act by act, on the day of the sample's clock: Thursday 2024-01-25."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.e2e.settling import settle
from tests.running import Running

Json = dict[str, Any]


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@dataclass(frozen=True, slots=True)
class People:
    """Who acts here; the officer is of town-yeonmu."""

    mayor: httpx.Client
    executive: httpx.Client
    operator: httpx.Client
    officer: httpx.Client
    auditor: httpx.Client
    administrator: httpx.Client


@pytest.fixture(scope="module")
def people(system: Running) -> People:
    return People(*(system.open(user) for user in People.__annotations__))


def issue(client: httpx.Client, **more: object) -> str:
    body = {"text": "배수로를 정비하고 결과를 보고할 것", "kind": "SIMPLE", **more}
    made = client.post("/v1/directives", json=body, headers=new_key())
    assert made.status_code == 201, made.text
    settle(client, made.json())
    return str(made.json()["id"])


def act(client: httpx.Client, directive: str, name: str, body: Mapping[str, object] | None = None) -> httpx.Response:
    return client.post(f"/v1/directives/{directive}/{name}", json=body or {}, headers=new_key())


def do(client: httpx.Client, directive: str, name: str, body: Mapping[str, object] | None = None) -> Json:
    """Do what is allowed, and wait until it can be read."""
    answer = act(client, directive, name, body)
    assert answer.status_code == 200, answer.text
    settle(client, answer.json())
    return dict(answer.json())


def refuse(
    client: httpx.Client, directive: str, name: str, body: Mapping[str, object] | None = None
) -> tuple[int, str]:
    answer = act(client, directive, name, body)
    return answer.status_code, answer.json()["code"]


def read(client: httpx.Client, directive: str) -> Json:
    return dict(client.get(f"/v1/directives/{directive}").raise_for_status().json())


def share(people: People, directive: str, lead: str = "town-yeonmu", **more: object) -> None:
    do(people.operator, directive, "share", {"lead": lead, **more})


def test_an_outcome_is_returned_supplemented_and_closed_by_the_office_only(people: People) -> None:
    """DIR-07, DIR-08, DIR-18: submitted, returned with a reason and counted, accepted by the office alone."""
    key = issue(people.mayor)
    share(people, key)
    assert refuse(people.officer, key, "outcome", {"text": "정비를 마침"}) == (409, "REPORT_MISSING")
    assert set(read(people.officer, key)["data"]["allowed"]) == {"report", "acknowledge", "team", "transfer"}
    do(people.officer, key, "acknowledge")
    do(people.officer, key, "report", {"text": "현장을 확인함"})
    submitted = do(people.officer, key, "outcome", {"text": "정비를 마침"})
    assert submitted["state"] == "OUTCOME_SUBMITTED"
    assert refuse(people.officer, key, "accept") == (403, "NOT_PERMITTED")
    assert refuse(people.operator, key, "return") == (422, "REASON_REQUIRED")
    do(people.operator, key, "return", {"reason": "사진을 붙일 것"})
    now = read(people.operator, key)["data"]
    assert (now["state"]["code"], now["returns"], now["latest"]) == ("RETURNED", 1, "정비를 마침")
    do(people.officer, key, "outcome", {"text": "사진을 붙임"})
    assert {"accept", "return", "continue"} <= set(read(people.operator, key)["data"]["allowed"])
    do(people.operator, key, "accept", {"note": "확인함"})
    whole = read(people.operator, key)
    now = whole["data"]
    assert (now["state"]["code"], now["ended_on"], now["days"], now["ending"]) == ("CLOSED", "2024-01-25", 0, "확인함")
    assert (now["seen_by"], now["due"], now["allowed"]) == (["town-yeonmu"], None, ["check"])
    reasons = [entry["data"].get("reason") for entry in whole["history"] if "returned" in entry["type"]]
    assert reasons == ["사진을 붙일 것"]


def test_an_exhortation_has_no_report_deadline_and_is_closed_without_one(people: People) -> None:
    """DIR-02."""
    key = issue(people.mayor, kind="EXHORTATION")
    share(people, key)
    now = read(people.operator, key)["data"]
    assert (now["report_due"], now["due"]) == (None, None)
    assert "accept" in now["allowed"]
    assert do(people.operator, key, "accept")["state"] == "CLOSED"


def test_a_transfer_on_the_day_of_the_share_keeps_the_due_date(people: People) -> None:
    """DIR-16: the lead itself passes it on within one business day; a new due date is not set then."""
    key = issue(people.mayor)
    share(people, key)
    body = {"lead": "planning-audit", "reason": "기획감사실 소관"}
    new_due = {**body, "report_due": "2024-02-07"}
    assert refuse(people.operator, key, "transfer", new_due) == (409, "DUE_DATE_KEPT")
    do(people.officer, key, "transfer", body)
    now = read(people.operator, key)["data"]
    assert (now["lead"]["code"], now["report_due"], now["due"]) == ("planning-audit", "2024-01-30", "2024-01-30")
    assert read(people.officer, key)["data"]["allowed"] == []


def test_what_has_no_end_is_closed_by_its_report_to_the_mayor(people: People) -> None:
    """DIR-17."""
    key = issue(people.mayor)
    share(people, key)
    do(people.officer, key, "report", {"text": "해마다 하는 일"})
    assert refuse(people.operator, key, "continue") == (422, "MAYOR_REPORT_REQUIRED")
    do(people.operator, key, "continue", {"mayor_report": "시장 보고 2024-3"})
    now = read(people.operator, key)["data"]
    assert (now["state"]["code"], now["ending"]) == ("CLOSED_AS_CONTINUING", "시장 보고 2024-3")


def test_its_issuer_or_the_mayor_withdraws_it(people: People) -> None:
    key = issue(people.mayor)
    assert "cancel" not in read(people.operator, key)["data"]["allowed"]
    assert refuse(people.operator, key, "cancel", {"reason": "중복"}) == (403, "NOT_PERMITTED")
    do(people.mayor, key, "cancel", {"reason": "중복"})
    assert read(people.operator, key)["data"]["state"]["code"] == "CANCELLED"


def test_each_addressee_replies_for_itself(people: People) -> None:
    """A directive to several departments: each has a clock and a reply of its own."""
    key = issue(people.mayor)
    share(people, key, "planning-audit", addressees=["town-yeonmu", "town-noseong"])
    found = people.operator.get("/v1/directives", params={"addressee": "town-yeonmu", "fields": "number"}).json()
    assert key in {one["id"] for one in found["data"]}
    assert set(read(people.officer, key)["data"]["allowed"]) == {"acknowledge", "reply"}
    replied = do(people.officer, key, "reply", {"text": "제설함을 채움"})["meta"]["position"]["directives"]
    assert refuse(people.officer, key, "reply", {"text": "다시"}) == (409, "ALREADY_REPORTED")
    asked = {"after": str(replied)}
    whole = people.operator.get(f"/v1/directives/{key}", params=asked).raise_for_status().json()
    clocks = {one["code"]: (one["due"], one["replied_on"], one["late_days"]) for one in whole["data"]["addressees"]}
    assert clocks == {"town-yeonmu": ("2024-01-30", "2024-01-25", 0), "town-noseong": ("2024-01-30", None, None)}
    assert [(one["department"], one["text"]) for one in whole["replies"]] == [("town-yeonmu", "제설함을 채움")]


def test_a_memo_is_split_into_directives_and_duplicates_are_merged(people: People) -> None:
    """DIR-03: n children linked to the note; a merge keeps both histories."""
    body = {"text": "1. 도로\n2. 하천\n3. 도로 포장", "meeting": "간부회의"}
    taken = people.operator.post("/v1/notes", json=body, headers=new_key())
    assert taken.status_code == 201, taken.text
    drafts = [
        {"text": "도로를 고칠 것", "kind": "SIMPLE", "line": 1, "lead": "town-yeonmu"},
        {"text": "하천을 살필 것", "kind": "SIMPLE", "line": 2},
        {"text": "도로 포장을 고칠 것", "kind": "SIMPLE", "line": 3},
    ]
    path = taken.headers["Location"]
    split = people.operator.post(f"{path}/split", json={"drafts": drafts}, headers=new_key()).raise_for_status().json()
    settle(people.operator, split)
    first, second, third = (made["id"] for made in split["directives"])
    after = {"after": split["meta"]["position"]["directives"]}
    assert people.operator.get(path, params=after).json()["data"]["directives"] == [first, second, third]
    found = people.operator.get("/v1/directives", params={"origin": f"NOTE:{taken.json()['id']}", "sort": "number"})
    assert [one["id"] for one in found.json()["data"]] == [first, second, third]
    assert [one["origin"]["item"] for one in found.json()["data"]] == [1, 2, 3]
    assert [one["state"]["code"] for one in found.json()["data"]] == ["SHARED", "ISSUED", "ISSUED"]
    do(people.operator, third, "merge", {"into": first})
    merged, kept = read(people.operator, third), read(people.operator, first)
    assert (merged["data"]["state"]["code"], merged["data"]["merged_into"]) == ("MERGED", first)
    assert kept["data"]["duplicates"] == [third]
    assert [entry["type"].split(".")[1] for entry in merged["history"]] == ["directive_issued", "directive_merged"]
    assert kept["history"][-1]["type"] == "directives.duplicate_merged.v1"


def test_a_memo_is_read_by_the_office_and_who_took_it(people: People) -> None:
    """What a memo says may become a hidden directive: not even a staff member's events tell it."""
    word = f"메모-{uuid.uuid4().hex}"
    taken = people.mayor.post("/v1/notes", json={"text": word}, headers=new_key())
    settle(people.operator, taken.json())
    path, asked = taken.headers["Location"], {"after": str(taken.json()["meta"]["position"]["directives"])}
    statuses = {
        name: getattr(people, name).get(path, params=asked).status_code
        for name in ("mayor", "operator", "auditor", "executive", "officer")
    }
    assert statuses == {"mayor": 200, "operator": 200, "auditor": 200, "executive": 404, "officer": 403}
    assert word not in people.executive.get("/v1/notes").text
    events = {"types": "directives.note_taken.v1", "limit": "500"}
    told = [word in client.get("/v1/events", params=events).text for client in (people.operator, people.officer)]
    assert told == [True, False]


def test_what_it_came_from_is_a_chip_and_a_reverse_list(people: People) -> None:
    """DIR-19."""
    pledge = f"P-{uuid.uuid4().hex}"
    key = issue(people.mayor, origin={"kind": "PLEDGE", "id": pledge, "item": 3})
    settle(people.operator, act(people.operator, key, "share", {"lead": "town-yeonmu"}).json())
    found = people.officer.get("/v1/directives", params={"origin": f"PLEDGE:{pledge}"}).json()["data"]
    chip = {"kind": {"code": "PLEDGE", "label": "공약"}, "id": pledge, "item": 3}
    assert [(one["id"], one["origin"]) for one in found] == [(key, chip)]
    assert people.officer.get("/v1/directives", params={"origin": "WISH:1"}).status_code == 400


def test_a_lagging_check_needs_its_cause_and_remedy(people: People) -> None:
    """DIR-15."""
    key = issue(people.mayor)
    share(people, key)
    lagging = {"quarter": "2024-Q1", "assessment": "LAGGING"}
    assert refuse(people.operator, key, "check", lagging) == (422, "CAUSE_AND_REMEDY_REQUIRED")
    do(people.operator, key, "check", {**lagging, "cause": "예산이 모자람", "remedy": "추경에 반영"})
    (check,) = read(people.operator, key)["data"]["checks"]
    assert (check["quarter"], check["assessment"]["label"]) == ("2024-Q1", "부진")


def look_everywhere(client: httpx.Client, directive: str) -> str:
    """Return all that somebody is told of a directive: list, export, one, its past, its events."""
    path, quarter = f"/v1/directives/{directive}", {"quarter": "2024-Q1", "limit": "200"}
    events = {"types": "", "limit": "500"}
    texts = [
        client.get("/v1/directives", params={"limit": 200}).text,
        client.get("/v1/directives/export").text,
        client.get("/v1/directives/check-list", params=quarter).text,
        client.get(path).text,
        client.get(path, params={"as_of": "2024-01-25"}).text,
    ]
    asked: str | None = str(client.get("/v1/events", params=events).url.raw_path, "ascii")
    while asked is not None:
        page = client.get(asked).raise_for_status()
        texts.append(page.text)
        asked = page.json()["links"]["next"]
    return "\n".join(texts)


def test_hidden_words_are_the_parties_own_and_counted_for_all(people: People) -> None:
    """DIR-12: rows and counts for all staff; text, report, notes, cause, remedy for the parties alone, everywhere."""
    word = f"비밀{uuid.uuid4().hex}"
    origin = {"kind": "INTEGRITY_REPORT", "id": word}
    key = issue(people.mayor, text=f"{word} 조사할 것", visibility="TEXT_HIDDEN", meeting=word, origin=origin)
    share(people, key, "town-yeonmu", supporting=["planning-audit"])
    do(people.officer, key, "report", {"text": f"{word} 확인", "plan": word, "problem": word})
    do(people.officer, key, "progress", {"percent": 50, "note": word})
    do(people.officer, key, "outcome", {"text": word, "plan": word})
    do(people.operator, key, "return", {"reason": word})
    check = {"quarter": "2024-Q1", "assessment": "LAGGING", "cause": word, "remedy": word}
    last = do(people.operator, key, "check", check)
    for party in (people.mayor, people.operator, people.officer, people.auditor):
        assert look_everywhere(party, key).count(word) >= 10
    for stranger in (people.executive, people.administrator):
        told = look_everywhere(stranger, key)
        assert word not in told
        assert key in told
        row = read(stranger, key)["data"]
        assert (row["text"], row["is_withheld"], row["visibility"]["code"]) == (None, True, "TEXT_HIDDEN")
        assert (row["state"]["code"], row["lead"]["code"], row["percent"]) == ("RETURNED", "town-yeonmu", 50)
        for asked in ({"q": word}, {"origin": f"INTEGRITY_REPORT:{word}"}):
            answer = stranger.get("/v1/directives", params={**asked, "total": "true"}).json()
            assert (answer["data"], answer["total"]) == ([], 0)
    totals = [
        client.get("/v1/directives", params={"total": "true", "limit": 1}).json()
        for client in (people.executive, people.operator)
    ]
    assert totals[0]["total"] == totals[1]["total"]
    assert totals[0]["counts"] == totals[1]["counts"]
    assert people.officer.get("/v1/directives", params={"q": word}).json()["data"][0]["id"] == key
    stale = {**new_key(), "If-Match": '"1"'}
    conflict = people.mayor.post(f"/v1/directives/{key}/cancel", json={"reason": "취소"}, headers=stale)
    assert (conflict.status_code, word in conflict.text) == (412, True)
    hidden = people.executive.post(f"/v1/directives/{key}/cancel", json={"reason": "취소"}, headers=stale)
    assert hidden.status_code in {403, 412}
    assert word not in json.dumps(hidden.json(), ensure_ascii=False)
    assert last["version"] == 7
