"""PostgreSQL and RabbitMQ by every rung that needs no Docker, as this user and as another one."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aio_pika
import asyncpg
import pytest
import pytest_asyncio

from infra.local.errors import SetupError
from infra.local.management import has_vhost
from infra.local.places import server_identity
from infra.local.processes import find_marked
from infra.local.services import Options, found_services
from infra.local.system import name_throwaway
from infra.messaging import open_channel
from tests.integration.local_machine import USERS, Held, Person, as_person, held_services, list_listeners


@pytest.fixture(scope="module", params=USERS)
def person(request: pytest.FixtureRequest) -> Iterator[Person]:
    with as_person(request.param) as someone:
        yield someone


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["embedded", "local"])
async def held(person: Person, request: pytest.FixtureRequest) -> AsyncIterator[Held]:
    name = name_throwaway("test")
    async with held_services(person, name, request.param) as services:
        yield services
    assert list(find_marked(services.instance)) == []
    assert not (services.root / "instances" / name).exists()


async def read_setting(url: str, name: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval("SELECT current_setting($1)", name))
    finally:
        await connection.close()


async def test_only_loopback_is_bound(held: Held) -> None:
    assert list_listeners(held.instance) == {"127.0.0.1", "[::1]"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("jit", "off"), ("fsync", "on"), ("max_connections", "300"), ("password_encryption", "scram-sha-256")],
)
async def test_postgres_is_set_as_decided(held: Held, name: str, value: str) -> None:
    assert await read_setting(held.postgres_url, name) == value


async def test_the_administrator_makes_databases_and_logins(held: Held) -> None:
    connection = await asyncpg.connect(held.postgres_url)
    try:
        await connection.execute("CREATE ROLE hwanryu_try LOGIN")
        await connection.execute("CREATE DATABASE hwanryu_try OWNER hwanryu_try")
    finally:
        await connection.execute("DROP DATABASE hwanryu_try")
        await connection.execute("DROP ROLE hwanryu_try")
        await connection.close()


async def test_postgres_wants_the_password(held: Held) -> None:
    parts = urlsplit(held.postgres_url)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(host=parts.hostname, port=parts.port, user="postgres", password="postgres")


async def test_the_broker_lets_its_administrator_into_the_vhost(held: Held) -> None:
    async with await aio_pika.connect(held.rabbitmq_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("try", durable=True, arguments={"x-queue-type": "quorum"})
        await queue.delete(if_unused=False, if_empty=False)


async def test_the_broker_has_no_guest(held: Held) -> None:
    parts = urlsplit(held.rabbitmq_url)
    with pytest.raises(aio_pika.exceptions.ProbableAuthenticationError):
        async with open_channel(f"amqp://guest:guest@{parts.hostname}:{parts.port}/hwanryu", "guest"):
            pass
    assert not await has_vhost(f"http://guest:guest@{urlsplit(held.management_url).netloc.rpartition('@')[2]}")


def test_the_servers_are_not_root(held: Held) -> None:
    uids = {Path(f"/proc/{pid}").stat().st_uid for pid in find_marked(held.instance)}
    assert uids == {server_identity().uid if held.uid == os.geteuid() else held.uid}
    assert 0 not in uids


def test_beam_and_epmd_run_from_the_unpacked_tree(held: Held) -> None:
    programs = {Path(f"/proc/{pid}/exe").resolve() for pid in find_marked(held.instance)}
    erlang = {program for program in programs if program.name in {"beam.smp", "epmd"}}
    assert {program.name for program in erlang} == {"beam.smp", "epmd"}
    assert all(program.is_relative_to(held.root / "packages/rabbitmq") for program in erlang)


def test_what_holds_passwords_is_private(held: Held) -> None:
    instances = held.root / "instances"
    files = [path for name in ("definitions.json", "password", ".erlang.cookie") for path in instances.rglob(name)]
    assert len(files) >= 3
    assert {path.stat().st_mode & 0o077 for path in [*files, instances]} == {0}


async def test_urls_in_the_environment_come_first(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HWANRYU_FIND", raising=False)
    monkeypatch.setenv("POSTGRES_URL", held.postgres_url)
    monkeypatch.setenv("RABBITMQ_URL", held.rabbitmq_url)
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_URL", held.management_url)
    async with found_services(Options(name_throwaway("test"))) as found:
        assert (found.postgres_url, found.rabbitmq_url) == (held.postgres_url, held.rabbitmq_url)
        assert found.management_url == held.management_url
        assert "from POSTGRES_URL" in found.reasons[0]


async def test_definitions_reach_a_broker_of_the_environment(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_URL", held.postgres_url)
    monkeypatch.setenv("RABBITMQ_URL", held.rabbitmq_url)
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_URL", held.management_url)
    definitions = {"vhosts": [{"name": "hwanryu"}], "exchanges": [make_exchange("loaded")]}
    async with (
        found_services(Options(name_throwaway("test"), definitions, "unused")) as found,
        await aio_pika.connect(found.rabbitmq_url) as connection,
    ):
        await (await connection.channel()).get_exchange("loaded")


def make_exchange(name: str) -> dict[str, object]:
    flags = {"durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return {"name": name, "vhost": "hwanryu", "type": "topic", **flags}


async def test_a_broker_without_management_is_said_to_have_one_login(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_URL", held.postgres_url)
    monkeypatch.setenv("RABBITMQ_URL", held.rabbitmq_url)
    monkeypatch.delenv("RABBITMQ_MANAGEMENT_URL", raising=False)
    async with found_services(Options(name_throwaway("test"))) as found:
        assert found.management_url is None
        assert "one login serves all roles" in found.reasons[1]


async def test_a_url_where_nothing_answers_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_URL", "postgresql://postgres@127.0.0.1:9/postgres")
    with pytest.raises(SetupError, match="no PostgreSQL answers"):
        async with found_services(Options(name_throwaway("test"), rungs=("env",))):
            pass
