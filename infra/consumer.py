"""The loop behind every reader of another log: queue in, holes from the feed, takers in order, then the ack."""

import asyncio
from collections.abc import Sequence
from typing import Final, Generic, Protocol, TypeVar

import structlog
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.messages import Event
from infra.batching import Unavailable
from infra.cloudevents import Decoder, UnknownEventType
from infra.consuming import Batch, FeedClient, Hole, LogBehind, Stopped, merge
from infra.log import GONE
from infra.messaging import BatchHeaders, keep_connected, name_event_queue
from infra.relay import HEARTBEAT_S

PREFETCH: Final = 200
"""Messages taken before an ack: more than two full transactions."""
EVENTS_AT_ONCE: Final = 2_000
"""Events in one transaction at most: peers.md measured no gain above 1,000."""
PAUSE_S: Final = 1.0
"""Before another try when the database or the feed is away, or an event type is unknown."""
EventT = TypeVar("EventT", bound=Event)
_log = structlog.get_logger()


class Taker(Protocol[EventT]):
    """What is done with a context's events: a view, a policy."""

    name: str

    async def take(self, batch: Batch[EventT]) -> Hole | int:
        """Take what is new in the batch; return the position reached, or the hole before it. Raises: Stopped."""

    async def position(self) -> int:
        """Return the position reached."""


class Consumer(Generic[EventT]):
    """Reads one context's events for its takers, each of which remembers its own place."""

    def __init__(
        self,
        url: str,
        name: str,
        context: str,
        decoder: Decoder[EventT],
        feed: FeedClient[EventT],
        takers: Sequence[Taker[EventT]],
    ) -> None:
        self._url = url
        self._name = name
        self._context = context
        self._decoder = decoder
        self._feed = feed
        self._takers = takers
        self.waiting_for: str | None = None
        """An event type that this build does not know, while it waits for its upgrade."""
        self.stopped: str | None = None
        """Why it must not go on; the other consumers of the process do."""

    async def run(self) -> None:
        """Read until cancelled. Raises: what a faulty fold raises."""
        await keep_connected(self._url, f"{self._name}.{self._context}", self._use)

    async def _use(self, channel: AbstractChannel) -> None:
        try:
            await self._consume(channel)
        except UnknownEventType as error:
            self.waiting_for = str(error)
            _log.error("unknown event type: waiting for an upgrade", consumer=self._name, type=str(error))
        except Stopped as error:
            self.stopped = str(error)
            _log.error("stopped: rebuild or investigate", consumer=self._name, context=self._context, why=str(error))
            await asyncio.Event().wait()
        except (*GONE, Unavailable) as error:
            _log.warning("consumer: waiting", consumer=self._name, context=self._context, error=repr(error))
        await asyncio.sleep(PAUSE_S)
        await channel.close()

    async def _consume(self, channel: AbstractChannel) -> None:
        await channel.set_qos(prefetch_count=PREFETCH)
        inbox: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        queue = await channel.get_queue(name_event_queue(self._name, self._context), ensure=False)
        await queue.consume(inbox.put)
        while True:
            deliveries = await _take_waiting(inbox)
            await self._hand_on(deliveries)
            if deliveries:
                await deliveries[-1].ack(multiple=True)
            self.waiting_for = None

    async def _hand_on(self, deliveries: Sequence[AbstractIncomingMessage]) -> None:
        batches = merge([self._decode(message) for message in deliveries], EVENTS_AT_ONCE)
        told = max((batch.headers.last for batch in batches), default=-1)
        for taker in self._takers:
            reached = 0 if batches else await taker.position()
            for batch in batches:
                reached = await self._hand_to(taker, batch)
            if told < reached or not batches:  # old news, a log that lost its end, or three missing heartbeats
                await self._fill(taker, reached)

    async def _hand_to(self, taker: Taker[EventT], batch: Batch[EventT]) -> int:
        reached = await taker.take(batch)
        if isinstance(reached, Hole):
            _log.info("hole: reading the feed", consumer=taker.name, context=self._context, after=reached.after)
            await self._fill(taker, reached.after)
            reached = await taker.take(batch)
        return reached.after if isinstance(reached, Hole) else reached

    async def _fill(self, taker: Taker[EventT], after: int) -> None:
        """Take pages of the feed until one without events, which still tells whether the log joins. Raises: Stopped."""
        while True:
            page = await self._feed.read(after)
            if page.headers.last < after:
                raise LogBehind(f"{self._context}: {taker.name} has read {after}, the log ends at {page.headers.last}")
            reached = await taker.take(page)
            assert not isinstance(reached, Hole), "a page of the feed starts right after the position asked for"
            if not page.events:
                return
            after = reached

    def _decode(self, message: AbstractIncomingMessage) -> Batch[EventT]:
        return Batch(BatchHeaders.unpack(message.headers), self._decoder.read_batch(message.body))


async def _take_waiting(inbox: asyncio.Queue[AbstractIncomingMessage]) -> list[AbstractIncomingMessage]:
    """Return what has arrived, at least one message unless three heartbeats are missing."""
    try:
        async with asyncio.timeout(3 * HEARTBEAT_S):
            deliveries = [await inbox.get()]
    except TimeoutError:
        return []
    while not inbox.empty():
        deliveries.append(inbox.get_nowait())
    return deliveries
