"""주요업무계획: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import work_plan
from gateway.views.work_plan import Row
from infra.projections import View

TABLE: Final = Table(
    "work_plan",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("term", Integer),
    Column("goals", JSONB, nullable=False),
    Column("strategies", JSONB, nullable=False),
    Column("tasks", JSONB, nullable=False),
    Column("corrections", JSONB, nullable=False),
    Column("sheet", JSONB),
    Column("editions", Integer, nullable=False),
)
VIEW: Final = View("work_plan", work_plan.CONTEXT, Row, TABLE, work_plan.keys, work_plan.apply)
ORDER: Final = (TABLE.c.year,)
