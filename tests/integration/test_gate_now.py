"""The business clock as the gateway remembers it: until its view moves, and never while nobody would tell."""

from datetime import UTC, datetime

import asyncpg

from gateway.app import open_gate
from gateway.away import AWAY, is_away
from gateway.gate import Gate, Moment
from infra.projections import CHANGED
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually
from tests.making import make_gateway_settings

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
SECOND = datetime(2026, 1, 6, tzinfo=UTC)


async def set_clock(connection: asyncpg.Connection, now: datetime, position: int) -> None:
    """Set the view's row as the projector does: row and notification in one transaction."""
    async with connection.transaction():
        await connection.execute("DELETE FROM views.clock")
        await connection.execute("INSERT INTO views.clock VALUES ('business', $1, $2)", now, position)
        await connection.execute("SELECT pg_notify($1, $2)", CHANGED, f"clock registry {position}")


async def test_the_clock_is_read_anew_when_its_view_moves(views_database: Database, still_broker: Broker) -> None:
    settings = make_gateway_settings(views_database.admin_url, still_broker.url)
    async with connected(views_database.admin_url) as connection, open_gate(settings) as gate:
        await eventually(gate.answers)
        assert not (await gate.now()).manual
        for position, now in enumerate((FIRST, SECOND), 1):
            await set_clock(connection, now, position)
            assert await gate.wait_for("clock", "registry", position)
            assert await gate.now() == Moment(now, True)


async def test_the_clock_is_asked_each_time_while_nobody_tells(views_database: Database, still_broker: Broker) -> None:
    """Without the connection on which it hears, a gateway shows what stands in the view; so once it is back."""
    settings = make_gateway_settings(views_database.admin_url, still_broker.url)
    async with connected(views_database.admin_url) as connection, open_gate(settings) as gate:
        await eventually(gate.answers)
        await set_clock(connection, FIRST, 1)
        assert await gate.wait_for("clock", "registry", 1)
        assert await gate.now() == Moment(FIRST, True)
        await connection.execute("UPDATE views.clock SET now = $1", SECOND)
        assert await gate.now() == Moment(FIRST, True), "nothing was told: it is remembered"
        await connection.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )
        await eventually(lambda: shows(gate, SECOND))
        await eventually(gate.answers)
        assert await gate.now() == Moment(SECOND, True)


async def shows(gate: Gate, now: datetime) -> bool:
    """Tell whether the gateway shows a moment; its other connections were ended, too, and may not have heard of it."""
    try:
        return await gate.now() == Moment(now, True)
    except AWAY as error:
        if not is_away(error):
            raise
        return False
