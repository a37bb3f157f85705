"""Policies and what they cannot take: poison parks its stream, a refused command becomes an operator's task."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from contracts.messages import Command, Event, Recorded, Refused
from contracts.questions import Parked, ParkedRequest, ReleaseRequest, SettleRequest
from contracts.registry import HolidayDeclared, RegistryEvent
from infra.asking import ask_parked, ask_release, ask_settlement
from infra.cloudevents import Decoder, Unreadable
from infra.deciding import Runner
from infra.feed import Feed
from infra.log import EventLog, open_log
from infra.parking import ParkedStreams
from infra.policies import Policy, PolicyTaker
from infra.reacting import keep_task
from infra.requests import Requester
from infra.service import build_broker
from tests.counter import LIMIT, Count, CounterEvent, Service
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.serving import asking
from tests.making import TENANT, cut, make_append, make_event, record_all

HOLIDAYS = [HolidayDeclared(day=datetime(2024, 1, n, tzinfo=UTC).date(), name=f"{n}") for n in range(1, 8)]
WRITTEN: list[tuple[str, Event]] = [(f"calendar-{2024 + n % 3}", each) for n, each in enumerate(HOLIDAYS)]
"""Seven holidays on three streams: 1, 4 and 7 on the first, 2 and 5 on the second, 3 and 6 on the third."""
HISTORY = record_all(WRITTEN)


def count_days(event: Recorded[Event]) -> Sequence[Command]:
    """Count each holiday on a counter of its year, by its day of the month."""
    assert isinstance(event.data, HolidayDeclared)
    return [Count(counter=event.subject.removeprefix("calendar-"), by=event.data.day.day)]


COUNTING: Policy[Event] = Policy("directives-facts", "registry", count_days)


def break_at(*positions: int) -> Policy[Event]:
    def react(event: Recorded[Event]) -> Sequence[Command]:
        if event.position in positions:
            raise ValueError("secret of somebody")
        return count_days(event)

    return replace(COUNTING, react=react)


@dataclass(frozen=True, slots=True)
class Counters:
    """A service whose policy counts holidays, and who may ask it."""

    log: EventLog
    pool: asyncpg.Pool
    requester: Requester
    feed: Feed

    def take_with(self, policy: Policy[Event]) -> PolicyTaker[Event, CounterEvent]:
        """Return a build's taker, and answer the operator with it."""
        taker = PolicyTaker(policy, self.pool, Runner(self.log, Decoder(CounterEvent), Service().handlers()))
        parked = ParkedStreams(self.pool, self.requester, [taker], {"registry": Decoder(RegistryEvent)})
        self.feed.on(ParkedRequest, parked.list_parked).on(ReleaseRequest, parked.release)
        self.feed.on(SettleRequest, parked.settle)
        return taker

    async def list_parked(self) -> list[tuple[str, int, int]]:
        """Return the streams, positions and numbers of events that wait."""
        return [(each.stream, each.position, each.events) for each in await self.ask()]

    async def ask(self) -> tuple[Parked, ...]:
        """Ask over the broker what is set aside."""
        return (await ask_parked(self.requester, "directives")).parked

    async def release(self, stream: str) -> bool:
        """Ask over the broker for a release."""
        wish = ReleaseRequest(consumer=COUNTING.name, context="registry", stream=stream)
        return (await ask_release(self.requester, "directives", wish)).released

    async def settle(
        self, stream: str, until: datetime, consumer: str = COUNTING.name, context: str = "registry"
    ) -> bool:
        """Tell over the broker that what was refused up to a moment is done by hand."""
        done = SettleRequest(consumer=consumer, context=context, stream=stream, until=until, by="administrator")
        return (await ask_settlement(self.requester, "directives", done)).released


@asynccontextmanager
async def counting(own: Database, foreign: Database, broker: Broker) -> AsyncIterator[Counters]:
    """Serve the counters beside a registry whose log holds the holidays."""
    rabbit = build_broker(broker.url)
    async with (
        open_log(own.url) as log,
        open_log(foreign.url) as registry,
        asyncpg.create_pool(own.url, min_size=1, max_size=2) as pool,
        asking(broker.url, "directives") as requester,
    ):
        versions: dict[str, int] = {}
        for stream, event in WRITTEN:
            new = make_event(stream, event.model_dump_json().encode(), event.wire())
            await registry.append(make_append(new, expected={stream: versions.get(stream, 0)}))
            versions[stream] = versions.get(stream, 0) + 1
        Feed(rabbit, registry, TENANT, "registry")
        feed = Feed(rabbit, log, TENANT, "directives")
        await rabbit.start()
        try:
            yield Counters(log, pool, requester, feed)
        finally:
            await rabbit.stop()


async def read_totals(database: Database) -> dict[str, int]:
    """Return each counter's total."""
    decoder: Decoder[CounterEvent] = Decoder(CounterEvent)
    totals: dict[str, int] = {}
    for event in await read_events(database):
        counted = decoder.read_data(event.data)
        totals[event.stream] = totals.get(event.stream, 0) + getattr(counted, "by", 0)
    return totals


async def test_a_reaction_that_fails_parks_its_stream_and_a_release_makes_good_for_it(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """The holidays are counted 1 + 4 + 7, 2 + 5 and 3 + 6; the second year stops before its 5."""
    async with counting(log_database, registry_database, broker) as counters:
        broken = counters.take_with(break_at(5))
        assert await broken.take(cut(HISTORY, 1, 6)) == 6
        assert await broken.take(cut(HISTORY, 7, 7)) == 7
        assert await read_totals(log_database) == {"counter-2024": 12, "counter-2025": 2, "counter-2026": 9}
        (parked,) = await counters.ask()
        assert (parked.stream, parked.position, parked.events) == ("calendar-2025", 5, 1)
        assert parked.why.startswith("ValueError at ")
        assert "secret" not in parked.why
        assert not await counters.release("calendar-2025")
        assert await counters.ask() == (parked.model_copy(update={"tries": 2}),)
        counters.take_with(COUNTING)
        assert await counters.release("calendar-2025")
        assert await counters.list_parked() == []
        assert await counters.release("calendar-2025")
    assert await read_totals(log_database) == {"counter-2024": 12, "counter-2025": 7, "counter-2026": 9}


async def test_what_comes_later_on_a_parked_stream_waits_and_is_released_in_order(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    async with counting(log_database, registry_database, broker) as counters:
        broken = counters.take_with(break_at(1))
        for position in range(1, 8):
            assert await broken.take(cut(HISTORY, position, position)) == position
        assert await counters.list_parked() == [("calendar-2024", 1, 3)]
        counters.take_with(break_at(4))
        assert not await counters.release("calendar-2024")
        assert await counters.list_parked() == [("calendar-2024", 4, 2)]
        counters.take_with(COUNTING)
        assert await counters.release("calendar-2024")
    own = [json.loads(event.data)["by"] for event in await read_events(log_database) if event.stream == "counter-2024"]
    assert own == [1, 4, 7]


async def test_what_calls_for_nothing_is_passed_by_unless_its_stream_is_parked(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """Two replicas take turns: each goes on from where the other has come."""

    def react(event: Recorded[Event]) -> Sequence[Command]:
        if event.position == 3:
            raise ValueError("secret of somebody")
        return count_days(event) if event.position == 1 else ()

    async with counting(log_database, registry_database, broker) as counters:
        one, other = (counters.take_with(replace(COUNTING, react=react)) for _ in range(2))
        for taker, first, last in ((one, 1, 1), (one, 2, 2), (other, 3, 4), (one, 5, 5), (one, 6, 6), (other, 6, 7)):
            assert await taker.take(cut(HISTORY, first, last)) == last
        assert await counters.list_parked() == [("calendar-2026", 3, 2)]
        assert (await one.checkpoint()).position == 7
    assert await read_totals(log_database) == {"counter-2024": 1}


async def test_an_event_that_cannot_be_read_parks_its_stream(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """Its bytes in the log are good, as after the repair of a build's decoder: the release reads them."""
    async with counting(log_database, registry_database, broker) as counters:
        taker = counters.take_with(COUNTING)
        third = HISTORY[2]
        spoilt = Unreadable(3, third.subject, 1, third.chain, "ValidationError: data: missing")
        batch = cut(HISTORY, 1, 7)
        events = [spoilt if event is third else event for event in batch.events]
        assert await taker.take(replace(batch, events=events)) == 7
        assert await counters.list_parked() == [("calendar-2026", 3, 2)]
        assert await counters.release("calendar-2026")
    assert await read_totals(log_database) == {"counter-2024": 12, "counter-2025": 7, "counter-2026": 9}


async def test_a_refused_command_becomes_a_task_and_the_policy_goes_on(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """The counter stands too high for the 4 of the first year but has room for its 7 and for the other years."""
    async with counting(log_database, registry_database, broker) as counters:
        high = replace(COUNTING, react=lambda event: [Count(counter="2024", by=LIMIT - 7)])
        await counters.take_with(replace(high, name="others")).take(cut(HISTORY, 1, 1))
        refusing = replace(
            COUNTING, react=lambda e: count_days(e) if e.position != 4 else [Count(counter="2024", by=8)]
        )
        taker = counters.take_with(refusing)
        for _ in range(2):
            assert await taker.take(cut(HISTORY, 1, 7)) == 7
        (first, second) = await counters.ask()
        assert (first.consumer, first.stream, first.position, first.events) == (COUNTING.name, "calendar-2024", 4, 1)
        assert first.why == 'counter.count.v1 WRONG_STATE {"total": "94"}'
        assert (second.position, second.why) == (7, 'counter.count.v1 WRONG_STATE {"total": "94"}')
        assert not await counters.release("calendar-2024")
        assert [each.position for each in await counters.ask()] == [4, 7]
        counters.take_with(replace(COUNTING, react=lambda _: [Count(counter="2024", by=0)]))
        assert await counters.release("calendar-2024")
        assert await counters.ask() == ()
    assert await read_totals(log_database) == {"counter-2024": 94, "counter-2025": 7, "counter-2026": 9}


async def test_a_task_that_was_done_by_hand_is_settled_and_stays_on_record(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """A timer's and a policy's: neither could succeed any more; a release tries a settled one no more."""
    async with counting(log_database, registry_database, broker) as counters:
        taker = counters.take_with(replace(COUNTING, react=lambda _: [Count(counter="2024", by=LIMIT + 1)]))
        assert await taker.take(cut(HISTORY, 1, 3)) == 3
        async with counters.pool.acquire() as connection:
            refused = Refused(id=uuid4(), code="WRONG_STATE", message="x")
            await keep_task(connection, "timer:alarms", "directives", HISTORY[0], Count(counter="x"), refused)
        assert {(each.consumer, each.is_task) for each in await counters.ask()} == {
            (COUNTING.name, True),
            ("timer:alarms", True),
        }
        for consumer, context in (("timer:alarms", "directives"), (COUNTING.name, "registry")):
            shown = [each for each in await counters.ask() if each.stream == "calendar-2024"]
            until = max(each.parked_at for each in shown)
            assert await counters.settle("calendar-2024", until, consumer, context)
            assert not await counters.settle("calendar-2024", until, consumer, context)
        assert await counters.list_parked() == [("calendar-2025", 2, 1), ("calendar-2026", 3, 1)]
        assert await counters.release("calendar-2024")
        kept = await counters.pool.fetch("SELECT consumer FROM refused WHERE settled_by = 'administrator' ORDER BY 1")
        assert [row["consumer"] for row in kept] == [COUNTING.name, "timer:alarms"]
    assert await read_totals(log_database) == {}


async def test_what_was_refused_after_the_list_was_shown_is_not_settled_with_it(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """The first year's 1 and 4 are shown and done by hand, its 7 comes later; the moments are exact both ways."""
    async with counting(log_database, registry_database, broker) as counters:
        taker = counters.take_with(replace(COUNTING, react=lambda _: [Count(counter="2024", by=LIMIT + 1)]))
        await taker.take(cut(HISTORY, 1, 6))
        shown = [each for each in await counters.ask() if each.stream == "calendar-2024"]
        assert [each.position for each in shown] == [1, 4]
        await taker.take(cut(HISTORY, 7, 7))
        assert not await counters.settle("calendar-2024", shown[0].parked_at - timedelta(microseconds=1))
        assert await counters.settle("calendar-2024", shown[-1].parked_at)
        left = [position for stream, position, _ in await counters.list_parked() if stream == "calendar-2024"]
        assert left == [7]


async def test_a_rewound_policy_does_nothing_twice(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """Reactions are named by the chain, so reading the same history again gives the same ids (PLT-17)."""
    async with counting(log_database, registry_database, broker) as counters:
        taker = counters.take_with(COUNTING)
        await taker.take(cut(HISTORY, 1, 7))
        before = await read_events(log_database)
        await counters.pool.execute("UPDATE checkpoints SET epoch = 0, position = 0, chain = sha256('')")
        assert await taker.take(cut(HISTORY, 1, 7, epoch=2)) == 7
        assert await read_events(log_database) == before
        other = [event.model_copy(update={"chain": f"{event.position:064x}"}) for event in HISTORY]
        await counters.pool.execute("UPDATE checkpoints SET epoch = 0, position = 0, chain = sha256('')")
        assert await taker.take(cut(other, 1, 2, epoch=3)) == 2
        assert len(await read_events(log_database)) == len(before) + 2


async def test_a_rewound_policy_does_not_do_what_was_done_by_hand(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """The 1 is settled, the 2 and 3 wait; a rule then lets all pass: the 1 is not counted, the others are no tasks."""
    async with counting(log_database, registry_database, broker) as counters:
        refusing = counters.take_with(replace(COUNTING, react=lambda _: [Count(counter="2024", by=LIMIT + 1)]))
        await refusing.take(cut(HISTORY, 1, 3))
        (first, _, _) = await counters.ask()
        assert await counters.settle("calendar-2024", first.parked_at)
        await counters.pool.execute("UPDATE checkpoints SET epoch = 0, position = 0, chain = sha256('')")
        assert await counters.take_with(COUNTING).take(cut(HISTORY, 1, 4, epoch=2)) == 4
        assert await counters.ask() == ()
        kept = await counters.pool.fetch("SELECT position, settled_by FROM refused")
        assert [tuple(row) for row in kept] == [(1, "administrator")]
    assert await read_totals(log_database) == {"counter-2024": 4, "counter-2025": 2, "counter-2026": 3}


@pytest.mark.parametrize(("consumer", "context"), [("somebody-else", "registry"), (COUNTING.name, "directives")])
async def test_nobody_else_is_released(
    log_database: Database, registry_database: Database, broker: Broker, consumer: str, context: str
) -> None:
    async with counting(log_database, registry_database, broker) as counters:
        counters.take_with(COUNTING)
        wish = ReleaseRequest(consumer=consumer, context=context, stream="calendar-2024")
        assert not (await ask_release(counters.requester, "directives", wish)).released
