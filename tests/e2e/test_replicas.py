"""What two replicas of every role must not change: whom a client asks, and whose turn it is."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from aio_pika.abc import AbstractChannel

from infra.messaging import EVENTS_EXCHANGE, name_event_queue, open_channel
from tests.e2e.settling import register, share
from tests.running import Running, eventually, run_in_thread


@pytest.fixture(scope="module")
def pair(system: Running) -> Iterator[Running]:
    """Return a system with two processes of every role: this worker's where it has them, or one of its own."""
    if len(system.system.base_urls) > 1:
        yield system
        return
    with run_in_thread("pair", replicas=2) as running:
        yield running


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def issue(client: httpx.Client, key: dict[str, str] | None = None) -> httpx.Response:
    body = {"text": "두 관문으로 보낸 지시", "kind": "SIMPLE"}
    return client.post("/v1/directives", json=body, headers=key or new_key())


@contextmanager
def cut_off(system: Running, consumer: str, context: str) -> Iterator[None]:
    """Let a context's messages not reach a consumer, which then finds them in the feed, seconds later."""
    queue = name_event_queue(consumer, context)

    async def change(act: Callable[[AbstractChannel], Awaitable[None]]) -> None:
        async with open_channel(system.system.services.rabbitmq_url, "test") as channel:
            await act(channel)

    async def unbind(channel: AbstractChannel) -> None:
        await (await channel.get_queue(queue)).unbind(EVENTS_EXCHANGE, context)

    async def bind(channel: AbstractChannel) -> None:
        await (await channel.get_queue(queue)).bind(EVENTS_EXCHANGE, context)

    asyncio.run(change(unbind))
    try:
        yield
    finally:
        asyncio.run(change(bind))


def test_the_same_key_at_two_gateways_is_one_directive(pair: Running) -> None:
    """PLT-01: the second gateway gives the first one's answer."""
    first, second = (pair.open("mayor", gateway) for gateway in (0, 1))
    key = new_key()
    assert issue(first, key).json() == issue(second, key).json()


def test_a_token_and_a_position_of_one_gateway_hold_at_the_other(pair: Running) -> None:
    """PLT-04: what was written at one gateway is read at the other, which waits for the position that was answered."""
    first, second = (pair.open("mayor", gateway) for gateway in (0, 1))
    second.headers["Authorization"] = first.headers["Authorization"]
    for _ in range(20):
        made = issue(first).json()
        read = second.get(f"/v1/directives/{made['id']}", params={"after": made["meta"]["position"]["directives"]})
        assert read.status_code == 200


def test_own_writes_count_at_the_other_gateway(pair: Running) -> None:
    """ORG-01: who registers a department and shares with it at once is told to wait, never that it is unknown.

    The copy may come through the feed while the share waits for it: then it is done. So it is tried until one waits
    in vain.
    """
    first, second = (pair.open("operator", gateway) for gateway in (0, 1))
    tried: list[tuple[str, str, str]] = []

    def is_told_to_wait() -> bool:
        tried.append((issue(first).json()["id"], register(first), uuid.uuid4().hex))
        return not share(second, *tried[-1])

    with cut_off(pair, "directives-facts", "registry"):
        eventually(is_told_to_wait, "a copy that comes too late", 60)
    eventually(lambda: share(second, *tried[-1]), "the copy has come")


@pytest.mark.parametrize("role", ["directives", "projector"])
def test_one_replica_carries_on_alone(pair: Running, role: str) -> None:
    """PLT-16: whichever of the two is killed, the other serves."""
    mayor = pair.open("mayor")
    for replica in pair.list_replicas(role):
        pair.kill(replica)
        try:
            made = issue(mayor)
            assert made.status_code == 201
            eventually(lambda: is_shown(mayor, made), "what was written is read")  # noqa: B023 - called at once
        finally:
            pair.start(replica)


@pytest.mark.parametrize("alive", [0, 1])
def test_one_gateway_carries_on_alone(pair: Running, alive: int) -> None:
    """PLT-16: whichever of the two is killed, the other serves."""
    mayor = pair.open("mayor", alive)
    dead = pair.list_replicas("gateway")[1 - alive]
    pair.kill(dead)
    try:
        made = issue(mayor)
        assert made.status_code == 201
        eventually(lambda: is_shown(mayor, made), "what was written is read")
    finally:
        pair.start(dead)


def is_shown(client: httpx.Client, made: httpx.Response) -> bool:
    """Tell whether a read that names the position of an answer gives the directive."""
    asked = {"after": made.json()["meta"]["position"]["directives"]}
    return client.get(f"/v1/directives/{made.json()['id']}", params=asked).status_code == 200
