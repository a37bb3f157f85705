"""One entity as of a moment, read from the stored history: the view's own fold over what was there by then."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from contracts.directives import DirectivesEvent
from contracts.messages import Event, Recorded
from gateway.queries import directive_board, history
from gateway.queries.history import Cut
from gateway.queries.past_board import PastBoards
from gateway.views.directive_board import PREFIX, Row
from infra.projections import advance, fold_events, prepare_view
from tests.drawing import Written
from tests.histories import directives_histories
from tests.integration.databases import Database, connected
from tests.making import CONTEXT, NOON, cut, record_all

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def spread(written: Written[DirectivesEvent]) -> list[Recorded[DirectivesEvent]]:
    """Return events of which each took effect an hour, and was stored a minute, after the one before."""
    events = record_all(written)
    return [
        event.model_copy(update={"time": NOON + n * MINUTE, "effectiveat": NOON + n * HOUR})
        for n, event in enumerate(events)
    ]


async def tell(database: Database, events: list[Recorded[DirectivesEvent]], first: int, last: int) -> None:
    """Take events into the history, which is made anew for the first."""
    whole: list[Recorded[Event]] = [*events]  # type: ignore[list-item]  # a record is of its own event
    view = history.VIEWS[CONTEXT]
    async with connected(database.admin_url) as connection:
        if first == 1:
            await connection.execute("DELETE FROM views.view WHERE name = $1", view.name)
            await prepare_view(connection, view)
        if first <= last:
            await advance(connection, [view], cut(whole, first, last))


@asynccontextmanager
async def looking(database: Database) -> AsyncIterator[AsyncConnection]:
    url = make_url(database.admin_url).set(drivername="postgresql+asyncpg")
    async with create_async_engine(url, poolclass=NullPool).connect() as snapshot:
        yield snapshot


def unplaced(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return rows without the position of the event that changed them last."""
    return {key: replace(row, position=0) for key, row in rows.items()}


def fold_all(events: Sequence[Recorded[DirectivesEvent]]) -> dict[str, Row]:
    folded = fold_events(directive_board.VIEW, {}, events).items()
    return unplaced({str(key): row for key, row in folded if row is not None})


def fold(events: Sequence[Recorded[DirectivesEvent]], directive: str) -> Row | None:
    return fold_events(directive_board.VIEW, {}, events).get(directive)


@given(directives_histories)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_past_is_the_fold_of_what_was_there(
    gateway_database: Database, written: Written[DirectivesEvent]
) -> None:
    """DIR-14: on both axes, for every directive at every moment of its log."""
    events = spread(written)
    await tell(gateway_database, events, 1, len(events))
    async with looking(gateway_database) as snapshot:
        for stream in {event.subject for event in events if event.subject.startswith(PREFIX)}:
            directive = stream.removeprefix(PREFIX)
            for n in range(len(events) + 1):
                then = fold(events[:n], directive)
                for moment in (Cut(known_at=NOON + (n - 1) * MINUTE), Cut(as_of=NOON + (n - 1) * HOUR)):
                    found = await history.find_as_of(snapshot, directive_board.VIEW, stream, directive, moment)
                    assert found == then
                both = Cut(as_of=NOON + (n - 1) * HOUR, known_at=NOON)
                found = await history.find_as_of(snapshot, directive_board.VIEW, stream, directive, both)
                assert found == fold(events[: min(n, 1)], directive)
        for n in range(len(events) + 1):
            for moment in (Cut(known_at=NOON + (n - 1) * MINUTE), Cut(as_of=NOON + (n - 1) * HOUR)):
                assert unplaced(await PastBoards().fold(snapshot, moment)) == fold_all(events[:n])


@given(directives_histories, st.integers(0, 40))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_board_that_was_looked_at_is_folded_on(
    gateway_database: Database, written: Written[DirectivesEvent], looked_at: int
) -> None:
    """From where the last look ended: also the versions of what changes nothing else is counted once."""
    events, boards, late = spread(written), PastBoards(), Cut(known_at=NOON + HOUR * 24)
    first = min(looked_at, len(events))
    await tell(gateway_database, events, 1, first)
    async with looking(gateway_database) as snapshot:
        assert unplaced(await boards.fold(snapshot, late)) == fold_all(events[:first])
    await tell(gateway_database, events, first + 1, len(events))
    async with looking(gateway_database) as snapshot:
        assert unplaced(await boards.fold(snapshot, late)) == fold_all(events)
