"""Reading another log over a real broker: each event once, whatever is lost, doubled or late."""

from datetime import date
from typing import Annotated

import asyncpg
import pytest
from pydantic import Field

from contracts.directives import DirectiveIssued, DirectivesEvent, DirectiveShared, NumberTaken
from contracts.questions import FeedRequest
from infra.batching import Unavailable
from infra.cloudevents import Decoder
from infra.consumer import Consumer
from infra.consuming import FeedClient
from infra.feed import Feed
from infra.messaging import open_channel
from infra.relay import Relay
from infra.service import build_broker
from tests.integration.brokers import Broker
from tests.integration.cutting import standing_before
from tests.integration.databases import Database, connected
from tests.integration.reading import QUEUE, Source, prepared, read_positions, read_view, reflects, telling
from tests.integration.serving import asking, count_waiting
from tests.integration.waiting import eventually, running
from tests.making import CONTEXT, TENANT, make_append, make_event

ON_BROKER = (CONTEXT,)
PROJECTOR = "hwanryu_projector"
Older = Annotated[NumberTaken | DirectiveIssued, Field(discriminator="type")]
"""The events of a build that does not know yet that directives are shared."""


async def check_all(database: Database, number: int) -> None:
    """Wait for the views to reflect the whole log, and check that each event is there once."""
    await eventually(lambda: reflects(database, number))
    board = await read_view(database, "directive_board")
    history = await read_view(database, "directives_history")
    assert sorted(str(row["number"]) for row in board) == [f"2024-{n:04d}" for n in range(1, number + 1)]
    assert [row["position"] for row in history] == list(range(1, number + 1))


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(1, 4), (5, 9)], id="as sent"),
        pytest.param([(1, 3), (7, 9)], id="one lost"),
        pytest.param([(7, 9)], id="the first lost"),
        pytest.param([(1, 3), (10, 9)], id="the last lost, the heartbeat tells"),
        pytest.param([(1, 3), (4, 6), (1, 3), (4, 6), (7, 9), (7, 9)], id="doubled"),
        pytest.param([(7, 9), (4, 6), (1, 3)], id="turned round"),
        pytest.param([(2, 5), (1, 2), (4, 8), (3, 3), (8, 9), (5, 4)], id="overlapping"),
    ],
)
async def test_each_event_comes_once_whatever_is_delivered(
    log_database: Database, gateway_database: Database, broker: Broker, spans: list[tuple[int, int]]
) -> None:
    """PLT-17."""
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
        running(consumer.run()),
    ):
        await source.issue(9)
        await source.tell(*spans)
        await check_all(gateway_database, 9)
        await eventually(lambda: is_acknowledged(broker))


async def is_acknowledged(broker: Broker) -> bool:
    return await count_waiting(broker, QUEUE) == 0


async def test_silence_makes_it_ask_the_log_itself(
    log_database: Database, gateway_database: Database, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a heartbeat for three intervals, however nothing comes."""
    monkeypatch.setattr("infra.consumer.HEARTBEAT_S", 0.1)
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
    ):
        await source.issue(5)
        async with running(consumer.run()):
            await check_all(gateway_database, 5)


async def test_a_relay_and_a_consumer_keep_a_view_up_to_its_log(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
        running(consumer.run(), Relay(source.log, log_database.url, broker.url, TENANT, CONTEXT).run()),
    ):
        await source.issue(30)
        await check_all(gateway_database, 30)


async def test_a_queue_that_overflowed_has_lost_nothing(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """An event queue is a bounded cache: its oldest messages fall out, the feed has them all."""
    async with open_channel(broker.url, "test") as channel:
        await channel.queue_delete(QUEUE)
        queue = await channel.declare_queue(
            QUEUE, durable=True, arguments={"x-queue-type": "quorum", "x-overflow": "drop-head", "x-max-length": 3}
        )
        await queue.bind("events", CONTEXT)
    async with telling(broker, log_database.url) as source:
        await source.issue(20)
        await source.tell(*((n, n) for n in range(1, 21)))
        assert await eventually(lambda: count_waiting(broker, QUEUE)) == 3
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
            running(consumer.run()),
        ):
            await check_all(gateway_database, 20)


async def test_an_unknown_type_waits_for_the_upgrade_and_nothing_is_lost(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """It is not poison: the older build stops before it, the newer one goes on from there."""
    async with telling(broker, log_database.url) as source:
        await source.issue(3)
        event = DirectiveShared(lead="roads", supporting=(), shared_on=date(2024, 2, 5), share_late_days=0,
                                report_due=None, report_policy="DIR_NONE@1")  # fmt: skip
        shared = make_event("directive-1", event.model_dump_json().encode(), event.wire())
        await source.log.append(make_append(shared, expected={"directive-1": 1}))
        await source.tell((1, 3))
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR), Older) as consumer,
            running(consumer.run()),
        ):
            await eventually(lambda: reflects(gateway_database, 3))
            await source.tell((4, 4))
            told = await eventually(lambda: tell_what_it_waits_for(consumer))
            assert "directive_shared" in told
            assert await read_positions(gateway_database) == {3}
        async with prepared(broker, gateway_database.as_role(PROJECTOR)) as newer, running(newer.run()):
            await eventually(lambda: reflects(gateway_database, 4))
            assert newer.waiting_for is None
        (first, *_) = await read_view(gateway_database, "directive_board")
    assert (first["state"], first["lead"]) == ("SHARED", "roads")


async def tell_what_it_waits_for(consumer: Consumer) -> str | None:  # type: ignore[type-arg]  # of any events
    return consumer.waiting_for


async def stop_loudly(source: Source, database: Database, *spans: tuple[int, int], epoch: int = 1,
                      chain: bytes | None = None) -> str:  # fmt: skip
    """Bring the views to position 5, send something else, and return why the consumer stopped."""
    async with prepared(source.broker, database.as_role(PROJECTOR)) as consumer, running(consumer.run()):
        await source.issue(5)
        await source.tell((1, 5))
        await eventually(lambda: reflects(database, 5))
        before = await read_view(database, "directive_board")
        await source.tell(*spans, epoch=epoch, chain=chain)
        why = await eventually(lambda: tell_why_it_stopped(consumer))
        await source.issue(1)
        await source.tell((6, 6))
        assert await read_view(database, "directive_board") == before
    return why


async def tell_why_it_stopped(consumer: Consumer) -> str | None:  # type: ignore[type-arg]  # of any events
    return consumer.stopped


async def test_another_epoch_stops_it_loudly(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """The log was restored or promoted: the view must be rebuilt."""
    async with telling(broker, log_database.url) as source:
        assert "epoch 1, the log is at 2" in await stop_loudly(source, gateway_database, (6, 5), epoch=2)


async def test_a_chain_that_does_not_join_stops_it_loudly(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    async with telling(broker, log_database.url) as source:
        assert "position 6 does not follow" in await stop_loudly(source, gateway_database, (6, 5), chain=b"\x01" * 32)


async def test_a_log_that_has_lost_its_end_stops_it_loudly(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """A head behind the checkpoint, although nobody raised the epoch."""
    async with telling(broker, log_database.url) as source:
        async with prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer, running(consumer.run()):
            await source.issue(5)
            await source.tell((1, 5))
            await eventually(lambda: reflects(gateway_database, 5))
        await lose_end(log_database, 3)
        async with prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer, running(consumer.run()):
            await source.tell((4, 3))
            assert "the log ends at 3" in await eventually(lambda: tell_why_it_stopped(consumer))


async def lose_end(database: Database, after: int) -> None:
    """Restore an older copy, as an administrator may."""
    async with connected(database.admin_url) as connection:
        await connection.execute("ALTER TABLE events DISABLE TRIGGER events_never_change")
        await connection.execute("DELETE FROM events WHERE position > $1", after)


async def test_an_old_heartbeat_alone_stops_nobody(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """Redelivered or overtaken: the log itself says that all is well."""
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
        running(consumer.run()),
    ):
        await source.issue(5)
        await source.tell((1, 5))
        await eventually(lambda: reflects(gateway_database, 5))
        await source.tell((3, 2))
        await eventually(lambda: is_acknowledged(broker))
        await source.issue(1)
        await source.tell((6, 6))
        await check_all(gateway_database, 6)


async def test_rows_and_checkpoint_move_together_or_not_at_all(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """Killed between the rows and the checkpoint, neither is there; then both are."""
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
        connected(gateway_database.admin_url) as holder,
    ):
        await source.issue(4)
        await source.tell((1, 4))
        await hold_checkpoints(holder)
        async with running(consumer.run()):
            pid = await eventually(lambda: find_held(gateway_database))
            await holder.execute("SELECT pg_terminate_backend($1)", pid)
            await eventually(lambda: has_ended(gateway_database, pid))
            assert await read_view(gateway_database, "directive_board") == []
            assert await read_positions(gateway_database) <= {0}
            await holder.execute("SELECT pg_advisory_unlock(77)")
            await check_all(gateway_database, 4)


async def hold_checkpoints(holder: asyncpg.Connection) -> None:
    """Make every move of a checkpoint wait for `holder`."""
    await holder.execute(
        """CREATE FUNCTION views.hold() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NEW; END $$;
           CREATE TRIGGER held BEFORE UPDATE ON views.checkpoint FOR EACH ROW EXECUTE FUNCTION views.hold();
           SELECT pg_advisory_lock(77)"""
    )


async def find_held(database: Database) -> int | None:
    query = """SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    async with connected(database.admin_url) as connection:
        pid: int | None = await connection.fetchval(query)
    return pid


async def has_ended(database: Database, pid: int) -> bool:
    async with connected(database.admin_url) as connection:
        return not await connection.fetchval("SELECT true FROM pg_stat_activity WHERE pid = $1", pid)


async def test_a_broker_connection_that_was_cut_costs_nothing(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    async with (
        standing_before(broker.url) as (proxy, url),
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR), rabbitmq_url=url) as consumer,
        running(consumer.run()),
    ):
        await source.issue(3)
        await source.tell((1, 3))
        await eventually(lambda: reflects(gateway_database, 3))
        proxy.cut()
        await source.issue(3)
        await source.tell((4, 6))
        await check_all(gateway_database, 6)


async def test_a_database_that_was_away_costs_nothing(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    async with (
        standing_before(gateway_database.admin_url) as (proxy, url),
        telling(broker, log_database.url) as source,
        prepared(broker, f"{url}?role={PROJECTOR}") as consumer,
        running(consumer.run()),
    ):
        await source.issue(3)
        await source.tell((1, 3))
        await eventually(lambda: reflects(gateway_database, 3))
        await proxy.stop()
        await source.issue(3)
        await source.tell((4, 6))
        await proxy.start()
        await check_all(gateway_database, 6)


async def test_two_replicas_take_turns(log_database: Database, gateway_database: Database, broker: Broker) -> None:
    """Single active consumer: the second takes over when the first ends."""
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as one,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as two,
        running(two.run()),
    ):
        async with running(one.run()):
            await source.issue(4)
            await source.tell((1, 2), (3, 4))
            await check_all(gateway_database, 4)
        await source.issue(2)
        await source.tell((5, 6))
        await check_all(gateway_database, 6)


async def test_the_feed_gives_pages_that_join(log_database: Database, broker: Broker) -> None:
    async with telling(broker, log_database.url) as source, asking(broker.url) as requester:
        stored = await source.issue(7)
        feed: FeedClient[DirectivesEvent] = FeedClient(requester, CONTEXT, Decoder(DirectivesEvent))
        whole, rest, end = [await feed.read(after) for after in (0, 4, 7)]
    assert [event.position for event in whole.events] == [1, 2, 3, 4, 5, 6, 7]
    assert [event.position for event in rest.events] == [5, 6, 7]
    assert (rest.headers.first, rest.headers.before) == (5, stored[3].chain)
    assert (end.events, end.headers.last, end.headers.after) == ([], 7, stored[6].chain)


async def test_pages_asked_for_at_once_join_up_to_the_first_that_is_not_full(
    log_database: Database, broker: Broker
) -> None:
    async with telling(broker, log_database.url) as source, asking(broker.url) as requester:
        await source.issue(1_200, at_once=100)
        feed: FeedClient[DirectivesEvent] = FeedClient(requester, CONTEXT, Decoder(DirectivesEvent))
        spans = [
            [(page.headers.first, page.headers.last) for page in await feed.read_ahead(after, 4)]
            for after in (0, 900, 1_200)
        ]
    assert spans == [[(1, 500), (501, 1_000), (1_001, 1_200)], [(901, 1_200)], [(1_201, 1_200)]]


async def test_an_unknown_type_far_ahead_costs_nothing_before_it(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """The pages asked for at once are taken up to it."""
    async with telling(broker, log_database.url) as source:
        await source.issue(1_100, at_once=100)
        newer = make_event(
            "directive-x", b'{"type":"directives.directive_folded.v1"}', "directives.directive_folded.v1"
        )
        await source.log.append(make_append(newer))
        await source.issue(600, at_once=100)
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
            running(consumer.run()),
        ):
            await source.tell((1_702, 1_701))
            await eventually(lambda: reflects(gateway_database, 1_100))
            assert "directive_folded" in await eventually(lambda: tell_what_it_waits_for(consumer))


async def test_the_feed_says_where_the_log_ends(log_database: Database, broker: Broker) -> None:
    async with telling(broker, log_database.url) as source, asking(broker.url) as requester:
        await source.issue(2)
        feed: FeedClient[DirectivesEvent] = FeedClient(requester, CONTEXT, Decoder(DirectivesEvent))
        assert (await feed.read(9)).headers.last == 2


@pytest.mark.parametrize(("limit", "length"), [(3, 3), (500, 10)])
async def test_a_page_is_as_long_as_asked(log_database: Database, broker: Broker, limit: int, length: int) -> None:
    async with telling(broker, log_database.url) as source:
        await source.issue(10)
        feed = Feed(build_broker(broker.url), source.log, TENANT, CONTEXT)
        headers = (await feed.read_page(FeedRequest(after=0, limit=limit))).headers
    assert headers.last == length


async def test_a_feed_without_its_service_is_unavailable(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.consuming.FEED_S", 0.3)
    async with asking(broker.url) as requester:
        feed: FeedClient[DirectivesEvent] = FeedClient(requester, CONTEXT, Decoder(DirectivesEvent))
        with pytest.raises(Unavailable):
            await feed.read(0)
