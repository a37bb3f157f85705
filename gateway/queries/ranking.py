"""평가 순위: the table."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import ranking
from gateway.views.ranking import Row
from infra.projections import View

TABLE: Final = Table(
    "evaluation_ranking",
    METADATA,
    Column("year", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("rounds", JSONB, nullable=False),
    Column("finalised_on", Date),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("evaluation_ranking", ranking.CONTEXT, Row, TABLE, ranking.keys, ranking.apply)
ORDER: Final = (TABLE.c.year,)


async def find_open(snapshot: Snapshot, years: Collection[int]) -> set[int]:
    """Return which years' evaluations are not over."""
    if not years:
        return set()
    query = select(TABLE.c.year).where(TABLE.c.year.in_(years), TABLE.c.state == "FINAL").limit(len(years))
    return {*years} - {*(await snapshot.execute(query)).scalars()}
