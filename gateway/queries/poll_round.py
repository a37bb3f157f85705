"""투표: the table of the view, its list, the round that a session is at, and rounds by the beginning of their id."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, DateTime, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import poll_round
from gateway.views.poll_round import Row
from infra.projections import View

RUNNING: Final = ("OPEN", "PAUSED")
TABLE: Final = Table(
    "poll_round",
    METADATA,
    Column("round", Text, primary_key=True),
    Column("town_hall", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("options", JSONB, nullable=False),
    Column("max_choices", Integer),
    Column("scale", Integer),
    Column("seconds", Integer),
    Column("is_changeable", Boolean, nullable=False),
    Column("instead_of", Text),
    Column("state", Text, nullable=False),
    Column("rule", Text),
    Column("weights", JSONB, nullable=False),
    Column("objection_days", Integer),
    Column("closes_at", DateTime(timezone=True)),
    Column("seconds_left", Integer),
    Column("stages", JSONB, nullable=False),
    Column("result", JSONB),
    Column("objections_until", DateTime(timezone=True)),
    Column("box", JSONB),
    Column("reason", Text),
    Column("again", Text),
    Column("is_key_due", Boolean, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("poll_round_planned_at", TABLE.c.planned_at, TABLE.c.round)
Index("poll_round_town_hall", TABLE.c.town_hall, TABLE.c.planned_at)
VIEW: Final = View("poll_round", poll_round.CONTEXT, Row, TABLE, poll_round.keys, poll_round.apply)
ORDER: Final = (TABLE.c.planned_at, TABLE.c.round)


def choose(*, town_hall: str | None = None, state: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of rounds."""
    return equals(TABLE, town_hall=town_hall, state=state)


async def find_current(snapshot: Snapshot, town_hall: str) -> Row | None:
    """Return the round that a session is at: the one that runs, else the one that moved last; a voided one never."""
    query = (
        select(TABLE)
        .where(TABLE.c.town_hall == town_hall, TABLE.c.state.not_in(("PLANNED", "VOIDED")))
        .order_by(TABLE.c.state.in_(RUNNING).desc(), TABLE.c.position.desc())
        .limit(1)
    )
    row = (await snapshot.execute(query)).mappings().one_or_none()
    return Row(**row) if row else None


async def find_by_beginning(snapshot: Snapshot, beginning: str) -> list[Row]:
    """Return the rounds whose id begins so: one, but by the rarest chance."""
    query = select(TABLE).where(TABLE.c.round.startswith(beginning, autoescape=True)).order_by(TABLE.c.round).limit(10)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
