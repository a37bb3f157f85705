"""부서: the table of the view and its SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Table,
    Text,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA, find_position
from gateway.queries.paging import Read, bind, make_cursor, read_cursor, read_text, read_whole
from gateway.views import department
from gateway.views.department import Row
from infra.projections import View

TABLE: Final = Table(
    "department",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_known", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("town", Text),
    Column("parent", Text),
    Column("lineage", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("ended_for", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("department", department.CONTEXT, Row, TABLE, department.keys, department.apply)
_UNNAMED: Final = case((TABLE.c.name_known, 0), else_=1)
SORTS: Final[dict[str, tuple[ColumnElement[object], ...]]] = {
    "kind": (TABLE.c.kind, _UNNAMED, TABLE.c.name, TABLE.c.code),
    "name": (TABLE.c.name, TABLE.c.code),
    "code": (TABLE.c.code,),
}
_READS: Final[dict[str, tuple[Read, ...]]] = {
    "kind": (read_text, read_whole, read_text, read_text),
    "name": (read_text, read_text),
    "code": (read_text,),
}
MOST: Final = 1_000
"""Departments in one answer: a city has some sixty, and keeps the closed ones."""


async def list_departments(snapshot: Snapshot, as_of: date) -> list[Row]:
    """Return the departments that exist on a day, by kind and name (ORG-01)."""
    valid = TABLE.c.valid_from <= as_of, or_(TABLE.c.valid_until.is_(None), TABLE.c.valid_until >= as_of)
    query = select(TABLE).where(*valid).order_by(TABLE.c.kind, TABLE.c.name_known.desc(), TABLE.c.name).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def find_name_on(snapshot: Snapshot, name: str, day: date) -> str | None:
    """Return what the department of a name, or the one before or after it, was called on a day (ORG-01)."""
    valid = TABLE.c.valid_from <= day, or_(TABLE.c.valid_until.is_(None), TABLE.c.valid_until >= day)
    lineages = select(TABLE.c.lineage).where(TABLE.c.name == name)
    query = select(TABLE.c.name).where(TABLE.c.lineage.in_(lineages), *valid).order_by(TABLE.c.code).limit(1)
    found: str | None = await snapshot.scalar(query)
    return found


@dataclass(frozen=True, slots=True)
class Filter:
    """Which departments, in which order."""

    as_of: date
    kind: str | None = None
    lineage: str | None = None
    q: str | None = None
    sort: str = "kind"
    limit: int = 50
    cursor: str | None = None

    @property
    def bound(self) -> str:
        """What a cursor of these conditions is bound to."""
        return bind(self.as_of, self.kind, self.lineage, self.q, self.sort)


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `total` departments match."""

    rows: list[Row]
    next_cursor: str | None
    total: int | None


async def list_page(snapshot: Snapshot, wanted: Filter, *, total: bool) -> Page:
    """Return a page of the departments that exist on a day. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    matching = select(TABLE).where(*_choose(wanted))
    columns, falls = SORTS[wanted.sort.removeprefix("-")], wanted.sort.startswith("-")
    query = matching.order_by(*(each.desc() if falls else each.asc() for each in columns)).limit(wanted.limit + 1)
    if wanted.cursor is not None:
        at = tuple_(*map(literal, read_cursor(wanted.cursor, wanted.bound, *_READS[wanted.sort.removeprefix("-")])))
        query = query.where(tuple_(*columns) < at if falls else tuple_(*columns) > at)
    rows = [Row(**row) for row in (await snapshot.execute(query)).mappings()]
    count = await snapshot.scalar(select(func.count()).select_from(matching.subquery())) if total else None
    following = _make_cursor(rows[wanted.limit - 1], wanted) if len(rows) > wanted.limit else None
    return Page(rows[: wanted.limit], following, count)


def _choose(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = [TABLE.c.valid_from <= wanted.as_of]
    conditions.append(or_(TABLE.c.valid_until.is_(None), TABLE.c.valid_until >= wanted.as_of))
    if wanted.kind is not None:
        conditions.append(TABLE.c.kind == wanted.kind)
    if wanted.lineage is not None:
        conditions.append(TABLE.c.lineage == wanted.lineage)
    if wanted.q is not None:
        conditions.append(func.replace(TABLE.c.name, " ", "").icontains("".join(wanted.q.split()), autoescape=True))
    return conditions


def _make_cursor(last: Row, wanted: Filter) -> str:
    places: dict[str, tuple[int | str, ...]] = {
        "kind": (last.kind, int(not last.name_known), last.name, last.code),
        "name": (last.name, last.code),
        "code": (last.code,),
    }
    return make_cursor(wanted.bound, *places[wanted.sort.removeprefix("-")])


async def find_names(snapshot: Snapshot, codes: Iterable[str]) -> dict[str, str]:
    """Return the departments' names by code."""
    query = select(TABLE.c.code, TABLE.c.name).where(TABLE.c.code.in_(set(codes))).limit(MOST)
    return dict(iter(await snapshot.execute(query)))


async def find_department(snapshot: Snapshot, code: str) -> Row | None:
    """Return one department."""
    row = (await snapshot.execute(select(TABLE).where(TABLE.c.code == code).limit(1))).mappings().one_or_none()
    return Row(**row) if row else None


async def find_reflected(snapshot: Snapshot) -> int:
    """Return the position that the view reflects."""
    return await find_position(snapshot, VIEW.name, VIEW.context)


async def list_lineage(snapshot: Snapshot, lineage: str) -> list[Row]:
    """Return the departments that follow one another, the first one first (ORG-01)."""
    query = select(TABLE).where(TABLE.c.lineage == lineage).order_by(TABLE.c.valid_from, TABLE.c.code).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def list_children(snapshot: Snapshot, code: str, as_of: date) -> list[Row]:
    """Return the departments that belong to one on a day, by name."""
    valid = TABLE.c.valid_from <= as_of, or_(TABLE.c.valid_until.is_(None), TABLE.c.valid_until >= as_of)
    query = select(TABLE).where(TABLE.c.parent == code, *valid).order_by(TABLE.c.name, TABLE.c.code).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
