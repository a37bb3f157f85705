"""공약: the table, its list, and all of one term."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.evaluations.pledges import MOST
from gateway.gate import Snapshot
from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import pledge
from gateway.views.pledge import Row
from infra.projections import View

TABLE: Final = Table(
    "pledge",
    METADATA,
    Column("pledge", Text, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Text),
    Column("state", Text, nullable=False),
    Column("lead", Text),
    Column("supporting", JSONB, nullable=False),
    Column("feasibility", JSONB),
    Column("plan", JSONB),
    Column("due_on", Date),
    Column("checks", JSONB, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("is_claimed", Boolean, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("history", JSONB, nullable=False),
    Column("sources", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("pledge_term", TABLE.c.term, TABLE.c.number)
VIEW: Final = View("pledge", pledge.CONTEXT, Row, TABLE, pledge.keys, pledge.apply)
ORDER: Final = (TABLE.c.term, TABLE.c.number)


def choose(
    *,
    term: int | None = None,
    field: str | None = None,
    state: str | None = None,
    lead: str | None = None,
    unchecked: str | None = None,
    q: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of pledges; `unchecked` is a quarter that they are not checked in."""
    missing = [~TABLE.c.checks.has_key(unchecked)] if unchecked is not None else []
    return [*equals(TABLE, term=term, field=field, state=state, lead=lead), *missing, *finds(q, TABLE.c.name)]


async def list_of_term(snapshot: Snapshot, term: int) -> list[Row]:
    """Return all pledges of a term by number."""
    query = select(TABLE).where(TABLE.c.term == term).order_by(TABLE.c.number).limit(MOST)
    return [Row(*row) for row in await snapshot.execute(query)]
