"""협조: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import concurrence
from gateway.views.concurrence import Row
from infra.projections import View

TABLE: Final = Table(
    "concurrence",
    METADATA,
    Column("concurrence", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text),
    Column("departments", JSONB, nullable=False),
    Column("concurred", JSONB, nullable=False),
    Column("refused_by", Text),
    Column("reason", Text),
    Column("round", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("concurrence", concurrence.CONTEXT, Row, TABLE, concurrence.keys, concurrence.apply)
