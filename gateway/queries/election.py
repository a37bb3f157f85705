"""선거: the table of the view."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Table, Text, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import election
from gateway.views.election import Row
from infra.projections import View

TABLE: Final = Table(
    "election",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_holiday", Boolean, nullable=False),
    Column("confirmed_on", Date),
    Column("blackout_from", Date, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("election", election.CONTEXT, Row, TABLE, election.keys, election.apply)
MOST: Final = 500
"""Elections in one answer."""


async def list_around(snapshot: Snapshot, first: date, last: date) -> list[Row]:
    """Return the elections whose blackout or day touches some days, by day (CAL-10)."""
    touched = TABLE.c.blackout_from <= last, TABLE.c.day >= first
    query = select(TABLE).where(*touched).order_by(TABLE.c.day).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
