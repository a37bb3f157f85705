"""The relay: what is published and how, one active replica, and a mark that only rises."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import asyncpg
import pytest
from aio_pika import DeliveryMode
from aio_pika.abc import AbstractIncomingMessage

from infra.chain import GENESIS
from infra.cloudevents import BATCH_BYTES, CONTENT_TYPE, EVENTS, Decoder
from infra.log import EventLog, open_log
from infra.messaging import EVENTS_EXCHANGE, BatchHeaders
from infra.relay import HEARTBEAT_S, Relay
from tests.counter import CONTEXT, Counted, CounterEvent
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.cutting import standing_before
from tests.integration.databases import Database, connected
from tests.integration.serving import Tap, tapping
from tests.integration.waiting import eventually, running
from tests.making import TENANT, make_append, make_event

ON_BROKER = (CONTEXT,)
RELAY_LOCK = 7262
DATA = Counted(by=1).model_dump_json().encode()


async def append_counts(log: EventLog, number: int, data: bytes = DATA) -> None:
    """Append that many events, each to a stream of its own."""
    version = (await log.read_head()).position
    appends = [make_append(make_event(f"counter-{n}", data, Counted.wire())) for n in range(version, version + number)]
    await asyncio.gather(*map(log.append, appends))


@asynccontextmanager
async def relaying(database: Database, broker: Broker, url: str | None = None) -> AsyncIterator[tuple[EventLog, Relay]]:
    """Run a replica: its log and its relay."""
    async with open_log(database.url) as log:
        relay = Relay(log, url or database.url, broker.url, TENANT, CONTEXT)
        async with running(relay.run()):
            yield log, relay


async def is_active(relay: Relay) -> bool:
    return relay.active


async def read_mark(database: Database) -> int:
    async with connected(database.admin_url) as connection:
        return int(await connection.fetchval("SELECT position FROM relay"))


async def has_published(database: Database, position: int) -> bool:
    return await read_mark(database) == position


def unpack(message: AbstractIncomingMessage) -> BatchHeaders:
    return BatchHeaders.unpack(message.headers)


async def hear_events(tap: Tap) -> list[AbstractIncomingMessage]:
    return [message for message in await tap.listen() if unpack(message).last >= unpack(message).first]


async def test_events_travel_as_a_cloudevents_batch(log_database: Database, broker: Broker) -> None:
    async with tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap, relaying(log_database, broker) as (log, _):
        await append_counts(log, 3)
        await eventually(lambda: has_published(log_database, 3))
        messages = await hear_events(tap)
    stored = await read_events(log_database)
    decoder: Decoder[CounterEvent] = Decoder(CounterEvent)
    read = [event for message in messages for event in decoder.read_batch(message.body)]
    assert {message.content_type for message in messages} == {CONTENT_TYPE}
    assert {message.delivery_mode for message in messages} == {DeliveryMode.PERSISTENT}
    assert [(event.position, event.subject, event.chain) for event in read] == [
        (event.position, event.stream, event.chain.hex()) for event in stored
    ]


async def test_headers_join_message_to_message(log_database: Database, broker: Broker) -> None:
    """Epoch, first, last, and the chain before and after."""
    async with tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap, relaying(log_database, broker) as (log, _):
        for _ in range(3):
            await append_counts(log, 40)
        await eventually(lambda: has_published(log_database, 120))
        headers = [unpack(message) for message in await hear_events(tap)]
    chains = [GENESIS, *(event.chain for event in await read_events(log_database))]
    assert [each.first for each in headers] == [1, *(each.last + 1 for each in headers[:-1])]
    assert headers[-1].last == 120
    assert {(each.context, each.epoch) for each in headers} == {(CONTEXT, 1)}
    assert [(each.before, each.after) for each in headers] == [
        (chains[each.first - 1], chains[each.last]) for each in headers
    ]


async def test_a_backlog_goes_in_full_messages(log_database: Database, broker: Broker) -> None:
    async with open_log(log_database.url) as log:
        await append_counts(log, 1_200)
    async with tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap, relaying(log_database, broker):
        await eventually(lambda: has_published(log_database, 1_200))
        sizes = [unpack(each).last - unpack(each).first + 1 for each in await hear_events(tap)]
    assert sizes == [EVENTS, EVENTS, 200]


async def test_no_message_is_longer_than_a_mebibyte(log_database: Database, broker: Broker) -> None:
    long = b'{"type": "counter.counted.v1", "by": 1, "x": "' + b"x" * 300_000 + b'"}'
    async with tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap, relaying(log_database, broker) as (log, _):
        await append_counts(log, 10, long)
        await eventually(lambda: has_published(log_database, 10))
        messages = await hear_events(tap)
    assert max(len(message.body) for message in messages) <= BATCH_BYTES
    assert [unpack(message).last - unpack(message).first + 1 for message in messages] == [3, 3, 3, 1]


async def test_a_heartbeat_tells_the_head(log_database: Database, broker: Broker) -> None:
    async with tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap, relaying(log_database, broker) as (log, _):
        await append_counts(log, 5)
        await eventually(lambda: has_published(log_database, 5))
        beat = await eventually(lambda: hear_heartbeat(tap, 5), 3 * HEARTBEAT_S)
    assert beat.body == b"[]"
    assert unpack(beat).before == unpack(beat).after == (await read_events(log_database))[-1].chain


async def hear_heartbeat(tap: Tap, last: int) -> AbstractIncomingMessage | None:
    return next(
        (each for each in await tap.listen() if (unpack(each).first, unpack(each).last) == (last + 1, last)), None
    )


async def test_an_event_is_published_without_waiting_for_a_poll(log_database: Database, broker: Broker) -> None:
    """The writer rings the relay: one alone goes at once, well under the poll of a second."""
    async with relaying(log_database, broker) as (log, relay):
        await eventually(lambda: is_active(relay))
        for position in range(1, 6):
            await append_counts(log, 1)
            await eventually(lambda position=position: has_published(log_database, position), 0.7)  # type: ignore[misc]  # bound at once


async def test_one_replica_publishes_and_the_other_rings_it(log_database: Database, broker: Broker) -> None:
    async with tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap, relaying(log_database, broker) as (_, one):
        await eventually(lambda: is_active(one))
        async with relaying(log_database, broker) as (log, other):
            await eventually(lambda: count_waiting_turns(log_database))
            await append_counts(log, 2)
            await eventually(lambda: has_published(log_database, 2), 0.7)
            assert not other.active
        assert [unpack(each).last for each in await hear_events(tap)][-1] == 2


async def count_waiting_turns(database: Database) -> int:
    """Return how many replicas have asked for their turn and not got it."""
    query = """SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND query LIKE '%pg_try_advisory_lock%'
               AND pid <> pg_backend_pid()"""
    async with connected(database.admin_url) as connection:
        return int(await connection.fetchval(query, database.name))


async def test_a_waiting_replica_rings_once_for_what_it_committed(log_database: Database, broker: Broker) -> None:
    """One NOTIFY a group. The wrong way: a ringer that hears its own ring rings for ever."""
    rings: list[object] = []
    async with connected(log_database.admin_url) as listening, relaying(log_database, broker) as (_, one):
        await listening.add_listener("committed", lambda *ring: rings.append(ring))
        await eventually(lambda: is_active(one))
        async with relaying(log_database, broker) as (log, _), relaying(log_database, broker):
            await eventually(lambda: has_turns_waiting(log_database, 2))
            await append_counts(log, 1)
            await eventually(lambda: has_published(log_database, 1))
            await append_counts(log, 1)
            await eventually(lambda: has_published(log_database, 2))
            await listening.execute("SELECT pg_sleep(0.3)")  # whoever rings for ever has rung hundreds of times by now
    assert 1 <= len(rings) <= 4


async def has_turns_waiting(database: Database, number: int) -> bool:
    return await count_waiting_turns(database) == number


async def test_a_replica_takes_over_from_a_terminated_one(log_database: Database, broker: Broker) -> None:
    async with relaying(log_database, broker) as (_, one):
        await eventually(lambda: is_active(one))
        async with relaying(log_database, broker) as (log, other):
            await eventually(lambda: count_waiting_turns(log_database))
            async with connected(log_database.admin_url) as connection:
                await connection.execute(
                    """SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1
                       AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
                    RELAY_LOCK,
                )
            await eventually(lambda: is_active(other))
            await append_counts(log, 3)
            await eventually(lambda: has_published(log_database, 3))
            await eventually(lambda: is_active_alone(one, other))


async def is_active_alone(one: Relay, other: Relay) -> bool:
    return one.active != other.active


async def test_a_relay_whose_database_connection_was_cut_goes_on(log_database: Database, broker: Broker) -> None:
    async with (
        standing_before(log_database.url) as (proxy, url),
        relaying(log_database, broker, url) as (log, relay),
    ):
        await eventually(lambda: is_active(relay))
        proxy.cut()
        await append_counts(log, 2)
        await eventually(lambda: has_published(log_database, 2))


async def test_a_broker_that_was_away_gets_all_in_order(log_database: Database, broker: Broker) -> None:
    async with (
        tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap,
        standing_before(broker.url) as (proxy, url),
        open_log(log_database.url) as log,
        running(Relay(log, log_database.url, url, TENANT, CONTEXT).run()),
    ):
        await append_counts(log, 5)
        await eventually(lambda: has_published(log_database, 5))
        await proxy.stop()
        await append_counts(log, 5)
        await proxy.start()
        await eventually(lambda: has_published(log_database, 10))
        headers = [unpack(each) for each in await hear_events(tap)]
    assert {position for each in headers for position in range(each.first, each.last + 1)} == set(range(1, 11))
    assert [each.first for each in headers] == sorted(each.first for each in headers)


async def test_two_relays_at_once_are_harmless(log_database: Database, broker: Broker) -> None:
    """For a moment both may believe they are active: events are doubled, never skipped, and the mark only rises."""
    async with (
        tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap,
        relaying(log_database, broker) as (log, one),
        relaying(log_database, broker) as (_, two),
    ):
        two._wait_for_turn = pass_by  # type: ignore[method-assign, assignment]  # as if the lock had been lost unseen
        await eventually(lambda: are_active(one, two))
        marks: list[int] = []
        for _ in range(20):
            await append_counts(log, 10)
            marks.append(await read_mark(log_database))
        await eventually(lambda: has_published(log_database, 200))
        headers = [unpack(each) for each in await hear_events(tap)]
    assert marks == sorted(marks)
    assert {position for each in headers for position in range(each.first, each.last + 1)} == set(range(1, 201))


async def are_active(*relays: Relay) -> bool:
    return all(relay.active for relay in relays)


def pass_by(_: asyncpg.Connection) -> Awaitable[None]:
    return asyncio.sleep(0)


async def test_the_mark_cannot_be_moved_back(log_database: Database, broker: Broker) -> None:
    """Another relay has been further: what a late one publishes changes nothing."""
    async with (
        tapping(broker, EVENTS_EXCHANGE, CONTEXT) as tap,
        relaying(log_database, broker) as (log, _),
        connected(log_database.url) as other,
    ):
        await append_counts(log, 3)
        await eventually(lambda: has_published(log_database, 3))
        await other.execute("UPDATE relay SET position = 10")
        for position in (4, 5):  # the mark after 4 is set before 5 goes out
            await append_counts(log, 1)
            await eventually(lambda position=position: has_heard(tap, position))  # type: ignore[misc]  # bound at once
    assert await read_mark(log_database) == 10


async def has_heard(tap: Tap, position: int) -> bool:
    return any(unpack(message).last == position for message in await hear_events(tap))


@pytest.mark.parametrize("setting", [b"tcp_keepalives_idle\x005\x00", b"tcp_user_timeout\x0010000\x00"])
async def test_the_relays_own_connection_asks_for_keepalives(
    log_database: Database, broker: Broker, setting: bytes
) -> None:
    """The lock of a relay that vanished without a word falls after seconds, not after two hours."""
    async with (
        standing_before(log_database.url) as (proxy, url),
        relaying(log_database, broker, url) as (_, relay),
    ):
        await eventually(lambda: is_active(relay))
        assert setting in proxy.asked
