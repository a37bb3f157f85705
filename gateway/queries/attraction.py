"""유치대상 기관: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Table, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import attraction
from gateway.views.attraction import Row
from infra.projections import View

TABLE: Final = Table(
    "attraction",
    METADATA,
    Column("attraction", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("kind_source", Text),
    Column("status", Text, nullable=False),
    Column("since", JSONB),
    Column("department", Text),
    Column("history", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("attraction_name", TABLE.c.name, TABLE.c.attraction)
VIEW: Final = View("attraction", attraction.CONTEXT, Row, TABLE, attraction.keys, attraction.apply)
ORDER: Final = (TABLE.c.name, TABLE.c.attraction)
MOST: Final = 20
"""Statuses that there can be, and more."""


def choose(*, q: str | None = None, kind: str | None = None, status: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of institutions."""
    return [*equals(TABLE, kind=kind, status=status), *finds(q, TABLE.c.name)]


async def count_by_status(snapshot: Snapshot) -> dict[str, int]:
    """Return how many institutions there are in each status (PRJ-70)."""
    query = select(TABLE.c.status, func.count()).group_by(TABLE.c.status).limit(MOST)
    return {row[0]: row[1] for row in await snapshot.execute(query)}
