"""평가 증빙: the table of the view, and from whom staff may have a file by the result that it is attached to."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.views import evaluation_file
from gateway.views.evaluation_file import CONTEXT, Row
from infra.projections import View

TABLE: Final = Table(
    "evaluation_file",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("given_by", Text, nullable=False),
    Column("files", JSONB, nullable=False),
)
Index("evaluation_file_files", TABLE.c.files, postgresql_using="gin")
VIEW: Final = View("evaluation_file", CONTEXT, Row, TABLE, evaluation_file.keys, evaluation_file.apply)
MOST: Final = 100
"""Attachments of one content that are looked at, the latest."""


async def list_givers(snapshot: Snapshot, reader: Principal, digest: str) -> list[str]:
    """Return who attached a content to a result or a best practice, which all staff read; the latest first.

    Who attaches by its hash what he never gave to the store lets nobody have it: that is for the store to tell.
    """
    if reader.role is Role.CITIZEN:
        return []
    query = select(TABLE.c.given_by).where(TABLE.c.files.contains([digest])).order_by(TABLE.c.position.desc())
    return list(dict.fromkeys(await snapshot.scalars(query.limit(MOST))))
