"""시민배심원단: the tables of the views and the list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import jury
from gateway.views.jury import Frame, Row
from infra.projections import View

TABLE: Final = Table(
    "jury",
    METADATA,
    Column("jury", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("seed_source", Text, nullable=False),
    Column("frame_sha256", Text, nullable=False),
    Column("algorithm", Text),
    Column("seed", Text),
    Column("quotas", JSONB, nullable=False),
    Column("drawn", JSONB, nullable=False),
    Column("jurors", JSONB, nullable=False),
    Column("replacements", JSONB, nullable=False),
    Column("sessions", JSONB, nullable=False),
    Column("votes", JSONB, nullable=False),
    Column("recommendation", Text),
    Column("stages", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("jury_name", TABLE.c.name, TABLE.c.jury)
VIEW: Final = View("jury", jury.CONTEXT, Row, TABLE, jury.keys, jury.apply)
ORDER: Final = (TABLE.c.name, TABLE.c.jury)

FRAMES: Final = Table(
    "jury_frame", METADATA, Column("jury", Text, primary_key=True), Column("csv", Text, nullable=False)
)
FRAME_VIEW: Final = View("jury_frame", jury.CONTEXT, Frame, FRAMES, jury.frame_keys, jury.apply_frame)


def choose(*, q: str | None = None, state: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of juries."""
    return [*equals(TABLE, state=state), *finds(q, TABLE.c.name, TABLE.c.topic)]
