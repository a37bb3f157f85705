"""청렴톡 담당: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Table, Text

from gateway.queries.metadata import METADATA
from gateway.views import integrity_readers
from gateway.views.integrity_readers import Row
from infra.projections import View

TABLE: Final = Table(
    "integrity_readers",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("reader", Text, nullable=False),
    Column("deputy", Text, nullable=False),
    Column("designated_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View(
    "integrity_readers", integrity_readers.CONTEXT, Row, TABLE, integrity_readers.keys, integrity_readers.apply
)
