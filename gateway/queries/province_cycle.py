"""시군평가: the table and the list of years."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import province_cycle
from gateway.views.province_cycle import Row
from infra.projections import View

TABLE: Final = Table(
    "province_cycle",
    METADATA,
    Column("year", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("cycle", JSONB, nullable=False),
    Column("draft", JSONB),
    Column("versions", JSONB, nullable=False),
    Column("dues", JSONB, nullable=False),
    Column("moves", JSONB, nullable=False),
    Column("briefings", JSONB, nullable=False),
    Column("results", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("province_cycle", province_cycle.CONTEXT, Row, TABLE, province_cycle.keys, province_cycle.apply)
ORDER: Final = (TABLE.c.year,)
