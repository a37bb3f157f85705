"""Read models: generic storage for pure folds. A batch of events is one transaction with its checkpoint."""

import inspect
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from operator import attrgetter
from typing import Final, Generic, TypeVar

import asyncpg
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from contracts.messages import Event, Recorded
from infra.bookmarks import Bookmark, Connection, Parking, Tables, lock, move
from infra.cloudevents import Unreadable, explain
from infra.consuming import Batch, Checkpoint, Hole, join

SCHEMA: Final = "views"
_DIALECT: Final = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
CHANGED: Final = "view_changed"
"""Notification after each move of a view: `<view> <context> <position>`."""
VIEWS: Final = Tables(
    "views.checkpoint",
    "views.parked",
    "view",
    f"RETURNING pg_notify('{CHANGED}', view || ' ' || context || ' ' || position)",
)
EMPTY_S: Final = 600.0
"""How long emptying a table for a rebuild may take."""
EventT = TypeVar("EventT", bound=Event)
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=False)
class View(Generic[RowT, EventT]):
    """A read model: its pure fold and its table. The row's fields are the table's columns, the first is the key."""

    name: str
    context: str
    row: type[RowT]
    table: Table
    keys: Callable[[Recorded[EventT]], Sequence[Hashable]]
    apply: Callable[[RowT | None, Recorded[EventT]], RowT | None]
    is_sum: bool = False
    """Whether a row takes events of several streams, so that releasing one of them means a rebuild."""

    def __post_init__(self) -> None:
        names = [field.name for field in fields(self.row)]  # type: ignore[arg-type]  # every row is a dataclass
        assert names == [column.name for column in self.table.columns], f"{self.name}: row and table differ"

    @property
    def bookmark(self) -> Bookmark:
        """Its place in its log."""
        return Bookmark(VIEWS, self.name, self.context)

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
    def _json(self) -> tuple[int, ...]:
        return tuple(place for place, column in enumerate(self.table.columns) if isinstance(column.type, JSONB))

    @cached_property
    def _get(self) -> Callable[[RowT], tuple[object, ...]]:
        return attrgetter(*(column.name for column in self.table.columns))

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
        values: list[object] = list(record)
        for place in self._json:
            if values[place] is not None:
                values[place] = json.loads(record[place])
        return self.row(*values)

    def step(
        self,
        rows: dict[Hashable, RowT],
        changed: dict[Hashable, RowT | None],
        event: Recorded[EventT],
        keys: Sequence[Hashable],
    ) -> dict[Hashable, RowT | None]:
        """Return the event's rows after it; before it they lie in `changed` or else in `rows`."""
        return {key: self.apply(changed[key] if key in changed else rows.get(key), event) for key in keys}

    def columns(self, rows: Iterable[RowT]) -> list[list[object]]:
        """Return rows as one list a column, as `upsert_sql` takes them."""
        columns: list[list[object]] = [list(column) for column in zip(*map(self._get, rows), strict=True)]
        for place in self._json:
            columns[place] = [None if v is None else json.dumps(v, ensure_ascii=False) for v in columns[place]]
        return columns


def fold_events(
    view: View[RowT, EventT], rows: dict[Hashable, RowT], events: Iterable[Recorded[EventT]]
) -> dict[Hashable, RowT | None]:
    """Return the rows that the events change; None for one that is gone. `rows` are those before.

    Raises: whatever the fold raises on poison.
    """
    changed: dict[Hashable, RowT | None] = {}
    for event in events:
        changed.update(view.step(rows, changed, event, view.keys(event)))
    return changed


def find_keys(
    view: View[RowT, EventT], events: Iterable[Recorded[EventT] | Unreadable]
) -> list[tuple[Recorded[EventT] | Unreadable, Sequence[Hashable] | Exception]]:
    """Return each event with the rows that it changes, or with why nobody can tell."""
    return [(event, () if isinstance(event, Unreadable) else _find_keys(view, event)) for event in events]


def fold_keyed(
    view: View[RowT, EventT],
    rows: dict[Hashable, RowT],
    keyed: Iterable[tuple[Recorded[EventT] | Unreadable, Sequence[Hashable] | Exception]],
    parking: Parking,
) -> dict[Hashable, RowT | None]:
    """As `fold_events`, but poison parks its stream, whose rows stay as they were before that event."""
    changed: dict[Hashable, RowT | None] = {}
    for event, keys in keyed:
        if parking.holds(event):
            continue
        if isinstance(event, Unreadable):
            parking.park(event, event.why)
        elif isinstance(keys, Exception):
            parking.park(event, explain(keys))
        else:
            try:
                changed.update(view.step(rows, changed, event, keys))
            except Exception as error:  # noqa: BLE001 - poison is whatever a fold cannot take
                parking.park(event, explain(error))
    return changed


def _find_keys(view: View[RowT, EventT], event: Recorded[EventT]) -> Sequence[Hashable] | Exception:
    try:
        return view.keys(event)
    except Exception as error:  # noqa: BLE001 - poison is whatever a fold cannot take
        return error


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
        await view.bookmark.rewind(connection)
        await connection.execute(
            """INSERT INTO views.view (name, fingerprint) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET fingerprint = EXCLUDED.fingerprint""",
            view.name,
            view.fingerprint,
        )
        return True


async def advance(connection: Connection, views: Sequence[View[RowT, EventT]], batch: Batch[EventT]) -> Hole | int:
    """Take a batch into views of one context in one transaction; return the position that the last of them reached.

    Where some lack what is before the batch, that hole is returned, the first one, and the others have taken it.
    Raises: EpochChanged, ChainBroken.
    """
    context, names = views[0].context, [view.name for view in views]
    reached: list[Hole | int] = []
    moved: defaultdict[Checkpoint, list[str]] = defaultdict(list)
    async with connection.transaction():
        stands = await lock(connection, VIEWS, context, names)
        for view in views:
            checkpoint, parks = stands[view.name]
            joined = join(checkpoint, batch)
            if isinstance(joined, Hole):
                reached.append(joined)
                continue
            reached.append(joined.checkpoint.position)
            if joined.checkpoint == checkpoint:
                continue
            parking = await _take(connection, view, joined.events, is_first=checkpoint.epoch == 0, parks=parks)
            if parking.new or parking.more:
                await view.bookmark.move(connection, joined.checkpoint, parking)
            else:
                moved[joined.checkpoint].append(view.name)
        for to, of_views in moved.items():
            await move(connection, VIEWS, context, of_views, to, parks=False)
    holes = [each for each in reached if isinstance(each, Hole)]
    return min(holes, key=attrgetter("after")) if holes else min(each for each in reached if isinstance(each, int))


async def _take(
    connection: Connection,
    view: View[RowT, EventT],
    events: Sequence[Recorded[EventT] | Unreadable],
    *,
    is_first: bool,
    parks: bool,
) -> Parking:
    """Store what events change in a view's rows; return what was parked or left waiting."""
    if is_first:  # new or rewound: what is there belongs to nothing that was read
        await connection.execute(f"DELETE FROM {view.table.fullname}", timeout=EMPTY_S)  # noqa: S608 - a name of ours
    parking = Parking(await view.bookmark.find_parked(connection, events) if parks else ())
    await write(connection, view, events, parking)
    return parking


async def refold(
    connection: Connection,
    view: View[RowT, EventT],
    stream: str,
    read_to: int,
    events: Sequence[Recorded[EventT] | Unreadable],
) -> bool:
    """Take a parked stream in again from its whole history; tell whether it is settled: released, or parked once more.

    False means that the view has come beyond `read_to`, the position up to which the stream was read: read it again.
    """
    async with connection.transaction():
        checkpoint, _ = await view.bookmark.lock(connection)
        if await view.bookmark.find_version(connection, stream) is None:
            return True  # another replica was faster, or the view is being rebuilt
        if checkpoint.position > read_to:
            return False
        if view.is_sum:
            await view.bookmark.rewind(connection)
            return True
        parking = Parking()
        await write(
            connection, view, [event for event in events if event.position <= checkpoint.position], parking, anew=True
        )
        await view.bookmark.settle(connection, stream, parking)
        return True


async def write(
    connection: Connection,
    view: View[RowT, EventT],
    events: Sequence[Recorded[EventT] | Unreadable],
    parking: Parking,
    *,
    anew: bool = False,
) -> None:
    """Fold events over the stored rows, or `anew` over none, and store what they change; poison parks its stream."""
    keyed = find_keys(view, events)
    keys = {key for _, of_event in keyed if not isinstance(of_event, Exception) for key in of_event}
    rows = await _load(connection, view, keys) if keys and not anew else {}
    changed = fold_keyed(view, rows, keyed, parking)
    kept = [row for row in changed.values() if row is not None]
    gone = [key for key, row in changed.items() if row is None]
    if kept:
        await connection.execute(view.upsert_sql, *view.columns(kept))
    if gone:
        await connection.execute(view.delete_sql, gone)


async def _load(connection: Connection, view: View[RowT, EventT], keys: Iterable[Hashable]) -> dict[Hashable, RowT]:
    key_name = view.table.columns[0].name
    return {record[key_name]: view.load(record) for record in await connection.fetch(view.select_sql, list(keys))}
