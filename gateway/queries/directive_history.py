"""지시사항 이력: the table of the view and its SQL."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Index, Table, Text, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import directive_history
from gateway.views.directive_history import Row
from infra.projections import View

TABLE: Final = Table(
    "directive_history",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("directive", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("department", Text),
    Column("effective_at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("data", Text, nullable=False),
)
Index("directive_history_directive", TABLE.c.directive, TABLE.c.position)
VIEW: Final = View(
    "directive_history", directive_history.CONTEXT, Row, TABLE, directive_history.keys, directive_history.apply
)
MOST: Final = 1_000
"""Events of one directive in one answer; none has come near."""


async def list_history(snapshot: Snapshot, directive: str) -> list[Row]:
    """Return a directive's events by position (DIR-14)."""
    query = select(TABLE).where(TABLE.c.directive == directive).order_by(TABLE.c.position).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
