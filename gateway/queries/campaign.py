"""홍보 캠페인: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import campaign
from gateway.views.campaign import Row
from infra.projections import View

TABLE: Final = Table(
    "campaign",
    METADATA,
    Column("campaign", Text, primary_key=True),
    Column("project", Text),
    Column("name", Text, nullable=False),
    Column("department", Text),
    Column("state", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("phases", JSONB, nullable=False),
    Column("reached", Integer, nullable=False),
    Column("total_won", BigInteger),
    Column("total", JSONB),
    Column("lines", JSONB, nullable=False),
    Column("content", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("corrections", JSONB, nullable=False),
)
Index("campaign_first_day", TABLE.c.first_day, TABLE.c.campaign)
Index("campaign_project", TABLE.c.project)
VIEW: Final = View("campaign", campaign.CONTEXT, Row, TABLE, campaign.keys, campaign.apply)
ORDER: Final = (TABLE.c.first_day, TABLE.c.campaign)


def choose(*, q: str | None = None, project: str | None = None, state: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of campaigns."""
    return [*equals(TABLE, project=project, state=state), *finds(q, TABLE.c.name, TABLE.c.content)]
