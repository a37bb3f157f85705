"""분기 총괄보고: the tables of its editions and their entries, and their SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.directives import QuarterEntryPublished
from contracts.errors import Rejected
from gateway.gate import Snapshot
from gateway.queries import directive_board
from gateway.queries.metadata import METADATA, find_position
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.views import quarter_entry, quarterly_report
from gateway.views.quarterly_report import CONTEXT, Row
from infra.projections import View

TABLE: Final = Table(
    "quarterly_report",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("quarter", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("cut", JSONB, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("unshared", Integer, nullable=False),
    Column("reason", Text),
    Column("position", BigInteger, nullable=False),
)
ENTRIES: Final = Table(
    "quarter_entry",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("report", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("quarter_entry_report", ENTRIES.c.report, ENTRIES.c.position)
VIEW: Final = View("quarterly_report", CONTEXT, Row, TABLE, quarterly_report.keys, quarterly_report.apply)
ENTRY_VIEW: Final = View("quarter_entry", CONTEXT, quarter_entry.Row, ENTRIES, quarter_entry.keys, quarter_entry.apply)
MOST: Final = 1_000
"""Editions in one answer: four quarters a year, and few are published again."""
MOST_ENTRIES: Final = 10_000
"""Entries of one edition that are shown as a whole."""


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of a report's entries, in their order."""

    rows: list[quarter_entry.Row]
    next_cursor: str | None


async def list_reports(snapshot: Snapshot) -> list[Row]:
    """Return every edition, the newest quarter first and its last edition before the others."""
    query = select(TABLE).order_by(TABLE.c.quarter.desc(), TABLE.c.edition.desc()).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def find_published(snapshot: Snapshot, quarters: Collection[str]) -> dict[str, date]:
    """Return on which day each quarter was first reported on."""
    query = select(TABLE.c.quarter, TABLE.c.published_on).where(TABLE.c.quarter.in_(quarters), TABLE.c.edition == 1)
    return dict(iter(await snapshot.execute(query.limit(MOST))))


async def find_report(snapshot: Snapshot, key: str) -> Row | None:
    """Return one edition."""
    found = (await snapshot.execute(select(TABLE).where(TABLE.c.key == key).limit(1))).mappings().one_or_none()
    return Row(**found) if found else None


async def list_entries(snapshot: Snapshot, key: str, limit: int, cursor: str | None) -> Entries:
    """Return a page of an edition's entries. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    bound = bind("entries", key)
    query = select(ENTRIES).where(ENTRIES.c.report == key).order_by(ENTRIES.c.position).limit(limit + 1)
    if cursor is not None:
        (after,) = read_cursor(cursor, bound, read_whole)
        query = query.where(ENTRIES.c.position > after)
    rows = [quarter_entry.Row(**row) for row in (await snapshot.execute(query)).mappings()]
    following = make_cursor(bound, rows[limit - 1].position) if len(rows) > limit else None
    return Entries(rows[:limit], following)


async def read_entries(snapshot: Snapshot, report: Row) -> list[QuarterEntryPublished]:
    """Return every entry of an edition as it was published, in their order.

    Raises: Rejected with TOO_LARGE where they are more than can be shown as a whole: a part is never shown for all.
    """
    if report.entries > MOST_ENTRIES:
        message = f"지시가 {MOST_ENTRIES:,}건을 넘어 한 화면과 한 파일에 담지 못합니다. API로 나누어 받으세요."
        raise Rejected("TOO_LARGE", message, {"entries": str(report.entries)})
    query = select(ENTRIES.c.data).where(ENTRIES.c.report == report.key).order_by(ENTRIES.c.position)
    found = list(await snapshot.scalars(query.limit(MOST_ENTRIES)))
    assert len(found) == report.entries, "the views hold what the edition's head says"
    return [QuarterEntryPublished.model_validate({**data, "edition": report.edition}) for data in found]


async def list_before(snapshot: Snapshot, report: Row, most: int) -> list[Row]:
    """Return the last editions of the quarters before a report's, of those published before it; the oldest first."""
    earlier = TABLE.c.quarter < report.quarter, TABLE.c.position < report.position
    order = TABLE.c.quarter.desc(), TABLE.c.edition.desc()
    query = select(TABLE).where(*earlier).distinct(TABLE.c.quarter).order_by(*order).limit(most)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()][::-1]


async def find_first_day(snapshot: Snapshot) -> date | None:
    """Return the day of the first directive: quarters begin with it."""
    day: date | None = await snapshot.scalar(select(func.min(directive_board.TABLE.c.issued_on)))
    return day


async def find_reflected(snapshot: Snapshot) -> int:
    """Return the position that both views reflect."""
    return min([await find_position(snapshot, view.name, CONTEXT) for view in (VIEW, ENTRY_VIEW)])
