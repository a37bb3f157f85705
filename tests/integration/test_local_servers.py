"""Private servers are ended and started again: what they had confirmed is there, on the same port."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aio_pika
import asyncpg
import pytest
import pytest_asyncio

from infra.local.processes import find_marked, read_start_ticks
from infra.local.servers import Server
from infra.local.services import RUNGS, Options, Services, found_services, make_instance_marker
from infra.local.system import name_throwaway
from infra.local.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def services() -> AsyncIterator[Services]:
    name = name_throwaway("servers")
    rungs = tuple(rung for rung in RUNGS if rung in ("local", "embedded"))
    async with found_services(Options(name, rungs=rungs)) as found:
        yield found
    assert list(find_marked(make_instance_marker(name))) == []


async def restart(server: Server) -> None:
    await server.restart()


async def kill_and_start(server: Server) -> None:
    await server.kill()
    await server.start()


ENDINGS = (restart, kill_and_start)


@pytest.mark.parametrize("end", ENDINGS)
async def test_postgres_comes_back_with_what_it_had_committed(
    services: Services, end: Callable[[Server], Awaitable[None]]
) -> None:
    assert services.postgres is not None
    connection = await asyncpg.connect(services.postgres_url)
    await connection.execute("DROP TABLE IF EXISTS kept")
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    await end(services.postgres)
    assert await wait_until(lambda: _is_closed(connection), 10)
    again = await asyncpg.connect(services.postgres_url)
    assert await again.fetchval("SELECT number FROM kept") == 7
    await again.close()


async def test_rabbitmq_comes_back_with_what_it_had_confirmed(services: Services) -> None:
    """Restarted, then killed: 3.10 loses a quorum queue that is killed within a second of its declaration."""
    assert services.rabbitmq is not None
    async with await aio_pika.connect(services.rabbitmq_url) as connection:
        channel = await connection.channel()
        await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})
    await restart(services.rabbitmq)
    async with await aio_pika.connect(services.rabbitmq_url) as connection:
        channel = await connection.channel(publisher_confirms=True)
        message = aio_pika.Message(b"7", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, "kept")
    await kill_and_start(services.rabbitmq)
    async with await aio_pika.connect(services.rabbitmq_url) as connection:
        queue = await (await connection.channel()).get_queue("kept")
        assert (await queue.get(timeout=10)).body == b"7"


async def test_a_killed_postgres_leaves_no_process_of_its_own(services: Services) -> None:
    assert services.postgres is not None
    connection = await asyncpg.connect(services.postgres_url)
    backend = await connection.fetchval("SELECT pg_backend_pid()")
    await services.postgres.kill()
    assert read_start_ticks(backend) is None
    await services.postgres.start()


async def _is_closed(connection: asyncpg.Connection) -> bool:
    return bool(connection.is_closed())
