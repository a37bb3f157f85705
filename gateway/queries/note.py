"""메모: the table of the view and its SQL."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA, find_position
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.secrecy import READERS, may_read_note
from gateway.views import note
from gateway.views.note import Row
from infra.projections import View

TABLE: Final = Table(
    "note",
    METADATA,
    Column("note", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("meeting", Text),
    Column("origin_kind", Text),
    Column("origin_id", Text),
    Column("origin_item", Integer),
    Column("taken_by", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Column("directives", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("note_position", TABLE.c.position)
VIEW: Final = View("note", note.CONTEXT, Row, TABLE, note.keys, note.apply)


@dataclass(frozen=True, slots=True)
class Page:
    """One page, the last changed first."""

    rows: list[Row]
    next_cursor: str | None
    position: int


async def list_notes(snapshot: Snapshot, reader: Principal, limit: int, cursor: str | None) -> Page:
    """Return memos that the reader may read. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    bound = bind("notes", reader.user)
    query = select(TABLE).order_by(TABLE.c.position.desc()).limit(limit + 1)
    if reader.role not in READERS:
        query = query.where(TABLE.c.taken_by == reader.user)
    if cursor is not None:
        (before,) = read_cursor(cursor, bound, read_whole)
        query = query.where(TABLE.c.position < before)
    rows = [Row(**row) for row in (await snapshot.execute(query)).mappings()]
    following = make_cursor(bound, rows[limit - 1].position) if len(rows) > limit else None
    return Page(rows[:limit], following, await find_position(snapshot, VIEW.name, VIEW.context))


async def find_note(snapshot: Snapshot, key: str, reader: Principal) -> Row | None:
    """Return one memo, None where there is none that the reader may read."""
    found = (await snapshot.execute(select(TABLE).where(TABLE.c.note == key).limit(1))).mappings().one_or_none()
    return Row(**found) if found and may_read_note(reader, found["taken_by"]) else None
