"""직무대리: the table of the view."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table, Text, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import delegation
from gateway.views.delegation import Row
from infra.projections import View

TABLE: Final = Table(
    "delegation",
    METADATA,
    Column("delegation", Text, primary_key=True),
    Column("absent", Text, nullable=False),
    Column("acting", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("revoked_for", Text),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("delegation", delegation.CONTEXT, Row, TABLE, delegation.keys, delegation.apply)


async def find_held(snapshot: Snapshot, acting: str, absent: str, day: date) -> Row | None:
    """Return the delegation by which an account may act for another on a day; None without one (ORG-12)."""
    chosen = TABLE.c.acting == acting, TABLE.c.absent == absent, TABLE.c.revoked_for.is_(None)
    query = select(TABLE).where(*chosen, TABLE.c.valid_from <= day, TABLE.c.valid_until >= day).limit(1)
    row = (await snapshot.execute(query)).mappings().one_or_none()
    return Row(**row) if row else None
