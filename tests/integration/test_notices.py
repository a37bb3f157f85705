"""Notices: raised once each by what happens after the coordination is deployed, whatever is repeated or killed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
import pytest_asyncio

from contracts.calendar.deadlines import Stage
from contracts.coordination import CoordinationEvent, NoticeRaised, Recipient
from contracts.directives import Clock, DirectivesEvent, EscalationRaised, Level, ReminderSent
from infra.cloudevents import Decoder
from infra.consumer import Consumer
from infra.consuming import FeedClient
from infra.deciding import Runner
from infra.feed import Feed
from infra.log import EventLog, open_log
from infra.policies import PolicyTaker
from infra.relay import Relay
from infra.requests import Requester
from infra.service import _follow, build_broker
from services.coordination.handlers import HANDLERS
from services.coordination.policies import NOTICES
from tests.integration.brokers import Broker
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database, Databases, connected
from tests.integration.serving import asking
from tests.integration.waiting import eventually, running
from tests.making import TENANT, make_append, make_event

DUE: Final = date(2024, 2, 8)
SOURCE: Final = "directives"
Taking = PolicyTaker[DirectivesEvent, CoordinationEvent]
DECODER: Final[Decoder[CoordinationEvent]] = Decoder(CoordinationEvent)


@pytest_asyncio.fixture
async def own_database(databases: Databases) -> AsyncIterator[Database]:
    """An empty log of the coordination."""
    async with databases.make_log("coordination") as database:
        yield database


@asynccontextmanager
async def deployed(url: str, requester: Requester, broker: Broker) -> AsyncIterator[Taking]:
    """Run the policy over the broker, as the service does, until the block ends."""
    async with open_log(url) as log, asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
        taker: Taking = PolicyTaker(NOTICES, pool, Runner(log, DECODER, HANDLERS))
        decoder: Decoder[DirectivesEvent] = Decoder(DirectivesEvent)
        feed: FeedClient[DirectivesEvent] = FeedClient(requester, SOURCE, decoder)
        consumer = Consumer(broker.url, NOTICES.name, SOURCE, decoder, feed, [taker])
        async with running(_follow(taker, consumer)):  # type: ignore[arg-type]  # of the directives' events
            yield taker


@asynccontextmanager
async def telling(broker: Broker, database: Database) -> AsyncIterator[EventLog]:
    """Publish and serve the directives' log until the block ends."""
    rabbit = build_broker(broker.url)
    async with open_log(database.url) as log:
        Feed(rabbit, log, TENANT, SOURCE)
        await rabbit.start()
        async with running(Relay(log, database.url, broker.url, TENANT, SOURCE).run()):
            yield log
        await rabbit.stop()


async def happen(log: EventLog, directive: int, *events: DirectivesEvent) -> int:
    """Append events to a directive's stream; return the head."""
    stream = f"directive-{UUID(int=directive)}"
    for event in events:
        version = len(await log.read_stream(stream))
        new = make_event(stream, event.model_dump_json().encode(), event.wire())
        await log.append(make_append(new, expected={stream: version}))
    return (await log.read_head()).position


def remind(stage: Stage) -> ReminderSent:
    return ReminderSent(clock=Clock.REPORT, department="roads", stage=stage, due=DUE)


LATE: Final = EscalationRaised(
    clock=Clock.REPORT, department="roads", stage=Stage.LATE_1, level=Level.TEAM_HEAD, due=DUE
)


async def read_notices(database: Database) -> list[tuple[UUID, Recipient, Stage | None]]:
    found = [DECODER.read_data(row.data) for row in await read_events(database)]
    return [(each.directive, each.recipient, each.stage) for each in found if isinstance(each, NoticeRaised)]


async def has_taken(taker: Taking, position: int) -> bool:
    return (await taker.checkpoint()).position == position


async def test_what_happened_before_the_deployment_is_no_news(
    log_database: Database, own_database: Database, broker: Broker
) -> None:
    """A policy with effects outside starts at the head; what comes from then on is told once, over two restarts."""
    async with telling(broker, log_database) as log, asking(broker.url) as requester:
        before = await happen(log, 1, remind(Stage.DUE_IN_3), remind(Stage.DUE_IN_1))
        async with deployed(own_database.url, requester, broker) as taker:
            await eventually(lambda: has_taken(taker, before))
            head = await happen(log, 1, remind(Stage.DUE))
            await eventually(lambda: has_taken(taker, head))
        head = await happen(log, 1, LATE)  # while it is down
        async with deployed(own_database.url, requester, broker) as taker:
            await eventually(lambda: has_taken(taker, head))
    assert await read_notices(own_database) == [
        (UUID(int=1), Recipient.OFFICER, Stage.DUE),
        (UUID(int=1), Recipient.TEAM_HEAD, Stage.LATE_1),
    ]
    assert find_faults(await read_events(own_database)) == []


async def test_an_installation_that_begins_with_it_misses_nothing(
    log_database: Database, own_database: Database, broker: Broker
) -> None:
    async with (
        telling(broker, log_database) as log,
        asking(broker.url) as requester,
        deployed(own_database.url, requester, broker) as taker,
    ):
        await eventually(lambda: has_begun(taker))
        head = await happen(log, 1, remind(Stage.DUE_IN_1))
        await eventually(lambda: has_taken(taker, head))
    assert await read_notices(own_database) == [(UUID(int=1), Recipient.OFFICER, Stage.DUE_IN_1)]


async def has_begun(taker: Taking) -> bool:
    return taker.has_begun


async def test_two_replicas_that_are_ended_between_effect_and_checkpoint_tell_once(
    log_database: Database, own_database: Database, broker: Broker
) -> None:
    """DIR-20, PLT-17: what was raised before the end is found again by its id."""
    async with telling(broker, log_database) as log, asking(broker.url) as requester:
        async with deployed(own_database.url, requester, broker) as taker:
            await eventually(lambda: has_begun(taker))
            begun = await taker.checkpoint()
            head = await happen(log, 1, remind(Stage.DUE), LATE)
            await eventually(lambda: has_taken(taker, head))
        async with connected(own_database.admin_url) as owner:  # as if its end had undone the move
            await owner.execute(
                "UPDATE checkpoints SET epoch = $1, position = $2, chain = $3", begun.epoch, begun.position, begun.chain
            )
        async with (
            deployed(own_database.url, requester, broker) as one,
            deployed(own_database.url, requester, broker) as two,
        ):
            await eventually(lambda: has_taken(one, head))
            await eventually(lambda: has_taken(two, head))
    assert len(await read_notices(own_database)) == 2
