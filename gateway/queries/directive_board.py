"""지시사항 현황: the table of the view and its SQL."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Final, Literal
from typing import cast as as_type

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    Table,
    Text,
    and_,
    cast,
    column,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB

from contracts.directives import Visibility
from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import department, directive_matching, directive_sealed, history
from gateway.queries.department import find_names
from gateway.queries.directive_matching import Place
from gateway.queries.history import Cut
from gateway.queries.kept import read_kept
from gateway.queries.metadata import METADATA, find_position
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.queries.rows import LARGEST
from gateway.secrecy import READERS, WITHHELD, may_read
from gateway.views import directive_board
from gateway.views.directive_board import PREFIX, Row
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
    Column("visibility", Text, nullable=False),
    Column("origin_kind", Text),
    Column("origin_id", Text),
    Column("origin_item", Integer),
    Column("state", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("share_due", Date, nullable=False),
    Column("share_policy", Text, nullable=False),
    Column("shared_on", Date),
    Column("share_late_days", Integer),
    Column("lead", Text),
    Column("team", Text),
    Column("supporting", JSONB, nullable=False),
    Column("replies", JSONB, nullable=False),
    Column("seen_by", JSONB, nullable=False),
    Column("report_due", Date),
    Column("report_policy", Text),
    Column("report_days", Integer),
    Column("reported_on", Date),
    Column("report_late_days", Integer),
    Column("percent", Integer),
    Column("latest", Text),
    Column("outcome_on", Date),
    Column("outcome_by", JSONB, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("ended_on", Date),
    Column("days", Integer),
    Column("ending", Text),
    Column("merged_into", Text),
    Column("duplicates", JSONB, nullable=False),
    Column("checks", JSONB, nullable=False),
    Column("due", Date),
    Column("issued_by", Text, nullable=False),
    Column("issued_for", Text),
    Column("external_system", Text),
    Column("external_id", Text),
    Column("tenures", JSONB, nullable=False),
    Column("is_backdated", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("directive_board_ordinal", TABLE.c.ordinal)
Index("directive_board_state", TABLE.c.state, TABLE.c.ordinal)
Index("directive_board_due", TABLE.c.due, TABLE.c.ordinal)
Index("directive_board_lead", TABLE.c.lead, TABLE.c.ordinal)
Index("directive_board_origin", TABLE.c.origin_kind, TABLE.c.origin_id)
Index("directive_board_open", TABLE.c.ordinal, postgresql_where=TABLE.c.ended_on.is_(None))  # what may be late
VIEW: Final = View("directive_board", directive_board.CONTEXT, Row, TABLE, directive_board.keys, directive_board.apply)
LATE: Final = directive_matching.LATE
MOST_RUNNING: Final = 10_000
"""Open directives that one question counts again."""
MOST_OF_MEETING: Final = 500
MOST_HIDDEN: Final = 100_000
_read_values: Final = attrgetter(*(field.name for field in fields(Row)))
NEVER: Final = directive_matching.NEVER


@dataclass(frozen=True, slots=True)
class Filter:
    """Which directives, in which order; `overdue` counts against `today`."""

    today: date
    reader: Principal | None = None
    """Who asks; nobody reads the words of an open directive only."""
    states: tuple[str, ...] = ()
    """Any of these; LATE is one whose deadline has passed."""
    lead: str | None = None
    q: str | None = None
    team: str | None = None
    addressee: str | None = None
    origin: tuple[str, str] | None = None
    """Kind and id of what they came from (DIR-19)."""
    kind: str | None = None
    visibility: str | None = None
    quarter: tuple[date, date] | None = None
    """First and last day of a quarter in which they were live (DIR-09)."""
    overdue: Literal["share", "report", "reply"] | None = None
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
        which = self.lead, self.team, self.addressee, self.origin, self.kind, self.visibility, self.quarter
        return bind(self.states, *which, self.q, self.overdue, due, self.directive, self.sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Row):
    """One row as its reader may see it, with the names of its departments."""

    lead_name: str | None
    supporting_names: list[str]
    addressee_names: list[str]
    is_withheld: bool = False
    """Its words are not for its reader: a word stands for its text, and nothing for the others."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    items: list[Item]
    next_cursor: str | None
    position: int


SORTS: Final[dict[str, ColumnElement[int] | ColumnElement[date]]] = {
    "number": TABLE.c.ordinal,
    "share_due": TABLE.c.share_due,
    "report_due": func.coalesce(TABLE.c.report_due, literal(NEVER)),
    "due": func.coalesce(TABLE.c.due, literal(NEVER)),
}


async def list_directives(snapshot: Snapshot, wanted: Filter) -> Page:
    """Return a page of the board (DIR-12, DIR-21), which has for who may know of them those of the audit, too (DIR-22).

    Raises: Rejected with BAD_SHAPE for a foreign cursor.
    """
    found = await _list_whole(snapshot, wanted)
    if known := await directive_sealed.list_known(snapshot, wanted.reader):
        beyond = None if wanted.cursor is None else _read_place(wanted)
        more = await name_rows(snapshot, directive_matching.choose(known, wanted, beyond))
        found = directive_matching.order([*found, *more], wanted)[: wanted.limit + 1]
        await directive_sealed.note_list(snapshot, wanted.reader, found[: wanted.limit])
    shown = found[: wanted.limit]
    return Page(
        items=[item if may_read(wanted.reader, item) else _withhold(item) for item in shown],
        next_cursor=_make_cursor(shown[-1], wanted) if len(found) > wanted.limit else None,
        position=await find_position(snapshot, VIEW.name, VIEW.context),
    )


async def _list_whole(snapshot: Snapshot, wanted: Filter) -> list[Item]:
    """Return the table's rows of a page, and one more, with all their words; first pages are kept."""
    shared = share(wanted)
    if shared is None or wanted.cursor is not None or wanted.limit > LARGEST:
        return await _read_whole(snapshot, wanted)
    views = VIEW, department.VIEW
    return await read_kept(snapshot, ("board", shared), views, lambda: _read_whole(snapshot, wanted))


async def _read_whole(snapshot: Snapshot, wanted: Filter) -> list[Item]:
    found = await snapshot.execute(_order(select(TABLE).where(*choose(wanted)), wanted))
    rows = [Row(*row) for row in found]  # type: ignore[arg-type, call-arg]  # columns are fields
    return await name_rows(snapshot, rows)


def share(wanted: Filter) -> Filter | None:
    """Return the filter that all readers share; None where it matters who asks, for words choose the rows."""
    return None if wanted.q is not None or wanted.origin is not None else replace(wanted, reader=None)


async def find_directive(snapshot: Snapshot, directive: str, reader: Principal | None) -> Item | None:
    """Return one directive as somebody may see it; what he may not know of is none."""
    query = select(TABLE).where(TABLE.c.directive == directive).limit(1)
    found = (await snapshot.execute(query)).mappings().one_or_none()
    row = await directive_sealed.find_known(snapshot, directive, reader) if found is None else Row(**found)
    if row is None:
        return None
    (item,) = await show_rows(snapshot, [row], lambda row: may_read(reader, row))
    return item


async def find_past(snapshot: Snapshot, now: Item, cut: Cut) -> Item | None:
    """Return a directive as it was, to who has it as it is: who may read its words is who may now."""
    if now.visibility == Visibility.AUDIT_ONLY:
        row = await directive_sealed.find_past(snapshot, now.directive, cut)
    else:
        row = await history.find_as_of(snapshot, VIEW, f"{PREFIX}{now.directive}", now.directive, cut)
    if row is None:
        return None
    (item,) = await show_rows(snapshot, [row], lambda _: not now.is_withheld)
    return item


async def find_reflected(snapshot: Snapshot) -> int:
    """Return the position that the view reflects."""
    return await find_position(snapshot, VIEW.name, VIEW.context)


def choose(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter; none where it wants all."""
    same = {name: getattr(wanted, name) for name in ("lead", "team", "kind", "visibility", "directive")}
    conditions = [TABLE.c[name] == value for name, value in same.items() if value is not None]
    if wanted.states:
        is_late = TABLE.c.due < wanted.today if LATE in wanted.states else false()
        conditions.append(or_(TABLE.c.state.in_(wanted.states), is_late))
    if wanted.quarter is not None:
        conditions.append(was_live(*wanted.quarter))
    if wanted.overdue is not None:
        conditions.append(is_overdue(wanted.overdue, wanted.today))
    if wanted.due_from is not None:
        conditions.append(TABLE.c.due >= wanted.due_from)
    if wanted.due_until is not None:
        conditions.append(TABLE.c.due <= wanted.due_until)
    return [*conditions, *_choose_parties(wanted)]


def _choose_parties(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.addressee is not None:
        yield TABLE.c.replies.has_key(wanted.addressee)
    if wanted.origin is not None:
        kind, key = wanted.origin
        yield and_(TABLE.c.origin_kind == kind, TABLE.c.origin_id == key, is_readable(wanted.reader))
    if wanted.q is not None:
        yield _search(wanted.q, wanted.reader)


def was_live(first: date, last: date) -> ColumnElement[bool]:
    """Live in a quarter: issued by its end, and not ended before its start (DIR-09)."""
    return and_(TABLE.c.issued_on <= last, or_(TABLE.c.ended_on.is_(None), TABLE.c.ended_on >= first))


def is_readable(reader: Principal | None) -> ColumnElement[bool]:
    """What `may_read` says, as a condition of the table: nothing is found by words that may not be read."""
    is_open = TABLE.c.visibility == Visibility.OPEN
    if reader is None:
        return is_open
    if reader.role in READERS:
        return true()
    mine = [is_open, TABLE.c.issued_by == reader.user, TABLE.c.issued_for == reader.user]
    if reader.role is Role.OFFICER and reader.department is not None:
        has = TABLE.c.supporting.has_key, TABLE.c.replies.has_key
        mine += [TABLE.c.lead == reader.department, *(find(reader.department) for find in has)]
    return or_(*mine)


def _search(words: str, reader: Principal | None) -> ColumnElement[bool]:
    """Spaces do not count: Korean writes the same words with and without them."""
    bare = "".join(words.split())
    text = func.replace(TABLE.c.text, " ", "")
    return or_(and_(is_readable(reader), _has(text, bare)), _has(TABLE.c.number, bare))


def _has(text: ColumnElement[str], bare: str) -> ColumnElement[bool]:
    """Hangul and digits have no case: folding it costs a third of the search."""
    is_cased = bare.lower() != bare.upper()
    return text.icontains(bare, autoescape=True) if is_cased else text.contains(bare, autoescape=True)


def is_overdue(clock: str, today: date | ColumnElement[date]) -> ColumnElement[bool]:
    """By whose delay it is: the coordinating office's, the lead's, an addressee's."""
    match clock:
        case "share":
            return and_(TABLE.c.state == "ISSUED", TABLE.c.share_due < today)
        case "report":
            return and_(TABLE.c.state == "SHARED", TABLE.c.report_due < today)
        case _:
            reply = func.jsonb_each(TABLE.c.replies).table_valued("key", column("value", JSONB)).alias("reply")
            unmet, due = reply.c.value["replied_on"].astext.is_(None), cast(reply.c.value["due"].astext, Date)
            late = and_(TABLE.c.replies != literal({}, JSONB), exists().where(unmet, due < today))
            return and_(TABLE.c.ended_on.is_(None), late)


def _order(query: Select[tuple[object, ...]], wanted: Filter) -> Select[tuple[object, ...]]:
    column, falls = SORTS[wanted.sort.removeprefix("-")], wanted.sort.startswith("-")
    place = tuple_(column, TABLE.c.ordinal)
    if wanted.cursor is not None:
        at = tuple_(*map(literal, _read_place(wanted)))
        query = query.where(place < at if falls else place > at)
    columns = (column, TABLE.c.ordinal)
    return query.order_by(*(each.desc() if falls else each.asc() for each in columns)).limit(wanted.limit + 1)


def _make_cursor(last: Row, wanted: Filter) -> str:
    value, ordinal = directive_matching.find_place(last, wanted)
    return make_cursor(wanted.bound, value.isoformat() if isinstance(value, date) else value, ordinal)


def _read_place(wanted: Filter) -> Place:
    """Raises: Rejected with BAD_SHAPE."""
    read_value = read_whole if wanted.sort.endswith("number") else _read_day
    place = read_cursor(wanted.cursor or "", wanted.bound, read_value, read_whole)
    return as_type("Place", tuple(place))


def _read_day(value: object) -> date:
    return date.fromisoformat(str(value))


async def show_rows(snapshot: Snapshot, rows: Sequence[Row], reads: Callable[[Row], bool]) -> list[Item]:
    """Return rows with the names of their departments, without the words of those that are not to be read."""
    return [item if reads(item) else _withhold(item) for item in await name_rows(snapshot, rows)]


async def name_rows(snapshot: Snapshot, rows: Sequence[Row]) -> list[Item]:
    """Return rows with the names of their departments and all their words."""
    codes = {code for row in rows for code in (row.lead, *row.supporting, *row.replies) if code is not None}
    names = await find_names(snapshot, codes) if codes else {}
    return [
        Item(
            *_read_values(row),
            lead_name=names.get(row.lead, row.lead) if row.lead else None,
            supporting_names=[names.get(code, code) for code in row.supporting],
            addressee_names=[names.get(code, code) for code in row.replies],
        )
        for row in rows
    ]


def _withhold(item: Item) -> Item:
    unsaid = dict.fromkeys(("meeting", "origin_kind", "origin_id", "origin_item", "latest", "ending"))
    return replace(item, text=WITHHELD, is_withheld=True, **unsaid)  # type: ignore[arg-type]  # each may be None


async def list_opened(snapshot: Snapshot, reader: Principal) -> frozenset[str]:
    """Return the directives whose words are not for everybody, and that somebody may read: few are of that kind."""
    query = select(TABLE.c.directive).where(TABLE.c.visibility != Visibility.OPEN, is_readable(reader))
    return frozenset(await snapshot.scalars(query.limit(MOST_HIDDEN)))


async def list_running(snapshot: Snapshot) -> list[Row]:
    """Return the directives of which a deadline may run: neither over nor without a share to come or made (CAL-11)."""
    query = select(TABLE).where(TABLE.c.ended_on.is_(None)).order_by(TABLE.c.ordinal).limit(MOST_RUNNING)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def list_of_meeting(snapshot: Snapshot, meeting: str, reader: Principal) -> list[tuple[int | None, str, str]]:
    """Return the directives that came of a meeting: number of the decision, id and number (ORG-10).

    What one came from is among its words: who may not read them is not told so from the other end.
    """
    chosen = TABLE.c.origin_kind == "MEETING", TABLE.c.origin_id == meeting, is_readable(reader)
    query = select(TABLE.c.origin_item, TABLE.c.directive, TABLE.c.number).where(*chosen).order_by(TABLE.c.ordinal)
    return [(row[0], row[1], row[2]) for row in await snapshot.execute(query.limit(MOST_OF_MEETING))]
