"""A problem that leaves open what became of a command names it, whatever named the command."""

from datetime import datetime
from functools import cache
from typing import Final

import httpx
import pytest
from fastapi import FastAPI

from contracts.errors import Rejected
from contracts.messages import Done
from contracts.values import Role
from gateway.app import build_app
from gateway.auth import Principal, Tokens
from gateway.gate import Gate, Moment
from gateway.ordering import Late, Order
from infra.clock import name_command, name_reference, read_now

MAYOR: Final = Principal("mayor", Role.MAYOR, None, "시장")
ISSUE: Final = {"type": "directives.issue_directive.v1", "text": "x", "kind": "SIMPLE"}
NAMED: Final = ISSUE | {"external_ref": {"system": "groupware", "id": "7"}}
BY_REFERENCE: Final = str(name_reference("mayor", "directives", "groupware", "7"))


class SilentGate(Gate):
    """A gate whose services do not answer in time."""

    def __init__(self) -> None:
        self.tokens = Tokens("0123456789abcdef0123456789abcdef")

    async def now(self) -> Moment:
        """Return this moment."""
        return Moment(read_now(), False)

    async def carry_out(
        self,
        principal: Principal,
        *orders: Order,
        dry_run: bool = False,
        late: Late | None = None,
        at: datetime | None = None,
    ) -> Done:
        """Wait too long."""
        raise Rejected("OUTCOME_UNKNOWN", "모릅니다.")


@cache
def build() -> tuple[FastAPI, str]:
    """Return the application and the mayor's token."""
    gate = SilentGate()
    return build_app(gate, {}), gate.tokens.sign(MAYOR)


async def post(path: str, body: object, **headers: str) -> httpx.Response:
    app, token = build()
    headers["Authorization"] = f"Bearer {token}"
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", trust_env=False) as client:
        return await client.post(path, json=body, headers=headers)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "one"}])
async def test_by_the_key_of_the_senders_system(headers: dict[str, str]) -> None:
    """Also beside an Idempotency-Key, which names nothing then."""
    problem = (await post("/v1/directives", NAMED, **headers)).json()
    assert (problem["command"], problem["links"]) == (BY_REFERENCE, {"command": f"/v1/commands/{BY_REFERENCE}"})


async def test_of_commands_decided_together_by_the_first() -> None:
    bulk = {"mode": "atomic", "items": [{"command": ISSUE}, {"command": NAMED}]}
    problem = (await post("/v1/directives/bulk", bulk, **{"Idempotency-Key": "many"})).json()
    assert problem["command"] == str(name_command("mayor", "many/0"))


async def test_of_commands_decided_each_by_itself_each() -> None:
    bulk = {"mode": "each", "items": [{"command": ISSUE}, {"command": NAMED}]}
    results = (await post("/v1/directives/bulk", bulk, **{"Idempotency-Key": "many"})).json()["results"]
    commands = [str(name_command("mayor", "many/0")), BY_REFERENCE]
    assert [each["problem"]["command"] for each in results] == commands
    assert [each["problem"]["links"]["command"] for each in results] == [f"/v1/commands/{each}" for each in commands]
