"""심사분석: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Index, Integer, Table, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import review
from gateway.views.review import Row
from infra.projections import View

TABLE: Final = Table(
    "review",
    METADATA,
    Column("review", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("project", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("quarter", Text),
    Column("milestone", Integer),
    Column("reason", Text),
    Column("state", Text, nullable=False),
    Column("planned", Integer),
    Column("actual", Integer),
    Column("rating", Text),
    Column("policy", Integer),
    Column("cause", Text),
    Column("remedy", Text),
    Column("recovery", JSONB),
    Column("recovery_day", Date),
    Column("is_agreed", Boolean, nullable=False),
    Column("answers_for_it", Text),
    Column("closing_note", Text),
    Column("correction", Text),
    Column("records", JSONB, nullable=False),
)
Index("review_project", TABLE.c.project)
Index("review_position", TABLE.c.position, TABLE.c.review)
Index("review_quarter", TABLE.c.quarter)
VIEW: Final = View("review", review.CONTEXT, Row, TABLE, review.keys, review.apply)
ORDER: Final = (TABLE.c.position, TABLE.c.review)
"""As they were last changed."""


def choose(
    *,
    project: str | None = None,
    kind: str | None = None,
    quarter: str | None = None,
    state: str | None = None,
    rating: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of reviews."""
    return equals(TABLE, project=project, kind=kind, quarter=quarter, state=state, rating=rating)


MOST: Final = 20
"""Ratings that there can be, and more."""


async def count_by_rating(snapshot: Snapshot, quarter: str) -> dict[str | None, int]:
    """Return how many reviews of a quarter have each rating; None of those with nothing recorded (PRJ-82)."""
    query = select(TABLE.c.rating, func.count()).where(TABLE.c.quarter == quarter).group_by(TABLE.c.rating).limit(MOST)
    return {row[0]: row[1] for row in await snapshot.execute(query)}
