"""What only the audit may know of (DIR-22), folded from its sealed events for who may: no view holds it (ADR 0021)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, cast

import structlog
from sqlalchemy import select

from contracts.directives import DirectivesEvent, Visibility
from contracts.messages import Recorded
from gateway.auth import Principal
from gateway.confidential import Confidential
from gateway.gate import Snapshot
from gateway.queries import history, notice_sealed
from gateway.queries.history import NOW, Cut
from gateway.queries.kept import read_kept
from gateway.reads import Act
from gateway.secrecy import SEALED, may_know
from gateway.views import directive_board, directive_file, notice
from gateway.views import history as histories
from gateway.views.directive_board import CONTEXT, PREFIX, Row
from infra.sealing import SealBroken

OPTION: Final = "confidential"
"""The execution option of an engine by which its snapshots know what may be opened in them."""
SERIES: Final = 10**10
"""Added to the ordinals of the audit's own number series, which begins at 1 as the other does."""
MOST: Final = 5_000
"""Confidential directives in one answer; far fewer are expected."""
PAGE: Final = 100
"""Directives whose events are read and opened at once."""
_HISTORY: Final = history.VIEWS[CONTEXT].table
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that one confidential directive tells."""

    row: Row
    notices: tuple[notice.Row, ...]
    files: tuple[directive_file.Row, ...]


async def find_admitted(snapshot: Snapshot, reader: Principal | None) -> Confidential | None:
    """Return what opens confidential directives, for who may know of them; for everyone else nothing is asked."""
    if not may_know(reader):
        return None
    opener = _find_opener(snapshot)
    return opener if opener is not None and await opener.admits(reader) else None


async def list_known(snapshot: Snapshot, reader: Principal | None) -> list[Row]:
    """Return the confidential directives that somebody may know of, by number."""
    return [dossier.row for dossier in await _list_dossiers(snapshot, reader)]


async def list_numbers(snapshot: Snapshot, reader: Principal) -> dict[str, str]:
    """Return the number of each confidential directive that somebody may know of, by its id."""
    return {row.directive: row.number for row in await list_known(snapshot, reader)}


async def list_notices(snapshot: Snapshot, reader: Principal) -> list[notice.Row]:
    """Return what somebody is told of confidential directives, the latest first (DIR-20)."""
    told = [row for dossier in await _list_dossiers(snapshot, reader) for row in dossier.notices]
    own = [row for row in told if notice_sealed.is_for(reader, row)]
    return sorted(own, key=lambda row: row.position, reverse=True)


async def list_givers(snapshot: Snapshot, reader: Principal, digest: str) -> list[str]:
    """Return who attached a content to what somebody may know of, and note that he has asked for it."""
    rows = [row for dossier in await _list_dossiers(snapshot, reader) for row in dossier.files if digest in row.files]
    opener = _find_opener(snapshot)
    if rows and opener is not None:
        await opener.note(reader, Act.FILE, {row.directive for row in rows})
    return [row.given_by for row in rows]


async def find_known(snapshot: Snapshot, directive: str, reader: Principal | None) -> Row | None:
    """Return one that somebody may know of, and note that he has read it."""
    opener = await find_admitted(snapshot, reader)
    if opener is None or reader is None:
        return None
    dossier = _fold(opener, await history.list_stream(snapshot, CONTEXT, f"{PREFIX}{directive}"))
    if dossier is None:
        return None
    await opener.note(reader, Act.READ, [directive])
    return dossier.row


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
    return [opener.opener.open(event) for event in events]


async def find_past(snapshot: Snapshot, directive: str, cut: Cut) -> Row | None:
    """Return a confidential directive as it was; whoever asks has got it from here as it is."""
    opener = _find_opener(snapshot)
    events = await history.list_stream(snapshot, CONTEXT, f"{PREFIX}{directive}", cut)
    dossier = _fold(opener, events) if opener is not None else None
    return None if dossier is None else dossier.row


async def _list_dossiers(snapshot: Snapshot, reader: Principal | None) -> list[Dossier]:
    """Return what somebody may know of, by number: folded anew only where something has been added.

    The last event's chain stands for all that is before it.
    """
    opener = await find_admitted(snapshot, reader)
    if opener is None:
        return []
    ends = await read_kept(snapshot, "sealed", (history.VIEWS[CONTEXT],), lambda: _find_ends(snapshot))
    new = [stream for stream, chain in ends.items() if chain not in opener.opener.kept]
    for start in range(0, len(new), PAGE):
        streams = await history.list_streams(snapshot, CONTEXT, new[start : start + PAGE])
        for events, dossier in await asyncio.to_thread(_fold_all, opener, list(streams.values())):
            opener.opener.keep(events[-1].chain, dossier)
    found = [cast("Dossier | None", opener.opener.kept.get(chain)) for chain in ends.values()]
    return sorted((each for each in found if each is not None), key=lambda dossier: dossier.row.ordinal)


async def _find_ends(snapshot: Snapshot) -> dict[str, str]:
    """Return the chain of each confidential directive's last event, by stream."""
    columns = _HISTORY.c.stream, _HISTORY.c.chain
    wanted = _HISTORY.c.type == SEALED, _HISTORY.c.stream.startswith(PREFIX)
    query = select(*columns).where(*wanted).distinct(_HISTORY.c.stream)
    last = query.order_by(_HISTORY.c.stream, _HISTORY.c.version.desc()).limit(MOST)
    return dict(iter(await snapshot.execute(last)))


def _fold_all(
    opener: Confidential, streams: Sequence[list[histories.Row]]
) -> list[tuple[list[histories.Row], Dossier | None]]:
    return [(events, _fold(opener, events)) for events in streams]


def _fold(opener: Confidential, events: Sequence[histories.Row]) -> Dossier | None:
    """Return the directive of a sealed stream; None of one that is open or cannot be opened, which is loud."""
    if not events or events[0].type != SEALED:
        return None
    try:
        opened = [
            cast("Recorded[DirectivesEvent]", history.load_event(CONTEXT, opener.opener.open(each))) for each in events
        ]
    except SealBroken as error:
        _log.critical("a confidential stream cannot be opened", stream=events[0].stream, why=str(error))
        return None
    row: Row | None = reduce(directive_board.apply, opened, None)
    files = [directive_file.apply(None, each) for each in opened if directive_file.keys(each)]
    if row is None:
        return None
    return Dossier(
        row=replace(row, ordinal=row.ordinal + SERIES),
        notices=tuple(told for each in opened for told in notice_sealed.tell(each)),
        files=tuple(each for each in files if each is not None),
    )


def _find_opener(snapshot: Snapshot) -> Confidential | None:
    connection = snapshot.sync_connection
    found = connection.get_execution_options().get(OPTION) if connection is not None else None
    assert found is None or isinstance(found, Confidential)
    return found
