"""Traps of the log shown by their wrong way: a table lock, a gap waited out, a worker that dies alone."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from infra.batching import Batcher, BatcherClosed
from infra.log import _APPEND, _columns_of, open_log
from tests.integration.databases import Database, connected
from tests.integration.test_append import poll, replace_append
from tests.making import make_append, make_event

LOCKS = "SELECT mode FROM pg_locks WHERE relation = 'events'::regclass AND pid = pg_backend_pid()"
GENTLE = {"AccessShareLock", "RowShareLock", "RowExclusiveLock"}
"""Modes that hold up neither readers nor writers of the table."""
LOCK = "PERFORM pg_advisory_xact_lock(7261);"


async def append_and_tell_locks(connection: asyncpg.Connection) -> set[str]:
    """Append inside a transaction that stays open; return the table locks that it holds."""
    await connection.fetch(_APPEND, *_columns_of([make_append(make_event("a-1"))]))
    return {row["mode"] for row in await connection.fetch(LOCKS)}


async def test_an_append_takes_no_lock_on_the_table(log_database: Database) -> None:
    """LOCK TABLE costs twenty times the throughput (peers.md)."""
    async with connected(log_database.url) as connection:
        opened = connection.transaction()
        await opened.start()
        assert await append_and_tell_locks(connection) <= GENTLE
        await opened.rollback()


async def test_a_table_lock_is_seen(log_database: Database) -> None:
    """The wrong way: everybody else's append waits in the queue of the table, and so do vacuum and index builds."""
    await replace_append(log_database, (LOCK, "LOCK TABLE events IN EXCLUSIVE MODE;"))
    async with connected(log_database.admin_url) as connection:
        opened = connection.transaction()
        await opened.start()
        assert "ExclusiveLock" in await append_and_tell_locks(connection)
        await opened.rollback()


async def test_a_reader_that_waits_out_a_gap_loses_what_comes_later(log_database: Database) -> None:
    """The wrong way: a gap is a slow commit or a rollback, and no timeout tells which; our log has no gaps at all."""
    async with connected(log_database.admin_url) as slow, connected(log_database.admin_url) as fast:
        await slow.execute("CREATE TABLE guessed (position bigserial PRIMARY KEY)")
        opened = slow.transaction()
        await opened.start()
        await slow.execute("INSERT INTO guessed DEFAULT VALUES")
        await fast.execute("INSERT INTO guessed DEFAULT VALUES")
        waited_out = await poll(log_database, "guessed", 0)  # sees 2, waits for 1 as long as it dares, goes on
        await opened.commit()
        assert await poll(log_database, "guessed", max(waited_out)) == []
    async with open_log(log_database.url) as log, connected(log_database.url) as other:
        opened = other.transaction()
        await opened.start()
        await append_and_tell_locks(other)
        behind = asyncio.create_task(log.append(make_append(make_event("b-1"))))
        assert await log.read(0, 10) == []
        await opened.commit()
        await behind
        assert [event.position for event in await log.read(0, 10)] == [1, 2]


async def answer_nothing(_: Sequence[int]) -> Sequence[int | Exception]:
    raise ConnectionError("the worker broke")


async def test_a_worker_without_handler_leaves_its_callers_hanging() -> None:
    """The wrong way: a queue, futures, and a task that dies; beside it our batcher, whose callers hear of it."""
    queue: asyncio.Queue[asyncio.Future[int]] = asyncio.Queue()

    async def work() -> None:
        while True:
            (await queue.get()).set_result((await answer_nothing([1]))[0])  # type: ignore[arg-type]  # it never gets there

    worker = asyncio.create_task(work())
    left: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    await queue.put(left)
    with pytest.raises(ConnectionError):
        await worker
    assert not left.done()

    batcher: Batcher[int, int] = Batcher(answer_nothing, most=10)
    running = asyncio.create_task(batcher.run())
    with pytest.raises(ConnectionError):
        await batcher.ask(1)
    waiting = asyncio.create_task(batcher.ask(2))
    running.cancel()
    with pytest.raises((BatcherClosed, ConnectionError)):
        await waiting
