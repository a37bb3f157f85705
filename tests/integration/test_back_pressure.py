"""Back-pressure and fairness: a full queue is told at once, and who sends too much delays nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from uuid import uuid4

import aio_pika
import httpx
import pytest
from aio_pika.abc import AbstractExchange

from contracts.messages import Command, Done, Envelope
from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from infra.batching import Unavailable
from infra.commanding import COMMANDS as MOST
from infra.commanding import IN_FLIGHT, SHARE
from infra.messaging import REQUESTS_EXCHANGE, open_channel
from infra.requests import OutcomeUnknown
from tests.counter import Break, Count
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.gates import build_around
from tests.integration.serving import COMMANDS, count_waiting, post, read_dead, sending, serving
from tests.integration.test_desk import make_message
from tests.integration.waiting import eventually, until
from tests.making import CONTEXT, make_envelope, make_gateway_settings

ON_BROKER = (CONTEXT,)


def count(counter: str, user: str) -> Envelope[Command]:
    body: Command = Count(counter=counter)
    return make_envelope(body, user=user)


async def test_who_sends_10_000_commands_delays_nobody_elses_single_one(log_database: Database, broker: Broker) -> None:
    """The single one travels in the next message, behind the two in flight; by its arrival it would be the 10,001st."""
    async with serving(broker, log_database.url), sending(broker.url) as client:
        many = [asyncio.create_task(client.send(count(f"m{n}", "many"), 60.0)) for n in range(10_000)]
        await asyncio.sleep(0)
        assert isinstance(await client.send(count("few", "few"), 60.0), Done)
        answered = sum(task.done() and task.exception() is None for task in many)
        outcomes = await asyncio.gather(*many, return_exceptions=True)
    assert answered <= (IN_FLIGHT + 1) * MOST
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == SHARE
    assert {type(outcome) for outcome in outcomes} == {Done, Unavailable}  # told at once, to be sent again


async def test_what_was_told_to_come_back_may_come_back(log_database: Database, broker: Broker) -> None:
    """A principal's share is free again as soon as its commands are answered, whatever became of them."""
    async with sending(broker.url) as client:
        tasks = [asyncio.create_task(client.send(count(f"m{n}", "many"), 0.3)) for n in range(SHARE + 1)]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [OutcomeUnknown] * SHARE + [Unavailable]
        async with serving(broker, log_database.url):
            assert isinstance(await client.send(count("again", "many")), Done)


@asynccontextmanager
async def full_queue(broker: Broker) -> AsyncIterator[None]:
    """A command queue that takes nothing more: as the topology's, but for its length."""
    async with open_channel(broker.url, "full") as channel:
        await channel.queue_delete(COMMANDS)
        arguments: dict[str, aio_pika.abc.FieldValue] = {
            "x-queue-type": "quorum", "x-overflow": "reject-publish", "x-max-length": 1,
        }  # fmt: skip
        queue = await channel.declare_queue(COMMANDS, durable=True, arguments=arguments)
        await queue.bind(REQUESTS_EXCHANGE, COMMANDS)
        exchange = await channel.get_exchange(REQUESTS_EXCHANGE, ensure=False)
        await eventually(partial(is_refused, exchange))  # a quorum queue takes a few beyond its length
        yield


async def is_refused(exchange: AbstractExchange) -> bool:
    try:
        await exchange.publish(aio_pika.Message(b"{}"), COMMANDS)
    except aio_pika.exceptions.DeliveryError:
        return True
    return False


async def test_a_full_queue_is_unavailable_at_once(broker: Broker) -> None:
    """Not unknown: the broker has refused the message, nothing will come of it."""
    async with full_queue(broker), sending(broker.url) as client, asyncio.timeout(3):
        with pytest.raises(Unavailable) as refusal:
            await client.send(count("a", "one"))
    assert not isinstance(refusal.value, OutcomeUnknown)


async def test_a_full_queue_is_503_with_retry_after(views_database: Database, broker: Broker) -> None:
    mayor = Principal("mayor", Role.MAYOR, None, "시장")
    settings = make_gateway_settings(views_database.admin_url, broker.url)
    async with full_queue(broker), open_gate(settings) as gate:
        await eventually(gate.answers)
        headers = {"Authorization": f"Bearer {gate.tokens.sign(mayor)}", "Idempotency-Key": str(uuid4())}
        transport = httpx.ASGITransport(build_around(gate))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers) as client:
            answer = await client.post("/v1/directives", json={"text": "점검할 것", "kind": "SIMPLE"})
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "BUSY", True)
    assert int(answer.headers["Retry-After"]) >= 1


async def test_of_a_redelivered_message_only_the_culprit_is_dead_lettered(
    log_database: Database, broker: Broker
) -> None:
    """Its reader died; tried one at a time, the others are stored and the culprit lies with the dead letters."""
    await post(broker, make_message(Count(counter="a"), Break(why="a bug"), Count(counter="b")))
    async with open_channel(broker.url, "dying") as channel:
        await (await channel.get_queue(COMMANDS, ensure=False)).get()
    async with serving(broker, log_database.url) as service:
        (letter,) = await eventually(lambda: read_dead(broker))
        await until(lambda: len(service.run) == 3)
        await eventually(lambda: is_done(broker))
    assert [event.stream for event in await read_events(log_database)] == ["counter-a", "counter-b"]
    assert b"counter.break.v1" in letter.body
    assert b"counter.count.v1" not in letter.body


async def is_done(broker: Broker) -> bool:
    return await count_waiting(broker) == 0
