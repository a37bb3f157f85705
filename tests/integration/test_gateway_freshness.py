"""Positions on connecting: what is told while the checkpoints are being read is newer than what they say."""

import asyncpg

from gateway.freshness import Freshness
from infra.projections import CHANGED
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually, running

SLOW_READ = """
    ALTER TABLE views.checkpoint RENAME TO stored;
    INSERT INTO views.stored VALUES ('board', 'directives', 1, 5, '');
    CREATE FUNCTION views.hold() RETURNS boolean LANGUAGE plpgsql VOLATILE AS
        'BEGIN PERFORM pg_advisory_lock_shared(1); PERFORM pg_advisory_unlock_shared(1); RETURN true; END';
    CREATE VIEW views.checkpoint AS SELECT * FROM views.stored WHERE views.hold();
"""
"""A read of the checkpoints that has its snapshot and is held until a test lets it go on."""


async def count_held(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))


async def test_what_is_told_during_the_first_read_is_kept(gateway_database: Database) -> None:
    """PLT-04: the read saw position 5, the notification of 6 arrived before its rows."""
    freshness = Freshness(gateway_database.admin_url)
    async with connected(gateway_database.admin_url) as projector:
        await projector.execute(SLOW_READ)
        await projector.execute("SELECT pg_advisory_lock(1)")
        async with running(freshness.run()):
            await eventually(lambda: count_held(projector))
            await projector.execute("UPDATE views.stored SET position = 6")
            await projector.execute("SELECT pg_notify($1, 'board directives 6')", CHANGED)
            await projector.execute("SELECT pg_advisory_unlock(1)")
            assert await freshness.wait_for("board", "directives", 6, 5)
            await eventually(lambda: is_connected(freshness))
            assert await freshness.wait_for("board", "directives", 6, 0.01)


async def test_a_rebuild_that_was_missed_lowers_positions(gateway_database: Database) -> None:
    freshness = Freshness(gateway_database.admin_url)
    freshness._positions["board", "directives"] = 9
    async with running(freshness.run()):
        await eventually(lambda: is_connected(freshness))
        assert not await freshness.wait_for("board", "directives", 1, 0.01)


async def is_connected(freshness: Freshness) -> bool:
    return freshness.connected
