"""Policies: another context's events become own facts, once each, whatever is repeated, killed or busy."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import asyncpg
import pytest

from contracts.directives import DirectiveKind, DirectivesEvent, IssueDirective
from contracts.messages import Command, Done, Envelope, Refused
from contracts.registry import DepartmentKind, DepartmentRegistered, HolidayDeclared, RegistryEvent
from infra.batching import Unavailable
from infra.cloudevents import Decoder
from infra.consumer import Consumer
from infra.consuming import Batch, FeedClient, Hole
from infra.deciding import Runner
from infra.feed import Feed
from infra.log import EventLog, open_log
from infra.policies import Copies, PolicyTaker
from infra.relay import Relay
from infra.service import build_broker
from services.directives.handlers import HANDLERS
from services.directives.policies import FACTS
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.cutting import standing_before
from tests.integration.databases import Database, connected
from tests.integration.serving import asking
from tests.integration.waiting import eventually, running
from tests.making import TENANT, cut, make_append, make_envelope, make_event, record_all

DEPARTMENT = DepartmentRegistered(
    code="roads", name="도로과", name_known=True, kind=DepartmentKind.HEADQUARTERS, lineage="roads",
    valid_from=date(2020, 1, 1), valid_until=None,
)  # fmt: skip
WRITTEN: list[tuple[str, RegistryEvent]] = [
    ("department-roads", DEPARTMENT),
    ("calendar-2024", HolidayDeclared(day=date(2024, 2, 9), name="설날")),
    ("calendar-2024", HolidayDeclared(day=date(2024, 2, 12), name="대체공휴일")),
]
HISTORY = record_all(WRITTEN)
COPIED = ["department-roads", "calendar-2024", "calendar-2024"]


@asynccontextmanager
async def copying(database_url: str) -> AsyncIterator[tuple[EventLog, asyncpg.Pool, PolicyTaker]]:  # type: ignore[type-arg]  # of facts
    """Give the directives' log and the policy that copies facts into it."""
    async with open_log(database_url) as log, asyncpg.create_pool(database_url, min_size=1, max_size=2) as pool:
        runner: Runner[DirectivesEvent] = Runner(log, Decoder(DirectivesEvent), HANDLERS)
        yield log, pool, PolicyTaker(FACTS, pool, runner)


def deliver(first: int, last: int) -> Batch[RegistryEvent]:
    return cut(HISTORY, first, last)


async def list_streams(database: Database) -> list[str]:
    return [event.stream for event in await read_events(database)]


async def test_facts_are_copied_once_though_delivered_three_times(log_database: Database) -> None:
    """PLT-17."""
    async with copying(log_database.url) as (_, _, taker):
        for _ in range(3):
            assert await taker.take(deliver(1, 3)) == 3
        assert await taker.take(deliver(2, 2)) == 3
        assert (await taker.checkpoint()).position == 3
    assert await list_streams(log_database) == COPIED


async def test_a_fact_keeps_who_when_and_why(log_database: Database) -> None:
    async with copying(log_database.url) as (_, _, taker):
        await taker.take(deliver(1, 1))
    (fact,) = await read_events(log_database)
    assert (fact.actor, fact.role) == ("policy:directives-facts", "SYSTEM")
    assert fact.effective_at == HISTORY[0].effectiveat
    assert (fact.correlation_id, fact.causation_id) == (HISTORY[0].correlationid, HISTORY[0].commandid)


async def test_a_hole_is_told_before_anything_is_done(log_database: Database) -> None:
    async with copying(log_database.url) as (_, _, taker):
        assert await taker.take(deliver(2, 3)) == Hole(0)
    assert await list_streams(log_database) == []


async def test_a_crash_between_effect_and_checkpoint_repeats_harmlessly(log_database: Database) -> None:
    async with copying(log_database.url) as (_, _, taker), connected(log_database.admin_url) as owner:
        await owner.execute("ALTER TABLE checkpoints ADD CONSTRAINT held CHECK (position = 0)")
        with pytest.raises(asyncpg.CheckViolationError):
            await taker.take(deliver(1, 3))
        assert await list_streams(log_database) == COPIED
        assert (await taker.checkpoint()).position == 0
        await owner.execute("ALTER TABLE checkpoints DROP CONSTRAINT held")
        assert await taker.take(deliver(1, 3)) == 3
    assert await list_streams(log_database) == COPIED


async def test_two_replicas_at_once_copy_once(log_database: Database) -> None:
    async with copying(log_database.url) as (_, _, one), copying(log_database.url) as (_, _, other):
        await asyncio.gather(one.take(deliver(1, 3)), other.take(deliver(1, 3)), other.take(deliver(1, 2)))
        assert (await one.checkpoint()).position == 3
    assert sorted(await list_streams(log_database)) == sorted(COPIED)


async def test_a_busy_stream_makes_a_policy_wait_and_passes_over_nothing(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rule refused it: the checkpoint stays before the event."""
    monkeypatch.setattr("infra.deciding.TRIES", 0)
    async with copying(log_database.url) as (_, _, taker):
        with pytest.raises(Unavailable, match="BUSY"):
            await taker.take(deliver(1, 3))
        assert (await taker.checkpoint()).position == 0
        monkeypatch.setattr("infra.deciding.TRIES", 5)
        assert await taker.take(deliver(1, 3)) == 3


async def test_registry_events_arrive_as_facts_over_the_broker(
    log_database: Database, registry_database: Database, broker: Broker
) -> None:
    """From one log to the other, with the first half lost on the way."""
    decoder: Decoder[RegistryEvent] = Decoder(RegistryEvent)
    rabbit = build_broker(broker.url)
    async with (
        open_log(registry_database.url) as registry,
        copying(log_database.url) as (_, _, taker),
        asking(broker.url) as requester,
    ):
        Feed(rabbit, registry, TENANT, "registry")
        await rabbit.start()
        feed: FeedClient[RegistryEvent] = FeedClient(requester, "registry", decoder)
        consumer = Consumer(broker.url, FACTS.name, "registry", decoder, feed, [taker])
        for stream, event in WRITTEN:
            version = len(await registry.read_stream(stream))
            new = make_event(stream, event.model_dump_json().encode(), event.wire())
            await registry.append(make_append(new, expected={stream: version}))
        async with connected(registry_database.admin_url) as owner:
            await owner.execute("UPDATE relay SET position = 2")  # as if 1 and 2 had been published and lost
        relay = Relay(registry, registry_database.url, broker.url, TENANT, "registry")
        async with running(relay.run(), consumer.run()):
            await eventually(lambda: has_taken(taker, 3))
        await rabbit.stop()
    assert await list_streams(log_database) == COPIED


async def has_taken(taker: PolicyTaker, position: int) -> bool:  # type: ignore[type-arg]  # of facts
    return (await taker.checkpoint()).position == position


def issue(after: dict[str, int]) -> Envelope[Command]:
    body: Command = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)
    return make_envelope(body).model_copy(update={"after": after})


@pytest.mark.parametrize("after", [{}, {"registry": 3}, {"evaluations": 99}])
async def test_a_command_waits_for_the_facts_that_its_sender_wrote(
    log_database: Database, after: dict[str, int]
) -> None:
    """A command may carry the positions that its sender has seen (decided.md, Stale facts)."""
    async with copying(log_database.url) as (log, pool, taker):
        copies = Copies(pool, {"registry": [FACTS.name]})
        runner: Runner[DirectivesEvent] = Runner(log, Decoder(DirectivesEvent), HANDLERS, copies.reached)
        async with running(copies.run()):
            asked = asyncio.create_task(runner.run(issue(after)))
            await taker.take(deliver(1, 3))
            assert isinstance(await asked, Done)


async def test_facts_that_do_not_come_are_told(log_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.policies.WAIT_S", 0.1)
    async with copying(log_database.url) as (log, pool, taker):
        copies = Copies(pool, {"registry": [FACTS.name]})
        runner: Runner[DirectivesEvent] = Runner(log, Decoder(DirectivesEvent), HANDLERS, copies.reached)
        await taker.take(deliver(1, 3))
        async with running(copies.run()):
            outcome = await runner.run(issue({"registry": 4}))
    assert isinstance(outcome, Refused)
    assert outcome.code == "FACTS_NOT_READY"


async def test_a_database_that_is_away_is_unavailable_and_no_fault_of_the_command(log_database: Database) -> None:
    """It goes back to its queue, not to the dead letters."""
    async with standing_before(log_database.url) as (proxy, url), asyncpg.create_pool(url, min_size=1) as pool:
        copies = Copies(pool, {"registry": [FACTS.name]})
        await proxy.stop()
        async with running(copies.run()):
            with pytest.raises(Unavailable):
                await copies.reached({"registry": 1})
        await proxy.start()
