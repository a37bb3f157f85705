"""What only the audit may know of (DIR-22), folded from its sealed events for who may: no view holds it (ADR 0021)."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final, cast

import structlog
from sqlalchemy import select

from contracts.directives import DirectivesEvent, Visibility
from contracts.messages import Recorded
from gateway.auth import Principal
from gateway.confidential import Act, Confidential
from gateway.gate import Snapshot
from gateway.queries import history
from gateway.queries.history import NOW, Cut
from gateway.secrecy import SEALED, may_know
from gateway.views import directive_board
from gateway.views import history as histories
from gateway.views.directive_board import CONTEXT, PREFIX, Row
from infra.sealing import SealBroken

OPTION: Final = "confidential"
"""The execution option of an engine by which its snapshots know what may be opened in them."""
SERIES: Final = 10**10
"""Added to the ordinals of the audit's own number series, which begins at 1 as the other does."""
PAGE: Final = 1_000
"""Events read at once."""
_HISTORY: Final = history.VIEWS[CONTEXT].table
_log: Final = structlog.get_logger()


async def find_admitted(snapshot: Snapshot, reader: Principal | None) -> Confidential | None:
    """Return what opens confidential directives, for who may know of them; for everyone else nothing is asked."""
    if not may_know(reader):
        return None
    opener = _find_opener(snapshot)
    return opener if opener is not None and await opener.admits(reader) else None


async def list_known(snapshot: Snapshot, reader: Principal | None) -> list[Row]:
    """Return the confidential directives that somebody may know of, by number."""
    opener = await find_admitted(snapshot, reader)
    return [] if opener is None else await _read_all(snapshot, opener)


async def list_numbers(snapshot: Snapshot, reader: Principal) -> dict[str, str]:
    """Return the number of each confidential directive that somebody may know of, by its id."""
    return {row.directive: row.number for row in await list_known(snapshot, reader)}


async def _read_all(snapshot: Snapshot, opener: Confidential) -> list[Row]:
    streams: defaultdict[str, list[histories.Row]] = defaultdict(list)
    async for event in read_events(snapshot):
        streams[event.stream].append(event)
    found = (_fold(opener, events) for events in streams.values())
    return sorted((row for row in found if row is not None), key=lambda row: row.ordinal)


async def read_events(snapshot: Snapshot) -> AsyncIterator[histories.Row]:
    """Yield the sealed events of directives as they lie in the history, by position."""
    after = 0
    while True:
        wanted = _HISTORY.c.type == SEALED, _HISTORY.c.stream.startswith(PREFIX), _HISTORY.c.position > after
        query = select(_HISTORY).where(*wanted).order_by(_HISTORY.c.position).limit(PAGE)
        rows = [histories.Row(**row) for row in (await snapshot.execute(query)).mappings()]
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        after = rows[-1].position


async def find_known(snapshot: Snapshot, directive: str, reader: Principal | None) -> Row | None:
    """Return one that somebody may know of, and note that he has read it."""
    opener = await find_admitted(snapshot, reader)
    if opener is None or reader is None:
        return None
    row = _fold(opener, await history.list_stream(snapshot, CONTEXT, f"{PREFIX}{directive}"))
    if row is not None:
        await opener.note(reader, Act.READ, [directive])
    return row


async def note_list(snapshot: Snapshot, reader: Principal | None, rows: Sequence[Row]) -> None:
    """Note which confidential directives of a page somebody was shown."""
    shown = [row.directive for row in rows if row.visibility == Visibility.AUDIT_ONLY]
    opener = _find_opener(snapshot)
    if shown and opener is not None and reader is not None:
        await opener.note(reader, Act.LIST, shown)


async def list_entries(snapshot: Snapshot, row: Row, cut: Cut = NOW) -> list[histories.Row]:
    """Return the events of a directive by version; who got its row from here may read them opened (DIR-14)."""
    events = await history.list_stream(snapshot, CONTEXT, f"{PREFIX}{row.directive}", cut)
    opener = _find_opener(snapshot)
    if row.visibility != Visibility.AUDIT_ONLY or opener is None:
        return events
    return [opener.open(event) for event in events]


async def find_past(snapshot: Snapshot, directive: str, cut: Cut) -> Row | None:
    """Return a confidential directive as it was; whoever asks has got it from here as it is."""
    opener = _find_opener(snapshot)
    events = await history.list_stream(snapshot, CONTEXT, f"{PREFIX}{directive}", cut)
    return _fold(opener, events) if opener is not None else None


def _fold(opener: Confidential, events: Sequence[histories.Row]) -> Row | None:
    """Return the directive of a sealed stream; None of one that is open or cannot be opened, which is loud."""
    if not events or events[0].type != SEALED:
        return None
    try:
        opened = [cast("Recorded[DirectivesEvent]", history.load_event(CONTEXT, opener.open(each))) for each in events]
    except SealBroken as error:
        _log.critical("a confidential stream cannot be opened", stream=events[0].stream, why=str(error))
        return None
    row: Row | None = reduce(directive_board.apply, opened, None)
    return None if row is None else replace(row, ordinal=row.ordinal + SERIES)


def _find_opener(snapshot: Snapshot) -> Confidential | None:
    connection = snapshot.sync_connection
    found = connection.get_execution_options().get(OPTION) if connection is not None else None
    assert found is None or isinstance(found, Confidential)
    return found
