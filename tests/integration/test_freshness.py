"""How far views have come: no change is lost between two looks, and a lost connection is made good."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from gateway.freshness import Freshness
from infra.projections import CHANGED
from tests.integration.cutting import standing_before
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually, running


async def advance(connection: asyncpg.Connection, position: int, view: str = "board") -> None:
    """Move a view as the projector does: checkpoint and notification in one transaction."""
    async with connection.transaction():
        await connection.execute(
            """INSERT INTO views.checkpoint VALUES ($1, 'directives', 1, $2, '\\x00')
               ON CONFLICT (view, context) DO UPDATE SET position = EXCLUDED.position""",
            view,
            position,
        )
        await connection.execute("SELECT pg_notify($1, $2)", CHANGED, f"{view} directives {position}")


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Freshness]:
    freshness = Freshness(url)
    async with running(freshness.run()):
        await eventually(lambda: is_connected(freshness))
        yield freshness


async def is_connected(freshness: Freshness) -> bool:
    return freshness.connected


async def test_a_position_reached_before_is_known_at_once(gateway_database: Database) -> None:
    async with connected(gateway_database.admin_url) as projector:
        await advance(projector, 7)
        async with listening(gateway_database.as_role("hwanryu_gateway")) as freshness:
            assert await freshness.wait_for("board", "directives", 7, 0.01)
            assert not await freshness.wait_for("board", "directives", 8, 0.01)
            assert not await freshness.wait_for("other", "directives", 1, 0.01)


async def test_a_read_waits_for_its_own_write(gateway_database: Database) -> None:
    """PLT-04."""
    async with (
        connected(gateway_database.admin_url) as projector,
        listening(gateway_database.as_role("hwanryu_gateway")) as freshness,
    ):
        waiting = asyncio.create_task(freshness.wait_for("board", "directives", 3, 5))
        for position in (1, 2):
            await advance(projector, position)
        await advance(projector, 9, "other")
        assert not waiting.done()
        await advance(projector, 3)
        assert await waiting


async def test_what_is_rolled_back_is_not_told(gateway_database: Database) -> None:
    async with (
        connected(gateway_database.admin_url) as projector,
        listening(gateway_database.as_role("hwanryu_gateway")) as freshness,
    ):
        undone = projector.transaction()
        await undone.start()
        await advance(projector, 5)
        await undone.rollback()
        await advance(projector, 1)
        assert await freshness.wait_for("board", "directives", 1, 5)
        assert not await freshness.wait_for("board", "directives", 2, 0.01)


async def test_changes_between_two_looks_are_not_lost(gateway_database: Database) -> None:
    """A page that is being drawn while the view moves on hears of it when it looks again."""
    async with (
        connected(gateway_database.admin_url) as projector,
        listening(gateway_database.as_role("hwanryu_gateway")) as freshness,
    ):
        changes = freshness.changes("board", context="directives", after=0)
        first = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0)
        await advance(projector, 1)
        async with asyncio.timeout(5):
            assert await first == 1
            await advance(projector, 2)
            await advance(projector, 3)
            assert await freshness.wait_for("board", "directives", 3, 5)
            assert await anext(changes) == 3
        await changes.aclose()  # type: ignore[attr-defined]  # it is a generator


async def test_changes_of_other_views_are_not_told(gateway_database: Database) -> None:
    async with (
        connected(gateway_database.admin_url) as projector,
        listening(gateway_database.as_role("hwanryu_gateway")) as freshness,
    ):
        changes = freshness.changes("board", context="directives", after=0)
        told = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0)
        await advance(projector, 4, "other")
        await advance(projector, 1)
        async with asyncio.timeout(5):
            assert await told == 1
        await changes.aclose()  # type: ignore[attr-defined]  # it is a generator


async def test_what_changed_while_the_connection_was_away_is_caught_up(gateway_database: Database) -> None:
    async with (
        standing_before(gateway_database.admin_url) as (proxy, url),
        connected(gateway_database.admin_url) as projector,
        listening(url) as freshness,
    ):
        await proxy.stop()
        await advance(projector, 4)
        assert not await freshness.wait_for("board", "directives", 4, 0.01)
        await proxy.start()
        assert await freshness.wait_for("board", "directives", 4, 15)


async def test_a_follower_of_several_views_is_woken_by_any(gateway_database: Database) -> None:
    """Nobody polls: 15 s is the heartbeat, and nothing is lost between a look and the wait."""
    reached = {("board", "directives"): 3, ("other", "directives"): 5}
    async with (
        connected(gateway_database.admin_url) as projector,
        listening(gateway_database.as_role("hwanryu_gateway")) as freshness,
    ):
        assert not await freshness.wait_beyond(reached, 0.01)
        waiting = [asyncio.create_task(freshness.wait_beyond(reached, 5)) for _ in range(20)]
        await advance(projector, 3)
        await advance(projector, 5, "other")
        assert not any(task.done() for task in waiting)
        await advance(projector, 6, "other")
        assert all(await asyncio.gather(*waiting))
        assert await freshness.wait_beyond(reached, 0.01)
