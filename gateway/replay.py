"""Replay workspaces as the projector makes them: views folded up to a cut, in a schema of their own (ADR 0028).

A workspace is made in one transaction, so that nobody sees half of it, and moved on in one where its history has come
to hold more of its cut, such as a late entry. Views of the registry that are not folded show what stands now: what it
keeps is dated by days of its own.
"""
# ruff: noqa: S608 - every name in a query is one of a view or of a workspace that its table has checked, never input

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import asyncpg
import structlog
from sqlalchemy import MetaData

from contracts.messages import Event, Recorded
from gateway.queries import history
from gateway.queries.history import VIEWS as HISTORIES
from gateway.queries.history import load_event
from gateway.views.history import Row
from gateway.workspaces import KIND, WANTED
from infra.bookmarks import Connection, Parking
from infra.cloudevents import Unreadable, explain
from infra.log import BY_KEY, GONE, MADE_AGAIN
from infra.projections import CHANGED, View, write

POLL_S: Final = 5.0
"""The net under a lost notification."""
STATEMENT_S: Final = 60.0
LOCK_S: Final = 1.0
"""How long the making of one waits for readers of what it replaces; then it is left for the next poll."""
STEP: Final = 5_000
"""Events that are read and folded at once."""
BESIDE: Final = "registry"
"""The context whose views show what stands now where they are not folded."""
_TABLES: Final = """CREATE UNLOGGED TABLE {id}.checkpoint (context text PRIMARY KEY, epoch bigint, position bigint);
    CREATE UNLOGGED TABLE {id}.parked (view text, context text, stream text, PRIMARY KEY (view, stream));"""
_CLAIM: Final = """SELECT id, views, as_of, known_at, built_at IS NOT NULL AS is_built FROM views.workspace
    WHERE wanted_at IS NOT NULL AND why IS NULL ORDER BY wanted_at LIMIT 1 FOR UPDATE SKIP LOCKED"""
_DONE: Final = f"""UPDATE views.workspace
    SET wanted_at = NULL, built_at = coalesce(built_at, clock_timestamp()), why = $2 WHERE id = $1
    RETURNING pg_notify('{CHANGED}', id || ' {KIND} ' || (1000 * extract(epoch FROM clock_timestamp()))::bigint)"""
_HEAD: Final = """SELECT c.epoch, coalesce((SELECT min(p.position) - 1 FROM views.parked p
        WHERE p.view = c.view AND p.context = c.context), c.position)
    FROM views.checkpoint c WHERE c.view = $1 AND c.context = $2"""
_log: Final = structlog.get_logger()
Views = Sequence[View[object, Event]]


@dataclass(frozen=True, slots=True)
class Wish:
    """A workspace that is wanted."""

    id: str
    views: Sequence[str]
    as_of: datetime | None
    known_at: datetime | None
    is_built: bool


class Replayer:
    """Makes workspaces as they are asked for; `run` until cancelled."""

    def __init__(self, database_url: str, views: Views, most: int) -> None:
        self._database_url = database_url
        self._views = {view.name: view for view in views}
        self._most = most
        self._wanted = asyncio.Event()

    async def run(self) -> None:
        """Meet wishes until cancelled, again after each lost connection."""
        while True:
            try:
                await self._serve()
            except GONE as error:
                _log.warning("workspaces: database away", error=error)
            await asyncio.sleep(POLL_S)

    async def _serve(self) -> None:
        settings = BY_KEY | MADE_AGAIN | {"lock_timeout": f"{LOCK_S}s"}
        connection = await asyncpg.connect(
            self._database_url, server_settings=settings, timeout=POLL_S, command_timeout=STATEMENT_S
        )
        try:
            await connection.add_listener(WANTED, lambda *_: self._wanted.set())
            while True:
                self._wanted.clear()
                await self._meet(connection)
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_S):
                        await self._wanted.wait()
        finally:
            connection.terminate()

    async def _meet(self, connection: asyncpg.Connection) -> None:
        """Make what is wanted; what is still being read where it must be replaced is left for the next poll."""
        try:
            while await make_next(connection, self._views):
                await evict(connection, self._most)
        except asyncpg.LockNotAvailableError as error:
            _log.warning("workspace: still read", error=error)


async def make_next(connection: asyncpg.Connection, views: Mapping[str, View[object, Event]]) -> bool:
    """Make or move on the workspace that is wanted longest; False where none is. Two at once take two of them.

    Raises: LockNotAvailableError while somebody reads what must be replaced.
    """
    with suppress(asyncpg.SerializationError):  # another was faster since this snapshot: look again
        async with connection.transaction(isolation="repeatable_read"):
            row = await connection.fetchrow(_CLAIM)
            if row is None:
                return False
            why = await _try(connection, Wish(**row), views)
            await connection.execute(_DONE, row["id"], why)
    return True


async def _try(connection: asyncpg.Connection, wish: Wish, views: Mapping[str, View[object, Event]]) -> str | None:
    """Make a workspace; return why it cannot be made, or None: a fault in one must not keep the others waiting."""
    try:
        async with connection.transaction():
            await _make(connection, wish, views)
    except (*GONE, asyncpg.SerializationError, asyncpg.LockNotAvailableError):
        raise
    except Exception as error:  # noqa: BLE001 - told where it is read, and here
        _log.exception("workspace cannot be made", workspace=wish.id)
        return explain(error)
    return None


async def evict(connection: asyncpg.Connection, most: int) -> None:
    """Drop the workspaces beyond so many that were used longest ago; one that is being read stays for now."""
    rows = await connection.fetch(
        "SELECT id FROM views.workspace WHERE built_at IS NOT NULL AND wanted_at IS NULL "
        "ORDER BY used_at DESC OFFSET $1 LIMIT 100",
        most,
    )
    for row in rows:
        with suppress(asyncpg.LockNotAvailableError):
            async with connection.transaction():
                known = await connection.fetchval(
                    "DELETE FROM views.workspace WHERE id = (SELECT id FROM views.workspace WHERE id = $1 "
                    "AND wanted_at IS NULL FOR UPDATE SKIP LOCKED) RETURNING true",
                    row["id"],
                )
                if known:
                    await connection.execute(f"LOCK TABLE {row['id']}.checkpoint IN ACCESS EXCLUSIVE MODE NOWAIT")
                    await connection.execute(f"DROP SCHEMA {row['id']} CASCADE")


async def clear(connection: Connection) -> None:
    """Drop every workspace that is not being made at this moment: another release may fold otherwise.

    Raises: LockNotAvailableError while one is being read.
    """
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_S}s'")
        await connection.execute(
            "DELETE FROM views.workspace WHERE id IN (SELECT id FROM views.workspace FOR UPDATE SKIP LOCKED)"
        )
        left = await connection.fetch(
            """SELECT nspname FROM pg_namespace WHERE nspname ~ '^ws_[0-9a-f]{32}$'
               AND NOT EXISTS (SELECT FROM views.workspace WHERE id = nspname) LIMIT 1000"""
        )
        for row in left:
            await connection.execute(f"DROP SCHEMA {row['nspname']} CASCADE")


async def _make(connection: asyncpg.Connection, wish: Wish, views: Mapping[str, View[object, Event]]) -> None:
    """Fold what of the cut the workspace lacks; all of it where it is new, or a log has begun anew."""
    folded = [views[name] for name in wish.views]
    copies: defaultdict[str, list[View[object, Event]]] = defaultdict(list)
    for view in folded:
        copies[view.context].append(replace(view, table=view.table.to_metadata(MetaData(), schema=wish.id)))
    heads = {context: await _find_head(connection, context) for context in copies}
    reached = dict.fromkeys(copies, 0)
    is_built = wish.is_built
    if is_built:
        rows = await connection.fetch(f"SELECT context, epoch, position FROM {wish.id}.checkpoint")
        stood = {row["context"]: (row["epoch"], row["position"]) for row in rows}
        is_built = all(stood.get(context, (0, 0))[0] == epoch for context, (epoch, _) in heads.items())
        if is_built:
            reached = {context: stood[context][1] for context in copies}
    if not is_built:
        await _lay_out(connection, wish.id, copies, views)
    for context, of_context in copies.items():
        epoch, whole = heads[context]
        await _fold(connection, wish, context, of_context, reached[context], whole)
        await connection.execute(
            f"INSERT INTO {wish.id}.checkpoint VALUES ($1, $2, $3) "
            "ON CONFLICT (context) DO UPDATE SET epoch = $2, position = greatest($3, checkpoint.position)",
            context,
            epoch,
            whole,
        )
        if not is_built:
            for view in of_context:
                for index in view.ddl[1:]:
                    await connection.execute(index)
                await connection.execute(f"ANALYZE {view.table.fullname}")


async def _lay_out(
    connection: asyncpg.Connection,
    schema: str,
    copies: Mapping[str, Views],
    views: Mapping[str, View[object, Event]],
) -> None:
    """Make a workspace's schema with its empty tables, and the registers that it shows as they stand now."""
    await connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    await connection.execute("SELECT views.make_workspace($1)", schema)
    await connection.execute(_TABLES.format(id=schema))
    folded = {view.name for of_context in copies.values() for view in of_context}
    for of_context in copies.values():
        for view in of_context:
            await connection.execute(view.ddl[0].replace("CREATE TABLE", "CREATE UNLOGGED TABLE", 1))
    for view in views.values():
        if view.context == BESIDE and view.name not in folded and view.name != HISTORIES[BESIDE].name:
            table = view.table.name
            await connection.execute(f"CREATE VIEW {schema}.{table} AS SELECT * FROM views.{table}")
    await connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO hwanryu_gateway")


async def _fold(connection: asyncpg.Connection, wish: Wish, context: str, views: Views, after: int, last: int) -> None:
    """Fold the events of the cut after a position up to another one, in the order of their log."""
    conditions, moments = [], [each for each in (wish.as_of, wish.known_at) if each is not None]
    if wish.as_of is not None:
        conditions.append("AND effective_at <= $4")
    if wish.known_at is not None:
        conditions.append(f"AND recorded_at <= ${3 + len(moments)}")
    query = (
        f"SELECT * FROM views.{HISTORIES[context].name} WHERE position > $1 AND position <= $2 "
        f"{' '.join(conditions)} ORDER BY position LIMIT $3"
    )
    while True:
        rows = await connection.fetch(query, after, last, STEP, *moments)
        events = await asyncio.to_thread(_load, context, rows)
        for view in views:
            await _take(connection, wish.id, view, events)
        if len(rows) < STEP:
            return
        after = rows[-1]["position"]


async def _take(
    connection: asyncpg.Connection,
    schema: str,
    view: View[object, Event],
    events: Sequence[Recorded[Event] | Unreadable],
) -> None:
    """Fold events into one view; a stream that it cannot take is set aside, as the projector sets it aside."""
    if not events:
        return
    before = await connection.fetch(f"SELECT stream FROM {schema}.parked WHERE view = $1", view.name)
    parking = Parking(row["stream"] for row in before)
    await write(connection, view, events, parking)
    if parking.new:
        await connection.executemany(
            f"INSERT INTO {schema}.parked VALUES ($1, $2, $3)",
            [(view.name, view.context, each) for each in parking.new],
        )


def _load(context: str, rows: Sequence[asyncpg.Record]) -> list[Recorded[Event] | Unreadable]:
    return [_load_one(context, Row(*row)) for row in rows]


def _load_one(context: str, row: Row) -> Recorded[Event] | Unreadable:
    try:
        return load_event(context, row)
    except Exception as error:  # noqa: BLE001 - what was readable once and is no more: an upcast may raise anything
        return Unreadable(row.position, row.stream, row.version, row.chain, explain(error))


async def _find_head(connection: asyncpg.Connection, context: str) -> tuple[int, int]:
    """Return the epoch of a context's history and the position up to which nothing of it is missing."""
    row = await connection.fetchrow(_HEAD, history.VIEWS[context].name, context)
    return (row[0], row[1]) if row else (0, 0)
