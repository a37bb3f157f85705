"""평가 증빙: the table of the view, and from whom staff may have a file by the result that it is attached to."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import BigInteger, Column, Index, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import ranking, scorecard
from gateway.queries.metadata import METADATA
from gateway.secrecy import may_see_scorecard
from gateway.views import evaluation_file
from gateway.views.evaluation_file import CONTEXT, Row
from infra.projections import View

TABLE: Final = Table(
    "evaluation_file",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("given_by", Text, nullable=False),
    Column("files", JSONB, nullable=False),
    Column("scorecard", Text),
)
Index("evaluation_file_files", TABLE.c.files, postgresql_using="gin")
VIEW: Final = View("evaluation_file", CONTEXT, Row, TABLE, evaluation_file.keys, evaluation_file.apply)
MOST: Final = 100
"""Attachments of one content that are looked at, the latest."""


async def list_givers(snapshot: Snapshot, reader: Principal, digest: str) -> list[str]:
    """Return who attached a content to what the reader sees: results are all staff's, scorecards few's before the end.

    An external evaluator has the files of the scorecards that are assigned to him.

    Who attaches by its hash what he never gave to the store lets nobody have it: that is for the store to tell.
    """
    if reader.role is Role.CITIZEN:
        return []
    assigned = await scorecard.list_assigned(snapshot, reader)
    found = select(TABLE.c.given_by, TABLE.c.scorecard).where(TABLE.c.files.contains([digest]))
    attached = (await snapshot.execute(found.order_by(TABLE.c.position.desc()).limit(MOST))).all()
    years = {int(card[:4]) for _, card in attached if card is not None}
    is_open = await ranking.find_open(snapshot, years)
    seen = [giver for giver, card in attached if _may_see(reader, card, is_open, assigned)]
    return list(dict.fromkeys(seen))


def _may_see(reader: Principal, card: str | None, open_years: Collection[int], assigned: Collection[str]) -> bool:
    if card is None:
        return reader.role is not Role.EVALUATOR
    year, _, department = card.partition("-")
    is_final = int(year) not in open_years
    return may_see_scorecard(reader, department, is_final=is_final, is_assigned=card in assigned)
