"""국제교류: the table of the view and its list."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds, overlaps
from gateway.queries.metadata import METADATA
from gateway.views import exchange
from gateway.views.exchange import Row
from infra.projections import View

TABLE: Final = Table(
    "exchange",
    METADATA,
    Column("exchange", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("held_on", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("department", Text),
    Column("partners", JSONB, nullable=False),
    Column("countries", Integer),
    Column("people", Integer),
    Column("is_approximate", Boolean, nullable=False),
    Column("content", Text),
    Column("outcome", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("corrections", JSONB, nullable=False),
)
Index("exchange_first_day", TABLE.c.first_day, TABLE.c.exchange)
VIEW: Final = View("exchange", exchange.CONTEXT, Row, TABLE, exchange.keys, exchange.apply)
ORDER: Final = (TABLE.c.first_day, TABLE.c.exchange)


def choose(
    *,
    q: str | None = None,
    kind: str | None = None,
    partner: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of exchanges, by partner and by the days on which they were."""
    mine = [TABLE.c.partners.contains([partner])] if partner is not None else []
    days = overlaps(TABLE.c.first_day, TABLE.c.last_day, first, last)
    return [*equals(TABLE, kind=kind), *mine, *days, *finds(q, TABLE.c.name, TABLE.c.content, TABLE.c.outcome)]
