"""Waiting until the views reflect what an answer tells."""

from typing import Any

import httpx

from tests.running import eventually


def settle(client: httpx.Client, answer: dict[str, Any]) -> None:
    """Return once every view reflects the positions that an answer tells."""
    positions = answer.get("meta", {}).get("position", {})
    after = ",".join(f"{context}:{position}" for context, position in positions.items())
    if not after:
        return
    for path in ("/v1/directives", "/v1/events"):
        eventually(lambda path=path: client.get(path, params={"after": after}).status_code == 200, f"{path}: {after}")  # type: ignore[misc]  # a default binds the path
