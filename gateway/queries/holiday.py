"""공휴일: the table of the view and its SQL."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text, select

from contracts.calendar import Calendar
from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import holiday
from gateway.views.holiday import Row
from infra.projections import View

TABLE: Final = Table(
    "holiday",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
    Column("announced_on", Date),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("holiday", holiday.CONTEXT, Row, TABLE, holiday.keys, holiday.apply)
MOST: Final = 500
"""Holidays in one calendar: some fifteen a year."""
FAR: Final = 10_000
"""Holidays in all that is known: three hundred years of them and more."""


async def load_calendar(snapshot: Snapshot, around: date) -> Calendar:
    """Return the calendar of the year before a day, its own and the next."""
    years = TABLE.c.day.between(date(around.year - 1, 1, 1), date(around.year + 1, 12, 31))
    days = await snapshot.scalars(select(TABLE.c.day).where(years).limit(MOST))
    return Calendar(frozenset(days))


async def load_known(snapshot: Snapshot) -> Calendar:
    """Return the calendar with every holiday that is known, for arithmetic from any day to any other."""
    return Calendar(frozenset(await snapshot.scalars(select(TABLE.c.day).limit(FAR))))


async def list_between(snapshot: Snapshot, first: date, last: date) -> list[Row]:
    """Return the holidays of some days, by day."""
    query = select(TABLE).where(TABLE.c.day.between(first, last)).order_by(TABLE.c.day).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
