"""내 할 일: what is read of the board for one desk, beside the lists that the board itself shows."""

from typing import Final

from sqlalchemy import select

from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import directive_sealed
from gateway.queries.directive_board import TABLE, Item, show_rows
from gateway.secrecy import may_read
from gateway.views.directive_board import Row

MOST: Final = 200
"""Rows of one list; more than that nobody reads in a day (decided.md, Limits: page)."""
FEW: Final = 20


async def list_supporting(snapshot: Snapshot, reader: Principal, code: str) -> list[Item]:
    """Return the running directives that a department supports and has not seen yet, by deadline."""
    mine = TABLE.c.supporting.has_key(code), ~TABLE.c.seen_by.has_key(code)
    query = select(TABLE).where(TABLE.c.ended_on.is_(None), TABLE.c.shared_on.is_not(None), *mine)
    query = query.order_by(TABLE.c.due, TABLE.c.ordinal).limit(MOST)
    rows = [Row(**row) for row in (await snapshot.execute(query)).mappings()]
    return await show_rows(snapshot, rows, lambda row: may_read(reader, row))


async def list_returned(snapshot: Snapshot, reader: Principal, least: int) -> list[Item]:
    """Return the running directives whose outcome was sent back so often or oftener, by number (DIR-08)."""
    query = select(TABLE).where(TABLE.c.ended_on.is_(None), TABLE.c.returns >= least)
    query = query.order_by(TABLE.c.ordinal).limit(MOST)
    known = await directive_sealed.list_known(snapshot, reader)
    sealed = [row for row in known if row.ended_on is None and row.returns >= least]
    await directive_sealed.note_list(snapshot, reader, sealed)
    rows = [Row(**row) for row in (await snapshot.execute(query)).mappings()]
    return await show_rows(snapshot, [*rows, *sealed], lambda row: may_read(reader, row))


async def list_backdated(snapshot: Snapshot, reader: Principal) -> list[Item]:
    """Return the directives of which something was entered later than it happened, the latest first (CAL-14)."""
    query = select(TABLE).where(TABLE.c.is_backdated).order_by(TABLE.c.position.desc()).limit(FEW)
    rows = [Row(**row) for row in (await snapshot.execute(query)).mappings()]
    return await show_rows(snapshot, rows, lambda row: may_read(reader, row))
