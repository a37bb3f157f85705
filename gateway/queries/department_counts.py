"""부서 수: the table of the view."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import department_counts
from gateway.views.department_counts import Row
from infra.projections import View

TABLE: Final = Table(
    "department_counts",
    METADATA,
    Column("valid_from", Date, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("kinds", JSONB, nullable=False),
    Column("towns", JSONB),
    Column("source", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View(
    "department_counts", department_counts.CONTEXT, Row, TABLE, department_counts.keys, department_counts.apply
)


async def find_declared(snapshot: Snapshot, day: date) -> Row | None:
    """Return what is declared for a day; None before the first declaration (ORG-02)."""
    query = select(TABLE).where(TABLE.c.valid_from <= day).order_by(TABLE.c.valid_from.desc()).limit(1)
    row = (await snapshot.execute(query)).mappings().one_or_none()
    return Row(**row) if row else None
