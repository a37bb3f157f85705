"""회신: the table of the view and its SQL."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import directive_reply
from gateway.views.directive_reply import CONTEXT, Row
from infra.projections import View

TABLE: Final = Table(
    "directive_reply",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("directive", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("attachments", JSONB, nullable=False),
    Column("replied_on", Date, nullable=False),
    Column("late_days", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("directive_reply_directive", TABLE.c.directive, TABLE.c.position)
VIEW: Final = View("directive_reply", CONTEXT, Row, TABLE, directive_reply.keys, directive_reply.apply)
MOST: Final = 200
"""Replies in one answer: a city has some sixty departments."""


async def list_replies(snapshot: Snapshot, directive: str) -> list[Row]:
    """Return the replies to a directive, in the order in which they came."""
    query = select(TABLE).where(TABLE.c.directive == directive).order_by(TABLE.c.position).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
