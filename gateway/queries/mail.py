"""메일: the table of the view, and what of it the coordinating office looks after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, func, select

from gateway.gate import Snapshot
from gateway.queries.directive_board import TABLE as BOARD
from gateway.queries.metadata import METADATA
from gateway.queries.notice import TABLE as NOTICES
from gateway.views import mail
from gateway.views.mail import Row
from infra.projections import View

TABLE: Final = Table(
    "mail",
    METADATA,
    Column("mail", Text, primary_key=True),
    Column("notice", Text, nullable=False),
    Column("person", Text),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("code", Integer),
    Column("status", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("again_at", DateTime(timezone=True)),
    Column("position", BigInteger, nullable=False),
)
Index("mail_state", TABLE.c.state, TABLE.c.position)
Index("mail_at", TABLE.c.at)
VIEW: Final = View("mail", mail.CONTEXT, Row, TABLE, mail.keys, mail.apply)
LATELY: Final = timedelta(days=30)
"""Of which days the letters are counted."""
MOST: Final = 50
TO_LOOK_AFTER: Final = ("UNKNOWN", "REFUSED", "NO_ADDRESS", "NOBODY", "DEFERRED", "SENDING")
"""What did not certainly arrive, the doubtful first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Row):
    """One letter with what its notice is about."""

    directive: str | None
    number: str | None
    kind: str | None
    recipient: str | None
    department: str | None
    due: date | None


async def count_states(snapshot: Snapshot, now: datetime) -> dict[str, int]:
    """Return how many letters of the last thirty days stand in each state."""
    query = select(TABLE.c.state, func.count()).where(TABLE.c.at >= now - LATELY).group_by(TABLE.c.state).limit(MOST)
    return {row[0]: row[1] for row in await snapshot.execute(query)}


async def list_letters(snapshot: Snapshot, states: Collection[str]) -> list[Item]:
    """Return the letters in some states, the latest first."""
    joined = TABLE.outerjoin(NOTICES, NOTICES.c.notice == TABLE.c.notice)
    joined = joined.outerjoin(BOARD, BOARD.c.directive == NOTICES.c.directive)
    columns = [NOTICES.c[name] for name in ("directive", "kind", "recipient", "department", "due")]
    query = select(TABLE, *columns, BOARD.c.number).select_from(joined).where(TABLE.c.state.in_(states))
    query = query.order_by(TABLE.c.position.desc()).limit(MOST)
    return [Item(**row) for row in (await snapshot.execute(query)).mappings()]
