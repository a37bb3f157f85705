"""Faults while clients write, one at a time: `make chaos` does each during 10,000 commands."""

import pytest

from infra.local.system import System
from tests.chaos.clients import Load
from tests.chaos.meddling import meddling
from tests.chaos.running import WAYS, find_relaying, find_server, kill_and_start, survive

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]


async def test_nothing_is_done_at_all(system: System) -> None:
    """The account of an undisturbed run."""

    async def rest(_: System, load: Load) -> None:
        await load.reach(1)

    load = await survive(system, "no fault", rest)
    assert load.retries == 0


async def test_each_replica_of_a_service_is_killed(system: System) -> None:
    async def fault(system: System, load: Load) -> None:
        for share, replica in ((0.2, "directives"), (0.5, "directives-2"), (0.7, "registry")):
            await load.reach(share)
            await kill_and_start(system, replica)

    await survive(system, "kill -9 of a service", fault)


async def test_every_replica_of_a_service_is_killed_at_once(system: System) -> None:
    async def fault(system: System, load: Load) -> None:
        await load.reach(0.4)
        await kill_and_start(system, "directives", "directives-2")

    await survive(system, "kill -9 of all of a service", fault)


async def test_the_active_relay_is_killed(system: System) -> None:
    async def fault(system: System, load: Load) -> None:
        for share in (0.2, 0.5, 0.8):
            await load.reach(share)
            await kill_and_start(system, await find_relaying(system))

    await survive(system, "kill -9 of the active relay", fault)


async def test_each_projector_is_killed(system: System) -> None:
    async def fault(system: System, load: Load) -> None:
        for share, replicas in ((0.2, ["projector"]), (0.4, ["projector-2"]), (0.7, ["projector", "projector-2"])):
            await load.reach(share)
            await kill_and_start(system, *replicas)

    await survive(system, "kill -9 of the projector", fault)


async def test_each_gateway_is_killed(system: System) -> None:
    async def fault(system: System, load: Load) -> None:
        for share, replicas in ((0.2, ["gateway"]), (0.4, ["gateway-2"]), (0.7, ["gateway", "gateway-2"])):
            await load.reach(share)
            await kill_and_start(system, *replicas)

    await survive(system, "kill -9 of a gateway", fault)


@pytest.mark.parametrize("name", ["rabbitmq", "postgres"])
async def test_a_server_is_restarted(system: System, name: str) -> None:
    async def fault(system: System, load: Load) -> None:
        await load.reach(0.3)
        await find_server(system, name).restart()

    await survive(system, f"restart of {name}", fault)


@pytest.mark.parametrize("name", ["rabbitmq", "postgres"])
async def test_a_server_is_killed(system: System, name: str) -> None:
    async def fault(system: System, load: Load) -> None:
        for share in (0.3, 0.6):
            await load.reach(share)
            await find_server(system, name).kill()
            await find_server(system, name).start()

    await survive(system, f"kill -9 of {name}", fault)


async def test_messages_are_dropped_doubled_and_reordered(system: System) -> None:
    async def fault(system: System, load: Load) -> None:
        await load.reach(0.1)
        async with meddling(system.services.rabbitmq_url, WAYS, seed=7) as tally:
            await load.reach(0.9)
        assert tally.dropped
        assert tally.doubled
        assert tally.moved
        print(tally)

    await survive(system, "messages dropped, doubled, reordered", fault)
