"""Followers and an event that the history cannot take: they wait before it, and get it in its place when released."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.gate import Gate
from infra.local.ports import LOOPBACK
from tests.integration.brokers import Broker
from tests.integration.connecting import listening
from tests.integration.databases import Database
from tests.integration.gates import build_around
from tests.integration.reading import Source, prepared, telling
from tests.integration.test_parking import (
    HISTORY,
    PROJECTOR,
    ask_for,
    break_at,
    is_at,
    nothing_is_parked,
    read_parked,
    releasing,
    write,
)
from tests.integration.waiting import eventually, running
from tests.making import make_gateway_settings

AUDITOR = Principal("auditor", Role.AUDITOR, None, "감사")


@pytest.fixture
async def gate(views_database: Database, broker: Broker) -> AsyncIterator[Gate]:
    """Give a gateway beside a projector that is run by the test."""
    async with open_gate(make_gateway_settings(views_database.admin_url, broker.url)) as opened:
        await eventually(opened.answers)
        yield opened


@pytest.fixture
async def source(gate: Gate, log_database: Database, views_database: Database, broker: Broker) -> AsyncIterator[Source]:
    """Give a log of six events; the history cannot take the second and what follows on its stream, the fifth."""
    async with telling(broker, log_database.url) as made:
        await made.issue(3)
        await write(made, "directive-4", 0)
        await write(made, "directive-2", 1)
        await write(made, "directive-6", 0)
        broken = [break_at(HISTORY, "directive-2")]
        async with (
            prepared(broker, views_database.as_role(PROJECTOR), views=broken) as consumer,
            running(consumer.run()),
        ):
            await made.tell((1, 6))
            await eventually(lambda: is_at(views_database, 6, 1))
        yield made


def place(position: int) -> str:
    """Return the cursor that has read the directives up to a position and nothing else."""
    return f"registry:0,directives:1.{position},coordination:0,projects:0,engagement:0,evaluations:0"


def bear(gate: Gate) -> dict[str, str]:
    return {"Authorization": f"Bearer {gate.tokens.sign(AUDITOR)}"}


async def read_page(gate: Gate, after: str = "", **asked: str) -> tuple[list[int], str]:
    """Return the positions of a page and where the next one begins."""
    transport = httpx.ASGITransport(build_around(gate))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=bear(gate)) as client:
        page = (await client.get("/v1/events", params={"after": after, **asked})).raise_for_status().json()
    return [event["position"] for event in page["data"]], httpx.URL(page["links"]["later"]).params["after"]


@asynccontextmanager
async def releasing_all(broker: Broker, database: Database) -> AsyncIterator[None]:
    """Have a build without the bug take in again what is parked, then go on."""
    async with (
        prepared(broker, database.as_role(PROJECTOR), views=[HISTORY]) as consumer,
        releasing(broker, database, [HISTORY]),
        running(consumer.run()),
    ):
        await ask_for(database, *await read_parked(database))
        await eventually(lambda: nothing_is_parked(database))
        yield


async def test_pages_end_before_a_parked_event_and_go_on_with_it(
    gate: Gate, source: Source, views_database: Database, broker: Broker
) -> None:
    """Also a page of other types: its cursor may not pass over the one that waits."""
    assert await read_page(gate) == ([1], place(1))
    assert await read_page(gate, types="registry.clock_set.v1") == ([], place(1))
    async with releasing_all(broker, views_database):
        assert await read_page(gate, "directives:1.1") == ([2, 3, 4, 5, 6], place(6))


async def test_a_cursor_beyond_a_parked_event_stays_where_it_is(gate: Gate, source: Source) -> None:
    """As after a rebuild by a build that can read less: nothing is passed over and nothing told twice."""
    assert await read_page(gate, "directives:1.4") == ([], place(4))


async def test_a_stream_rests_before_a_parked_event_and_goes_on_with_it(
    gate: Gate, source: Source, views_database: Database, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its heartbeat tells that it waits; what was released and what came since reach it in order."""
    monkeypatch.setattr("gateway.gate.HEARTBEAT_S", 0.5)
    headers = bear(gate) | {"Accept": "text/event-stream"}
    async with (
        asyncio.timeout(30),
        listening(build_around(gate)) as port,
        httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", headers=headers, trust_env=False) as client,
        client.stream("GET", "/v1/events") as answer,
    ):
        lines = answer.aiter_lines()
        assert await hear_until(lines, ": heartbeat") == [f"id: {place(1)}"]
        async with releasing_all(broker, views_database):
            await source.issue(1)
            await source.tell((7, 7))
            told = await hear_until(lines, f"id: {place(7)}")
    assert told == [f"id: {place(position)}" for position in range(2, 7)]


async def hear_until(lines: AsyncIterator[str], last: str) -> list[str]:
    """Return the ids of the events before a line."""
    heard: list[str] = []
    async for line in lines:
        if line == last:
            return heard
        if line.startswith("id: "):
            heard.append(line)
    raise AssertionError("the stream has ended")
