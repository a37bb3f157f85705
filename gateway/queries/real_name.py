"""정책실명: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import real_name
from gateway.views.real_name import Row
from infra.projections import View

TABLE: Final = Table(
    "real_name",
    METADATA,
    Column("real_name", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("project", Text, nullable=False),
    Column("criterion", Text, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("number", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("is_published", Boolean, nullable=False),
    Column("published_on", Date),
    Column("people", JSONB, nullable=False),
    Column("statuses", JSONB, nullable=False),
)
Index("real_name_number", TABLE.c.number, TABLE.c.real_name)
Index("real_name_project", TABLE.c.project)
VIEW: Final = View("real_name", real_name.CONTEXT, Row, TABLE, real_name.keys, real_name.apply)
ORDER: Final = (TABLE.c.number, TABLE.c.real_name)


def choose(
    *,
    project: str | None = None,
    department: str | None = None,
    criterion: str | None = None,
    is_published: bool | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of records; the public sees those that are published (PRJ-83)."""
    wanted = equals(TABLE, project=project, department=department, criterion=criterion)
    return wanted if is_published is None else [*wanted, TABLE.c.is_published.is_(is_published)]
