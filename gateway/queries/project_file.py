"""증빙: the table of the view, and from whom staff may have a file of a project by what it is attached to."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA
from gateway.rights import STAFF
from gateway.views import project_file
from gateway.views.project_file import CONTEXT, Row
from infra.projections import View

TABLE: Final = Table(
    "project_file",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("given_by", Text, nullable=False),
    Column("files", JSONB, nullable=False),
)
Index("project_file_files", TABLE.c.files, postgresql_using="gin")
VIEW: Final = View("project_file", CONTEXT, Row, TABLE, project_file.keys, project_file.apply)
MOST: Final = 100
"""Attachments of one content that are looked at, the latest."""


async def list_givers(snapshot: Snapshot, reader: Principal, digest: str) -> list[str]:
    """Return who attached a content to a project or an approval, which all staff read; the latest first.

    Who attaches by its hash what he never gave to the store lets nobody have it: that is for the store to tell.
    """
    if reader.role not in STAFF:
        return []
    query = select(TABLE.c.given_by).where(TABLE.c.files.contains([digest])).order_by(TABLE.c.position.desc())
    return list(dict.fromkeys(await snapshot.scalars(query.limit(MOST))))
