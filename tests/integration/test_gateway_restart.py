"""A restart of PostgreSQL between two requests costs neither."""

import asyncpg
from sqlalchemy import text

from gateway.app import open_gate
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually
from tests.making import make_gateway_settings

END: str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> $1"


async def test_a_read_passes_over_connections_that_the_server_has_closed(
    gateway_database: Database, still_broker: Broker
) -> None:
    """A read in the very moment between the server's farewell and the end of the connection is told to come back."""
    async with open_gate(make_gateway_settings(gateway_database.admin_url, still_broker.url)) as gate:
        for _ in range(2):
            async with gate.reading() as snapshot:
                assert await snapshot.scalar(text("SELECT 1")) == 1
                kept = (await snapshot.get_raw_connection()).driver_connection
            async with connected(gateway_database.admin_url) as connection:
                await end_others(connection)
                await eventually(lambda kept=kept: is_closed(kept))  # type: ignore[misc]  # bound at once


async def end_others(connection: asyncpg.Connection) -> None:
    await connection.execute(END, connection.get_server_pid())


async def is_closed(connection: asyncpg.Connection) -> bool:
    """Tell whether a connection has ended on this side, too."""
    return connection.is_closed()
