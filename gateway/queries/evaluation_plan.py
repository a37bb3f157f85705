"""평가계획: the table and the list."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import evaluation_plan
from gateway.views.evaluation_plan import Row
from infra.projections import View

TABLE: Final = Table(
    "evaluation_plan",
    METADATA,
    Column("year", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("draft", JSONB),
    Column("versions", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("evaluation_plan", evaluation_plan.CONTEXT, Row, TABLE, evaluation_plan.keys, evaluation_plan.apply)
ORDER: Final = (TABLE.c.year,)
