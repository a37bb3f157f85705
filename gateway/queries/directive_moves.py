"""지시사항의 움직임: what has happened to directives within some days, and their rows (회의 브리핑)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import directive_check
from gateway.queries.directive_board import TABLE, Item, list_running, show_rows
from gateway.queries.history import VIEWS
from gateway.secrecy import may_read
from gateway.views.directive_board import CONTEXT, PREFIX, Row
from gateway.views.history import Row as Event

MOST: Final = 5_000
"""Events of one answer: a city makes some fifty a day."""
LAGGING: Final = "LAGGING"


async def list_moves(snapshot: Snapshot, types: Sequence[str], since: datetime, until: datetime) -> list[Event]:
    """Return what happened to directives from a moment until another one, in the order of the log."""
    table = VIEWS[CONTEXT].table
    chosen = table.c.type.in_(types), table.c.effective_at >= since, table.c.effective_at <= until
    query = select(table).where(*chosen).order_by(table.c.position.desc()).limit(MOST)
    rows = [Event(**row) for row in (await snapshot.execute(query)).mappings()]
    return [row for row in reversed(rows) if row.stream.startswith(PREFIX)]


async def list_items(snapshot: Snapshot, reader: Principal, streams: Collection[str]) -> list[Item]:
    """Return the directives that run, and those of some streams, as somebody may see them."""
    running = await list_running(snapshot)
    known = {row.directive for row in running}
    others = {stream.removeprefix(PREFIX) for stream in streams} - known
    query = select(TABLE).where(TABLE.c.directive.in_(others)).order_by(TABLE.c.ordinal).limit(MOST)
    ended = [Row(**row) for row in (await snapshot.execute(query)).mappings()] if others else []
    return await show_rows(snapshot, [*running, *ended], lambda row: may_read(reader, row))


async def find_causes(snapshot: Snapshot, directives: Collection[str]) -> dict[str, str]:
    """Return why directives lag, by their last check that found so (DIR-15)."""
    columns = directive_check.TABLE.c
    chosen = columns.directive.in_(directives), columns.assessment == LAGGING, columns.cause.is_not(None)
    query = select(columns.directive, columns.cause).where(*chosen).order_by(columns.quarter).limit(MOST)
    return {row[0]: row[1] for row in await snapshot.execute(query)} if directives else {}
