"""공약 묶음: the table and the list."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.metadata import METADATA
from gateway.views import pledge_set
from gateway.views.pledge_set import Row
from infra.projections import View

TABLE: Final = Table(
    "pledge_set",
    METADATA,
    Column("term", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("pledges", Integer, nullable=False),
    Column("confirmed_on", Date),
    Column("jury", JSONB),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("pledge_set", pledge_set.CONTEXT, Row, TABLE, pledge_set.keys, pledge_set.apply)
ORDER: Final = (TABLE.c.term,)
