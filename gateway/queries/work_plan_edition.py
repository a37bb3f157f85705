"""주요업무 보고: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import work_plan_edition
from gateway.views.work_plan_edition import Row
from infra.projections import View

TABLE: Final = Table(
    "work_plan_edition",
    METADATA,
    Column("report", Text, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("kind", Text),
    Column("published_on", Date),
    Column("reason", Text),
    Column("tasks", JSONB, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("work_plan_edition_year", TABLE.c.year, TABLE.c.edition)
VIEW: Final = View(
    "work_plan_edition", work_plan_edition.CONTEXT, Row, TABLE, work_plan_edition.keys, work_plan_edition.apply
)
ORDER: Final = (TABLE.c.year, TABLE.c.edition)


def choose(*, year: int | None = None, kind: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of reports that were published."""
    return [TABLE.c.published_on.is_not(None), *equals(TABLE, year=year, kind=kind)]
