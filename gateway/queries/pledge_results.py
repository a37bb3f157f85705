"""공약 점검결과: the table, its list, and the last published one."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import pledge_results
from gateway.views.pledge_results import Row
from infra.projections import View

TABLE: Final = Table(
    "pledge_results",
    METADATA,
    Column("results", Text, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("snapshot", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("pledge_results_quarter", TABLE.c.quarter, TABLE.c.results)
VIEW: Final = View("pledge_results", pledge_results.CONTEXT, Row, TABLE, pledge_results.keys, pledge_results.apply)
ORDER: Final = (TABLE.c.quarter, TABLE.c.results)


def choose(*, term: int | None = None, quarter: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of results."""
    return equals(TABLE, term=term, quarter=quarter)
