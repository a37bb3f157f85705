"""공모: the table of the view and its list."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds, overlaps
from gateway.queries.metadata import METADATA
from gateway.views import call
from gateway.views.call import Row
from infra.projections import View

TABLE: Final = Table(
    "call",
    METADATA,
    Column("call", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("issuer", Text),
    Column("opens", JSONB, nullable=False),
    Column("closes", JSONB),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("about", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("corrections", JSONB, nullable=False),
)
Index("call_first_day", TABLE.c.first_day, TABLE.c.call)
VIEW: Final = View("call", call.CONTEXT, Row, TABLE, call.keys, call.apply)
ORDER: Final = (TABLE.c.first_day, TABLE.c.call)


def choose(
    *, q: str | None = None, issuer: str | None = None, first: date | None = None, last: date | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of calls; from a `first` day on: those that may still be open then (PRJ-54)."""
    words = finds(q, TABLE.c.name, TABLE.c.about)
    return [*equals(TABLE, issuer=issuer), *overlaps(TABLE.c.first_day, TABLE.c.last_day, first, last), *words]
