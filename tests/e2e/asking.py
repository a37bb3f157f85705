"""Asking the API as its users do: a command under a key of its own, a read once it reflects what was made."""

import uuid
from typing import Any
from weakref import WeakKeyDictionary

import httpx

from tests.running import eventually

Json = dict[str, Any]
DONE: WeakKeyDictionary[httpx.Client, dict[str, int]] = WeakKeyDictionary()
"""How far each client's own commands have brought each context."""
UNPLACED = frozenset({"/v1/events", "/v1/clock", "/v1/imports"})
"""Reads whose `after` is a cursor, or that know none."""


def post(client: httpx.Client, path: str, body: Json, status: int = 201, **query: str) -> Json:
    """Return the answer to a command that is carried out."""
    answer = client.post(path, json=body, params=query, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == status, answer.text
    done = DONE.setdefault(client, {})
    for context, position in answer.json()["meta"]["position"].items():
        done[context] = max(position, done.get(context, 0))
    return dict(answer.json())


def refuse(client: httpx.Client, path: str, body: Json, **query: str) -> tuple[int, str]:
    """Return status and code of a command that is refused."""
    answer = client.post(path, json=body, params=query, headers={"Idempotency-Key": uuid.uuid4().hex})
    return answer.status_code, answer.json().get("code")


def read(client: httpx.Client, path: str, made: Json | None = None, **query: str) -> Json:
    """Return what a client reads once it reflects what `made` tells, else what the client itself has done."""
    if "after" not in query and path not in UNPLACED:
        reach = made["meta"]["position"] if made is not None else DONE.get(client, {})
        query |= {"after": ",".join(f"{context}:{n}" for context, n in reach.items())} if reach else {}
    found: list[httpx.Response] = []

    def has_come() -> bool:
        found.append(client.get(path, params=query))
        return found[-1].status_code != 202

    eventually(has_come, f"{path} reflects it")
    assert found[-1].status_code == 200, found[-1].text
    return dict(found[-1].json())


def own(word: str) -> str:
    """Return a code that nobody else has."""
    return f"{word}-{uuid.uuid4().hex[:8]}"


def add_partner(operator: httpx.Client, kind: str = "MUNICIPALITY") -> str:
    """Register a partner and return its code once the projects know it."""
    code = own("partner")
    post(operator, "/v1/partners", {"code": code, "name": f"기관 {code}", "kind": kind})
    probe = {"name": f"기관 확인 {code}", "issuer": code, "opens": "2024-12"}

    def is_known() -> bool:
        return refuse(operator, "/v1/calls", probe, dry_run="true")[0] == 200

    eventually(is_known, "the projects know the partner")
    return code


def add_project(operator: httpx.Client, name: str, lead: str = "planning-audit", **more: object) -> str:
    """Register a project and return its id."""
    body = {"name": name, "kind": "OTHER", "lead": lead, "period": "2024. 1. ~ 2024. 12.", **more}
    return str(post(operator, "/v1/projects", body)["id"])
