"""불일치: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, DateTime, Index, Table, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import discrepancy
from gateway.views.discrepancy import Row
from infra.projections import View

TABLE: Final = Table(
    "discrepancy",
    METADATA,
    Column("discrepancy", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("about_kind", Text, nullable=False),
    Column("about_id", Text, nullable=False),
    Column("about_field", Text),
    Column("code", Text, nullable=False),
    Column("stated", Text),
    Column("computed", Text),
    Column("source", Text),
    Column("note", Text),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("decision", Text),
    Column("reason", Text),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("decisions", JSONB, nullable=False),
)
Index("discrepancy_about", TABLE.c.about_kind, TABLE.c.about_id, TABLE.c.discrepancy)
Index("discrepancy_code", TABLE.c.code)
Index("discrepancy_state", TABLE.c.state)
VIEW: Final = View("discrepancy", discrepancy.CONTEXT, Row, TABLE, discrepancy.keys, discrepancy.apply)
ORDER: Final = (TABLE.c.about_kind, TABLE.c.about_id, TABLE.c.discrepancy)
"""What is about one thing stands together."""


def choose(
    *,
    state: str | None = None,
    code: str | None = None,
    decision: str | None = None,
    about_kind: str | None = None,
    about_id: str | None = None,
    source: str | None = None,
    q: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of discrepancies; of a `source` its beginning is enough: `A97` of `A97-98`."""
    words = TABLE.c.stated, TABLE.c.computed, TABLE.c.source, TABLE.c.note
    wanted = equals(TABLE, state=state, code=code, decision=decision, about_kind=about_kind, about_id=about_id)
    of_source = [] if source is None else [TABLE.c.source.startswith(source, autoescape=True)]
    return [*wanted, *of_source, *finds(q, *words)]


MOST: Final = 1_000
"""Codes that there can be."""


async def count_by_code(snapshot: Snapshot, state: str | None = None) -> dict[str, int]:
    """Return how many discrepancies there are of each code, in a state or in any."""
    query = select(TABLE.c.code, func.count()).where(*equals(TABLE, state=state)).group_by(TABLE.c.code)
    return {row[0]: row[1] for row in await snapshot.execute(query.order_by(TABLE.c.code).limit(MOST))}
