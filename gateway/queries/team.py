"""팀: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text

from gateway.queries.metadata import METADATA
from gateway.views import team
from gateway.views.team import Row
from infra.projections import View

TABLE: Final = Table(
    "team",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("department", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("ended_for", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("team", team.CONTEXT, Row, TABLE, team.keys, team.apply)
