"""대외기관: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import partner
from gateway.views.partner import Row
from infra.projections import View

TABLE: Final = Table(
    "partner",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("aliases", JSONB, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("partner", partner.CONTEXT, Row, TABLE, partner.keys, partner.apply)
