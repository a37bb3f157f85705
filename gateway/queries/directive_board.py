"""지시사항 현황: the table of the view and its SQL."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    Table,
    Text,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.department import find_names
from gateway.queries.metadata import METADATA, find_position
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.views import directive_board
from gateway.views.directive_board import Row
from infra.projections import View

TABLE: Final = Table(
    "directive_board",
    METADATA,
    Column("directive", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("ordinal", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("meeting", Text),
    Column("state", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("share_due", Date, nullable=False),
    Column("share_policy", Text, nullable=False),
    Column("shared_on", Date),
    Column("share_late_days", Integer),
    Column("lead", Text),
    Column("supporting", JSONB, nullable=False),
    Column("report_due", Date),
    Column("report_policy", Text),
    Column("reported_on", Date),
    Column("report_late_days", Integer),
    Column("percent", Integer),
    Column("due", Date),
    Column("issued_by", Text, nullable=False),
    Column("external_system", Text),
    Column("external_id", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("directive_board_ordinal", TABLE.c.ordinal)
Index("directive_board_state", TABLE.c.state, TABLE.c.ordinal)
Index("directive_board_due", TABLE.c.due, TABLE.c.ordinal)
Index("directive_board_lead", TABLE.c.lead, TABLE.c.ordinal)
VIEW: Final = View("directive_board", directive_board.CONTEXT, Row, TABLE, directive_board.keys, directive_board.apply)
LATE: Final = "LATE"
NEVER: Final = date.max
"""Sorts a missing deadline last."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which directives, in which order; `overdue` counts against `today`."""

    today: date
    states: tuple[str, ...] = ()
    """Any of these; LATE is one whose deadline has passed."""
    lead: str | None = None
    q: str | None = None
    overdue: Literal["share", "report"] | None = None
    due_from: date | None = None
    due_until: date | None = None
    directive: str | None = None
    sort: str = "-number"
    limit: int = 50
    cursor: str | None = None

    @property
    def bound(self) -> str:
        """What a cursor of these conditions is bound to; the day is not among them, for a walk may pass midnight."""
        due = self.due_from, self.due_until
        return bind(self.states, self.lead, self.q, self.overdue, due, self.directive, self.sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Row):
    """One row with the names of its departments."""

    lead_name: str | None
    supporting_names: list[str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    items: list[Item]
    next_cursor: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How many directives a filter matches whatever its page, and how many there are by state and lateness."""

    matching: int
    counts: dict[str, int]


SORTS: Final[dict[str, ColumnElement[int] | ColumnElement[date]]] = {
    "number": TABLE.c.ordinal,
    "share_due": TABLE.c.share_due,
    "report_due": func.coalesce(TABLE.c.report_due, literal(NEVER)),
    "due": func.coalesce(TABLE.c.due, literal(NEVER)),
}


async def list_directives(snapshot: Snapshot, wanted: Filter) -> Page:
    """Return a page of the board (DIR-12, DIR-21). Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    matching = select(TABLE).where(*_choose(wanted))
    rows = [Row(**row) for row in (await snapshot.execute(_order(matching, wanted))).mappings()]
    shown = rows[: wanted.limit]
    return Page(
        items=await name_departments(snapshot, shown),
        next_cursor=_make_cursor(shown[-1], wanted) if len(rows) > wanted.limit else None,
        position=await find_position(snapshot, VIEW.name, VIEW.context),
    )


async def count_directives(snapshot: Snapshot, wanted: Filter) -> Totals:
    """Return how many directives there are; in the snapshot of a page it is of the same moment."""
    matching = select(TABLE.c.directive).where(*_choose(wanted))
    total = await snapshot.scalar(select(func.count()).select_from(matching.subquery()))
    return Totals(int(total or 0), await _count(snapshot, wanted.today))


async def find_directive(snapshot: Snapshot, directive: str) -> Item | None:
    """Return one directive."""
    query = select(TABLE).where(TABLE.c.directive == directive).limit(1)
    row = (await snapshot.execute(query)).mappings().one_or_none()
    return (await name_departments(snapshot, [Row(**row)]))[0] if row else None


async def find_reflected(snapshot: Snapshot) -> int:
    """Return the position that the view reflects."""
    return await find_position(snapshot, VIEW.name, VIEW.context)


def _choose(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        is_late = TABLE.c.due < wanted.today if LATE in wanted.states else false()
        conditions.append(or_(TABLE.c.state.in_(wanted.states), is_late))
    if wanted.lead is not None:
        conditions.append(TABLE.c.lead == wanted.lead)
    if wanted.q is not None:
        conditions.append(_search(wanted.q))
    if wanted.overdue is not None:
        conditions.append(_is_overdue(wanted.overdue, wanted.today))
    if wanted.due_from is not None:
        conditions.append(TABLE.c.due >= wanted.due_from)
    if wanted.due_until is not None:
        conditions.append(TABLE.c.due <= wanted.due_until)
    if wanted.directive is not None:
        conditions.append(TABLE.c.directive == wanted.directive)
    return conditions


def _search(words: str) -> ColumnElement[bool]:
    """Spaces do not count: Korean writes the same words with and without them."""
    bare = "".join(words.split())
    text = func.replace(TABLE.c.text, " ", "")
    return or_(text.icontains(bare, autoescape=True), TABLE.c.number.icontains(bare, autoescape=True))


def _is_overdue(clock: str, today: date) -> ColumnElement[bool]:
    if clock == "share":
        return and_(TABLE.c.state == "ISSUED", TABLE.c.share_due < today)
    return and_(TABLE.c.state == "SHARED", TABLE.c.report_due < today)


def _order(query: Select[tuple[object, ...]], wanted: Filter) -> Select[tuple[object, ...]]:
    column, falls = SORTS[wanted.sort.removeprefix("-")], wanted.sort.startswith("-")
    place = tuple_(column, TABLE.c.ordinal)
    if wanted.cursor is not None:
        at = tuple_(*_read_place(wanted))
        query = query.where(place < at if falls else place > at)
    columns = (column, TABLE.c.ordinal)
    return query.order_by(*(each.desc() if falls else each.asc() for each in columns)).limit(wanted.limit + 1)


def _make_cursor(last: Row, wanted: Filter) -> str:
    values: dict[str, int | str] = {
        "number": last.ordinal,
        "share_due": last.share_due.isoformat(),
        "report_due": (last.report_due or NEVER).isoformat(),
        "due": (last.due or NEVER).isoformat(),
    }
    return make_cursor(wanted.bound, values[wanted.sort.removeprefix("-")], last.ordinal)


def _read_place(wanted: Filter) -> list[ColumnElement[object]]:
    """Raises: Rejected with BAD_SHAPE."""
    read_value = read_whole if wanted.sort.endswith("number") else _read_day
    place = read_cursor(wanted.cursor or "", wanted.bound, read_value, read_whole)
    return [literal(value) for value in place]


def _read_day(value: object) -> date:
    return date.fromisoformat(str(value))


async def name_departments(snapshot: Snapshot, rows: Sequence[Row]) -> list[Item]:
    """Return rows with the names of their departments."""
    codes = {code for row in rows for code in (row.lead, *row.supporting) if code is not None}
    names = await find_names(snapshot, codes) if codes else {}
    return [
        Item(
            **asdict(row),
            lead_name=names.get(row.lead, row.lead) if row.lead else None,
            supporting_names=[names.get(code, code) for code in row.supporting],
        )
        for row in rows
    ]


async def _count(snapshot: Snapshot, today: date) -> dict[str, int]:
    query = select(
        func.count().label("all"),
        func.count().filter(TABLE.c.state == "ISSUED").label("to_share"),
        func.count().filter(TABLE.c.state == "SHARED").label("shared"),
        func.count().filter(_is_overdue("share", today)).label("share_overdue"),
        func.count().filter(_is_overdue("report", today)).label("report_overdue"),
    ).select_from(TABLE)
    return dict((await snapshot.execute(query)).mappings().one())
