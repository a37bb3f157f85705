"""타운홀: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, DateTime, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import town_hall
from gateway.views.town_hall import Row
from infra.projections import View

TABLE: Final = Table(
    "town_hall",
    METADATA,
    Column("town_hall", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("budget_won", BigInteger),
    Column("spent_won", BigInteger, nullable=False),
    Column("spendings", JSONB, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("segments", JSONB, nullable=False),
    Column("agenda", JSONB, nullable=False),
    Column("cycle", JSONB),
    Column("is_hosted_by_mayor", Boolean, nullable=False),
    Column("exemption", JSONB),
    Column("stages", JSONB, nullable=False),
    Column("reason", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("town_hall_starts_at", TABLE.c.starts_at, TABLE.c.town_hall)
_YEAR: Final = TABLE.c.cycle["year"].as_integer()
Index("town_hall_cycle_year", _YEAR)
VIEW: Final = View("town_hall", town_hall.CONTEXT, Row, TABLE, town_hall.keys, town_hall.apply)
MOST: Final = 200
"""Sessions of a year at most."""
ORDER: Final = (TABLE.c.starts_at, TABLE.c.town_hall)


def choose(*, q: str | None = None, kind: str | None = None, state: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of sessions."""
    return [*equals(TABLE, kind=kind, state=state), *finds(q, TABLE.c.name, TABLE.c.place)]


async def find_cycle_sessions(snapshot: Snapshot, year: int) -> list[Row]:
    """Return the sessions that belong to a round of a year, in their order."""
    query = select(TABLE).where(year == _YEAR).order_by(*ORDER).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
