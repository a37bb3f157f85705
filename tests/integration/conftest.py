"""A real PostgreSQL and a real RabbitMQ for the whole run; a database and a virtual host for each test."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from infra.local.services import Options, found_services
from infra.local.system import name_throwaway
from infra.topology import CONTEXTS
from tests.integration.brokers import Broker, made_vhost
from tests.integration.databases import Database, Databases
from tests.integration.mailing import Hall, open_hall


@dataclass(frozen=True, slots=True)
class Servers:
    """Administrators' addresses of both servers."""

    postgres_url: str
    rabbitmq_url: str
    management_url: str


@pytest.fixture(scope="package", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash with 8 KiB once instead of 64 MiB three times: tests ask what follows from a right or a wrong password."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
        hashing = PasswordHash((cheap,))
        prepared = hashing, hashing.hash("nobody's")
        patch.setattr("gateway.auth._prepare", lambda _: prepared)
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def servers() -> AsyncIterator[Servers]:
    """Those that the environment names; else private ones for this run."""
    async with found_services(Options(name_throwaway("test"), in_memory=True)) as found:
        assert found.management_url is not None, "tests make virtual hosts: set RABBITMQ_MANAGEMENT_URL too"
        yield Servers(found.postgres_url, found.rabbitmq_url, found.management_url)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def databases(servers: Servers) -> AsyncIterator[Databases]:
    made = Databases(servers.postgres_url)
    await made.prepare()
    yield made
    await made.remove()


@pytest_asyncio.fixture
async def log_database(databases: Databases) -> AsyncIterator[Database]:
    """An empty log."""
    async with databases.make_log() as database:
        yield database


@pytest_asyncio.fixture
async def registry_database(databases: Databases) -> AsyncIterator[Database]:
    """An empty log of the registry."""
    async with databases.make_log("registry") as database:
        yield database


@pytest_asyncio.fixture
async def gateway_database(databases: Databases) -> AsyncIterator[Database]:
    """An empty database of the gateway."""
    async with databases.make_gateway() as database:
        yield database


@pytest_asyncio.fixture
async def views_database(databases: Databases) -> AsyncIterator[Database]:
    """A database of the gateway with every view, as the projector leaves it before the first event."""
    async with databases.make_views() as database:
        yield database


@pytest_asyncio.fixture
async def vault_database(databases: Databases) -> AsyncIterator[Database]:
    """An empty vault."""
    async with databases.make_vault() as database:
        yield database


@pytest_asyncio.fixture
async def broker(servers: Servers, request: pytest.FixtureRequest) -> AsyncIterator[Broker]:
    """A virtual host with the topology, or with what it has for the module's ON_BROKER: some contexts only."""
    contexts = getattr(request.module, "ON_BROKER", CONTEXTS)
    async with made_vhost(servers.rabbitmq_url, servers.management_url, contexts) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def still_broker(servers: Servers) -> AsyncIterator[Broker]:
    """The virtual host of all tests that send nothing: a gateway stands there connected, no service hears it."""
    async with made_vhost(servers.rabbitmq_url, servers.management_url) as made:
        yield made


@pytest_asyncio.fixture
async def hall(databases: Databases, vault_database: Database, gateway_database: Database) -> AsyncIterator[Hall]:
    """A city hall of one department."""
    async with (
        databases.make_log("coordination") as database,
        open_hall(database, vault_database, gateway_database) as opened,
    ):
        yield opened
