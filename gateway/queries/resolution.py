"""의결: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import resolution
from gateway.views.resolution import Row
from infra.projections import View

TABLE: Final = Table(
    "resolution",
    METADATA,
    Column("resolution", Text, primary_key=True),
    Column("committee", Text, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("period", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("members", Integer, nullable=False),
    Column("present", Integer, nullable=False),
    Column("in_favour", Integer, nullable=False),
    Column("against", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("minutes", Text),
    Column("gates", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("resolution", resolution.CONTEXT, Row, TABLE, resolution.keys, resolution.apply)
