"""What holds connections ends soon, whatever it was about when it was told to."""

import asyncio
import gc
import logging
import threading
import warnings

import pytest

from infra.local.ports import LOOPBACK, take_free_port
from infra.messaging import BROKER_GONE, CLOSE_S, open_channel
from infra.pool import open_pool
from infra.requests import Requester
from tests.integration.brokers import Broker
from tests.integration.databases import Database

STEPS = 120
STEP_S = 0.0004


async def test_who_asks_ends_soon_in_the_middle_of_any_call(broker: Broker) -> None:
    """Cancelled a little later each time, so that every call of the handshake is hit once."""
    for step in range(STEPS):
        running = asyncio.create_task(Requester(broker.url, "gateway").run())
        await asyncio.sleep(step * STEP_S)  # which call is hit: nothing is awaited here
        running.cancel()
        ended, _ = await asyncio.wait({running}, timeout=CLOSE_S + 2)
        assert ended, f"cancelled after {step * STEP_S:.4f} s it does not end"


async def test_a_cancellation_is_heard_although_the_connection_breaks_off(gateway_database: Database) -> None:
    """It breaks off while it is given back, between the call and the release."""
    held = asyncio.Event()
    async with open_pool(gateway_database.admin_url) as pool:

        async def hold() -> None:
            async with pool.acquire() as connection:
                try:
                    held.set()
                    await asyncio.Event().wait()
                finally:
                    asyncio.get_running_loop().call_soon(connection.terminate)

        holding = asyncio.create_task(hold())
        await held.wait()
        holding.cancel()
        await asyncio.wait({holding})
        assert holding.cancelled()
        assert await pool.fetchval("SELECT true")


def test_a_connection_that_was_refused_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    """One that is left open closes itself when it is collected: by a task that nothing runs when its loop has ended."""
    caplog.set_level(logging.CRITICAL, "aiormq")  # what is captured holds the error, and that the connection
    with warnings.catch_warnings(record=True, action="always") as warned:
        knocking = threading.Thread(target=knock)  # with a loop of its own
        knocking.start()
        knocking.join()
    assert warned == []


def knock() -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    kept = [loop.run_until_complete(fail_to_enter(f"amqp://{LOOPBACK}:{take_free_port()}"))]
    kept.clear()
    gc.collect()
    loop.close()
    gc.collect()


async def fail_to_enter(url: str) -> BaseException | None:
    try:
        async with open_channel(url, "nobody"):
            return None
    except BROKER_GONE as error:
        return error
