"""제안·민원: the table of the view, its list, and who has a receipt number."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, DateTime, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import suggestion
from gateway.views.suggestion import Row
from infra.projections import View

NAMESAKES: Final = 20
"""Petitions with one receipt number at most: of a billion numbers two are alike in a thousand times a million."""
TABLE: Final = Table(
    "suggestion",
    METADATA,
    Column("suggestion", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("code_sha256", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("contact", Text),
    Column("kind", Text),
    Column("days", Integer),
    Column("policy", Text),
    Column("department", Text),
    Column("transfers", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("due_on", Date),
    Column("due_at", DateTime(timezone=True)),
    Column("supplements", JSONB, nullable=False),
    Column("extensions", JSONB, nullable=False),
    Column("answer", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("late", Integer),
    Column("escalated_at", DateTime(timezone=True)),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("suggestion_received_at", TABLE.c.received_at, TABLE.c.suggestion)
Index("suggestion_receipt", TABLE.c.receipt)
VIEW: Final = View("suggestion", suggestion.CONTEXT, Row, TABLE, suggestion.keys, suggestion.apply)
ORDER: Final = (TABLE.c.received_at, TABLE.c.suggestion)


def choose(
    *, state: str | None = None, kind: str | None = None, department: str | None = None, receipt: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of petitions."""
    return equals(TABLE, state=state, kind=kind, department=department, receipt=receipt)


async def list_by_receipt(snapshot: Snapshot, receipt: str) -> list[Row]:
    """Return the petitions with a receipt number; hardly ever more than one."""
    found = await snapshot.execute(select(TABLE).where(TABLE.c.receipt == receipt).limit(NAMESAKES))
    return [Row(*row) for row in found]
