"""초대: the tables of invitations, of contacts that are invited no more and of entries of draws."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, DateTime, Index, Integer, Table, Text, select

from gateway.gate import Snapshot
from gateway.queries.choosing import equals
from gateway.queries.metadata import METADATA
from gateway.views import invitation
from gateway.views.invitation import EntryRow, OptOutRow, Row
from infra.projections import View

MOST: Final = 20_000
"""Entries of a draw (contracts/engagement/surveys.py)."""
TABLE: Final = Table(
    "invitation",
    METADATA,
    Column("invitation", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("stratum", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("contact", Text),
    Column("subject", Text),
    Column("contact_name", Text),
    Column("consent", Integer),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("reissued_at", DateTime(timezone=True)),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("invitation_issued_at", TABLE.c.issued_at, TABLE.c.invitation)
Index("invitation_survey", TABLE.c.survey, TABLE.c.issued_at)
Index("invitation_subject", TABLE.c.subject)
VIEW: Final = View("invitation", invitation.CONTEXT, Row, TABLE, invitation.keys, invitation.apply)
ORDER: Final = (TABLE.c.issued_at, TABLE.c.invitation)
OPT_OUTS: Final = Table(
    "opt_out",
    METADATA,
    Column("contact_name", Text, primary_key=True),
    Column("opted_out_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
OPT_OUT_VIEW: Final = View(
    "opt_out", invitation.CONTEXT, OptOutRow, OPT_OUTS, invitation.opt_out_keys, invitation.apply_opt_out
)
ENTRIES: Final = Table(
    "draw_entry",
    METADATA,
    Column("entry", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("draw_entry_survey", ENTRIES.c.survey, ENTRIES.c.name)
ENTRY_VIEW: Final = View(
    "draw_entry", invitation.CONTEXT, EntryRow, ENTRIES, invitation.entry_keys, invitation.apply_entry
)


def choose(
    *, survey: str | None = None, state: str | None = None, stratum: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of invitations."""
    return equals(TABLE, survey=survey, state=state, stratum=stratum)


async def list_entries(snapshot: Snapshot, survey: str) -> list[EntryRow]:
    """Return the entries of a survey's draw in the order of their names."""
    query = select(ENTRIES).where(ENTRIES.c.survey == survey).order_by(ENTRIES.c.name).limit(MOST)
    return [EntryRow(**row) for row in (await snapshot.execute(query)).mappings()]
