"""The short form of `make chaos`, a part of `make test`: one load, one fault after the other, one account."""

import pytest

from infra.local.system import System
from tests.chaos.clients import Load
from tests.chaos.meddling import meddling
from tests.chaos.running import COMMANDS, WAYS, find_relaying, find_server, kill_and_start, survive

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


async def test_everything_that_was_acknowledged_is_stored_and_applied(system: System) -> None:
    """PLT-04: roles, servers and messages fall while clients write; nothing is lost, nothing is there twice."""

    async def fault(system: System, load: Load) -> None:
        await load.reach(0.1)
        async with meddling(system.services.rabbitmq_url, WAYS, seed=7):
            await load.reach(0.3)
        await kill_and_start(system, await find_relaying(system), "projector", "gateway")
        await load.reach(0.5)
        await find_server(system, "postgres").kill()
        await find_server(system, "postgres").start()
        await load.reach(0.7)
        await find_server(system, "rabbitmq").kill()
        await find_server(system, "rabbitmq").start()

    await survive(system, "everything at once", fault, min(COMMANDS, 600))
