"""A connection to the broker ends soon, whatever it was about when it was told to."""

import asyncio

from infra.messaging import CLOSE_S
from infra.requests import Requester
from tests.integration.brokers import Broker

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
