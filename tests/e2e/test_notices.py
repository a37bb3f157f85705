"""Notices over HTTP: each account reads those of its post and department, and marks what it has read."""

import uuid
from typing import Any

import httpx
import pytest

from tests.running import Running, eventually

TEXT = "저수지 제방을 점검하고 결과를 보고할 것"


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def read_all(client: httpx.Client, **query: str) -> list[dict[str, Any]]:
    """Return all of an account's notices, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/v1/notices", params={"limit": "200", **query, **cursor}).raise_for_status().json()
        found += page["data"]
        if page["links"]["next"] is None:
            return found
        cursor = {"cursor": page["links"]["next"]}


def share(system: Running, lead: str, supporting: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a directive shared on 2024-01-25, the day of the sample's clock."""
    made = system.open("mayor").post("/v1/directives", json={"text": TEXT, "kind": "SIMPLE"}, headers=new_key()).json()
    body = {"lead": lead, "supporting": list(supporting)}
    shared = system.open("operator").post(f"/v1/directives/{made['id']}/share", json=body, headers=new_key())
    assert shared.status_code == 200
    return dict(made)


def find(client: httpx.Client, directive: str) -> list[dict[str, Any]]:
    return [each for each in read_all(client) if each["directive"] == directive]


def test_a_department_is_told_what_was_shared_with_it_and_marks_it_read(system: Running) -> None:
    """Shared on 2024-01-25, due on the 30th (26, 29, 30); the words of the directive are not in the notice."""
    officer, operator = system.open("officer"), system.open("operator")
    made = share(system, "town-yeonmu")
    eventually(lambda: find(officer, made["id"]) != [], "the notice")
    (notice,) = find(officer, made["id"])
    assert notice["kind"] == {"code": "SHARED", "label": "지시 공유"}
    assert (notice["number"], notice["due"], notice["clock"]) == (made["number"], "2024-01-30", "REPORT")
    assert TEXT not in str(notice)
    unread = len(read_all(officer, unread="true"))
    assert officer.get("/v1/notices", params={"limit": "1"}).json()["unread"] == min(unread, 100)
    foreign = [str(uuid.uuid4()), *(each["id"] for each in read_all(operator)[:3])]
    for _ in range(2):
        marked = officer.post("/v1/notices/read", json={"notices": [notice["id"], *foreign]})
        assert (marked.status_code, marked.json()) == (200, {"unread": min(unread - 1, 100)})
    assert find(officer, made["id"])[0]["read_at"] is not None
    assert notice["id"] not in [each["id"] for each in read_all(officer, unread="true")]
    assert all(each["read_at"] is None for each in read_all(operator) if each["id"] in foreign)


def test_who_supports_is_told_too_and_nobody_else(system: Running) -> None:
    officer = system.open("officer")
    made = share(system, "town-noseong", ("town-yeonmu",))
    eventually(lambda: find(officer, made["id"]) != [], "the notice")
    assert [(each["due"], each["clock"]) for each in find(officer, made["id"])] == [(None, None)]
    for other in ("mayor", "executive", "operator", "auditor"):
        assert find(system.open(other), made["id"]) == []


@pytest.mark.parametrize(
    ("user", "recipients", "departments"),
    [
        ("mayor", {"MAYOR"}, None),
        ("executive", {"BUREAU_HEAD"}, None),
        ("operator", {"OFFICER", "TEAM_HEAD"}, {None}),
        ("officer", {"OFFICER", "TEAM_HEAD"}, {"town-yeonmu"}),
    ],
)
def test_each_post_reads_its_own(
    system: Running, user: str, recipients: set[str], departments: set[str | None] | None
) -> None:
    """DIR-20: of the sample's January, in which one report is late by six days and another one still late."""
    told = read_all(system.open(user))
    assert told
    assert {each["recipient"]["code"] for each in told} <= recipients
    assert departments is None or {each["department"] for each in told} == departments


def test_the_auditor_and_strangers_read_none(system: Running) -> None:
    """The auditor hears of what only the audit may know of, which other tests bring about; of nothing else."""
    assert [each for each in read_all(system.open("auditor")) if not each["number"].startswith("감-")] == []
    assert system.open("citizen").get("/v1/notices").status_code == 403
    bad = system.open("officer").post("/v1/notices/read", json={"notices": []})
    assert (bad.status_code, bad.json()["code"]) == (400, "BAD_SHAPE")
