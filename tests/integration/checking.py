"""What must hold of a log at any moment, checked from outside."""

import asyncpg

from infra.chain import GENESIS, StoredEvent, find_first_break
from tests.integration.databases import Database, connected

COLUMNS = """position, stream, version, type, data, command_id, actor, role, department, effective_at, recorded_at,
    correlation_id, causation_id, chain"""


async def read_events(database: Database) -> list[StoredEvent]:
    async with connected(database.admin_url) as connection:
        rows = await connection.fetch(f"SELECT {COLUMNS} FROM events ORDER BY position")  # noqa: S608 - constants
    return [StoredEvent(*row) for row in rows]


def find_holes(numbers: list[int]) -> list[int]:
    """Return what is missing of 1, 2, 3 ... up to the greatest."""
    return sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))


def find_faults(events: list[StoredEvent]) -> list[str]:
    """Return each position or version that is missing."""
    faults = [f"no position {hole}" for hole in find_holes([event.position for event in events])]
    for stream in sorted({event.stream for event in events}):
        holes = find_holes([event.version for event in events if event.stream == stream])
        faults += [f"{stream}: no version {hole}" for hole in holes]
    return faults


async def find_break(database: Database) -> int | None:
    """Return the first position whose chain is wrong, as an auditor computes it."""
    async with connected(database.admin_url) as connection:
        row = await connection.fetchrow("SELECT tenant, context FROM log")
    assert row is not None
    return find_first_break(row["tenant"], row["context"], GENESIS, await read_events(database))


async def is_waiting_for_a_lock(connection: asyncpg.Connection, pid: int) -> bool:
    """Tell whether a backend waits for a lock."""
    found = await connection.fetchval("SELECT wait_event_type FROM pg_stat_activity WHERE pid = $1", pid)
    return bool(found == "Lock")
