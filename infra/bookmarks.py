"""Where a reader of a log stands, and which streams it has set aside: they move in the transaction of its effect."""
# ruff: noqa: S608 - every name in a query is one of `Tables`, never input

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import asyncpg

from infra.chain import GENESIS
from infra.consuming import Checkpoint

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
"""A connection of one's own, or one that a pool has lent."""


class Placed(Protocol):
    """An event, readable or not."""

    @property
    def position(self) -> int: ...
    @property
    def subject(self) -> str: ...
    @property
    def streamversion(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Parked:
    """A stream that is set aside."""

    position: int
    """Of the first event that was not taken in."""
    version: int
    """Of the same event in its stream."""
    events: int
    """How many wait, that one included."""
    why: str


class Parking:
    """The streams set aside, while one batch is taken in: pure, so that a fold and a policy park alike."""

    def __init__(self, before: Iterable[str] = ()) -> None:
        self._before = frozenset(before)
        self.new: dict[str, Parked] = {}
        """Parked by this batch."""
        self.more: Counter[str] = Counter()
        """Further events of streams that had been parked before."""

    def holds(self, event: Placed) -> bool:
        """Tell whether the event must wait behind one of its stream; it is counted then."""
        stream = event.subject
        if stream in self._before:
            self.more[stream] += 1
        elif stream in self.new:
            self.new[stream] = replace(self.new[stream], events=self.new[stream].events + 1)
        else:
            return False
        return True

    def park(self, event: Placed, why: str) -> None:
        """Set the event's stream aside, from this event on."""
        self.new[event.subject] = Parked(event.position, event.streamversion, 1, why)


@dataclass(frozen=True, slots=True)
class Tables:
    """Where readers of one kind keep their bookmarks; the names are ours, never input."""

    checkpoints: str
    parked: str
    reader: str
    """The column that names the reader."""
    moved: str = ""
    """What the statement that moves a checkpoint does besides."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One reader's place in one context's log. Every method needs a transaction, where it says nothing else."""

    tables: Tables
    reader: str
    context: str

    async def find(self, connection: Connection | asyncpg.Pool) -> Checkpoint:
        """Return the checkpoint as it is; needs no transaction."""
        row = await connection.fetchrow(
            f"SELECT epoch, position, chain FROM {self.tables.checkpoints} "
            f"WHERE {self.tables.reader} = $1 AND context = $2",
            self.reader,
            self.context,
        )
        return Checkpoint(*row) if row else Checkpoint()

    async def lock(self, connection: Connection) -> tuple[Checkpoint, bool]:
        """Return the checkpoint, locked, and whether any stream is parked."""
        return (await lock(connection, self.tables, self.context, [self.reader]))[self.reader]

    async def find_parked(self, connection: Connection, events: Sequence[Placed]) -> frozenset[str]:
        """Return which streams of the events are parked."""
        rows = await connection.fetch(
            f"SELECT stream FROM {self.tables.parked} "
            f"WHERE {self.tables.reader} = $1 AND context = $2 AND stream = ANY($3)",
            self.reader,
            self.context,
            list({event.subject for event in events}),
        )
        return frozenset(row[0] for row in rows)

    async def find_version(self, connection: Connection, stream: str) -> int | None:
        """Return the version at which a stream is parked; None where it is not."""
        version: int | None = await connection.fetchval(
            f"SELECT version FROM {self.tables.parked} "
            f"WHERE {self.tables.reader} = $1 AND context = $2 AND stream = $3",
            self.reader,
            self.context,
            stream,
        )
        return version

    async def move(self, connection: Connection, to: Checkpoint, parking: Parking) -> None:
        """Move the checkpoint, and note what this batch has parked or left waiting."""
        await self._note(connection, parking)
        await move(connection, self.tables, self.context, [self.reader], to, parks=bool(parking.new))

    async def pass_by(self, pool: asyncpg.Pool, before: Checkpoint, after: Checkpoint) -> bool:
        """Move the checkpoint, unless it is elsewhere or streams are parked; needs no transaction."""
        moved = await pool.execute(
            f"UPDATE {self.tables.checkpoints} SET position = $6, chain = $7 WHERE {self.tables.reader} = $1 "
            "AND context = $2 AND epoch = $3 AND position = $4 AND chain = $5 AND NOT parks",
            self.reader,
            self.context,
            before.epoch,
            before.position,
            before.chain,
            after.position,
            after.chain,
        )
        return bool(moved == "UPDATE 1")

    async def settle(self, connection: Connection, stream: str, parking: Parking) -> None:
        """End the parking of a stream that was taken in again, or note why it failed once more."""
        before = await connection.fetchrow(
            f"DELETE FROM {self.tables.parked} WHERE {self.tables.reader} = $1 AND context = $2 AND stream = $3 "
            "RETURNING parked_at, tries",
            self.reader,
            self.context,
            stream,
        )
        await self._note(connection, parking)
        if before is not None:
            await connection.execute(
                f"UPDATE {self.tables.parked} SET parked_at = $4, tries = $5 + 1 "
                f"WHERE {self.tables.reader} = $1 AND context = $2 AND stream = $3",
                self.reader,
                self.context,
                stream,
                *before,
            )
        await connection.execute(
            f"UPDATE {self.tables.checkpoints} SET parks = EXISTS (SELECT FROM {self.tables.parked} "
            f"WHERE {self.tables.reader} = $1 AND context = $2) "
            f"WHERE {self.tables.reader} = $1 AND context = $2 {self.tables.moved}",
            self.reader,
            self.context,
        )

    async def rewind(self, connection: Connection) -> None:
        """Start again before the first event; a view empties its table when it takes the first batch."""
        await rewind(connection, self.tables, self.context, self.reader)

    async def _note(self, connection: Connection, parking: Parking) -> None:
        """Note what a batch has parked or left waiting."""
        if not parking.new and not parking.more:
            return
        new, more = parking.new.items(), parking.more.items()
        await connection.execute(
            f"INSERT INTO {self.tables.parked} ({self.tables.reader}, context, stream, position, version, events, why) "
            "SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])",
            self.reader,
            self.context,
            [stream for stream, _ in new],
            [parked.position for _, parked in new],
            [parked.version for _, parked in new],
            [parked.events for _, parked in new],
            [parked.why for _, parked in new],
        )
        await connection.execute(
            f"UPDATE {self.tables.parked} p SET events = p.events + more.events "
            f"FROM unnest($3::text[], $4::bigint[]) AS more(stream, events) "
            f"WHERE p.{self.tables.reader} = $1 AND p.context = $2 AND p.stream = more.stream",
            self.reader,
            self.context,
            [stream for stream, _ in more],
            [number for _, number in more],
        )


async def lock(
    connection: Connection, tables: Tables, context: str, readers: Sequence[str]
) -> dict[str, tuple[Checkpoint, bool]]:
    """Return the checkpoints of readers of a context, locked, and whether any stream of theirs is parked.

    That must stand in the locked row itself: a subquery beside FOR UPDATE sees what was before the wait. All lock in
    the order of their names, so that no two wait for each other.
    """
    query = (
        f"SELECT {tables.reader}, epoch, position, chain, parks FROM {tables.checkpoints} "
        f"WHERE context = $1 AND {tables.reader} = ANY($2) ORDER BY {tables.reader} FOR UPDATE"
    )
    rows = await connection.fetch(query, context, readers)
    if len(rows) < len(readers):
        await connection.execute(
            f"INSERT INTO {tables.checkpoints} SELECT name, $1, 0, 0, $3 FROM unnest($2::text[]) AS name ORDER BY name "
            "ON CONFLICT DO NOTHING",
            context,
            readers,
            GENESIS,
        )
        rows = await connection.fetch(query, context, readers)
    return {row[0]: (Checkpoint(*row[1:4]), row[4]) for row in rows}


async def move(
    connection: Connection, tables: Tables, context: str, readers: Sequence[str], to: Checkpoint, *, parks: bool
) -> None:
    """Move the checkpoints of readers of a context; `parks` tells that they have parked a stream just now."""
    await connection.execute(
        f"UPDATE {tables.checkpoints} SET epoch = $3, position = $4, chain = $5, parks = parks OR $6 "
        f"WHERE context = $1 AND {tables.reader} = ANY($2) {tables.moved}",
        context,
        readers,
        to.epoch,
        to.position,
        to.chain,
        parks,
    )


async def rewind(connection: Connection, tables: Tables, context: str, reader: str | None = None) -> list[str]:
    """Set the readers of a context, or the one named, before its first event; return their names."""
    await connection.execute(
        f"SELECT FROM {tables.checkpoints} WHERE {tables.reader} = coalesce($1, {tables.reader}) AND context = $2 "
        f"ORDER BY {tables.reader} FOR UPDATE",
        reader,
        context,
    )
    moved = "RETURNING " + tables.reader + tables.moved.replace("RETURNING ", ", ")
    rows = await connection.fetch(
        f"UPDATE {tables.checkpoints} SET epoch = 0, position = 0, chain = $3, parks = false "
        f"WHERE {tables.reader} = coalesce($1, {tables.reader}) AND context = $2 {moved}",
        reader,
        context,
        GENESIS,
    )
    await connection.execute(
        f"DELETE FROM {tables.parked} WHERE {tables.reader} = coalesce($1, {tables.reader}) AND context = $2",
        reader,
        context,
    )
    return sorted(row[0] for row in rows)
