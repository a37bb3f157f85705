"""Views in PostgreSQL: live, in batches and rebuilt, byte for byte the same."""

import io
from collections.abc import Sequence

import asyncpg
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contracts.messages import Event, Recorded
from gateway.projector import VIEWS
from infra import projections
from infra.bookmarks import rewind
from infra.consuming import Hole
from infra.projections import CHANGED, View, advance, prepare_view
from tests.histories import directives_histories
from tests.integration.databases import Database, connected
from tests.making import cut, make_issued, record_all
from tests.projects_histories import projects_histories
from tests.registry_histories import registry_histories

histories = st.one_of(
    directives_histories.map(lambda written: ("directives", record_all(written))),
    registry_histories.map(lambda written: ("registry", record_all(written))),
    projects_histories.map(lambda written: ("projects", record_all(written))),
)
BOARD = next(view for view in VIEWS if view.name == "directive_board")
REPLY = next(view for view in VIEWS if view.name == "directive_reply")


async def dump(connection: asyncpg.Connection, view: View[object, Event]) -> bytes:
    """Return a view's rows as PostgreSQL writes them."""
    written = io.BytesIO()
    query = f"SELECT * FROM {view.table.fullname} ORDER BY 1"  # noqa: S608 - a name of ours
    await connection.copy_from_query(query, output=written, format="binary")
    return written.getvalue()


async def build(
    connection: asyncpg.Connection, views: Sequence[View[object, Event]], events: Sequence[Recorded[Event]], size: int
) -> list[bytes]:
    """Build views of a context from nothing in batches of a size, and return their rows."""
    await rewind(connection, projections.VIEWS, views[0].context)
    for first in range(1, len(events) + 1, size):
        last = min(first + size - 1, len(events))
        assert await advance(connection, views, cut(events, first, last)) == last
    return [await dump(connection, view) for view in views]


@given(histories, st.integers(2, 9))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_rebuilt_view_is_byte_for_byte_the_live_one(
    gateway_database: Database, history: tuple[str, list[Recorded[Event]]], size: int
) -> None:
    """Event by event, in batches and at once (PLT-05)."""
    context, events = history
    assume(events)  # a view is emptied by the first page that it takes
    views = [view for view in VIEWS if view.context == context]
    async with connected(gateway_database.as_role("hwanryu_projector")) as connection:
        for view in views:
            await prepare_view(connection, view)
        live = await build(connection, views, events, 1)
        assert await build(connection, views, events, size) == live
        assert await build(connection, views, events, len(events)) == live


def issue(number: int) -> list[Recorded[Event]]:
    """Return a log of directives, each issued."""
    written: list[tuple[str, Event]] = [(f"directive-{n}", make_issued(f"2024-{n:04d}")) for n in range(1, number + 1)]
    return record_all(written)


async def test_a_batch_taken_twice_changes_nothing(gateway_database: Database) -> None:
    """PLT-17."""
    history = issue(8)
    async with connected(gateway_database.as_role("hwanryu_projector")) as connection:
        await prepare_view(connection, BOARD)
        await advance(connection, [BOARD], cut(history, 1, 8))
        before = await dump(connection, BOARD)
        for first, last in [(1, 8), (3, 5), (8, 8)]:
            assert await advance(connection, [BOARD], cut(history, first, last)) == 8
        assert await dump(connection, BOARD) == before


async def test_two_projectors_at_once_take_each_event_once(gateway_database: Database) -> None:
    """The checkpoint is locked for the transaction of its effect."""
    history = issue(5)
    url = gateway_database.as_role("hwanryu_projector")
    async with connected(url) as one, connected(url) as other:
        await prepare_view(one, BOARD)
        first = one.transaction()
        await first.start()
        assert await advance(one, [BOARD], cut(history, 1, 3)) == 3
        await other.execute("SET lock_timeout = '50ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await advance(other, [BOARD], cut(history, 1, 5))
        await first.commit()
        assert await advance(other, [BOARD], cut(history, 1, 5)) == 5


async def test_views_of_a_context_move_together_and_one_that_is_behind_asks_for_what_it_lacks(
    gateway_database: Database,
) -> None:
    """ADR 0027: the ones that stand before the batch take it whatever the others lack."""
    history = issue(5)
    async with connected(gateway_database.as_role("hwanryu_projector")) as connection:
        for view in (BOARD, REPLY):
            await prepare_view(connection, view)
        await advance(connection, [BOARD], cut(history, 1, 3))
        assert await advance(connection, [BOARD, REPLY], cut(history, 4, 5)) == Hole(0)
        assert await list_positions(connection) == {BOARD.name: 5, REPLY.name: 0}
        assert await advance(connection, [BOARD, REPLY], cut(history, 1, 5)) == 5
        assert await list_positions(connection) == {BOARD.name: 5, REPLY.name: 5}
        assert await connection.fetchval("SELECT count(*) FROM views.directive_board") == 5


async def list_positions(connection: asyncpg.Connection) -> dict[str, int]:
    rows = await connection.fetch("SELECT view, position FROM views.checkpoint")
    return {row["view"]: row["position"] for row in rows}


async def test_a_changed_fold_means_a_rebuild(gateway_database: Database) -> None:
    """PLT-05: an unchanged one is left as it is."""
    history = issue(2)
    async with connected(gateway_database.as_role("hwanryu_projector")) as connection:
        assert await prepare_view(connection, BOARD)
        await advance(connection, [BOARD], cut(history, 1, 2))
        assert not await prepare_view(connection, BOARD)
        await connection.execute("UPDATE views.view SET fingerprint = 'of an older fold'")
        assert await prepare_view(connection, BOARD)
        assert await connection.fetchval("SELECT count(*) FROM views.directive_board") == 0
        assert await connection.fetchval("SELECT position FROM views.checkpoint") == 0


async def test_readers_are_told_after_the_commit_and_may_read(gateway_database: Database) -> None:
    told: list[object] = []
    history = issue(2)
    async with (
        connected(gateway_database.as_role("hwanryu_gateway")) as reader,
        connected(gateway_database.as_role("hwanryu_projector")) as connection,
    ):
        await reader.add_listener(CHANGED, lambda _c, _p, _n, payload: told.append(payload))
        await prepare_view(connection, BOARD)
        await advance(connection, [BOARD], cut(history, 1, 2))
        await advance(connection, [BOARD], cut(history, 1, 1))
        assert await reader.fetchval("SELECT count(*) FROM views.directive_board") == 2
        await reader.execute("SELECT 1")
    assert told == ["directive_board directives 2"]
