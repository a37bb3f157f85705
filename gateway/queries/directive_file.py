"""붙임: the table of the view and its SQL, and from whom somebody may have a file by what it is attached to."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import directive_board, directive_sealed
from gateway.queries.metadata import METADATA
from gateway.rights import STAFF
from gateway.secrecy import may_read
from gateway.views import directive_board as board
from gateway.views import directive_file
from gateway.views.directive_file import CONTEXT, Row
from infra.projections import View

TABLE: Final = Table(
    "directive_file",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("directive", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("files", JSONB, nullable=False),
)
Index("directive_file_files", TABLE.c.files, postgresql_using="gin")
VIEW: Final = View("directive_file", CONTEXT, Row, TABLE, directive_file.keys, directive_file.apply)
MOST: Final = 100
"""Attachments of one content that are looked at, the latest."""


async def list_givers(snapshot: Snapshot, reader: Principal, digest: str) -> list[str]:
    """Return who attached a content to what somebody may read the words of; each once, the latest first.

    Who attaches by its hash what he never gave to the store lets nobody have it: that is for the store to tell.
    """
    if reader.role not in STAFF:
        return []
    givers = [
        *await _list_open(snapshot, reader, digest),
        *await directive_sealed.list_givers(snapshot, reader, digest),
    ]
    return list(dict.fromkeys(givers))


async def _list_open(snapshot: Snapshot, reader: Principal, digest: str) -> list[str]:
    rows = directive_board.TABLE
    attached = select(TABLE.c.given_by, rows).join(rows, rows.c.directive == TABLE.c.directive)
    query = attached.where(TABLE.c.files.contains([digest])).order_by(TABLE.c.position.desc()).limit(MOST)
    found = [dict(each) for each in (await snapshot.execute(query)).mappings()]
    return [given_by for each in found if (given_by := each.pop("given_by")) and may_read(reader, board.Row(**each))]
