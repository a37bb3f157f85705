"""협력권: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import cooperation_group
from gateway.views.cooperation_group import Row
from infra.projections import View

TABLE: Final = Table(
    "cooperation_group",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("members", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("corrections", JSONB, nullable=False),
)
VIEW: Final = View(
    "cooperation_group", cooperation_group.CONTEXT, Row, TABLE, cooperation_group.keys, cooperation_group.apply
)
ORDER: Final = (TABLE.c.code,)
