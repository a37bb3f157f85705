"""민선 기수: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Integer, Table

from gateway.queries.metadata import METADATA
from gateway.views import term
from gateway.views.term import Row
from infra.projections import View

TABLE: Final = Table(
    "term",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("term", term.CONTEXT, Row, TABLE, term.keys, term.apply)
