"""국제행사 승인: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import approval
from gateway.views.approval import Row
from infra.projections import View

TABLE: Final = Table(
    "approval",
    METADATA,
    Column("approval", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("project", Text),
    Column("name", Text, nullable=False),
    Column("department", Text),
    Column("state", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("steps", JSONB, nullable=False),
    Column("next_step", Integer),
    Column("next_day", Date),
    Column("round", Integer, nullable=False),
    Column("reopenings", JSONB, nullable=False),
    Column("period", JSONB),
    Column("days", Integer),
    Column("policy_grade", JSONB),
    Column("approved_won", BigInteger),
    Column("rules", JSONB, nullable=False),
    Column("requirements", JSONB, nullable=False),
    Column("history", JSONB, nullable=False),
    Column("tracks", JSONB, nullable=False),
    Column("figures", JSONB, nullable=False),
    Column("boom_ups", JSONB, nullable=False),
    Column("towns", JSONB, nullable=False),
)
Index("approval_name", TABLE.c.name, TABLE.c.approval)
Index("approval_project", TABLE.c.project)
VIEW: Final = View("approval", approval.CONTEXT, Row, TABLE, approval.keys, approval.apply)
ORDER: Final = (TABLE.c.name, TABLE.c.approval)


def choose(
    *, q: str | None = None, project: str | None = None, department: str | None = None, state: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of approvals."""
    return [*equals(TABLE, project=project, department=department, state=state), *finds(q, TABLE.c.name)]
