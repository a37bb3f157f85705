"""Names of what the broker holds, connections to it, and the headers of event messages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Self

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, HeadersType
from aio_pika.connection import make_url
from aiormq.exceptions import AMQPError
from faststream.rabbit import RabbitQueue

from infra.chain import StoredEvent
from infra.log import Head

VHOST: Final = "hwanryu"
EVENTS_EXCHANGE: Final = "events"
REQUESTS_EXCHANGE: Final = "requests"
"""Commands and feed requests, by the name of their queue."""
REPLIES_EXCHANGE: Final = "replies"
"""Answers, by the name of the queue of who asked; the default exchange would let each role write to every queue."""
DEAD_EXCHANGE: Final = "dead"
RECONNECT_S: Final = 0.5
"""Pause between two tries to reach the broker."""
CONNECT_S: Final = 5.0
"""Longest wait for one try."""
CLOSE_S: Final = 1.0
"""Longest wait for the end of a connection."""
BROKER_GONE: Final = (AMQPError, OSError, TimeoutError, aio_pika.exceptions.ChannelInvalidStateError)
"""What aio-pika raises when the broker is away or has closed the connection."""
_log = structlog.get_logger()


def name_command_queue(context: str) -> str:
    """Return the queue of a context's commands."""
    return f"commands.{context}"


def name_feed_queue(context: str) -> str:
    """Return the queue of requests for a context's history."""
    return f"{context}.feed"


def name_event_queue(consumer: str, context: str) -> str:
    """Return the queue in which a consumer gets a context's events."""
    return f"events.{consumer}.{context}"


def name_reply_queue(role: str, requester: str) -> str:
    """Return the queue of one requester's answers; it goes with its connection."""
    return f"replies.{role}.{requester}"


def name_dead_queue(context: str) -> str:
    """Return the queue of a context's dead letters."""
    return f"dead.{context}"


@dataclass(frozen=True, slots=True)
class BatchHeaders:
    """What an event message says of itself; a heartbeat has no events: first = last + 1."""

    context: str
    epoch: int
    first: int
    last: int
    before: bytes
    """Chain before `first`."""
    after: bytes
    """Chain at `last`."""

    def pack(self) -> HeadersType:
        """Return the headers as AMQP carries them."""
        return {
            "context": self.context,
            "epoch": self.epoch,
            "first": self.first,
            "last": self.last,
            "before": self.before.hex(),
            "after": self.after.hex(),
        }

    @classmethod
    def unpack(cls, headers: Mapping[str, object]) -> Self:
        """Return the headers of a message. Raises: KeyError, ValueError when it is no event message."""
        first, last, epoch = (int(str(headers[name])) for name in ("first", "last", "epoch"))
        before, after = (bytes.fromhex(str(headers[name])) for name in ("before", "after"))
        return cls(str(headers["context"]), epoch, first, last, before, after)


def pack_headers(context: str, head: Head, events: Sequence[StoredEvent]) -> BatchHeaders:
    """Return the headers of events that follow a head; of a heartbeat where there are none."""
    last, after = (events[-1].position, events[-1].chain) if events else (head.position, head.chain)
    return BatchHeaders(context, head.epoch, head.position + 1, last, head.chain, after)


def refer_to_queue(name: str) -> RabbitQueue:
    """Return a queue that the topology has declared; roles may not declare."""
    return RabbitQueue(name, declare=False)


@asynccontextmanager
async def open_channel(url: str, name: str) -> AsyncIterator[AbstractChannel]:
    """Open a connection and one confirming channel on it, in which an unroutable message raises.

    Raises: BROKER_GONE.
    """
    connection = aio_pika.Connection(make_url(url), client_properties={"connection_name": name})
    try:  # also around what fails: one that is left open closes itself in whatever loop it is collected
        await connection.connect(CONNECT_S)
        channel = connection.channel(publisher_confirms=True, on_return_raises=True)
        await channel.initialize()
        _end_if_cancelled()
        yield channel
    finally:
        await _close(connection)


def _end_if_cancelled() -> None:
    """Raise CancelledError where the task was cancelled meanwhile: aiormq swallows it when it comes as a call ends."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _close(connection: AbstractConnection) -> None:
    """Close a connection and its channels within CLOSE_S; a broker that is away hears nothing of it.

    Bounded, for aiormq waits for ever after a call that was cancelled while the broker answered it.
    """
    with suppress(*BROKER_GONE):
        async with asyncio.timeout(CLOSE_S):
            await connection.close()


async def keep_connected(url: str, name: str, use: Callable[[AbstractChannel], Awaitable[None]]) -> None:
    """Run `use` with a channel, again with a new one each time the broker goes away, until cancelled."""
    while True:
        try:
            async with open_channel(url, name) as channel, asyncio.TaskGroup() as group:
                using = group.create_task(_run(use, channel))
                await channel.closed()
                using.cancel()
        except* BROKER_GONE as error:
            _log.warning("broker away", connection=name, error=error)
        await asyncio.sleep(RECONNECT_S)


async def _run(use: Callable[[AbstractChannel], Awaitable[None]], channel: AbstractChannel) -> None:
    await use(channel)
