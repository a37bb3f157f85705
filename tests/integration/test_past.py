"""One entity as of a moment, read from the stored history: the view's own fold over what was there by then."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from contracts.directives import DirectivesEvent
from contracts.messages import Event, Recorded
from gateway.queries import directive_board, history
from gateway.queries.history import Cut
from gateway.queries.past_board import PastBoards
from gateway.views.directive_board import PREFIX, Row
from infra.consuming import Batch
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


def make_batch(events: list[Recorded[DirectivesEvent]]) -> Batch[Event]:
    whole: list[Recorded[Event]] = [*events]  # type: ignore[list-item]  # a record is of its own event
    return cut(whole, 1, len(whole))


def unplaced(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return rows without the position of the event that changed them last."""
    return {key: replace(row, position=0) for key, row in rows.items()}


def fold(events: Sequence[Recorded[DirectivesEvent]], directive: str) -> Row | None:
    return fold_events(directive_board.VIEW, {}, events).get(directive)


@given(directives_histories)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_past_is_the_fold_of_what_was_there(
    gateway_database: Database, written: Written[DirectivesEvent]
) -> None:
    """DIR-14: on both axes, for every directive at every moment of its log."""
    events = spread(written)
    view = history.VIEWS[CONTEXT]
    async with connected(gateway_database.admin_url) as connection:
        await connection.execute("DELETE FROM views.view WHERE name = $1", view.name)
        await prepare_view(connection, view)
        if events:
            await advance(connection, [view], make_batch(events))
    engine = create_async_engine(make_url(gateway_database.admin_url).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as snapshot:
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
            board = await PastBoards().fold(snapshot, Cut(known_at=NOON + (n - 1) * MINUTE))
            folded = fold_events(directive_board.VIEW, {}, events[:n]).items()
            assert unplaced(board) == unplaced({str(key): row for key, row in folded if row is not None})
    await engine.dispose()
