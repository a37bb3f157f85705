"""공약 변경: the table and the list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import pledge_change
from gateway.views.pledge_change import Row
from infra.projections import View

TABLE: Final = Table(
    "pledge_change",
    METADATA,
    Column("change", Text, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("pledge", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("wished", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("jury", JSONB),
    Column("steps", JSONB, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("pledge_change_requested_at", TABLE.c.requested_at, TABLE.c.change)
Index("pledge_change_pledge", TABLE.c.pledge)
VIEW: Final = View("pledge_change", pledge_change.CONTEXT, Row, TABLE, pledge_change.keys, pledge_change.apply)
ORDER: Final = (TABLE.c.requested_at, TABLE.c.change)


def choose(
    *, term: int | None = None, pledge: str | None = None, step: str | None = None, kind: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of changes."""
    return equals(TABLE, term=term, pledge=pledge, step=step, kind=kind)
