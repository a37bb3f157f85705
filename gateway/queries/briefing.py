"""찾아가는 설명회·릴레이 응원: the tables, the lists, and how many briefings each town had."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Integer, Table, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import briefing
from gateway.views.briefing import Briefing, Relay
from infra.projections import View

TOWNS: Final = 1_000
"""Towns at most; there are 15 in 2024."""
BRIEFINGS: Final = Table(
    "briefing",
    METADATA,
    Column("briefing", Text, primary_key=True),
    Column("town", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("session", Text),
    Column("department", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("briefing_held_on", BRIEFINGS.c.held_on, BRIEFINGS.c.briefing)
RELAYS: Final = Table(
    "relay",
    METADATA,
    Column("relay", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("entries", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("relay_name", RELAYS.c.name, RELAYS.c.relay)
BRIEFING_VIEW: Final = View(
    "briefing", briefing.CONTEXT, Briefing, BRIEFINGS, briefing.briefing_keys, briefing.apply_briefing
)
RELAY_VIEW: Final = View("relay", briefing.CONTEXT, Relay, RELAYS, briefing.relay_keys, briefing.apply_relay)
BRIEFING_ORDER: Final = (BRIEFINGS.c.held_on, BRIEFINGS.c.briefing)
RELAY_ORDER: Final = (RELAYS.c.name, RELAYS.c.relay)


def choose_briefings(*, q: str | None = None, town: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of briefings."""
    return [*equals(BRIEFINGS, town=town), *finds(q, BRIEFINGS.c.topic, BRIEFINGS.c.place)]


def choose_relays(*, q: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of relays."""
    return finds(q, RELAYS.c.name, RELAYS.c.cause)


async def count_by_town(snapshot: Snapshot, year: int) -> dict[str, tuple[int, int]]:
    """Return how many briefings a year brought to each town, and how many people came (ENG-67)."""
    within = BRIEFINGS.c.held_on.between(date(year, 1, 1), date(year, 12, 31))
    query = select(BRIEFINGS.c.town, func.count(), func.sum(BRIEFINGS.c.people)).where(within)
    found = await snapshot.execute(query.group_by(BRIEFINGS.c.town).limit(TOWNS))
    return {town: (briefings, people) for town, briefings, people in found}
