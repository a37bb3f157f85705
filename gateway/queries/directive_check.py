"""분기 점검: the table of the view and its SQL."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import directive_check
from gateway.views.directive_check import CONTEXT, Row
from infra.projections import View

TABLE: Final = Table(
    "directive_check",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("directive", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("assessment", Text, nullable=False),
    Column("cause", Text),
    Column("remedy", Text),
    Column("checked_on", Date, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("directive_check", CONTEXT, Row, TABLE, directive_check.keys, directive_check.apply)


async def find_checks(snapshot: Snapshot, quarter: str, directives: Collection[str]) -> dict[str, Row]:
    """Return the last checks of some directives in a quarter, by directive."""
    query = select(TABLE).where(TABLE.c.key.in_([f"{directive}/{quarter}" for directive in directives]))
    return {row["directive"]: Row(**row) for row in (await snapshot.execute(query)).mappings()}
