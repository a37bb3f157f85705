"""업무 시계: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Table, Text

from gateway.queries.metadata import METADATA
from gateway.views import clock
from gateway.views.clock import Row
from infra.projections import View

TABLE: Final = Table(
    "clock",
    METADATA,
    Column("clock", Text, primary_key=True),
    Column("now", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("clock", clock.CONTEXT, Row, TABLE, clock.keys, clock.apply)
