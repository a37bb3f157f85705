"""회의: the table of the view."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Table, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.labels import MEETING_LABELS, MEETING_STATE_LABELS
from gateway.queries.metadata import METADATA
from gateway.views import meeting
from gateway.views.meeting import Row
from infra.projections import View

TABLE: Final = Table(
    "meeting",
    METADATA,
    Column("meeting", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text),
    Column("period", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("place", Text),
    Column("departments", JSONB, nullable=False),
    Column("is_hosted_by_mayor", Boolean, nullable=False),
    Column("ground", Text),
    Column("approver", Text),
    Column("minutes", Text),
    Column("decisions", JSONB, nullable=False),
    Column("cancelled_for", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("meeting", meeting.CONTEXT, Row, TABLE, meeting.keys, meeting.apply)

BEFORE: Final = timedelta(days=366)
"""How long before some days a meeting may have begun that still goes on."""
MOST: Final = 500
"""Meetings in one answer."""


async def list_around(snapshot: Snapshot, first: date, last: date) -> list[Row]:
    """Return the meetings that may be on some days, by day, without those that were called off.

    The latest begun ones where there are too many: what began a year ago seldom goes on.
    """
    near = TABLE.c.first_day.between(first - BEFORE, last), TABLE.c.state != "CANCELLED"
    query = select(TABLE).where(*near).order_by(TABLE.c.first_day.desc(), TABLE.c.meeting.desc()).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()][::-1]


RECENT: Final = 20
"""Meetings that a memo is likely to be of."""


async def list_recent(snapshot: Snapshot) -> list[str]:
    """Return the titles of the latest meetings, the last ones first, each once."""
    columns = TABLE.c.title, TABLE.c.first_day
    query = select(*columns).where(TABLE.c.state != "CANCELLED").order_by(TABLE.c.first_day.desc()).limit(RECENT)
    return list(dict.fromkeys(row[0] for row in await snapshot.execute(query)))


def choose(
    *, q: str = "", kind: str = "", state: str = "", first: date | None = None, last: date | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of meetings; a kind or state that there is not counts as none.

    Words are looked for in title, place and decisions, and blanks do not count.
    """
    columns, conditions = TABLE.c, list[ColumnElement[bool]]()
    if kind in MEETING_LABELS:
        conditions.append(columns.kind == kind)
    if state in MEETING_STATE_LABELS:
        conditions.append(columns.state == state)
    if first is not None:
        conditions.append(columns.first_day >= first)
    if last is not None:
        conditions.append(columns.first_day <= last)
    if bare := "".join(q.split()):
        words = columns.title, func.coalesce(columns.place, ""), cast(columns.decisions, Text)
        conditions.append(or_(*(func.replace(each, " ", "").icontains(bare, autoescape=True) for each in words)))
    return conditions


async def count_by_state(snapshot: Snapshot) -> dict[str, int]:
    """Return how many meetings there are in each state."""
    query = select(TABLE.c.state, func.count()).group_by(TABLE.c.state).limit(len(MEETING_STATE_LABELS))
    return {row[0]: row[1] for row in await snapshot.execute(query)}


async def find_next(snapshot: Snapshot, kind: str, day: date) -> Row | None:
    """Return the first meeting of a kind that is planned for a day or later."""
    chosen = TABLE.c.kind == kind, TABLE.c.state.in_(("DATE_OPEN", "SCHEDULED")), TABLE.c.first_day >= day
    query = select(TABLE).where(*chosen).order_by(TABLE.c.first_day, TABLE.c.meeting).limit(1)
    found = (await snapshot.execute(query)).mappings().one_or_none()
    return Row(**found) if found else None


async def find_last(snapshot: Snapshot, kind: str, day: date, beside: str) -> Row | None:
    """Return the last meeting of a kind that was held on a day or before, without the one beside which it is asked."""
    chosen = TABLE.c.kind == kind, TABLE.c.state == "HELD", TABLE.c.first_day <= day, TABLE.c.meeting != beside
    query = select(TABLE).where(*chosen).order_by(TABLE.c.first_day.desc(), TABLE.c.meeting).limit(1)
    found = (await snapshot.execute(query)).mappings().one_or_none()
    return Row(**found) if found else None
