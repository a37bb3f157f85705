"""용역: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import contract
from gateway.views.contract import Row
from infra.projections import View

TABLE: Final = Table(
    "contract",
    METADATA,
    Column("contract", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("project", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("aliases", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount_won", BigInteger),
    Column("amount", JSONB),
    Column("period", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("days", Integer),
    Column("consortium", JSONB, nullable=False),
    Column("follow_up_of", Text),
    Column("briefings", JSONB, nullable=False),
    Column("amendments", JSONB, nullable=False),
    Column("accepted_on", JSONB),
    Column("waiver_reason", Text),
)
Index("contract_project", TABLE.c.project)
Index("contract_first_day", TABLE.c.first_day, TABLE.c.contract)
VIEW: Final = View("contract", contract.CONTEXT, Row, TABLE, contract.keys, contract.apply)
ORDER: Final = (TABLE.c.first_day, TABLE.c.contract)


def choose(*, project: str | None = None, state: str | None = None, q: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of contracts; words are looked for in the names."""
    return [*equals(TABLE, project=project, state=state), *finds(q, TABLE.c.name, TABLE.c.aliases)]
