"""Read models: generic storage for pure folds. A batch of events is one transaction with its checkpoint."""

import inspect
import json
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import Final, Generic, TypeVar

import asyncpg
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from contracts.messages import Event, Recorded
from infra.chain import GENESIS
from infra.consuming import Batch, Checkpoint, Hole, join

SCHEMA: Final = "views"
_DIALECT: Final = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
CHANGED: Final = "view_changed"
"""Notification after each transaction of a view: `<view> <context> <position>`."""
EventT = TypeVar("EventT", bound=Event)
RowT = TypeVar("RowT")
Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
"""A connection of one's own, or one that a pool has lent."""


@dataclass(frozen=True, slots=False)
class View(Generic[RowT, EventT]):
    """A read model: its pure fold and its table. The row's fields are the table's columns, the first is the key."""

    name: str
    context: str
    row: type[RowT]
    table: Table
    keys: Callable[[Recorded[EventT]], Sequence[Hashable]]
    apply: Callable[[RowT | None, Recorded[EventT]], RowT | None]

    def __post_init__(self) -> None:
        names = [field.name for field in fields(self.row)]  # type: ignore[arg-type]  # every row is a dataclass
        assert names == [column.name for column in self.table.columns], f"{self.name}: row and table differ"

    @cached_property
    def fingerprint(self) -> str:
        """What the view's content depends on: its table and the source of its fold."""
        fold = inspect.getsource(sys.modules[self.row.__module__])
        return sha256("\n".join([*self.ddl, fold]).encode()).hexdigest()

    @cached_property
    def ddl(self) -> tuple[str, ...]:
        """The statements that create its table and indexes."""
        indexes = [CreateIndex(index) for index in sorted(self.table.indexes, key=lambda each: str(each.name))]
        steps: list[ExecutableDDLElement] = [CreateTable(self.table), *indexes]
        return tuple(str(step.compile(dialect=_DIALECT)) for step in steps)

    @cached_property
    def _types(self) -> list[str]:
        return [_DIALECT.type_compiler_instance.process(column.type) for column in self.table.columns]

    @cached_property
    def _json(self) -> frozenset[str]:
        return frozenset(column.name for column in self.table.columns if isinstance(column.type, JSONB))

    @cached_property
    def select_sql(self) -> str:
        """Reads rows by key: $1 is an array of keys."""
        names = ", ".join(column.name for column in self.table.columns)
        key = self.table.columns[0].name
        return f"SELECT {names} FROM {self.table.fullname} WHERE {key} = ANY($1::{self._types[0]}[])"  # noqa: S608

    @cached_property
    def upsert_sql(self) -> str:
        """Writes rows: one array a column."""
        names = [column.name for column in self.table.columns]
        arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(self._types, 1))
        sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in names[1:])
        return (
            f"INSERT INTO {self.table.fullname} ({', '.join(names)}) SELECT * FROM unnest({arrays}) "  # noqa: S608
            f"ON CONFLICT ({names[0]}) DO UPDATE SET {sets}"
        )

    @cached_property
    def delete_sql(self) -> str:
        """Removes rows by key: $1 is an array of keys."""
        key = self.table.columns[0].name
        return f"DELETE FROM {self.table.fullname} WHERE {key} = ANY($1::{self._types[0]}[])"  # noqa: S608

    def load(self, record: asyncpg.Record) -> RowT:
        """Return a stored row."""
        return self.row(**{k: json.loads(v) if k in self._json and v is not None else v for k, v in record.items()})

    def columns(self, rows: Iterable[RowT]) -> list[list[object]]:
        """Return rows as one list a column, as `upsert_sql` takes them."""
        names = [column.name for column in self.table.columns]
        values = [[getattr(row, name) for name in names] for row in rows]
        turned = [list(column) for column in zip(*values, strict=True)]
        return [
            [json.dumps(v, ensure_ascii=False) if v is not None else None for v in column]
            if name in self._json
            else column
            for name, column in zip(names, turned, strict=True)
        ]


def fold_events(
    view: View[RowT, EventT], rows: dict[Hashable, RowT], events: Iterable[Recorded[EventT]]
) -> dict[Hashable, RowT | None]:
    """Return the rows that the events change; None for one that is gone. `rows` are those before."""
    changed: dict[Hashable, RowT | None] = {}
    for event in events:
        for key in view.keys(event):
            before = changed[key] if key in changed else rows.get(key)
            changed[key] = view.apply(before, event)
    return changed


async def prepare_view(connection: Connection, view: View[RowT, EventT]) -> bool:
    """Create the view's table, anew and empty where its definition or fold has changed; tell whether it did."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(7263)")
        known = await connection.fetchval("SELECT fingerprint FROM views.view WHERE name = $1", view.name)
        if known == view.fingerprint:
            return False
        await connection.execute(f"DROP TABLE IF EXISTS {view.table.fullname}")
        for statement in view.ddl:
            await connection.execute(statement)
        await connection.execute("DELETE FROM views.checkpoint WHERE view = $1", view.name)
        await connection.execute(
            """INSERT INTO views.view (name, fingerprint) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET fingerprint = EXCLUDED.fingerprint""",
            view.name,
            view.fingerprint,
        )
        return True


async def project(connection: Connection, view: View[RowT, EventT], batch: Batch[EventT]) -> Hole | int:
    """Take a batch into a view; return the position then reached, or the hole before the batch.

    Raises: EpochChanged, ChainBroken.
    """
    async with connection.transaction():
        checkpoint = await _lock_checkpoint(connection, view)
        joined = join(checkpoint, batch)
        if isinstance(joined, Hole):
            return joined
        if joined.checkpoint == checkpoint:
            return checkpoint.position
        await _write(connection, view, joined.events)
        await _advance(connection, view, joined.checkpoint)
        return joined.checkpoint.position


async def _lock_checkpoint(connection: Connection, view: View[RowT, EventT]) -> Checkpoint:
    await connection.execute(
        "INSERT INTO views.checkpoint VALUES ($1, $2, 0, 0, $3) ON CONFLICT DO NOTHING",
        view.name,
        view.context,
        GENESIS,
    )
    row = await connection.fetchrow(
        "SELECT epoch, position, chain FROM views.checkpoint WHERE view = $1 AND context = $2 FOR UPDATE",
        view.name,
        view.context,
    )
    assert row is not None, "inserted above"
    return Checkpoint(*row)


async def _write(connection: Connection, view: View[RowT, EventT], events: Sequence[Recorded[EventT]]) -> None:
    keys = {key for event in events for key in view.keys(event)}
    if not keys:
        return
    loaded = [view.load(record) for record in await connection.fetch(view.select_sql, list(keys))]
    key_name = view.table.columns[0].name
    changed = fold_events(view, {getattr(row, key_name): row for row in loaded}, events)
    kept = [row for row in changed.values() if row is not None]
    gone = [key for key, row in changed.items() if row is None]
    if kept:
        await connection.execute(view.upsert_sql, *view.columns(kept))
    if gone:
        await connection.execute(view.delete_sql, gone)


async def _advance(connection: Connection, view: View[RowT, EventT], to: Checkpoint) -> None:
    await connection.execute(
        "UPDATE views.checkpoint SET epoch = $3, position = $4, chain = $5 WHERE view = $1 AND context = $2",
        view.name,
        view.context,
        to.epoch,
        to.position,
        to.chain,
    )
    await connection.execute("SELECT pg_notify($1, $2)", CHANGED, f"{view.name} {view.context} {to.position}")
