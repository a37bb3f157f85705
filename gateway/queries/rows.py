"""Pages of a view's rows in the order of some columns, for registers that need no more of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, func, literal, or_, select, tuple_

from contracts.messages import Event
from gateway.gate import Snapshot
from gateway.queries.metadata import find_position
from gateway.queries.paging import Read, bind, make_cursor, read_cursor, read_text, read_whole
from infra.projections import View

RowT = TypeVar("RowT")
EventT = TypeVar("EventT", bound=Event)
AT_ONCE: Final = 1_000
"""Rows of one query where all of them are wanted."""
LARGEST: Final = 200
"""Rows of one page at most (decided.md, Limits)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins, and how long it is; `bound` tells the conditions that its cursor is for."""

    limit: int = LARGEST
    cursor: str | None = None
    bound: str = ""
    is_falling: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One page and the position that it reflects."""

    rows: list[RowT]
    next_cursor: str | None
    total: int | None
    position: int


async def list_page(
    snapshot: Snapshot,
    view: View[RowT, EventT],
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Column[Any]],
    place: Place,
    *,
    total: bool = False,
) -> Page[RowT]:
    """Return a page of the rows that meet all conditions. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    matching, bound = select(view.table).where(*conditions), bind(view.name, place.bound, place.is_falling)
    query = matching.order_by(*(each.desc() if place.is_falling else each.asc() for each in order))
    if place.cursor is not None:
        after = tuple_(*map(literal, read_cursor(place.cursor, bound, *map(_find_read, order))))
        query = query.where(tuple_(*order) < after if place.is_falling else tuple_(*order) > after)
    found = await snapshot.execute(query.limit(place.limit + 1))
    rows = [view.row(*row) for row in found]  # the row's fields are the table's columns (View)
    count = await snapshot.scalar(select(func.count()).select_from(matching.subquery())) if total else None
    following = None
    if len(rows) > place.limit:
        last = rows[place.limit - 1]
        following = make_cursor(bound, *(_write(getattr(last, column.name)) for column in order))
    position = await find_position(snapshot, view.name, view.context)
    return Page(rows[: place.limit], following, count, position)


async def list_all(
    snapshot: Snapshot,
    view: View[RowT, EventT],
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Column[Any]],
) -> list[RowT]:
    """Return every row that meets all conditions, however many there are, for what is chosen among all of them."""
    found: list[RowT] = []
    place = Place(limit=AT_ONCE)
    while True:
        page = await list_page(snapshot, view, conditions, order, place)
        found += page.rows
        if page.next_cursor is None:
            return found
        place = replace(place, cursor=page.next_cursor)


async def find_row(snapshot: Snapshot, view: View[RowT, EventT], key: object) -> RowT | None:
    """Return the row of a key."""
    (column, *_) = view.table.columns
    row = (await snapshot.execute(select(view.table).where(column == key).limit(1))).mappings().one_or_none()
    return view.row(**row) if row else None


def is_valid_on(view: View[RowT, EventT], day: date) -> list[ColumnElement[bool]]:
    """Return the conditions of what is valid on a day, by `valid_from` and `valid_until`."""
    columns = view.table.c
    return [columns.valid_from <= day, or_(columns.valid_until.is_(None), columns.valid_until >= day)]


def lasts_to(view: View[RowT, EventT], day: date) -> list[ColumnElement[bool]]:
    """Return the conditions of what is valid on a day or begins later."""
    until = view.table.c.valid_until
    return [or_(until.is_(None), until >= day)]


def _find_read(column: Column[Any]) -> Read:
    kind = column.type.python_type
    return read_whole if kind is int else _read_day if kind is date else read_text


def _read_day(value: object) -> date:
    return date.fromisoformat(str(value))


def _write(value: object) -> int | str:
    return value if isinstance(value, int) else str(value)
