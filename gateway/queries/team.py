"""팀: the table of the view."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.queries.rows import is_valid_on
from gateway.views import team
from gateway.views.team import Row
from infra.projections import View

TABLE: Final = Table(
    "team",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("department", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("ended_for", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("team", team.CONTEXT, Row, TABLE, team.keys, team.apply)
MOST: Final = 500
"""Teams in one answer: a city has some two hundred."""


async def list_teams(snapshot: Snapshot, day: date) -> list[Row]:
    """Return the teams that exist on a day, by name (ORG-05)."""
    query = select(TABLE).where(*is_valid_on(VIEW, day)).order_by(TABLE.c.name, TABLE.c.code).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
