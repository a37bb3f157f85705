"""The event log of one context: grouped appends, and reads by position and by stream.

Exception
├── Unavailable          transient: no connection to the database within the deadline
└── AppendFailed         bug: the database refused the statement of one append
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import astuple, dataclass
from typing import Final
from uuid import UUID

import asyncpg
import stamina

from infra.appends import Append, Appended, Conflict, Duplicate, Stored, choose_disjoint
from infra.batching import Batcher, Unavailable
from infra.chain import GENESIS, StoredData, StoredEvent
from infra.clock import read_monotonic_s
from infra.pool import open_pool
from infra.tally import SECONDS, SIZES, Tally
from infra.telemetry import describe
from infra.tracing import trace_together

KEEPALIVE: Final = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "jit": "off",
}
"""A vanished process's lock falls after 11 s; the default keeps it for two hours (architecture.md)."""
GROUP: Final = 512
"""Appends in one statement at most: peers.md measured no gain above 256 callers."""
RETRY_S: Final = 5.0
"""How long the database is asked again while it is away (decided.md: command 5 s)."""
BY_KEY: Final = KEEPALIVE | {"enable_seqscan": "off"}
"""For connections whose every look-up is by key: a plan made while a table was small read it whole for minutes."""
MADE_AGAIN: Final = {"synchronous_commit": "off"}
"""For what is made again from the log after a crash of its server, its checkpoint with it: no wait for the disk."""
_APPEND_ONE: Final = "SELECT append_one($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)"
_APPEND_ALL: Final = "SELECT append_all($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)"
_APPEND: Final = "SELECT * FROM append_events($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)"
_APPEND_BUNDLE: Final = """SELECT * FROM append_bundle($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,
    $17,$18,$19,$20,$21)"""
_PER_APPEND: Final = 9
"""Values of an append that are not of its streams or events."""
_COLUMNS: Final = """position, stream, version, type, data, command_id, actor, role, department,
    effective_at, recorded_at, correlation_id, causation_id, chain"""
_DATA_COLUMNS: Final = "stream, version, effective_at, data"
GONE: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement between the server's farewell and the end of the connection
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    TimeoutError,
)
"""What asyncpg raises when the server is away, restarting or has dropped the connection; `is_gone` looks closer."""
_CLOSED: Final = re.compile(r"is clos(ed|ing)|released back to the pool")
"""How asyncpg words an InterfaceError of a connection that has ended; a bug of ours raises the same class."""
_REFUSED: Final = (asyncpg.PostgresError, asyncpg.InterfaceError)
"""What is left of an append's errors once the database is not away: it, or its client, cannot take the statement."""


class AppendFailed(Exception):
    """The database refused the statement of one append: a bug, never the caller's data race."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ends."""

    epoch: int
    position: int
    chain: bytes


class EventLog:
    """One context's log. Use inside `open_log`, which owns the connections and runs the writer."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self.group_sizes = Tally(SIZES)
        """Appends of each group."""
        self.group_seconds = Tally(SECONDS)
        """How long each took to commit, waits for a database that is away included."""
        self._writer: Batcher[Append, Appended] = Batcher(self._measure_group, most=GROUP, choose=choose_disjoint)
        self._reader: Batcher[tuple[str, int], tuple[StoredData, ...]] = Batcher(self._read_streams, most=GROUP)
        self._finder: Batcher[UUID, Duplicate | None] = Batcher(self._find_commands, most=GROUP)
        self.committed = asyncio.Event()
        """Set after each commit of this process; the relay clears it."""
        self._listeners: set[asyncio.Event] = set()

    async def run(self) -> None:
        """Serve appends and stream reads until cancelled."""
        async with asyncio.TaskGroup() as group:
            for batcher in (self._writer, self._reader, self._finder):
                group.create_task(batcher.run())

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """Give an event of the caller's own that is set after each commit of this process."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            yield event
        finally:
            self._listeners.remove(event)

    async def append(self, append: Append) -> Appended:
        """Commit the append together with whatever else waits.

        Raises: Unavailable, AppendFailed.
        """
        return await self._writer.ask(append)

    async def read_stream(self, stream: str, after: int = 0) -> tuple[StoredData, ...]:
        """Return what a stream's events after a version say, by version. Raises: Unavailable."""
        return await self._reader.ask((stream, after))

    async def find_command(self, command_id: UUID) -> Duplicate | None:
        """Return what the command stored, or None. Raises: Unavailable."""
        return await self._finder.ask(command_id)

    async def read(self, after: int, limit: int) -> list[StoredEvent]:
        """Return up to `limit` events after a position, by position."""
        query = f"SELECT {_COLUMNS} FROM events WHERE position > $1 ORDER BY position LIMIT $2"  # noqa: S608
        rows = await self._pool.fetch(query, after, limit)
        return [*map(StoredEvent._make, rows)]

    async def read_data(self, after: int, limit: int) -> list[StoredData]:
        """Return what up to `limit` events after a position say, by position: those are dense."""
        query = f"SELECT {_DATA_COLUMNS} FROM events WHERE position > $1 ORDER BY position LIMIT $2"  # noqa: S608
        return [*map(StoredData._make, await self._pool.fetch(query, after, limit))]

    async def read_versions(self, stream: str, after: int, limit: int) -> list[StoredEvent]:
        """Return up to `limit` events of a stream after a version, by version."""
        query = f"SELECT {_COLUMNS} FROM events WHERE stream = $1 AND version > $2 ORDER BY version LIMIT $3"  # noqa: S608
        rows = await self._pool.fetch(query, stream, after, limit)
        return [*map(StoredEvent._make, rows)]

    async def read_keys(self, lookup: str, since: str, reached: int) -> list[str] | None:
        """Return a lookup's keys in buckets from one on, by bytes; None until the agenda has reached a position."""
        query = """SELECT array(SELECT key FROM entries WHERE lookup = $1 AND bucket >= $2 COLLATE "C")
                   FROM agenda WHERE position >= $3"""
        keys: list[str] | None = await self._pool.fetchval(query, lookup, since, reached)
        return keys

    async def answers(self) -> bool:
        """Tell whether the database answers."""
        try:
            return await self._pool.fetchval("SELECT true", timeout=1.0) is True
        except GONE:
            return False

    async def read_head(self) -> Head:
        """Return where the log ends; position 0 and the genesis chain when it is empty."""
        row = await self._pool.fetchrow(
            """SELECT l.epoch, coalesce(e.position, 0), coalesce(e.chain, $1) FROM log l LEFT JOIN LATERAL
               (SELECT position, chain FROM events ORDER BY position DESC LIMIT 1) e ON true""",
            GENESIS,
        )
        assert row is not None, "the migration fills the log table"
        return Head(*row)

    async def _measure_group(self, group: Sequence[Append]) -> Sequence[Appended | Exception]:
        started_s = read_monotonic_s()
        with trace_together("append", "log", ((each.correlation_id, each.command_id) for each in group)):
            answers = await self._write_group(group)
        self.group_sizes.add(len(group))
        self.group_seconds.add(read_monotonic_s() - started_s)
        return answers

    async def _write_group(self, group: Sequence[Append]) -> Sequence[Appended | Exception]:
        try:
            answers: Sequence[Appended | Exception] = await self._call(group)
        except _REFUSED as error:
            one = len(group) == 1
            answers = [AppendFailed(describe(error))] if one else [await self._write_alone(each) for each in group]
        for event in (self.committed, *self._listeners):
            event.set()
        return answers

    async def _write_alone(self, append: Append) -> Appended | Exception:
        try:
            return (await self._call([append]))[0]
        except _REFUSED as error:
            return AppendFailed(describe(error))

    async def _call(self, group: Sequence[Append]) -> list[Appended]:
        """Store the group where all win, else let the log tell who does (decision 0008); a bundle comes alone.

        Each statement runs again after a lost connection: what it had stored answers as a duplicate of itself.
        """
        if group[0].parts:
            (row,) = await self._fetch(_APPEND_BUNDLE, *_columns_of(group), *_turn(map(astuple, group[0].parts)))
            return [_answer(row, row["known"])]
        if len(group) == 1:
            ((first,),) = await self._fetch(_APPEND_ONE, *_values_of(group[0]))
        else:
            ((first,),) = await self._fetch(_APPEND_ALL, *_columns_of(group))
        if first is not None:
            return list(_count_on(first, group))
        rows = await self._fetch(_APPEND, *_columns_of(group))
        of_append = {row["append"]: row for row in rows}
        return [_answer(of_append[n], append.command_id) for n, append in enumerate(group, 1)]

    async def _read_streams(self, asked: Sequence[tuple[str, int]]) -> list[tuple[StoredData, ...]]:
        found: dict[tuple[str, int], list[StoredData]] = {one: [] for one in asked}
        query = f"""SELECT asked.after, found.* FROM unnest($1::text[], $2::bigint[]) AS asked(stream, after)
            CROSS JOIN LATERAL (SELECT {_DATA_COLUMNS} FROM events
                                WHERE stream = asked.stream AND version > asked.after ORDER BY version) found"""  # noqa: S608
        for after, *row in await self._fetch(query, *_turn(found)):
            event = StoredData._make(row)
            found[event.stream, after].append(event)
        return [tuple(found[one]) for one in asked]

    async def _find_commands(self, ids: Sequence[UUID]) -> list[Duplicate | None]:
        query = """SELECT found.* FROM unnest($1::uuid[]) AS asked(id) CROSS JOIN LATERAL (
            SELECT id, body_hash, outcome, first_position, last_position FROM commands WHERE id = asked.id LIMIT 1
            ) found"""
        rows = await self._fetch(query, list(ids))
        found = {row["id"]: Duplicate(*row) for row in rows}
        return [found.get(command_id) for command_id in ids]

    async def _fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Ask until the database answers or the deadline has passed, however it is away: closed, cut or silent."""
        try:
            async with asyncio.timeout(RETRY_S):
                try:  # the first time without the loop's 20 us
                    return await self._pool.fetch(query, *arguments)
                except GONE as error:
                    if not is_gone(error):
                        raise
                async for attempt in stamina.retry_context(on=is_gone, attempts=None, timeout=None, wait_max=0.5):
                    with attempt:
                        return await self._pool.fetch(query, *arguments)
        except GONE as error:
            if not is_gone(error):
                raise
            raise Unavailable(f"the event log does not answer: {error!r}") from error
        raise AssertionError("it is asked until the deadline")


@asynccontextmanager
async def open_log(url: str, *, connections: int = 6) -> AsyncIterator[EventLog]:
    """Open the log and run its writer until the block ends; the database may come later."""
    async with open_pool(url, max_size=connections, command_timeout=RETRY_S, server_settings=BY_KEY) as pool:
        log = EventLog(pool)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(log.run())
            try:
                yield log
            finally:
                running.cancel()


def is_gone(error: Exception) -> bool:
    """Tell whether an error says that the database is away, and not that what it was asked makes no sense."""
    return isinstance(error, GONE) and (
        not isinstance(error, asyncpg.InterfaceError) or bool(_CLOSED.search(str(error)))
    )


def _values_of(append: Append) -> tuple[object, ...]:
    return (
        append.command_id,
        append.body_hash,
        append.outcome,
        append.actor,
        append.role,
        append.department,
        append.effective_at,
        append.correlation_id,
        append.causation_id,
        list(append.expected),
        list(append.expected.values()),
        [event.stream for event in append.events],
        [event.type for event in append.events],
        [event.data for event in append.events],
    )


def _columns_of(group: Sequence[Append]) -> list[list[object]]:
    numbered = list(enumerate(group, 1))
    expected = [(n, stream, version) for n, append in numbered for stream, version in append.expected.items()]
    events = [(n, event.stream, event.type, event.data) for n, append in numbered for event in append.events]
    per_append = (_values_of(append)[:_PER_APPEND] for append in group)
    return [*_turn(per_append), *_turn(expected), *_turn(events)]


def _turn(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _count_on(first: int, group: Sequence[Append]) -> Iterator[Stored]:
    """Yield where each append is: one after the other from the first position."""
    for append in group:
        last = first + len(append.events) - 1
        yield Stored(first, last)
        first = last + 1


def _answer(row: asyncpg.Record, known: UUID) -> Appended:
    match row["status"]:
        case "stored":
            return Stored(row["first_position"], row["last_position"])
        case "conflict":
            return Conflict(row["stream"], row["version"])
        case _:
            return Duplicate(known, row["body_hash"], row["outcome"], row["first_position"], row["last_position"])
