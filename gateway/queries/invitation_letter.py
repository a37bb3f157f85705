"""초대의 편지: the table of the view, and how the invitations of a survey stand by stratum (ENG-34)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, and_, case, func, select

from gateway.gate import Snapshot
from gateway.queries.invitation import OPT_OUTS
from gateway.queries.invitation import TABLE as INVITATIONS
from gateway.queries.metadata import METADATA
from gateway.views import invitation_letter
from gateway.views.invitation_letter import Row
from infra.projections import View

BY_HAND: Final = "BY_HAND"
"""How an invitation without a contact stands."""
STOPPED: Final = "STOPPED"
"""How one stands whose contact is invited no more."""
MOST: Final = 2_000
"""Strata times states of a survey."""
TABLE: Final = Table(
    "invitation_letter",
    METADATA,
    Column("letter", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("invitation", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("invitation_letter_of", TABLE.c.invitation, TABLE.c.generation)
VIEW: Final = View(
    "invitation_letter", invitation_letter.CONTEXT, Row, TABLE, invitation_letter.keys, invitation_letter.apply
)
_NEWEST: Final = INVITATIONS.outerjoin(
    TABLE, and_(TABLE.c.invitation == INVITATIONS.c.invitation, TABLE.c.generation == INVITATIONS.c.generation)
).outerjoin(OPT_OUTS, OPT_OUTS.c.contact_name == INVITATIONS.c.contact_name)
_STANDS: Final = case(
    (INVITATIONS.c.contact.is_(None), BY_HAND),
    (OPT_OUTS.c.contact_name.is_not(None), STOPPED),
    else_=func.coalesce(TABLE.c.state, "OWED"),
).label("stands")


@dataclass(frozen=True, slots=True)
class Stand:
    """How many invitations of a stratum stand alike."""

    stratum: str
    state: str
    """Of the newest letter; BY_HAND, STOPPED or OWED where there is none."""
    count: int


async def count_stands(snapshot: Snapshot, survey: str) -> list[Stand]:
    """Return how the invitations of a survey stand, by stratum."""
    query = select(INVITATIONS.c.stratum, _STANDS, func.count()).select_from(_NEWEST)
    query = query.where(INVITATIONS.c.survey == survey).group_by(INVITATIONS.c.stratum, _STANDS.name).limit(MOST)
    return [Stand(*row) for row in await snapshot.execute(query)]


async def find_stands(snapshot: Snapshot, invitations: Sequence[str]) -> dict[str, str]:
    """Return how each of some invitations stands."""
    query = select(INVITATIONS.c.invitation, _STANDS).select_from(_NEWEST)
    wanted = query.where(INVITATIONS.c.invitation.in_(invitations)).limit(len(invitations))
    return dict(iter(await snapshot.execute(wanted)))
