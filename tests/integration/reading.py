"""A consumer of a log run by a test: the views of the directives, fed by a queue and by the feed."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aio_pika
import asyncpg

from contracts.directives import DirectivesEvent
from contracts.messages import Event
from gateway.projector import NAME, VIEWS, ViewsTaker
from infra.chain import GENESIS, StoredEvent
from infra.cloudevents import CONTENT_TYPE, Decoder, encode, join_batch
from infra.consumer import Consumer
from infra.consuming import FeedClient
from infra.feed import Feed
from infra.log import EventLog, Head, open_log
from infra.messaging import EVENTS_EXCHANGE, name_event_queue, open_channel, pack_headers
from infra.projections import View, prepare_view
from infra.service import build_broker
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.serving import asking
from tests.making import CONTEXT, TENANT, make_append, make_event, make_issued

QUEUE = name_event_queue(NAME, CONTEXT)
OF_DIRECTIVES = [view for view in VIEWS if view.context == CONTEXT]


@dataclass(frozen=True, slots=True)
class Source:
    """A log of directives whose history is served, and whose messages a test sends itself."""

    log: EventLog
    broker: Broker

    async def issue(self, number: int, at_once: int = 1) -> list[StoredEvent]:
        """Append that many directives, so many with each command, and return the whole log."""
        first = (await self.log.read_head()).position + 1
        events = [
            make_event(
                f"directive-{n}",
                make_issued(f"2024-{n:04d}").model_dump_json().encode(),
                "directives.directive_issued.v1",
            )
            for n in range(first, first + number)
        ]
        for start in range(0, number, at_once):
            await self.log.append(make_append(*events[start : start + at_once]))
        return await self.log.read(0, 10_000)

    async def tell(self, *spans: tuple[int, int], epoch: int = 1, chain: bytes | None = None) -> None:
        """Publish positions `first` to `last`, each span a message; a heartbeat where `last` is before `first`."""
        events = await self.log.read(0, 10_000)
        async with open_channel(self.broker.url, "teller") as channel:
            exchange = await channel.get_exchange(EVENTS_EXCHANGE, ensure=False)
            for first, last in spans:
                head = Head(epoch, first - 1, chain or (events[first - 2].chain if first > 1 else GENESIS))
                await exchange.publish(make_message(head, events[first - 1 : last]), CONTEXT)


def make_message(head: Head, events: Sequence[StoredEvent]) -> aio_pika.Message:
    headers = pack_headers(CONTEXT, head, events)
    if not events:
        headers = replace(headers, after=head.chain)
    body = join_batch([encode(TENANT, CONTEXT, event) for event in events])
    return aio_pika.Message(body, headers=headers.pack(), content_type=CONTENT_TYPE)


@asynccontextmanager
async def telling(broker: Broker, database_url: str, issued: int = 0) -> AsyncIterator[Source]:
    """Serve a log's history, with that many directives more."""
    async with open_log(database_url) as log:
        await Source(log, broker).issue(issued)
        rabbit = build_broker(broker.url)
        Feed(rabbit, log, TENANT, CONTEXT)
        await rabbit.start()
        try:
            yield Source(log, broker)
        finally:
            await rabbit.stop()


@asynccontextmanager
async def prepared(
    broker: Broker,
    gateway_url: str,
    events: object = DirectivesEvent,
    rabbitmq_url: str | None = None,
    views: Sequence[View[object, Event]] = OF_DIRECTIVES,
) -> AsyncIterator[Consumer[Event]]:
    """Give a consumer that takes the directives' events into their views; the test runs it."""
    async with asyncpg.create_pool(gateway_url, min_size=1, max_size=2) as pool:
        for view in views:
            async with pool.acquire() as connection:
                await prepare_view(connection, view)
        decoder: Decoder[Event] = Decoder(events)
        async with asking(broker.url, NAME) as requester:
            feed = FeedClient(requester, CONTEXT, decoder)
            takers = [ViewsTaker(pool, views)]
            yield Consumer(rabbitmq_url or broker.url, NAME, CONTEXT, decoder, feed, takers)


async def read_view(database: Database, view: str) -> list[dict[str, object]]:
    """Return a view's rows by their key."""
    async with connected(database.admin_url) as connection:
        return [dict(row) for row in await connection.fetch(f"SELECT * FROM views.{view} ORDER BY 1")]  # noqa: S608 - ours


async def read_positions(database: Database) -> set[int]:
    """Return the positions that the views reflect."""
    async with connected(database.admin_url) as connection:
        return {row["position"] for row in await connection.fetch("SELECT position FROM views.checkpoint")}


async def reflects(database: Database, position: int) -> bool:
    """Tell whether every view of the directives has reached a position."""
    async with connected(database.admin_url) as connection:
        rows = await connection.fetch("SELECT position FROM views.checkpoint")
    return [row["position"] for row in rows] == [position] * len(OF_DIRECTIVES)
