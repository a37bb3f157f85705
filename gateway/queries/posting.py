"""상호파견: the table of the view and its list."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, overlaps
from gateway.queries.metadata import METADATA
from gateway.views import posting
from gateway.views.posting import Row
from infra.projections import View

TABLE: Final = Table(
    "posting",
    METADATA,
    Column("posting", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("partner", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("person", Text),
    Column("department", Text),
    Column("period", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("ended_on", JSONB),
    Column("ended_for", Text),
    Column("reports", JSONB, nullable=False),
)
Index("posting_first_day", TABLE.c.first_day, TABLE.c.posting)
VIEW: Final = View("posting", posting.CONTEXT, Row, TABLE, posting.keys, posting.apply)
ORDER: Final = (TABLE.c.first_day, TABLE.c.posting)


def choose(
    *, partner: str | None = None, direction: str | None = None, on: date | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of postings; `on`: those that last on a day."""
    return [
        *equals(TABLE, partner=partner, direction=direction),
        *overlaps(TABLE.c.first_day, TABLE.c.last_day, on, on),
    ]
