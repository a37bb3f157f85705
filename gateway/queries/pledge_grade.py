"""공약 외부평가 등급: the table and the list."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import pledge_grade
from gateway.views.pledge_grade import Row
from infra.projections import View

TABLE: Final = Table(
    "pledge_grade",
    METADATA,
    Column("year", Integer, primary_key=True),
    Column("given", JSONB),
    Column("estimate", JSONB),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("pledge_grade", pledge_grade.CONTEXT, Row, TABLE, pledge_grade.keys, pledge_grade.apply)
ORDER: Final = (TABLE.c.year,)
