"""이슈·동향: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import finds
from gateway.queries.metadata import METADATA
from gateway.views import trend
from gateway.views.trend import Row
from infra.projections import View

TABLE: Final = Table(
    "trend",
    METADATA,
    Column("trend", Text, primary_key=True),
    Column("noted_on", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("trend_first_day", TABLE.c.first_day, TABLE.c.trend)
VIEW: Final = View("trend", trend.CONTEXT, Row, TABLE, trend.keys, trend.apply)
ORDER: Final = (TABLE.c.first_day, TABLE.c.trend)


def choose(*, q: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of notes."""
    return finds(q, TABLE.c.text, TABLE.c.source)
