"""A meddler between an exchange and a queue: it drops, doubles and reorders what passes, with the admin's login."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from infra.messaging import open_channel

BUNDLE: Final = 8
"""Messages that are shuffled with each other."""
WAIT_S: Final = 0.05
"""How long a bundle waits to be filled."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where messages pass, and which share of them is dropped or doubled."""

    exchange: str
    queue: str
    key: str
    dropped: float
    doubled: float


@dataclass(slots=True)
class Tally:
    """What was done."""

    passed: int = 0
    dropped: int = 0
    doubled: int = 0
    moved: int = 0


@asynccontextmanager
async def meddling(rabbitmq_url: str, ways: Sequence[Way], seed: int) -> AsyncIterator[Tally]:
    """Meddle until the block ends; then the queues are bound as before and nothing is held back."""
    tally = Tally()
    chance = random.Random(seed)
    async with open_channel(rabbitmq_url, "meddler") as channel:
        middles = [await divert(channel, way) for way in ways]
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(meddle(channel, way, inbox, chance, tally))
                for way, (_, inbox) in zip(ways, middles, strict=True)
            ]
            try:
                yield tally
            finally:
                for way, (middle, _) in zip(ways, middles, strict=True):
                    await restore(channel, way, middle)
                for task in tasks:
                    task.cancel()
        for way, (middle, inbox) in zip(ways, middles, strict=True):
            await hand_on(channel, way, [inbox.get_nowait() for _ in range(inbox.qsize())])
            await middle.delete(if_unused=False, if_empty=False)


Inbox = asyncio.Queue[AbstractIncomingMessage]


async def divert(channel: AbstractChannel, way: Way) -> tuple[aio_pika.abc.AbstractQueue, Inbox]:
    """Put a queue of the meddler's in the way."""
    middle = await channel.declare_queue(f"meddled.{way.queue}", durable=True, arguments={"x-queue-type": "quorum"})
    inbox: Inbox = asyncio.Queue()
    await middle.consume(inbox.put, no_ack=True)
    await middle.bind(way.exchange, way.key)
    await (await channel.get_queue(way.queue)).unbind(way.exchange, way.key)
    return middle, inbox


async def restore(channel: AbstractChannel, way: Way, middle: aio_pika.abc.AbstractQueue) -> None:
    """Bind the queue as before and take the meddler's out of the way."""
    await (await channel.get_queue(way.queue)).bind(way.exchange, way.key)
    await middle.unbind(way.exchange, way.key)


async def meddle(channel: AbstractChannel, way: Way, inbox: Inbox, chance: random.Random, tally: Tally) -> None:
    """Hand on what comes, less and more and in another order."""
    while True:
        bundle = await take_bundle(inbox)
        passed: list[AbstractIncomingMessage] = []
        for message in bundle:
            fate = chance.random()
            if fate < way.dropped:
                tally.dropped += 1
                continue
            passed.append(message)
            if fate > 1 - way.doubled:
                passed.append(message)
                tally.doubled += 1
        before = list(passed)
        chance.shuffle(passed)
        tally.passed += len(passed)
        tally.moved += sum(one is not other for one, other in zip(before, passed, strict=True))
        await hand_on(channel, way, passed)


async def take_bundle(inbox: Inbox) -> list[AbstractIncomingMessage]:
    """Return at least one message, and those that follow within a moment."""
    bundle = [await inbox.get()]
    try:
        async with asyncio.timeout(WAIT_S):
            while len(bundle) < BUNDLE:
                bundle.append(await inbox.get())
    except TimeoutError:
        pass
    return bundle


async def hand_on(channel: AbstractChannel, way: Way, messages: Sequence[AbstractIncomingMessage]) -> None:
    """Publish messages to the queue that they were meant for, as they were."""
    for message in messages:
        copy = aio_pika.Message(
            message.body,
            headers=message.headers,
            content_type=message.content_type,
            correlation_id=message.correlation_id,
            reply_to=message.reply_to,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await channel.default_exchange.publish(copy, way.queue)
