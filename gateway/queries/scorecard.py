"""부서 성과표: the table and the list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, Table, Text

from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import scorecard
from gateway.views.scorecard import Row
from infra.projections import View

TABLE: Final = Table(
    "scorecard",
    METADATA,
    Column("scorecard", Text, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("evaluation_group", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("scorecard_year", TABLE.c.year, TABLE.c.department)
VIEW: Final = View("scorecard", scorecard.CONTEXT, Row, TABLE, scorecard.keys, scorecard.apply)
ORDER: Final = (TABLE.c.year, TABLE.c.department)


def choose(
    *, year: int | None = None, group: str | None = None, department: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of scorecards."""
    return equals(TABLE, year=year, evaluation_group=group, department=department)
