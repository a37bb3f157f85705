"""보직: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text

from gateway.queries.metadata import METADATA
from gateway.views import assignment
from gateway.views.assignment import Row
from infra.projections import View

TABLE: Final = Table(
    "assignment",
    METADATA,
    Column("assignment", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("department", Text),
    Column("team", Text),
    Column("post", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("ended_for", Text),
    Column("successor", Text),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("assignment", assignment.CONTEXT, Row, TABLE, assignment.keys, assignment.apply)
