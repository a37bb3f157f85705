"""After a log was restored: `python -m infra.recovery raise-epoch|rewind CONTEXT`, with an administrator's URL.

infra/deploy/RUNBOOK.md says when. A restored log holds another history than its readers have read; a new epoch says so
to everybody, and rewound readers read it from its start.

Exception
└── Refused              what must be true first is not: nothing was changed
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy.engine import make_url

from infra import policies, projections
from infra.bookmarks import Tables, rewind
from infra.topology import CONTEXTS

USAGE = f"usage: POSTGRES_URL=... python -m infra.recovery raise-epoch|rewind {'|'.join(CONTEXTS)}"


class Refused(Exception):
    """What must be true first is not; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Readers:
    """A database in which readers of other contexts' logs keep their places."""

    url: str
    tables: Tables


def list_readers(admin_url: str) -> list[Readers]:
    """Return every database with readers: the gateway's views and each service's policies."""
    own = [Readers(enter(admin_url, f"hwanryu_{context}"), policies.TABLES) for context in CONTEXTS]
    return [Readers(enter(admin_url, "hwanryu_gateway"), projections.VIEWS), *own]


def enter(admin_url: str, database: str) -> str:
    """Return the administrator's URL of a database."""
    return make_url(admin_url).set(database=database).render_as_string(hide_password=False)


async def raise_epoch(log_url: str, readers: Sequence[Readers]) -> int:
    """Give a log an epoch that none of its readers has seen, and return it.

    Raises: Refused while anybody else is connected, for a running service decides on what it remembers of the lost
    history and publishes under the old epoch; and where positions are missing.
    """
    connection = await asyncpg.connect(log_url)
    try:
        async with connection.transaction():
            context = await connection.fetchval("SELECT context FROM log FOR UPDATE")
            await _check_alone(connection)
            await _check_dense(connection)
            seen = max([await _find_epoch(each, context) for each in readers], default=0)
            epoch: int = await connection.fetchval(
                "UPDATE log SET epoch = greatest(epoch, $1) + 1 RETURNING epoch", seen
            )
    finally:
        await connection.close()
    return epoch


async def rewind_readers(context: str, readers: Sequence[Readers]) -> list[str]:
    """Set every reader of a context before its first event, and return their names; they go on by themselves.

    A view empties its table with the first page that it takes; a policy's commands are told from new ones by their ids.
    """
    names = []
    for each in readers:
        connection = await asyncpg.connect(each.url)
        try:
            async with connection.transaction():
                names += await rewind(connection, each.tables, context)
        finally:
            await connection.close()
    return names


async def _check_alone(connection: asyncpg.Connection) -> None:
    rows = await connection.fetch(
        """SELECT DISTINCT usename::text FROM pg_stat_activity WHERE datname = current_database()
           AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    )
    if rows:
        raise Refused(f"Stop the service first: {', '.join(row[0] for row in rows)} is connected to the log.")


async def _check_dense(connection: asyncpg.Connection) -> None:
    row = await connection.fetchrow(
        "SELECT coalesce(max(position), 0), count(*), (SELECT position FROM relay) FROM events"
    )
    assert row is not None, "an aggregate is one row"
    last, number, told = row
    if last != number or told > last:
        raise Refused(
            f"The log is not whole: {number} events, the last at {last}, told up to {told}. Restore it again."
        )


async def _find_epoch(readers: Readers, context: str) -> int:
    connection = await asyncpg.connect(readers.url)
    try:
        query = f"SELECT coalesce(max(epoch), 0) FROM {readers.tables.checkpoints} WHERE context = $1"  # noqa: S608 - ours
        epoch: int = await connection.fetchval(query, context)
    finally:
        await connection.close()
    return epoch


async def _main(act: str, context: str, admin_url: str) -> None:
    readers = list_readers(admin_url)
    if act == "raise-epoch":
        epoch = await raise_epoch(enter(admin_url, f"hwanryu_{context}"), readers)
        print(f"{context} is at epoch {epoch}. Next: python -m infra.recovery rewind {context}")
    else:
        names = await rewind_readers(context, readers)
        print(f"{context} is read from its start again by: {', '.join(names) or 'nobody'}. Start its service.")


def main(words: Sequence[str]) -> int:
    """Run a step and return the exit code."""
    url = os.environ.get("POSTGRES_URL", "")
    if len(words) != 2 or words[0] not in {"raise-epoch", "rewind"} or words[1] not in CONTEXTS or not url:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        asyncio.run(_main(words[0], words[1], url))
    except Refused as no:
        print(no, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
