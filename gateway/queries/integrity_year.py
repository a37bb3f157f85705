"""청렴: the table."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import integrity_year
from gateway.views.integrity_year import Row
from infra.projections import View

TABLE: Final = Table(
    "integrity_year",
    METADATA,
    Column("year", Integer, primary_key=True),
    Column("method", JSONB),
    Column("components", JSONB, nullable=False),
    Column("grade", JSONB),
    Column("warnings", JSONB, nullable=False),
    Column("broadcasts", JSONB, nullable=False),
    Column("officials", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("integrity_year", integrity_year.CONTEXT, Row, TABLE, integrity_year.keys, integrity_year.apply)
ORDER: Final = (TABLE.c.year,)
