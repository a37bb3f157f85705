"""기한 기준: the table of the view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.calendar.policies import POLICIES, DeadlinePolicy
from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import deadline_policy
from gateway.views.deadline_policy import Row
from infra.projections import View

TABLE: Final = Table(
    "deadline_policy",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("policy", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
)
VIEW: Final = View("deadline_policy", deadline_policy.CONTEXT, Row, TABLE, deadline_policy.keys, deadline_policy.apply)
MOST: Final = 1_000
"""Versions in one answer."""


async def load_policies(snapshot: Snapshot) -> tuple[DeadlinePolicy, ...]:
    """Return every version of every policy, the first ones first (CAL-12)."""
    rows = await snapshot.scalars(select(TABLE.c.policy).order_by(TABLE.c.position).limit(MOST))
    return (*POLICIES, *(DeadlinePolicy.model_validate(row) for row in rows))
