"""예산 회차: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import budget_round
from gateway.views.budget_round import Row
from infra.projections import View

TABLE: Final = Table(
    "budget_round",
    METADATA,
    Column("round", Text, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("fixed_on", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("budget_round", budget_round.CONTEXT, Row, TABLE, budget_round.keys, budget_round.apply)
ORDER: Final = (TABLE.c.year, TABLE.c.kind, TABLE.c.number)
"""The original budget of a year before the supplementary ones."""


def choose(*, year: int | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of budgets."""
    return equals(TABLE, year=year)
