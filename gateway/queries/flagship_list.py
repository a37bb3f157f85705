"""역점사업: the table of the view and its SQL."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import flagship_list
from gateway.views.flagship_list import Row
from infra.projections import View

TABLE: Final = Table(
    "flagship_list",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("projects", JSONB, nullable=False),
    Column("is_approved", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("flagship_list_projects", TABLE.c.projects, postgresql_using="gin")
VIEW: Final = View("flagship_list", flagship_list.CONTEXT, Row, TABLE, flagship_list.keys, flagship_list.apply)
MOST: Final = 300
"""Years of one project."""


async def list_years(snapshot: Snapshot, project: str) -> list[int]:
    """Return the years whose approved list a project stands in (PRJ-80)."""
    chosen = TABLE.c.projects.contains([project]), TABLE.c.is_approved
    query = select(TABLE.c.year).where(*chosen).order_by(TABLE.c.year).limit(MOST)
    return list(await snapshot.scalars(query))
