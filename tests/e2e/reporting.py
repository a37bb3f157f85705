"""Who reads anonymous reports, who does not, and what both are asked in the tests of it."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.e2e import confiding
from tests.e2e.confiding import Circle
from tests.running import Running

OPEN: Final = "/v1/open/integrity-reports"
REPORTS: Final = "/v1/integrity-reports"
BODIES: Final[Mapping[str, dict[str, Any]]] = {
    "take-up": {},
    "message": {"words": "확인하겠습니다."},
    "note": {"words": "메모"},
    "extend": {"reason": "자료를 기다림"},
    "decide": {"finding": "VIOLATION", "ground": "계약 서류"},
    "measure": {"kind": "CORRECTION", "department": "town-yeonmu"},
    "retaliation": {"is_raised": True},
    "close": {},
    "erase-content": {},
}
"""A body of each act that its door would take."""


def designate(circle: Circle) -> None:
    """Let the auditor read reports, and the inspector of the audit's team in the auditor's place."""
    confiding.do(circle["mayor"], "/v1/integrity-readers", {"reader": "auditor", "deputy": "inspector"})


def report(system: Running, words: str, key: str = "", **more: object) -> str:
    """Report without an account and return the receipt code."""
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        answer = anybody.post(OPEN, json={"words": words, **more}, headers=headers)
        assert answer.status_code == 201, answer.text
        assert answer.json().keys() == {"code"}
        return str(answer.json()["code"])


def look(system: Running, code: str) -> httpx.Response:
    """Return what whoever has a code is told."""
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        return anybody.post(f"{OPEN}/status", json={"code": code})


def add(system: Running, code: str, words: str, key: str = "") -> httpx.Response:
    """Add a message as whoever has the code."""
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return anybody.post(f"{OPEN}/messages", json={"code": code, "words": words}, headers=headers)


def find(reader: httpx.Client, words: str) -> str:
    """Return the id of the report that says something, as a reader finds it."""
    for each in reader.get(f"{REPORTS}?limit=200").raise_for_status().json()["data"]:
        whole = read(reader, each["id"])
        if words in whole["messages"][0]["words"]:
            return str(each["id"])
    raise AssertionError(f"no report says {words}")


def read(reader: httpx.Client, key: str) -> dict[str, Any]:
    """Return a report as a reader sees it."""
    return dict(reader.get(f"{REPORTS}/{key}").raise_for_status().json()["data"])


def act(reader: httpx.Client, key: str, name: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Do something to a report and return it."""
    confiding.send(reader, f"{REPORTS}/{key}/{name}", BODIES[name] if body is None else body)
    return read(reader, key)


def list_guesses() -> dict[str, tuple[str, str, dict[str, Any] | None, dict[str, str]]]:
    """Return requests that name a report as ID: method, address, body and headers, by what they are."""
    each = f"{REPORTS}/ID"
    return {
        "read": ("GET", each, None, {}),
        "read after": ("GET", f"{each}?after=1", None, {}),
        "command": ("GET", "/v1/commands/ID", None, {}),
        "page": ("GET", "/integrity-reports/ID", None, {}),
        **{act: ("POST", f"{each}/{act}", body, {}) for act, body in BODIES.items()},
        **{f"try {act}": ("POST", f"{each}/{act}?dry_run=true", body, {}) for act, body in BODIES.items()},
        "stale": ("POST", f"{each}/take-up", {}, {"If-Match": '"9"'}),
        "wrong body": ("POST", f"{each}/message", {"words": ""}, {}),
    }
