"""Parts of the product run by a test: a counter service, a client of it, and taps that hear what is published."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from faststream.rabbit import RabbitBroker

from contracts.messages import Command
from infra.cloudevents import Decoder
from infra.commanding import CommandClient
from infra.deciding import Runner
from infra.desk import CommandDesk
from infra.feed import Feed
from infra.log import EventLog, open_log
from infra.messaging import REQUESTS_EXCHANGE, name_command_queue, name_dead_queue, open_channel
from infra.requests import Requester
from infra.service import build_broker
from tests.counter import CLOCK, CONTEXT, CounterCommand, CounterEvent, Service
from tests.integration.brokers import Broker
from tests.integration.waiting import eventually, running
from tests.making import TENANT

COMMANDS = name_command_queue(CONTEXT)
DEAD = name_dead_queue(CONTEXT)


@asynccontextmanager
async def serving(
    broker: Broker, database_url: str, service: Service | None = None, *, events: object = CounterEvent
) -> AsyncIterator[Service]:
    """Serve the counters' commands and history; `events` are those that this build knows."""
    made = service or Service()
    async with open_log(database_url) as log, serving_log(broker, log, made, events=events):
        yield made


@asynccontextmanager
async def serving_log(
    broker: Broker, log: EventLog, service: Service, *, events: object = CounterEvent
) -> AsyncIterator[RabbitBroker]:
    """Serve the counters on a log that is open."""
    runner: Runner[CounterEvent] = Runner(log, Decoder(events), service.handlers(), service.reached)
    runner.mind(CLOCK, is_chosen)
    rabbit = build_broker(broker.url)
    CommandDesk(rabbit, CONTEXT, CounterCommand, runner)
    Feed(rabbit, log, TENANT, CONTEXT)
    await rabbit.start()
    try:
        yield rabbit
    finally:
        service.may_go_on.set()
        await rabbit.stop()


@asynccontextmanager
async def asking(url: str, name: str = "gateway") -> AsyncIterator[Requester]:
    """Give a requester that is connected."""
    requester = Requester(url, name)
    async with running(requester.run()):
        await eventually(lambda: is_connected(requester))
        yield requester


@asynccontextmanager
async def sending(url: str) -> AsyncIterator[CommandClient[Command]]:
    """Give a client of the counters that is connected."""
    async with asking(url) as requester:
        client: CommandClient[Command] = CommandClient(requester, CONTEXT)
        async with running(client.run()):
            yield client


async def is_chosen() -> bool:
    """Tell that the installation has chosen its clock."""
    return True


async def is_connected(requester: Requester | CommandClient[Command]) -> bool:
    return requester.connected


@asynccontextmanager
async def tapping(broker: Broker, exchange: str = REQUESTS_EXCHANGE, key: str = COMMANDS) -> AsyncIterator["Tap"]:
    """Hear what is published to an exchange under a key."""
    async with open_channel(broker.url, "tap") as channel:
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(exchange, key)
        yield Tap(channel, queue.name)


class Tap:
    """A queue that only a test reads."""

    def __init__(self, channel: AbstractChannel, queue: str) -> None:
        self._channel = channel
        self._queue = queue
        self.heard: list[AbstractIncomingMessage] = []

    async def listen(self) -> list[AbstractIncomingMessage]:
        """Return every message heard up to now."""
        queue = await self._channel.get_queue(self._queue, ensure=False)
        while message := await queue.get(no_ack=True, fail=False):
            self.heard.append(message)
        return self.heard

    async def count_commands(self) -> list[int]:
        """Return how many commands each message heard carries."""
        return [len(json.loads(message.body)["commands"]) for message in await self.listen()]


async def read_dead(broker: Broker) -> list[AbstractIncomingMessage]:
    """Take the dead letters of the counters."""
    async with open_channel(broker.url, "dead") as channel:
        return await Tap(channel, DEAD).listen()


async def count_waiting(broker: Broker, queue: str = COMMANDS) -> int:
    """Return how many messages wait in a queue, as the queue itself says."""
    async with open_channel(broker.url, "count") as channel:
        declared = await channel.declare_queue(queue, passive=True)
        return int(declared.declaration_result.message_count or 0)


async def post(broker: Broker, body: bytes, *, exchange: str = REQUESTS_EXCHANGE, key: str = COMMANDS) -> None:
    """Publish a message as any process may."""
    async with open_channel(broker.url, "post") as channel:
        target = await channel.get_exchange(exchange, ensure=False)
        await target.publish(aio_pika.Message(body, content_type="application/json"), key)
