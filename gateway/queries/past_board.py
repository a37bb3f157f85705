"""The board as it was: the view's own fold over the directives' history up to a cut (DIR-14)."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast

from sqlalchemy import ColumnElement, func, select
from starlette.datastructures import State

from contracts.directives import (
    DeadlineMissed,
    DirectivesEvent,
    EscalationRaised,
    ReminderSent,
    StagePassed,
    Visibility,
)
from contracts.errors import Rejected
from contracts.messages import Recorded
from gateway.gate import Snapshot
from gateway.queries import directive_board, directive_matching, history
from gateway.queries.directive_board import Filter, Page
from gateway.queries.directive_counts import Totals
from gateway.queries.history import Cut
from gateway.secrecy import SEALED, may_read
from gateway.views import history as events_of
from gateway.views.directive_board import CONTEXT, PREFIX, Row
from infra.projections import fold_events

STEP: Final = 1_000
"""Events folded in one go of a thread."""
MOST: Final = 200_000
"""Events of one board of the past: some thirty thousand directives."""
_HISTORY: Final = history.VIEWS[CONTEXT].table
KEPT: Final = 4
"""Boards that are remembered: 20 MB each of ten thousand directives."""
QUIET: Final = tuple(kind.wire() for kind in (DeadlineMissed, EscalationRaised, ReminderSent, StagePassed))
"""Events that change nothing of a row but its version, a quarter of the sample's: they are counted, not read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A board of the past as far as its fold has come."""

    position: int = 0
    rows: Mapping[str, Row] = field(default_factory=dict)


class PastBoards:
    """Boards of the past that were looked at last: the next look folds on from where the last one ended.

    An entry made later for that day is folded then, too. What only the audit may know of is in no board of the past.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, Cut], Kept] = OrderedDict()

    async def list_past(self, snapshot: Snapshot, wanted: Filter, cut: Cut, skip: int = 0) -> tuple[Page, Totals]:
        """Return a page of the board as it was, after `skip` rows, and its counts against `wanted.today`.

        Raises: Rejected with BUSY for a history that is too long for one answer.
        """
        whole = await self.fold(snapshot, cut)
        hidden = await _find_hidden(snapshot, wanted, whole)
        rows = {key: _blank(row) if key in hidden else row for key, row in whole.items()}
        chosen = directive_matching.choose(rows.values(), wanted)
        shown = chosen[skip : skip + wanted.limit]
        page = Page(
            items=await directive_board.show_rows(snapshot, shown, lambda row: row.directive not in hidden),
            next_cursor=str(skip + wanted.limit) if len(chosen) > skip + wanted.limit else None,
            position=await history.find_reflected(snapshot, CONTEXT),
        )
        return page, Totals(len(chosen), directive_matching.count(rows.values(), wanted.today))

    async def fold(self, snapshot: Snapshot, cut: Cut) -> Mapping[str, Row]:
        """Return every directive as it was, by id. Raises: Rejected with BUSY."""
        head = await history.find_head(snapshot, CONTEXT)
        kept = self._kept.pop((head.epoch, cut), Kept())
        begun = kept if kept.position <= head.position else Kept()  # the history is being filled anew
        rows = dict(begun.rows)
        async for found in _read(snapshot, cut, begun.position):
            rows |= await asyncio.to_thread(_fold, rows, found)
        rows |= _count(rows, await _read_quiet(snapshot, cut, begun.position))
        self._kept[head.epoch, cut] = Kept(head.position, rows)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return rows


def find_boards(state: State) -> PastBoards:
    """Return the boards of an application: API and console look at the same ones."""
    if not hasattr(state, "past_boards"):
        state.past_boards = PastBoards()
    boards: PastBoards = state.past_boards
    return boards


async def _read(snapshot: Snapshot, cut: Cut, after: int) -> AsyncIterator[list[events_of.Row]]:
    """Yield the events that change rows, by position. Raises: Rejected with BUSY."""
    conditions = [*_within(cut), _HISTORY.c.type.not_in((SEALED, *QUIET))]
    for _turn in range(MOST // STEP):
        later = select(_HISTORY).where(*conditions, _HISTORY.c.position > after)
        query = later.order_by(_HISTORY.c.position).limit(STEP)
        found = [events_of.Row(**row) for row in (await snapshot.execute(query)).mappings()]
        yield found
        if len(found) < STEP:
            return
        after = found[-1].position
    raise Rejected("BUSY", "이력이 너무 길어 한 번에 되돌려 볼 수 없습니다. 지시 하나씩 열어 보세요.")


async def _read_quiet(snapshot: Snapshot, cut: Cut, after: int) -> dict[str, int]:
    """Return the last version of each stream that an event reached which changes nothing else."""
    reached = select(_HISTORY.c.stream, func.max(_HISTORY.c.version))
    conditions = [*_within(cut), _HISTORY.c.type.in_(QUIET), _HISTORY.c.position > after]
    found = await snapshot.execute(reached.where(*conditions).group_by(_HISTORY.c.stream))
    return {stream.removeprefix(PREFIX): version for stream, version in found}


def _within(cut: Cut) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_HISTORY.c.stream.startswith(PREFIX)]
    if cut.as_of is not None:
        conditions.append(_HISTORY.c.effective_at <= cut.as_of)
    if cut.known_at is not None:
        conditions.append(_HISTORY.c.recorded_at <= cut.known_at)
    return conditions


def _count(rows: Mapping[str, Row], reached: Mapping[str, int]) -> dict[str, Row]:
    ahead = {key: version for key, version in reached.items() if key in rows and rows[key].version < version}
    return {key: replace(rows[key], version=version) for key, version in ahead.items()}


def _fold(rows: Mapping[str, Row], found: Sequence[events_of.Row]) -> dict[str, Row]:
    events = [cast("Recorded[DirectivesEvent]", history.load_event(CONTEXT, row)) for row in found]
    folded = fold_events(directive_board.VIEW, dict(rows.items()), events)
    return {str(key): row for key, row in folded.items() if row is not None}


async def _find_hidden(snapshot: Snapshot, wanted: Filter, rows: Mapping[str, Row]) -> set[str]:
    """Return the directives whose words the reader may not read now."""
    secret = [key for key, row in rows.items() if row.visibility != Visibility.OPEN]
    table = directive_board.TABLE
    query = select(table).where(table.c.directive.in_(secret)).limit(len(secret))
    now = {row["directive"]: Row(**row) for row in (await snapshot.execute(query)).mappings()} if secret else {}
    return {key for key in secret if key not in now or not may_read(wanted.reader, now[key])}


def _blank(row: Row) -> Row:
    """Return a row without its words, for nothing is found by them either; what stands in their place is put later."""
    return replace(row, text="", meeting=None, origin_kind=None, origin_id=None, latest=None, ending=None)
