"""소식 받기: the table of the view, and how many follow."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Table, Text, func, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import follower
from gateway.views.follower import Row
from infra.projections import View

TABLE: Final = Table(
    "follower",
    METADATA,
    Column("follower", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("is_digest", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("follower_topic", TABLE.c.topic, TABLE.c.state)
Index("follower_state", TABLE.c.state, TABLE.c.follower)
VIEW: Final = View("follower", follower.CONTEXT, Row, TABLE, follower.keys, follower.apply)


async def count_following(snapshot: Snapshot, topic: str) -> int:
    """Return how many follow a topic now."""
    wanted = TABLE.c.topic == topic, TABLE.c.state == "FOLLOWING"
    return int(await snapshot.scalar(select(func.count()).select_from(TABLE).where(*wanted).limit(1)) or 0)
