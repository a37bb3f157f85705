"""The log under many writers, cancelled callers and lost connections: dense, exactly once, never hanging."""

import asyncio
import json
import sys
from collections import Counter
from uuid import uuid4

import asyncpg
import pytest

from infra.appends import Conflict, Duplicate, Stored
from infra.batching import BatcherClosed, Unavailable
from infra.chain import StoredData
from infra.local.places import CHECKOUT
from infra.log import GROUP, EventLog, open_log
from tests.integration.appending import append_all
from tests.integration.checking import find_break, find_faults, read_events
from tests.integration.cutting import Proxy, standing_before
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually
from tests.making import NOON, make_append, make_event

CALLERS, ROUNDS = 100, 15
APPEND_LOCK = 7261


async def append_in_another_process(database: Database) -> Counter[str]:
    command = [sys.executable, "-m", "tests.integration.appending", database.url, str(CALLERS), str(ROUNDS)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=CHECKOUT)
    printed, _ = await process.communicate()
    assert process.returncode == 0
    return Counter(json.loads(printed))


async def read_without_a_gap(database: Database, done: asyncio.Event) -> int:
    """Poll from the first event on, asserting that what comes always follows what came; return the last position."""
    last = 0
    async with connected(database.url) as connection:
        while True:
            finished = done.is_set()
            rows = await connection.fetch("SELECT position FROM events WHERE position > $1 ORDER BY position", last)
            positions = [row["position"] for row in rows]
            assert positions == list(range(last + 1, last + 1 + len(positions)))
            last += len(positions)
            if finished:
                return last


async def test_two_processes_of_many_callers_leave_no_hole(log_database: Database) -> None:
    """Winners and losers mixed under two replicas: dense, chained, and no poller ever sees a gap (PLT-01)."""
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(read_without_a_gap(log_database, done))
        other = group.create_task(append_in_another_process(log_database))
        own = group.create_task(append_all(log_database.url, CALLERS, ROUNDS))
        await asyncio.wait([other, own])
        done.set()
    answers = own.result() + other.result()
    events = await read_events(log_database)
    assert answers["Stored"] + answers["Conflict"] == 2 * CALLERS * ROUNDS
    assert answers["Conflict"] > 0
    assert len(events) == answers["events"] == reader.result()
    assert find_faults(events) == []
    assert await find_break(log_database) is None


async def test_appends_on_one_stream_all_find_their_place(log_database: Database) -> None:
    """Neighbours in a group never touch a stream that one of them writes: each is checked on its own."""
    async with open_log(log_database.url) as log:
        answers = await asyncio.gather(*(log.append(make_append(make_event("a-1"))) for _ in range(20)))
    assert answers == [Stored(1, 1), *[Conflict("a-1", 1)] * 19]


async def test_a_full_buffer_takes_several_groups(log_database: Database) -> None:
    appends = [make_append(make_event(f"a-{n}")) for n in range(GROUP + 10)]
    async with open_log(log_database.url) as log:
        answers = await asyncio.gather(*map(log.append, appends))
    assert all(isinstance(answer, Stored) for answer in answers)


async def test_reads_give_the_rows_as_stored(log_database: Database) -> None:
    append = make_append(make_event("a-1", '{"t": "환류"}'.encode()), make_event("b-1"), make_event("a-1"))
    async with open_log(log_database.url) as log:
        await log.append(append)
        stream, nothing = await asyncio.gather(log.read_stream("a-1"), log.read_stream("c-1"))
        page, data = await log.read(1, 2), await log.read_data(1, 2)
        head = await log.read_head()
    assert stream == (
        StoredData("a-1", 1, NOON, '{"t": "환류"}'.encode()),
        StoredData("a-1", 2, NOON, b'{"n": 1}'),
    )
    assert nothing == ()
    assert [row.position for row in page] == [2, 3]
    assert data == [StoredData(row.stream, row.version, row.effective_at, row.data) for row in page]
    assert (head.epoch, head.position, head.chain) == (1, 3, page[-1].chain)


async def test_a_stored_command_is_found_and_no_other(log_database: Database) -> None:
    append = make_append(make_event("a-1"), make_event("a-1"), outcome=b'{"ok": true}')
    async with open_log(log_database.url) as log:
        await log.append(append)
        found = await log.find_command(append.command_id), await log.find_command(uuid4())
    assert found == (Duplicate(append.command_id, b"body", b'{"ok": true}', 1, 2), None)


async def test_a_writer_that_ends_fails_its_callers(log_database: Database) -> None:
    """The wrong way is a writer task without handler: its callers would wait for ever."""
    async with asyncpg.create_pool(log_database.url, min_size=1, max_size=2) as pool:
        log = EventLog(pool)
        async with connected(log_database.admin_url) as holder, asyncio.TaskGroup() as group:
            await holder.execute("SELECT pg_advisory_lock($1)", APPEND_LOCK)
            writer = group.create_task(log.run())
            under_way = group.create_task(catch(log, "a-1"))
            await eventually(lambda: count_blocked(holder))
            waiting = group.create_task(catch(log, "b-1"))
            await asyncio.sleep(0)  # `waiting` has asked now
            writer.cancel()
        assert isinstance(under_way.result(), BatcherClosed)
        assert isinstance(waiting.result(), BatcherClosed)
        with pytest.raises(BatcherClosed):
            await log.append(make_append())


async def catch(log: EventLog, stream: str) -> object:
    try:
        return await log.append(make_append(make_event(stream)))
    except Unavailable as error:
        return error


async def count_blocked(connection: asyncpg.Connection) -> int:
    query = """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    return int(await connection.fetchval(query))


async def test_cancelled_callers_harm_nobody(log_database: Database) -> None:
    async with open_log(log_database.url) as log, connected(log_database.admin_url) as holder:
        await holder.execute("SELECT pg_advisory_lock($1)", APPEND_LOCK)
        tasks = [asyncio.create_task(log.append(make_append(make_event(f"a-{n}")))) for n in range(20)]
        await eventually(lambda: count_blocked(holder))
        late = [asyncio.create_task(log.append(make_append(make_event(f"b-{n}")))) for n in range(20)]
        await asyncio.sleep(0)
        for task in (*tasks[::2], *late[::2]):
            task.cancel()
        await holder.execute("SELECT pg_advisory_unlock($1)", APPEND_LOCK)
        answers = await asyncio.gather(*tasks, *late, return_exceptions=True)
        assert [isinstance(answer, Stored) for answer in answers] == [False, True] * 20
        assert isinstance(await log.append(make_append(make_event("c-1"))), Stored)
    events = await read_events(log_database)
    assert find_faults(events) == []
    assert len(events) == 20 + 10 + 1  # the group under way is stored, of the next one only what is still wanted


async def test_a_connection_lost_in_mid_append_is_replaced(log_database: Database) -> None:
    async with open_log(log_database.url) as log, connected(log_database.admin_url) as holder:
        await holder.execute("SELECT pg_advisory_lock($1)", APPEND_LOCK)
        appending = asyncio.create_task(log.append(make_append(make_event("a-1"))))
        await eventually(lambda: count_blocked(holder))
        await holder.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
        )
        await holder.execute("SELECT pg_advisory_unlock($1)", APPEND_LOCK)
        assert await appending == Stored(1, 1)
    assert len(await read_events(log_database)) == 1


async def test_an_answer_lost_after_the_commit_is_given_again(log_database: Database) -> None:
    """The database has stored it, the connection falls: the second try finds its own command."""
    async with standing_before(log_database.url) as (proxy, url), open_log(url, connections=2) as log:
        await log.append(make_append(make_event("a-1")))
        proxy.losing_answers = True
        appending = asyncio.create_task(log.append(make_append(make_event("b-1"))))
        await eventually(lambda: has_stored(log_database, 2))
        proxy.losing_answers = False
        proxy.cut()
        answer = await appending
    assert isinstance(answer, Stored | Duplicate)
    assert (answer.first, answer.last) == (2, 2)
    assert [event.stream for event in await read_events(log_database)] == ["a-1", "b-1"]


async def has_stored(database: Database, count: int) -> bool:
    return len(await read_events(database)) == count


async def test_a_database_that_comes_back_in_time_is_waited_for(log_database: Database) -> None:
    async with standing_before(log_database.url) as (proxy, url), open_log(url) as log:
        await proxy.stop()
        appending = asyncio.create_task(log.append(make_append(make_event("a-1"))))
        finding = asyncio.create_task(log.find_command(uuid4()))
        await asyncio.wait([appending, finding], timeout=0.5)
        assert not appending.done()
        await proxy.start()
        assert await appending == Stored(1, 1)
        assert await finding is None


@pytest.mark.parametrize("way", ["stopped", "silent"])
async def test_a_database_that_is_away_is_told_within_the_deadline(
    log_database: Database, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.log.RETRY_S", 1.0)
    async with standing_before(log_database.url) as (proxy, url), open_log(url) as log:
        if way == "stopped":
            await proxy.stop()
        else:
            proxy.silent = True
        async with asyncio.timeout(4):  # a silent one is first asked to drop the query, as long again
            answers = await asyncio.gather(
                log.append(make_append()), log.read_stream("a-1"), log.find_command(uuid4()), return_exceptions=True
            )
        assert [type(answer) for answer in answers] == [Unavailable] * 3
        await go_on(proxy)
        assert isinstance(await log.append(make_append()), Stored)


async def test_a_farewell_that_comes_before_the_end_is_a_database_that_is_away(log_database: Database) -> None:
    """A server that shuts down says so and then ends: a statement just between is not one of a faulty client."""
    async with standing_before(log_database.url) as (proxy, url), open_log(url) as log:
        assert await log.find_command(uuid4()) is None
        proxy.keeping_open = True
        async with connected(log_database.admin_url) as connection:
            ended = await connection.fetch(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
        await eventually(lambda: have_ended(proxy, len(ended)))
        assert isinstance(await log.append(make_append()), Stored)


async def have_ended(proxy: Proxy, connections: int) -> bool:
    return proxy.ended == connections


async def go_on(proxy: Proxy) -> None:
    if proxy.silent:
        proxy.silent = False
        proxy.cut()
    else:
        await proxy.start()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tcp_keepalives_idle", 5),
        ("tcp_keepalives_interval", 2),
        ("tcp_keepalives_count", 3),
        ("tcp_user_timeout", 10_000),
    ],
)
async def test_log_connections_notice_a_vanished_peer(log_database: Database, name: str, value: int) -> None:
    """The default keeps a vanished relay's lock for two hours; the kernel has taken our values."""
    async with open_log(log_database.url) as log:
        setting = await log._pool.fetchrow("SELECT setting::int, source FROM pg_settings WHERE name = $1", name)
    assert setting is not None
    assert tuple(setting) == (value, "client")
