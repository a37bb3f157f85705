"""부서: the table of the view and its SQL."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Table, Text, or_, select

from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA, find_position
from gateway.views import department
from gateway.views.department import Row
from infra.projections import View

TABLE: Final = Table(
    "department",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_known", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lineage", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("department", department.CONTEXT, Row, TABLE, department.keys, department.apply)
MOST: Final = 1_000
"""Departments in one answer: a city has some sixty, and keeps the closed ones."""


async def list_departments(snapshot: Snapshot, as_of: date) -> list[Row]:
    """Return the departments that exist on a day, by kind and name (ORG-01)."""
    valid = TABLE.c.valid_from <= as_of, or_(TABLE.c.valid_until.is_(None), TABLE.c.valid_until >= as_of)
    query = select(TABLE).where(*valid).order_by(TABLE.c.kind, TABLE.c.name_known.desc(), TABLE.c.name).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def find_names(snapshot: Snapshot, codes: Iterable[str]) -> dict[str, str]:
    """Return the departments' names by code."""
    query = select(TABLE.c.code, TABLE.c.name).where(TABLE.c.code.in_(set(codes))).limit(MOST)
    return dict(list((await snapshot.execute(query)).tuples()))


async def find_department(snapshot: Snapshot, code: str) -> Row | None:
    """Return one department."""
    row = (await snapshot.execute(select(TABLE).where(TABLE.c.code == code).limit(1))).mappings().one_or_none()
    return Row(**row) if row else None


async def find_reflected(snapshot: Snapshot) -> int:
    """Return the position that the view reflects."""
    return await find_position(snapshot, VIEW.name, VIEW.context)
