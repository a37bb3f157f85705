"""협조: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import concurrence
from gateway.views.concurrence import Row
from infra.projections import View

TABLE: Final = Table(
    "concurrence",
    METADATA,
    Column("concurrence", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text),
    Column("departments", JSONB, nullable=False),
    Column("concurred", JSONB, nullable=False),
    Column("refused_by", Text),
    Column("reason", Text),
    Column("round", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("concurrence", concurrence.CONTEXT, Row, TABLE, concurrence.keys, concurrence.apply)
MOST: Final = 100
"""Requests of one department in one answer, the latest."""


async def list_of_department(snapshot: Snapshot, code: str) -> list[Row]:
    """Return what a department has asked for, and what it was asked to concur with, the latest first (ORG-09)."""
    mine = or_(TABLE.c.by == code, TABLE.c.departments.contains([code]))
    query = select(TABLE).where(mine).order_by(TABLE.c.position.desc()).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
