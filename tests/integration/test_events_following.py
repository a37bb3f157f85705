"""Who follows the events is asked for again with each page and heartbeat: a stream ends with the right to it."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import httpx
import pytest
import pytest_asyncio

from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.queries import history
from infra.local.ports import LOOPBACK
from infra.projections import CHANGED
from tests.integration.brokers import Broker
from tests.integration.connecting import listening
from tests.integration.databases import Database, connected
from tests.integration.gates import build_around
from tests.integration.waiting import eventually
from tests.making import NOON, make_gateway_settings

ADMINISTRATOR = Principal("administrator", Role.ADMINISTRATOR, None, "시스템 관리자")
OPERATOR = Principal("operator", Role.OPERATOR, "planning-audit", "혁신기획팀 담당자")
HISTORY = history.VIEWS["directives"]


@dataclass(frozen=True, slots=True)
class Served:
    """A gateway on a port, and the hand of its projector."""

    gate: Gate
    port: int
    database: asyncpg.Connection

    def open(self, token: str) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(
            base_url=f"http://{LOOPBACK}:{self.port}", headers=headers, trust_env=False, timeout=20
        )

    def administer(self) -> httpx.AsyncClient:
        return self.open(self.gate.tokens.sign(ADMINISTRATOR))

    @asynccontextmanager
    async def following(self, token: str) -> AsyncIterator["Stream"]:
        """Follow the events until the block ends."""
        async with self.open(token) as api, api.stream("GET", "/v1/events", headers=STREAM) as answer:
            assert answer.status_code == 200, await answer.aread()
            yield Stream(answer.aiter_lines())

    async def happen(self, position: int) -> None:
        """Let an event be stored, as the projector does."""
        chain = "0" * 64
        async with self.database.transaction():
            await self.database.execute(
                """INSERT INTO views.directives_history VALUES ($1, '/nonsan/directives', 'number-series-2024',
                   $1, 'some.v1', 'mayor', 'MAYOR', NULL, $2, $2, NULL, $3, $3, $4, '{}')""",
                position,
                uuid.uuid4(),
                NOON,
                chain,
            )
            await self.database.execute(
                "UPDATE views.checkpoint SET position = $2 WHERE view = $1", HISTORY.name, position
            )
            await self.database.execute("SELECT pg_notify($1, $2)", CHANGED, f"{HISTORY.name} directives {position}")


STREAM = {"Accept": "text/event-stream"}


class Stream:
    """What a follower hears."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def hear(self) -> str:
        """Return the id of the next event."""
        async for line in self._lines:
            if line.startswith("id: "):
                return line.removeprefix("id: ")
        raise AssertionError("the stream has ended")

    async def hear_end(self) -> None:
        """Return when the stream has ended without another event."""
        async for line in self._lines:
            assert not line.startswith("id: ")


@pytest_asyncio.fixture
async def served(views_database: Database, still_broker: Broker) -> AsyncIterator[Served]:
    async with connected(views_database.admin_url) as connection:
        await connection.execute("INSERT INTO views.checkpoint VALUES ($1, 'directives', 1, 0, '')", HISTORY.name)
        async with (
            open_gate(make_gateway_settings(views_database.admin_url, still_broker.url)) as gate,
            listening(build_around(gate)) as port,
        ):
            await eventually(gate.answers)
            yield Served(gate, port, connection)


async def make_client(api: httpx.AsyncClient) -> tuple[str, str, str]:
    """Return a system's id, that of its secret, and a token for it."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    made = await api.post("/v1/clients", json={"label": "전자결재", "role": "AUDITOR"}, headers=key)
    client = made.raise_for_status().json()["data"]["id"]
    secret = (await api.post(f"/v1/clients/{client}/secrets", headers=key)).raise_for_status().json()
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret["client_secret"]}
    token = (await api.post("/v1/token", data=form)).raise_for_status().json()["access_token"]
    return client, secret["id"], token


@pytest.mark.parametrize("act", ["revoke", "remove"])
async def test_a_stream_ends_when_its_client_is_shut_out(served: Served, act: str) -> None:
    """Not an event is told after it, and another client's stream goes on."""
    async with served.administer() as api:
        client, secret, token = await make_client(api)
        _, _, other = await make_client(api)
        async with served.following(token) as stream, served.following(other) as kept:
            await served.happen(1)
            heard = [await stream.hear(), await kept.hear()]
            assert heard == ["registry:0,directives:1.1,coordination:0,projects:0,engagement:0,evaluations:0"] * 2
            if act == "revoke":
                ended = await api.post(f"/v1/clients/{client}/revoke")
            else:
                ended = await api.delete(f"/v1/clients/{client}/secrets/{secret}")
            assert ended.is_success
            await served.happen(2)
            assert await kept.hear() == "registry:0,directives:1.2,coordination:0,projects:0,engagement:0,evaluations:0"
            await stream.hear_end()


async def test_a_stream_ends_with_its_client_when_nothing_happens(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its heartbeat asks, and notices what another gateway has revoked once it no longer remembers the client."""
    monkeypatch.setattr("gateway.clients.REMEMBERED_S", 0.1)
    monkeypatch.setattr("gateway.gate.HEARTBEAT_S", 0.05)
    async with served.administer() as api:
        client, _, token = await make_client(api)
        async with served.following(token) as stream:
            await served.happen(1)
            await stream.hear()
            await served.database.execute("UPDATE clients SET revoked_at = now() WHERE id = $1", uuid.UUID(client))
            await stream.hear_end()


async def test_a_stream_lasts_no_longer_than_its_token(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """However late in the token's life it began."""
    monkeypatch.setattr("gateway.auth.TOKEN_LIFE", timedelta(seconds=2))
    token = served.gate.tokens.sign(OPERATOR)
    async with served.following(token) as stream:
        await served.happen(1)
        await stream.hear()
        await eventually(lambda: is_refused(served, token))
        await served.happen(2)
        await stream.hear_end()


async def is_refused(served: Served, token: str) -> bool:
    async with served.open(token) as api:
        return (await api.get("/v1/clock")).status_code == 401
