"""Waiting until the views, or the facts of another context, reflect what an answer tells."""

import uuid
from functools import partial
from typing import Any, Final

import httpx

from tests.running import eventually

LISTS: Final = (
    "/v1/directives?limit=1",
    "/v1/directives/check-list?quarter=2024-Q1&limit=1",
    "/v1/reports",
    "/v1/events",
)
"""One of every view that stands for the others."""


def settle(client: httpx.Client, answer: dict[str, Any]) -> None:
    """Return once every view reflects the positions that an answer tells."""
    positions = answer.get("meta", {}).get("position", {})
    after = ",".join(f"{context}:{position}" for context, position in positions.items())
    if not after:
        return
    for path in LISTS:
        asked = httpx.URL(path).copy_merge_params({"after": after})
        eventually(partial(_answers, client, asked), str(asked))


def _answers(client: httpx.Client, asked: httpx.URL) -> bool:
    return client.get(asked).status_code == 200


def register(client: httpx.Client) -> str:
    """Register a new department and return its code."""
    code = f"new-{uuid.uuid4().hex[:8]}"
    department = {
        "code": code,
        "name": "새 부서",
        "name_known": True,
        "kind": "HEADQUARTERS",
        "lineage": code,
        "valid_from": "2024-01-01",
        "valid_until": None,
    }
    answer = client.post("/v1/org/departments", json=department, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 201
    return code


def share(client: httpx.Client, directive: str, lead: str, key: str) -> bool:
    """Tell whether a directive is shared with who has just been registered, else its facts are awaited.

    However slow the machine: never that the department is unknown.
    """
    answer = client.post(f"/v1/directives/{directive}/share", json={"lead": lead}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json().get("code")) in {(200, None), (503, "FACTS_NOT_READY")}
    return answer.status_code == 200
