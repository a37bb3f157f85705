"""재원사업: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import programme
from gateway.views.programme import Row
from infra.projections import View

TABLE: Final = Table(
    "programme",
    METADATA,
    Column("programme", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("versions", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("programme", programme.CONTEXT, Row, TABLE, programme.keys, programme.apply)
ORDER: Final = (TABLE.c.programme,)
