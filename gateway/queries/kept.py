"""What was read of views, kept in memory for as long as none of them has changed (ADR 0026).

Every transaction that changes a view's rows writes the view's row of `views.checkpoint`, too (infra/bookmarks.py:
`move`, `settle`, `rewind`). So the version of that row, which PostgreSQL names by the transaction that wrote it, stands
for the whole table. It is read in the snapshot of the answer itself: nobody needs to be told, no replica can be behind.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, text

from gateway.gate import Reflecting, Snapshot

OPTION: Final = "kept"
"""The execution option of an engine by which its snapshots know what is kept."""
MOST: Final = 64
"""Answers kept: a page of the board is some 150 kB."""
_MARKS: Final = text("SELECT view, context, epoch, position, xmin::text FROM views.checkpoint")
ReadT = TypeVar("ReadT")


@dataclass(frozen=True, slots=True)
class Mark:
    """Stays the same as long as a view's rows do."""

    epoch: int
    position: int
    written_by: str
    """The transaction: releasing a parked stream changes rows where the position stays."""


Marks = Mapping[tuple[str, str], Mark]
"""By view and context; a view that has taken nothing yet has none."""


class Kept:
    """What was read, by what it is; who asks is no part of it, so nothing is kept that depends on rights."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, tuple[tuple[Mark | None, ...], object]] = OrderedDict()
        self._marks: WeakKeyDictionary[Connection, Marks] = WeakKeyDictionary()

    async def find_marks(self, snapshot: Snapshot) -> Marks:
        """Return the marks of all views, read once a snapshot."""
        connection = snapshot.sync_connection
        assert connection is not None, "a snapshot is open"
        marks = self._marks.get(connection)
        if marks is None:
            marks = await read_marks(snapshot)
            self._marks[connection] = marks
        return marks

    async def read(
        self, snapshot: Snapshot, key: Hashable, views: tuple[Reflecting, ...], read: Callable[[], Awaitable[ReadT]]
    ) -> ReadT:
        """Return what `read` returned when the views were as they are; a key stands for one kind of answer."""
        marks = await self.find_marks(snapshot)
        now = tuple(marks.get((view.name, view.context)) for view in views)
        then, found = self._found.get(key, (None, None))
        if then != now:
            found = await read()
            self._found[key] = now, found
        self._found.move_to_end(key)
        while len(self._found) > MOST:
            self._found.popitem(last=False)
        return cast("ReadT", found)


async def read_kept(
    snapshot: Snapshot, key: Hashable, views: tuple[Reflecting, ...], read: Callable[[], Awaitable[ReadT]]
) -> ReadT:
    """Return what `read` returns, from memory where the views have not changed; it may not depend on who asks."""
    kept = _find_kept(snapshot)
    return await read() if kept is None else await kept.read(snapshot, key, views, read)


async def find_mark(snapshot: Snapshot, view: str, context: str) -> Mark | None:
    """Return the mark of a view in this snapshot; None before its first event."""
    kept = _find_kept(snapshot)
    marks = await (read_marks(snapshot) if kept is None else kept.find_marks(snapshot))
    return marks.get((view, context))


async def read_marks(snapshot: Snapshot) -> Marks:
    """Return the marks of all views in this snapshot."""
    return {(view, context): Mark(*mark) for view, context, *mark in await snapshot.execute(_MARKS)}


def _find_kept(snapshot: Snapshot) -> Kept | None:
    connection = snapshot.sync_connection
    found = connection.get_execution_options().get(OPTION) if connection is not None else None
    assert found is None or isinstance(found, Kept)
    return found
