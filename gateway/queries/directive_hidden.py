"""Directives whose words are not for everybody (TEXT_HIDDEN), found by their streams as their history has them."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import cast

from sqlalchemy import select

from contracts.directives import DirectivesEvent, Visibility
from contracts.messages import Recorded
from gateway.gate import Snapshot
from gateway.queries import history
from gateway.queries.directive_board import VIEW
from gateway.views.directive_board import PREFIX, Row
from gateway.views.history import Row as Told
from infra.projections import fold_events


async def find_hidden(snapshot: Snapshot, streams: Collection[str]) -> dict[str, Row]:
    """Return the directives among streams whose words are not for everybody, in two statements however many there are.

    They are of the history of the very snapshot: who reads events is never ahead of what tells whose they are.
    """
    table = history.VIEWS[VIEW.context].table
    of_directives = [stream for stream in streams if stream.startswith(PREFIX)]
    is_open = table.c.data.contains(f'"visibility":"{Visibility.OPEN}"', autoescape=True)
    query = select(table.c.stream).where(table.c.stream.in_(of_directives), table.c.version == 1, ~is_open)
    secret = (await snapshot.scalars(query)).all() if of_directives else []
    found = await history.list_streams(snapshot, VIEW.context, secret) if secret else {}
    rows = await asyncio.to_thread(_fold, found.values())
    return {f"{PREFIX}{row.directive}": row for row in rows if row.visibility != Visibility.OPEN}


def _fold(streams: Iterable[Sequence[Told]]) -> list[Row]:
    events = (cast("Recorded[DirectivesEvent]", history.load_event(VIEW.context, each)) for each in chain(*streams))
    return [row for row in fold_events(VIEW, {}, events).values() if row is not None]
