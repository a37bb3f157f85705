"""좌석: the table of the view, and all segments of one session."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import seating
from gateway.views.seating import Row
from infra.projections import View

MOST: Final = 20
"""Segments of a session at most (contracts/engagement/town_halls.py)."""
TABLE: Final = Table(
    "seating",
    METADATA,
    Column("seating", Text, primary_key=True),
    Column("town_hall", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("registered", Integer, nullable=False),
    Column("waitlisted", Integer, nullable=False),
    Column("checked_in", Integer, nullable=False),
    Column("web", Integer, nullable=False),
    Column("web_checked_in", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("seating_town_hall", TABLE.c.town_hall, TABLE.c.segment)
VIEW: Final = View("seating", seating.CONTEXT, Row, TABLE, seating.keys, seating.apply, is_sum=True)


async def find_segments(snapshot: Snapshot, town_hall: str) -> dict[str, Row]:
    """Return the counts of a session's segments by code; a segment in which nobody takes part yet has none."""
    query = select(TABLE).where(TABLE.c.town_hall == town_hall).limit(MOST)
    return {row["segment"]: Row(**row) for row in (await snapshot.execute(query)).mappings()}
