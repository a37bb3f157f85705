"""A bad network between the roles and their stores: a proxy before PostgreSQL and one before RabbitMQ."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

import pytest
import pytest_asyncio

from infra.local.services import Services
from infra.local.system import System
from tests.chaos.clients import Load
from tests.chaos.running import Fault, attacked, survive
from tests.integration.cutting import Proxy, standing_before

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]
SILENT_S: Final = 12.0
"""Longer than every deadline of a command and of a statement."""
LOSING_S: Final = 6.0
NAMES: Final = ("postgres", "rabbitmq")


@dataclass(frozen=True, slots=True)
class Network:
    """A system whose roles reach their stores through proxies."""

    system: System
    proxies: dict[str, Proxy]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def network() -> AsyncIterator[Network]:
    """A system of two replicas each behind proxies that pass everything."""
    proxies: dict[str, Proxy] = {}

    @asynccontextmanager
    async def reach(services: Services) -> AsyncIterator[Services]:
        async with (
            standing_before(services.postgres_url) as (postgres, postgres_url),
            standing_before(services.rabbitmq_url) as (rabbitmq, rabbitmq_url),
        ):
            proxies.update(postgres=postgres, rabbitmq=rabbitmq)
            yield replace(services, postgres_url=postgres_url, rabbitmq_url=rabbitmq_url)

    async with attacked(reach) as system:
        yield Network(system, proxies)


def swallow(proxy: Proxy, what: str, seconds: float) -> Fault:
    """Return the fault of a proxy that is `silent` or `losing_answers` for some time, which is the fault's own."""

    async def fault(_: System, load: Load) -> None:
        await load.reach(0.3)
        setattr(proxy, what, True)
        await asyncio.sleep(seconds)
        setattr(proxy, what, False)
        proxy.cut()  # what was swallowed is missing: no such connection can go on

    return fault


@pytest.mark.parametrize("name", NAMES)
async def test_connections_are_cut(network: Network, name: str) -> None:
    async def fault(_: System, load: Load) -> None:
        for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            await load.reach(share)
            network.proxies[name].cut()

    await survive(network.system, f"connections to {name} cut", fault)


@pytest.mark.parametrize("name", NAMES)
async def test_connections_stay_open_and_silent(network: Network, name: str) -> None:
    await survive(
        network.system, f"connections to {name} half-open", swallow(network.proxies[name], "silent", SILENT_S)
    )


@pytest.mark.parametrize("name", NAMES)
async def test_answers_are_lost(network: Network, name: str) -> None:
    await survive(network.system, f"answers of {name} lost", swallow(network.proxies[name], "losing_answers", LOSING_S))


@pytest.mark.parametrize("name", NAMES)
async def test_everything_comes_late(network: Network, name: str) -> None:
    async def fault(_: System, load: Load) -> None:
        proxy = network.proxies[name]
        await load.reach(0.2)
        proxy.delay_s, proxy.bytes_per_s = 0.05, 2_000_000
        await load.reach(0.3)
        proxy.delay_s, proxy.bytes_per_s = 0.0, 0

    await survive(network.system, f"{name} slow", fault)
