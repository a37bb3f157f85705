"""A burst of ballots while service, broker and gateway are killed: each that was acknowledged is counted once."""

import asyncio

import pytest

from infra.local.system import System
from tests.chaos import voting
from tests.chaos.running import COMMANDS, LOAD_S, find_server, kill_and_start

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


async def test_every_acknowledged_ballot_is_counted_once(system: System) -> None:
    """ENG-05: phones send again under the same key until they are answered, by either gateway."""
    ballots = await voting.prepare(system, min(COMMANDS, 600))

    async def fault() -> None:
        await ballots.reach(0.2)
        await kill_and_start(system, "engagement", "gateway")
        await ballots.reach(0.5)
        await find_server(system, "rabbitmq").kill()
        await find_server(system, "rabbitmq").start()
        await ballots.reach(0.8)
        await kill_and_start(system, "engagement-2", "gateway-2", "projector")

    async with asyncio.timeout(LOAD_S), asyncio.TaskGroup() as group:
        group.create_task(ballots.run())
        group.create_task(fault())
    await voting.check(system, ballots)
