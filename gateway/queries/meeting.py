"""회의: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import meeting
from gateway.views.meeting import Row
from infra.projections import View

TABLE: Final = Table(
    "meeting",
    METADATA,
    Column("meeting", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text),
    Column("period", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("place", Text),
    Column("departments", JSONB, nullable=False),
    Column("is_hosted_by_mayor", Boolean, nullable=False),
    Column("ground", Text),
    Column("approver", Text),
    Column("minutes", Text),
    Column("decisions", JSONB, nullable=False),
    Column("cancelled_for", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("meeting", meeting.CONTEXT, Row, TABLE, meeting.keys, meeting.apply)
