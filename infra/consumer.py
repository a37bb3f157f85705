"""The loop behind every reader of another log: queue in, holes from the feed, takers in order, then the ack."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar

import structlog
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.messages import Event
from infra.batching import Unavailable
from infra.cloudevents import EVENTS, BrokenMessage, Decoder, UnknownEventType
from infra.consuming import RECOVER, Batch, Checkpoint, FeedClient, Hole, LogBehind, Stopped, merge, read_message
from infra.log import GONE
from infra.messaging import keep_connected, name_event_queue
from infra.progress import Progress
from infra.relay import HEARTBEAT_S

PREFETCH: Final = 200
"""Messages taken before an ack: more than two full transactions."""
EVENTS_AT_ONCE: Final = 2_000
"""Events in one transaction: peers.md measured no gain above 1,000. Who catches up may be given more."""
PAGES: Final = 20
"""Pages of the feed asked for at once, while those before are taken."""
PAUSE_S: Final = 1.0
"""Before another try when the database or the feed is away, or an event type is unknown."""
STOPPED_S: Final = 2.0
"""Before a stopped consumer looks whether its checkpoint was rewound: it takes nothing that does not join."""
EventT = TypeVar("EventT", bound=Event)
ValueT = TypeVar("ValueT")
_log = structlog.get_logger()


class Taker(Protocol[EventT]):
    """What is done with a context's events: views, a policy."""

    readers: Sequence[str]
    """Names under which it remembers places; it moves them together."""

    async def take(self, batch: Batch[EventT]) -> Hole | int:
        """Take what is new in the batch; return the position reached, or the hole before it. Raises: Stopped."""

    async def checkpoint(self) -> Checkpoint:
        """Return how far it has come, the last of its readers."""


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
        at_once: int = EVENTS_AT_ONCE,
    ) -> None:
        self._url = url
        self._name = name
        self._context = context
        self._decoder = decoder
        self.feed = feed
        """What the queue lacks is read from it."""
        self._takers = takers
        self._at_once = at_once
        self.waiting_for: str | None = None
        """An event type that this build does not know, while it waits for its upgrade."""
        self.stopped: str | None = None
        """Why it must not go on; the other consumers of the process do."""
        self.progress = Progress()

    @property
    def names(self) -> tuple[str, str]:
        """Its own name, and the context that it reads."""
        return self._name, self._context

    async def run(self) -> None:
        """Read until cancelled."""
        await keep_connected(self._url, f"{self._name}.{self._context}", self._use)

    async def _use(self, channel: AbstractChannel) -> None:
        try:
            await self._consume(channel)
        except UnknownEventType as error:
            self.waiting_for = str(error)
            _log.error("unknown event type: waiting for an upgrade", consumer=self._name, type=str(error))
        except Stopped as error:
            if self.stopped != str(error):
                _log.error("stopped", consumer=self._name, context=self._context, why=str(error))
            self.stopped = str(error)
            await asyncio.sleep(STOPPED_S)
        except (*GONE, Unavailable) as error:
            _log.warning("consumer: waiting", consumer=self._name, context=self._context, error=error)
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
            self.waiting_for = self.stopped = None

    async def _hand_on(self, deliveries: Sequence[AbstractIncomingMessage]) -> None:
        batches = merge(self._decode(deliveries), EVENTS_AT_ONCE)
        told = max((batch.headers.last for batch in batches), default=-1)
        if batches:
            self.progress.hear(told)
        behind: dict[Taker[EventT], int] = {}
        for taker in self._takers:
            reached = await self._take_all(taker, batches)
            if isinstance(reached, Hole):
                behind[taker] = reached.after
            elif told < reached or not batches:  # old news, a log that lost its end, or three missing heartbeats
                behind[taker] = reached
        if behind:
            await self._catch_up(behind)

    async def _take_all(self, taker: Taker[EventT], batches: Sequence[Batch[EventT]]) -> Hole | int:
        """Hand batches to a taker up to the first hole; what comes after it is in the feed as well."""
        reached: Hole | int = 0 if batches else (await taker.checkpoint()).position
        for batch in batches:
            reached = await taker.take(batch)
            if isinstance(reached, Hole):
                _log.info("hole: reading the feed", consumer=self._name, context=self._context, after=reached.after)
                return reached
            self._note(taker, reached, batch)
        return reached

    async def _catch_up(self, behind: dict[Taker[EventT], int]) -> None:
        """Hand pages of the feed to all that need them, up to one without events, which tells whether the log joins.

        Raises: Stopped.
        """
        pages = await self.feed.read_ahead(min(behind.values()), 1)
        while pages[-1].events:
            full = len(pages[-1].events) == EVENTS
            async with started(self.feed.read_ahead(pages[-1].headers.last, PAGES if full else 1)) as coming:
                if not await self._take_pages(behind, pages):
                    return
                pages = await coming
        await self._take_pages(behind, pages)

    async def _take_pages(self, behind: dict[Taker[EventT], int], pages: Sequence[Batch[EventT]]) -> bool:
        """Hand pages to all that need them; False where one was rewound meanwhile: the next message finds the hole."""
        last = pages[-1].headers.last
        self.progress.hear(max(last, self.progress.told) if pages[-1].events else last)
        for taker, after in behind.items():
            if last < after and not pages[-1].events:
                raise self._tell_end(after, last)
            for batch in merge(pages, self._at_once):
                reached = await taker.take(batch)
                if isinstance(reached, Hole):
                    return False
                behind[taker] = reached
                self._note(taker, reached, batch)
        return True

    def _note(self, taker: Taker[EventT], reached: int, batch: Batch[EventT]) -> None:
        for reader in taker.readers:
            self.progress.reach(reader, reached, _read_time(batch))

    def _tell_end(self, read: int, last: int) -> LogBehind:
        return LogBehind(f"{self._context}: {self._name} has read {read}, the log ends at {last}. {RECOVER}")

    def _decode(self, deliveries: Sequence[AbstractIncomingMessage]) -> list[Batch[EventT]]:
        """Return what the messages carry; one that carries nothing is passed over, for the feed has it."""
        batches = []
        for message in deliveries:
            try:
                batches.append(replace(read_message(self._decoder, message), may_be_old=True))
            except BrokenMessage as error:
                _log.error("broken message", consumer=self._name, context=self._context, error=str(error))
        return batches


def _read_time(batch: Batch[EventT]) -> datetime | None:
    """Return when the last event was recorded; None for a heartbeat, or where poison hides it."""
    return getattr(batch.events[-1], "time", None) if batch.events else None


@asynccontextmanager
async def started(run: Coroutine[None, None, ValueT]) -> AsyncIterator[asyncio.Task[ValueT]]:
    """Run something beside the block, and no longer; unlike a task group's, its error comes to who awaits it."""
    task = asyncio.create_task(run)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


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
