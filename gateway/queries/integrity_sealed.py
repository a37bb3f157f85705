"""Anonymous reports, folded from their sealed events for who reads them and who has a code (ENG-63, ADR 0033)."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import reduce
from hmac import compare_digest
from typing import Final, cast
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.engagement import EngagementEvent, SealedReport
from contracts.errors import Rejected
from contracts.messages import Recorded
from contracts.signs import clean_signs
from gateway.gate import Snapshot
from gateway.integrity import Integrity
from gateway.opening import Opener
from gateway.queries import history
from gateway.queries.integrity_report import PREFIX, Row, apply
from gateway.queries.kept import read_kept
from gateway.receipts import NO_HASH, name_code
from gateway.views import history as histories
from gateway.views.integrity_readers import CONTEXT
from infra.sealing import SealBroken

PAGE: Final = 200
"""Reports whose events are read and opened at once."""
_HISTORY: Final = history.VIEWS[CONTEXT].table
_log: Final = structlog.get_logger()


async def list_reports(snapshot: Snapshot, integrity: Integrity) -> list[Row]:
    """Return all reports: folded anew only where something has been added."""
    opener = integrity.opener
    ends = await read_kept(snapshot, "reports", (history.VIEWS[CONTEXT],), lambda: _find_ends(snapshot))
    new = [stream for stream, chain in ends.items() if chain not in opener.kept]
    folded: dict[str, Row | None] = {}
    for start in range(0, len(new), PAGE):
        streams = await history.list_streams(snapshot, CONTEXT, new[start : start + PAGE])
        folded |= await asyncio.to_thread(_fold_all, opener, streams)
    for stream, row in folded.items():
        opener.keep(ends[stream], row)
    found = [folded.get(stream) or cast("Row | None", opener.kept.get(chain)) for stream, chain in ends.items()]
    return [row for row in found if row is not None]


async def find_report(snapshot: Snapshot, integrity: Integrity, report: UUID) -> Row | None:
    """Return one report; None where there is none."""
    events = await history.list_streams(snapshot, CONTEXT, [f"{PREFIX}{report}"])
    return next(iter(_fold_all(integrity.opener, events).values()), None)


async def find_by_code(snapshot: Snapshot, integrity: Integrity, written: str) -> Row:
    """Return the report whose receipt code somebody knows: the code is held against each, whichever it fits.

    Raises: Rejected with NOT_FOUND.
    """
    named = name_code(clean_signs(written))
    found: Row | None = None
    compare_digest(NO_HASH, named)
    for row in await list_reports(snapshot, integrity):
        if compare_digest(row.code_sha256, named):
            found = row
    if found is None:
        raise Rejected("NOT_FOUND", "그런 접수증이 없습니다. 접수증의 스무 자리를 확인하세요.")
    return found


async def list_emptied(engine: AsyncEngine, integrity: Integrity | None) -> list[UUID]:
    """Return the reports whose content is to be destroyed."""
    if integrity is None:
        return []
    async with engine.connect() as snapshot:
        return [UUID(row.report) for row in await list_reports(snapshot, integrity) if row.erased_on is not None]


async def find_made(
    snapshot: Snapshot, integrity: Integrity, report: UUID, command: UUID
) -> tuple[EngagementEvent, Row] | None:
    """Return what a command has stored on a report, and the report as it was then; None where it stored nothing."""
    (events,) = (await history.list_streams(snapshot, CONTEXT, [f"{PREFIX}{report}"])).values() or ([],)
    last = max((each.version for each in events if each.command_id == command), default=0)
    row = _fold(integrity.opener, events[:last])
    return (_open(integrity.opener, events[last - 1]).data, row) if row is not None else None


async def _find_ends(snapshot: Snapshot) -> dict[str, str]:
    """Return the chain of each report's last event, by stream, however many there are."""
    wanted = _HISTORY.c.type == SealedReport.wire(), _HISTORY.c.stream.startswith(PREFIX)
    query = select(_HISTORY.c.stream, _HISTORY.c.chain).where(*wanted).distinct(_HISTORY.c.stream)
    last = query.order_by(_HISTORY.c.stream, _HISTORY.c.version.desc()).limit(history.MOST)
    found: dict[str, str] = {}
    after = ""
    while rows := list(await snapshot.execute(last.where(_HISTORY.c.stream > after))):
        found |= dict(iter(rows))
        after = rows[-1].stream
    return found


def _fold_all(opener: Opener, streams: Mapping[str, Sequence[histories.Row]]) -> dict[str, Row | None]:
    return {stream: _fold(opener, events) for stream, events in streams.items()}


def _fold(opener: Opener, events: Sequence[histories.Row]) -> Row | None:
    """Return the report of a stream; None of one that cannot be opened, which is loud."""
    row: Row | None = None
    try:
        return reduce(apply, (_open(opener, each) for each in events), row)
    except SealBroken as error:
        _log.critical("a confidential stream cannot be opened", stream=events[0].stream, why=str(error))
        return None


def _open(opener: Opener, event: histories.Row) -> Recorded[EngagementEvent]:
    return cast("Recorded[EngagementEvent]", history.load_event(CONTEXT, opener.open(event)))
