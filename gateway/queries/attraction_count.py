"""유치대상 수: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import attraction_count
from gateway.views.attraction_count import Row
from infra.projections import View

TABLE: Final = Table(
    "attraction_count",
    METADATA,
    Column("simple_name", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("institutions", Integer, nullable=False),
    Column("since", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("changes", JSONB, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View(
    "attraction_count", attraction_count.CONTEXT, Row, TABLE, attraction_count.keys, attraction_count.apply
)
ORDER: Final = (TABLE.c.simple_name,)
