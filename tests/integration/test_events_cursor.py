"""A cursor of events belongs to a log of one epoch: after a restore it is refused, not waited for."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.queries import history
from infra.projections import CHANGED
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.gates import build_around
from tests.integration.waiting import eventually
from tests.making import make_gateway_settings

AUDITOR = Principal("auditor", Role.AUDITOR, None, "감사")
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
async def asker(views_database: Database, still_broker: Broker) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a gateway whose history of the directives stands at 5 of the second epoch."""
    async with connected(views_database.admin_url) as connection:
        await restore(connection, 2, 5)
        async with open_gate(make_gateway_settings(views_database.admin_url, still_broker.url)) as gate:
            await eventually(gate.answers)
            headers = {"Authorization": f"Bearer {gate.tokens.sign(AUDITOR)}"}
            transport = httpx.ASGITransport(build_around(gate))
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers) as client:
                yield client


async def restore(connection: asyncpg.Connection, epoch: int, position: int) -> None:
    """Let the history stand at a place, as the projector leaves it."""
    view = history.VIEWS["directives"].name
    async with connection.transaction():
        await connection.execute("DELETE FROM views.checkpoint WHERE view = $1", view)
        await connection.execute(
            "INSERT INTO views.checkpoint VALUES ($1, 'directives', $2, $3, '')", view, epoch, position
        )
        await connection.execute("SELECT pg_notify($1, $2)", CHANGED, f"{view} directives {position}")


@pytest.mark.parametrize("ahead", ["directives:1.9", "directives:1.3", "registry:0,directives:1.5"])
async def test_a_cursor_from_before_a_restore_is_refused(asker: httpx.AsyncClient, ahead: str) -> None:
    """In pages and as a stream; the answer says where the log stands now."""
    page = await asker.get("/v1/events", params={"after": ahead})
    stream = await asker.get("/v1/events", headers=STREAM | {"Last-Event-ID": ahead})
    for answer in (page, stream):
        assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (409, "LOG_RESTORED", False)
        assert answer.json()["current"]["head"] == "directives:2.5"


@pytest.mark.parametrize("late", ["directives:2.9", "directives:9", "directives:3.1"])
async def test_a_cursor_ahead_of_the_history_is_waited_for(asker: httpx.AsyncClient, late: str) -> None:
    """Also one of an epoch that the history has still to come to, as while it is rebuilt."""
    answer = await asker.get("/v1/events", params={"after": late})
    assert (answer.status_code, answer.json()["code"]) == (202, "NOT_YET")


@pytest.mark.parametrize("after", ["", "directives:3", "directives:2.5", "registry:0,directives:2.4"])
async def test_a_cursor_is_told_with_its_epoch(asker: httpx.AsyncClient, after: str) -> None:
    """One without an epoch, written by hand, is taken as it is."""
    page = (await asker.get("/v1/events", params={"after": after})).raise_for_status().json()
    assert page["links"]["later"].endswith(
        "after=registry%3A0%2Cdirectives%3A2.5%2Ccoordination%3A0%2Cprojects%3A0%2Cengagement%3A0%2Cevaluations%3A0"
    )
    assert (await asker.get(page["links"]["later"])).status_code == 200


@pytest.mark.parametrize("odd", ["directives:.5", "directives:2.", "directives:2.5.1", "directives:-1.5"])
async def test_a_cursor_of_another_form_is_refused(asker: httpx.AsyncClient, odd: str) -> None:
    answer = await asker.get("/v1/events", params={"after": odd})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")
