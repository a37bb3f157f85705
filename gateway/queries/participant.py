"""참가자: the table of the view, its list, and who stands where on a waitlist."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    and_,
    func,
    select,
)

from gateway.gate import Snapshot
from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import participant
from gateway.views.participant import Row
from infra.projections import View

TABLE: Final = Table(
    "participant",
    METADATA,
    Column("participant", Text, primary_key=True),
    Column("town_hall", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("voter", Text, nullable=False),
    Column("is_official", Boolean, nullable=False),
    Column("has_contact", Boolean, nullable=False),
    Column("contact", Text),
    Column("consent", Text),
    Column("guardian_consent", Boolean, nullable=False),
    Column("waits_since", BigInteger),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("checked_in_at", DateTime(timezone=True)),
    Column("reason", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("participant_registered_at", TABLE.c.town_hall, TABLE.c.registered_at, TABLE.c.participant)
Index("participant_code", TABLE.c.town_hall, TABLE.c.code)
Index(
    "participant_waits_since",
    TABLE.c.town_hall,
    TABLE.c.segment,
    TABLE.c.waits_since,
    postgresql_where=TABLE.c.waits_since.is_not(None),
)
Index(
    "participant_withdrawn",
    TABLE.c.participant,
    postgresql_where=and_(TABLE.c.state == "WITHDRAWN", TABLE.c.consent.is_not(None)),
)
VIEW: Final = View("participant", participant.CONTEXT, Row, TABLE, participant.keys, participant.apply)
ORDER: Final = (TABLE.c.registered_at, TABLE.c.participant)


def choose(
    *, town_hall: str | None = None, segment: str | None = None, channel: str | None = None, state: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of participants."""
    return equals(TABLE, town_hall=town_hall, segment=segment, channel=channel, state=state)


async def find_by_code(snapshot: Snapshot, town_hall: str, code: str) -> Row | None:
    """Return the participant of a session whose code it is now, by the code's name."""
    query = select(TABLE).where(TABLE.c.town_hall == town_hall, TABLE.c.code == code).limit(1)
    row = (await snapshot.execute(query)).mappings().one_or_none()
    return Row(**row) if row else None


async def find_place(snapshot: Snapshot, row: Row) -> int | None:
    """Return which place of its segment's waitlist a participant has, from 1; None for who does not wait."""
    if row.waits_since is None:
        return None
    ahead = select(func.count()).where(
        TABLE.c.town_hall == row.town_hall, TABLE.c.segment == row.segment, TABLE.c.waits_since <= row.waits_since
    )
    return await snapshot.scalar(ahead.limit(1))
