"""국민신청실명제: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Index, Table, Text, or_
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import disclosure
from gateway.views.disclosure import Row
from infra.projections import View

TABLE: Final = Table(
    "disclosure",
    METADATA,
    Column("disclosure", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("project", Text),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("requester", Text),
    Column("requested_on", Date, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("committee", Text),
    Column("decided_on", JSONB),
    Column("reason", Text),
    Column("is_published", Boolean, nullable=False),
    Column("published_on", Date),
)
Index("disclosure_requested_on", TABLE.c.requested_on, TABLE.c.disclosure)
VIEW: Final = View("disclosure", disclosure.CONTEXT, Row, TABLE, disclosure.keys, disclosure.apply)
ORDER: Final = (TABLE.c.requested_on, TABLE.c.disclosure)


def choose(
    *,
    project: str | None = None,
    state: str | None = None,
    is_published: bool | None = None,
    seen_by: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of requests (PRJ-85).

    The public sees those whose decision is published; a citizen, `seen_by`, the own ones too.
    """
    wanted = equals(TABLE, project=project, state=state)
    if seen_by is not None:
        wanted.append(or_(TABLE.c.is_published, TABLE.c.asked_by == seen_by))
    return wanted if is_published is None else [*wanted, TABLE.c.is_published.is_(is_published)]
