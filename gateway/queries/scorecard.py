"""부서 성과표: the table, the list, and all of a year."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import rows
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
    Column("card", JSONB, nullable=False),
    Column("awards", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("scorecard_year", TABLE.c.year, TABLE.c.department)
VIEW: Final = View("scorecard", scorecard.CONTEXT, Row, TABLE, scorecard.keys, scorecard.apply)
ORDER: Final = (TABLE.c.year, TABLE.c.department)
MOST: Final = 10_000
"""Scorecards of one external evaluator: a hundred departments in a hundred years."""


def choose(
    *, year: int | None = None, group: str | None = None, department: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of scorecards."""
    return equals(TABLE, year=year, evaluation_group=group, department=department)


async def list_year(snapshot: Snapshot, year: int) -> list[Row]:
    """Return every scorecard of a year, by department."""
    return await rows.list_all(snapshot, VIEW, choose(year=year), ORDER)


async def list_assigned(snapshot: Snapshot, reader: Principal) -> Collection[str]:
    """Return which scorecards an external evaluator has; none of anybody else (EVL-16)."""
    if reader.role is not Role.EVALUATOR:
        return ()
    has = TABLE.c.card["evaluators"].contains([reader.user])
    return set(await snapshot.scalars(select(TABLE.c.scorecard).where(has).order_by(*ORDER).limit(MOST)))
