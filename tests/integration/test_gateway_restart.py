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
    gateway_database: Database, broker: Broker
) -> None:
    async with open_gate(make_gateway_settings(gateway_database.admin_url, broker.url)) as gate:
        for _ in range(2):
            async with gate.reading() as snapshot:
                assert await snapshot.scalar(text("SELECT 1")) == 1
            async with connected(gateway_database.admin_url) as connection:
                await end_others(connection)
                await eventually(lambda: is_alone(connection))


async def end_others(connection: asyncpg.Connection) -> None:
    await connection.execute(END, connection.get_server_pid())


async def is_alone(connection: asyncpg.Connection) -> bool:
    """Tell whether the readers' connections are gone; that of Freshness comes back by itself."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> $1 AND query = $2"
    return bool(await connection.fetchval(query, connection.get_server_pid(), "SELECT 1") == 0)
