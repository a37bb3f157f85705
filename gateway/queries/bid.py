"""공모사업: the table of the view, its list and the win rates."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Index, Integer, Table, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.projects.bids import WinRate
from gateway.gate import Snapshot
from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import bid
from gateway.views.bid import Row
from infra.projections import View

TABLE: Final = Table(
    "bid",
    METADATA,
    Column("bid", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("department", Text),
    Column("call", Text),
    Column("cooperation_group", Text),
    Column("items", JSONB, nullable=False),
    Column("items_won", BigInteger, nullable=False),
    Column("is_approximate", Boolean, nullable=False),
    Column("submitted_on", JSONB),
    Column("via", JSONB, nullable=False),
    Column("decided_on", JSONB),
    Column("decided_year", Integer),
    Column("reason", Text),
    Column("funds", JSONB, nullable=False),
    Column("supports", JSONB, nullable=False),
    Column("support_won", BigInteger, nullable=False),
    Column("asked", JSONB, nullable=False),
    Column("stages", JSONB, nullable=False),
    Column("corrections", JSONB, nullable=False),
)
Index("bid_position", TABLE.c.position, TABLE.c.bid)
Index("bid_decided_year", TABLE.c.decided_year)
VIEW: Final = View("bid", bid.CONTEXT, Row, TABLE, bid.keys, bid.apply)
ORDER: Final = (TABLE.c.position, TABLE.c.bid)
"""As they were last changed."""
MOST: Final = 300
"""Years in which bids were decided."""


def choose(
    *,
    q: str | None = None,
    state: str | None = None,
    department: str | None = None,
    group: str | None = None,
    call: str | None = None,
    year: int | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of bids; `year` is that in which they were decided."""
    wanted = equals(TABLE, state=state, department=department, cooperation_group=group, call=call, decided_year=year)
    return [*wanted, *finds(q, TABLE.c.name, TABLE.c["items"])]


async def find_win_rates(snapshot: Snapshot) -> dict[int, WinRate]:
    """Return the win rate of each year in which a bid was decided, by year (PRJ-50)."""
    year, won = TABLE.c.decided_year, func.count().filter(TABLE.c.state == "SELECTED")
    query = select(year, won, func.count()).where(year.is_not(None)).group_by(year).order_by(year).limit(MOST)
    return {row[0]: WinRate(row[1], row[2]) for row in await snapshot.execute(query)}
