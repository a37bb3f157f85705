"""The definitions on a real broker: one login a role, which can use its own queues and exchanges only."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aio_pika
import pytest
import pytest_asyncio
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import ChannelAccessRefused, ChannelPreconditionFailed

from contracts.questions import Released, ReleaseRequest
from infra.asking import ask_release
from infra.batching import Unavailable
from infra.feed import Feed
from infra.local.management import load_definitions
from infra.log import open_log
from infra.messaging import BROKER_GONE, VHOST, open_channel
from infra.service import build_broker
from infra.topology import CONTEXTS, _close, declare, definitions, list_queues, list_rights
from tests.integration.brokers import Broker, call, made_vhost
from tests.integration.conftest import Servers
from tests.integration.databases import Database
from tests.integration.serving import asking
from tests.making import TENANT

ROLES = ("gateway", "projector", *CONTEXTS)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A virtual host into which the definitions were loaded, with logins of this test alone."""

    broker: Broker
    made: dict[str, Any]

    def as_role(self, role: str) -> str:
        return self.broker.as_login(f"{role}-{self.broker.vhost}", f"secret of {role}".replace(" ", "%20"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def loaded(servers: Servers) -> AsyncIterator[Loaded]:
    """The definitions as written, for tests that ask what a login may."""
    async with made_vhost(servers.rabbitmq_url, servers.management_url) as broker, loading(broker) as made:
        yield made


@asynccontextmanager
async def loading(broker: Broker) -> AsyncIterator[Loaded]:
    """Load the definitions as written into a virtual host, with logins that nobody else uses."""
    made: dict[str, Any] = definitions({role: f"secret of {role}" for role in list_rights()})
    moved = move(made, broker.vhost)
    await load_definitions(broker.management_url, moved)
    yield Loaded(broker, made)
    for user in moved["users"]:
        await call(broker.management_url, "DELETE", f"/api/users/{user['name']}")


def move(made: dict[str, Any], vhost: str) -> dict[str, Any]:
    """Return definitions for another virtual host, with logins named after it."""

    def rename(row: dict[str, Any]) -> dict[str, Any]:
        changed = {key: vhost if (key, value) == ("vhost", VHOST) else value for key, value in row.items()}
        return changed | ({"user": f"{row['user']}-{vhost}"} if "user" in row else {})

    users = [{**user, "name": f"{user['name']}-{vhost}"} for user in made["users"]]
    rest = {part: [rename(row) for row in rows] for part, rows in made.items() if part not in ("users", "vhosts")}
    return {"users": users, **rest}


@asynccontextmanager
async def acting(loaded: Loaded, role: str) -> AsyncIterator[AbstractChannel]:
    async with open_channel(loaded.as_role(role), role) as channel:
        yield channel


async def may_read(loaded: Loaded, role: str, queue: str) -> bool:
    async with acting(loaded, role) as channel:
        try:
            await (await channel.get_queue(queue, ensure=False)).consume(drop)
        except ChannelAccessRefused:
            return False
    return True


async def drop(_: object) -> None:
    """Take a message of a queue that has none."""


async def may_publish(loaded: Loaded, role: str, exchange: str, key: str) -> bool:
    async with acting(loaded, role) as channel:
        target = await channel.get_exchange(exchange, ensure=False)
        try:
            await target.publish(aio_pika.Message(b"[]"), key, mandatory=False)
        except ChannelAccessRefused:
            return False
    return True


READS = {
    "gateway": {
        "dead.registry",
        "dead.directives",
        "dead.coordination",
        "dead.projects",
        "dead.engagement",
        "dead.evaluations",
    },
    "projector": {
        "events.projector.registry",
        "events.projector.directives",
        "events.projector.coordination",
        "events.projector.projects",
        "events.projector.engagement",
        "events.projector.evaluations",
    },
    "registry": {"commands.registry", "registry.feed"},
    "directives": {"commands.directives", "directives.feed", "events.directives-facts.registry"},
    "coordination": {
        "commands.coordination",
        "coordination.feed",
        "events.coordination-notices.directives",
        "events.coordination-directory.registry",
        "events.coordination-citizens.engagement",
    },
    "projects": {"commands.projects", "projects.feed", "events.projects-facts.registry"},
    "engagement": {
        "commands.engagement",
        "engagement.feed",
        "events.engagement-facts.registry",
        "events.engagement-contracts.projects",
    },
    "evaluations": {
        "commands.evaluations",
        "evaluations.feed",
        "events.evaluations-facts.registry",
        "events.evaluations-directives.directives",
        "events.evaluations-engagement.engagement",
        "events.evaluations-projects.projects",
    },
}


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reads_exactly_its_own_queues(loaded: Loaded, role: str) -> None:
    readable = {queue for queue in list_queues() if await may_read(loaded, role, queue)}
    assert readable == READS[role]


KEYS = {
    "requests": [
        "commands.coordination",
        "commands.directives",
        "commands.engagement",
        "commands.evaluations",
        "commands.projects",
        "commands.registry",
        "coordination.feed",
        "directives.feed",
        "engagement.feed",
        "evaluations.feed",
        "projects.feed",
        "registry.feed",
    ],
    "events": ["coordination", "directives", "engagement", "evaluations", "projects", "registry"],
    "dead": [
        "commands.coordination", "commands.directives", "commands.engagement", "commands.evaluations",
        "commands.projects", "commands.registry"
    ],
}  # fmt: skip
FEEDS = {("requests", "coordination.feed"), ("requests", "directives.feed"), ("requests", "engagement.feed"),
         ("requests", "evaluations.feed"),
         ("requests", "projects.feed"), ("requests", "registry.feed")}  # fmt: skip
PUBLISHES = {
    "gateway": {("requests", "commands.coordination"), ("requests", "commands.directives"),
                ("requests", "commands.engagement"), ("requests", "commands.evaluations"),
                ("requests", "commands.projects"), ("requests", "commands.registry"), *FEEDS},
    "projector": FEEDS,
    "registry": {("events", "registry"), ("dead", "commands.registry"), *FEEDS},
    "directives": {("events", "directives"), ("dead", "commands.directives"), *FEEDS},
    "coordination": {("events", "coordination"), ("dead", "commands.coordination"), *FEEDS},
    "projects": {("events", "projects"), ("dead", "commands.projects"), *FEEDS},
    "engagement": {("events", "engagement"), ("dead", "commands.engagement"), *FEEDS},
    "evaluations": {("events", "evaluations"), ("dead", "commands.evaluations"), *FEEDS},
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_publishes_exactly_what_is_its_own(loaded: Loaded, role: str) -> None:
    """A projector makes neither events nor commands; a service makes no other's events."""
    places = {(exchange, key) for exchange, keys in KEYS.items() for key in keys}
    assert {place for place in places if await may_publish(loaded, role, *place)} == PUBLISHES[role]


@pytest.mark.parametrize("role", ROLES)
async def test_no_role_declares_binds_or_deletes(loaded: Loaded, role: str) -> None:
    async with acting(loaded, role) as channel:
        with pytest.raises(ChannelAccessRefused):
            await channel.declare_queue("own", durable=True)
    async with acting(loaded, role) as channel:
        with pytest.raises(ChannelAccessRefused):
            await channel.queue_delete("commands.registry")
    async with acting(loaded, role) as channel:
        queue = await channel.get_queue("commands.registry", ensure=False)
        with pytest.raises(ChannelAccessRefused):
            await queue.bind("events", "#")


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_enters_no_other_virtual_host(loaded: Loaded, role: str) -> None:
    """Nothing crosses tenants."""
    login = f"{role}-{loaded.broker.vhost}"
    rights = await call(loaded.broker.management_url, "GET", f"/api/users/{login}/permissions")
    assert [right["vhost"] for right in rights] == [loaded.broker.vhost]


async def test_definitions_and_declarations_agree(loaded: Loaded) -> None:
    """What management loads, AMQP declares alike: a second time neither changes anything nor fails."""
    await declare(loaded.broker.url)
    queues = await call(loaded.broker.management_url, "GET", f"/api/queues/{loaded.broker.vhost}")
    assert {queue["name"]: queue["arguments"] for queue in queues} == list_queues()


async def test_a_queue_cannot_be_declared_otherwise(broker: Broker) -> None:
    async with open_channel(broker.url, "test") as channel:
        with pytest.raises(ChannelPreconditionFailed):
            await channel.declare_queue("commands.registry", durable=True)


async def test_every_login_has_a_password_of_its_own(loaded: Loaded) -> None:
    hashes = [user["password_hash"] for user in loaded.made["users"]]
    assert len(set(hashes)) == len(hashes) == len(list_rights())
    assert [user["name"] for user in loaded.made["users"] if user["tags"]] == ["admin"]


def test_no_role_may_publish_through_the_default_exchange() -> None:
    """It reaches every queue by name, and topic permissions do not cover it: a service could forge a command."""
    for role in ROLES:
        assert not re.fullmatch(_close(list_rights()[role].write), "amq.default")


async def test_only_the_gateway_has_a_stream_released(broker: Broker, log_database: Database) -> None:
    """Every role may ask feeds; the broker vouches for the login that a message names, and lets nobody name another."""
    async with loading(broker) as loaded:
        await release_as_each_role(loaded, log_database)


async def release_as_each_role(loaded: Loaded, log_database: Database) -> None:
    rabbit = build_broker(loaded.as_role("directives"))
    wish = ReleaseRequest(consumer="policy", context="registry", stream="calendar-2024")

    async def release(_: ReleaseRequest) -> Released:
        return Released(released=True)

    async with open_log(log_database.url) as log:
        Feed(rabbit, log, TENANT, "directives").on(ReleaseRequest, release, f"gateway-{loaded.broker.vhost}")
        await rabbit.start()
        try:
            for role in ("projector", "registry", "directives"):
                async with asking(loaded.as_role(role), role) as requester:
                    with pytest.raises(Unavailable, match="NotForYou"):
                        await ask_release(requester, "directives", wish)
            async with asking(loaded.as_role("gateway"), "gateway") as requester:
                assert (await ask_release(requester, "directives", wish)).released
        finally:
            await rabbit.stop()
    async with acting(loaded, "projector") as channel:
        exchange = await channel.get_exchange("requests", ensure=False)
        forged = aio_pika.Message(wish.model_dump_json().encode(), user_id=f"gateway-{loaded.broker.vhost}")
        with pytest.raises(BROKER_GONE):
            await exchange.publish(forged, "directives.feed")
