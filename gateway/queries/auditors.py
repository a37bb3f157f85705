"""시민감사관: the tables of bodies and proposals, and their lists."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import auditors
from gateway.views.auditors import Proposal, Row
from infra.projections import View

BODIES: Final = Table(
    "auditor_body",
    METADATA,
    Column("body", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("replaces", Text),
    Column("auditors", JSONB, nullable=False),
    Column("activities", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("auditor_body_ordinal", BODIES.c.ordinal, BODIES.c.body)
PROPOSALS: Final = Table(
    "audit_proposal",
    METADATA,
    Column("proposal", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("auditor", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("escalated_at", DateTime(timezone=True)),
    Column("outcome", Text),
    Column("answer", Text),
    Column("answered_on", Date),
    Column("late_days", Integer),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("audit_proposal_due_on", PROPOSALS.c.due_on, PROPOSALS.c.proposal)
BODY_VIEW: Final = View("auditor_body", auditors.CONTEXT, Row, BODIES, auditors.body_keys, auditors.apply_body)
PROPOSAL_VIEW: Final = View(
    "audit_proposal", auditors.CONTEXT, Proposal, PROPOSALS, auditors.proposal_keys, auditors.apply_proposal
)
BODY_ORDER: Final = (BODIES.c.ordinal, BODIES.c.body)
PROPOSAL_ORDER: Final = (PROPOSALS.c.due_on, PROPOSALS.c.proposal)


def choose_bodies() -> list[ColumnElement[bool]]:
    """Return the conditions of a list of bodies: all there are."""
    return []


def choose_proposals(
    *, q: str | None = None, body: str | None = None, state: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of proposals."""
    return [*equals(PROPOSALS, body=body, state=state), *finds(q, PROPOSALS.c.title, PROPOSALS.c.text)]
