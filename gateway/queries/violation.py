"""청렴 위반: the table, the list, and how many there were by department."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Index, Table, Text, func, select

from gateway.gate import Snapshot
from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import violation
from gateway.views.violation import Row
from infra.projections import View

DEPARTMENTS: Final = 1_000
"""Departments at most."""
TABLE: Final = Table(
    "violation",
    METADATA,
    Column("violation", Text, primary_key=True),
    Column("department", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("found_on", Date, nullable=False),
    Column("facts", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("measure", Text),
    Column("is_severe", Boolean, nullable=False),
    Column("reason", Text),
    Column("ended_on", Date),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("violation_found_on", TABLE.c.found_on, TABLE.c.violation)
VIEW: Final = View("violation", violation.CONTEXT, Row, TABLE, violation.keys, violation.apply)
ORDER: Final = (TABLE.c.found_on, TABLE.c.violation)


def choose(*, state: str | None = None, department: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of cases."""
    return equals(TABLE, state=state, department=department)


async def count_by_department(snapshot: Snapshot) -> dict[str, int]:
    """Return how many breaches were confirmed in each department that had any."""
    query = select(TABLE.c.department, func.count()).where(TABLE.c.state == "CONFIRMED")
    found = await snapshot.execute(query.group_by(TABLE.c.department).limit(DEPARTMENTS))
    return dict(iter(found))
