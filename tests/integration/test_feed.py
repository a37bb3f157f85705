"""What is asked of a service over its feed queue: each kind answered, a faulty one told so, none ends the answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from aio_pika.abc import AbstractIncomingMessage
from aio_pika.robust_queue import RobustQueue

from contracts.messages import Command, Done, Message, Recorded
from contracts.questions import (
    OutcomeFound,
    OutcomeRequest,
    Parked,
    ParkedList,
    ParkedRequest,
    Released,
    ReleaseRequest,
)
from infra.asking import ask_heads, ask_outcome, ask_parked, ask_release, read_stream
from infra.batching import Unavailable
from infra.clock import make_id
from infra.cloudevents import Decoder
from infra.feed import ERROR, Feed
from infra.log import EventLog, open_log
from infra.messaging import name_feed_queue
from infra.requests import Requester
from infra.service import MESSAGES_AT_ONCE, build_broker
from tests.counter import CONTEXT, Count, Counted, CounterEvent, Number
from tests.integration.brokers import Broker
from tests.integration.cutting import standing_before
from tests.integration.databases import Database
from tests.integration.serving import asking
from tests.integration.test_runner import Replica, done
from tests.making import TENANT, make_append, make_bundle, make_envelope, make_event

ON_BROKER = (CONTEXT,)
DECODER: Decoder[CounterEvent] = Decoder(CounterEvent)
PARKED = Parked(
    consumer="directives-facts", context="registry", stream="department-roads", position=7, events=2,
    why="ValidationError", parked_at=datetime(2024, 2, 5, 3, 0, tzinfo=UTC),
)  # fmt: skip


@asynccontextmanager
async def answering(broker: Broker, log: EventLog) -> AsyncIterator[tuple[Feed, Requester]]:
    """Answer the questions on a log, and give who may ask."""
    rabbit = build_broker(broker.url)
    feed = Feed(rabbit, log, TENANT, CONTEXT)
    await rabbit.start()
    try:
        async with asking(broker.url) as requester:
            yield feed, requester
    finally:
        await rabbit.stop()


async def test_a_stream_is_read_from_a_version_up_to_its_end(log_database: Database, broker: Broker) -> None:
    async with open_log(log_database.url) as log, answering(broker, log) as (_, requester):
        replica = Replica(log)
        for counter in ("a", "b", "a", "b", "a"):
            await replica.count(counter)
        first = await read_stream(requester, CONTEXT, DECODER, "counter-a", limit=2)
        rest = await read_stream(requester, CONTEXT, DECODER, "counter-a", after=2)
        end = await read_stream(requester, CONTEXT, DECODER, "counter-a", after=3)
    assert [(event.position, event.streamversion) for event in first.events] == [(1, 1), (3, 2)]
    assert [(event.position, event.streamversion) for event in rest.events] == [(5, 3)]
    assert end.events == []
    assert {each.headers.last for each in (first, rest, end)} == {5}
    assert isinstance(first.events[0], Recorded)
    assert first.events[0].data == Counted(by=1)


async def test_a_stream_of_long_events_comes_in_messages_of_a_mebibyte(log_database: Database, broker: Broker) -> None:
    long = [make_event("note-1", b'{"type":"counter.counted.v1","by":1' + b" " * 400_000 + b"}")] * 3
    async with open_log(log_database.url) as log, answering(broker, log) as (_, requester):
        await log.append(make_append(*long))
        lengths, after = [], 0
        while (page := await read_stream(requester, CONTEXT, DECODER, "note-1", after=after)).events:
            lengths.append(len(page.events))
            after = page.events[-1].streamversion
    assert lengths == [2, 1]


async def test_an_outcome_is_told_with_its_sender(log_database: Database, broker: Broker) -> None:
    """Nothing stored, nothing told: a refusal, an idle command and an unknown id look alike."""
    body: Command = Count(counter="a", by=3)
    envelope = make_envelope(body, user="officer-1")
    refused, idle = uuid4(), uuid4()
    async with open_log(log_database.url) as log, answering(broker, log) as (_, requester):
        replica = Replica(log)
        first = done(await replica.run(envelope))
        await replica.count(by=1_000, command_id=refused)
        await replica.count(by=0, command_id=idle)
        assert await ask_outcome(requester, CONTEXT, envelope.id) == OutcomeFound(done=first, actor="officer-1")
        for command_id in (refused, idle, uuid4()):
            assert await ask_outcome(requester, CONTEXT, command_id) == OutcomeFound()
        bundle = make_bundle(Count(counter="b"), Number())
        await replica.run(bundle)
        part = await ask_outcome(requester, CONTEXT, bundle.also[0].id)
        assert (part.actor, part.done and (part.done.result.number, part.done.position)) == ("operator", ("1", 4))
    assert isinstance(first, Done)


async def test_other_parts_of_a_service_answer_their_own_questions(log_database: Database, broker: Broker) -> None:
    released: list[ReleaseRequest] = []

    async def list_parked(_: ParkedRequest) -> Message:
        return ParkedList(parked=(PARKED,))

    async def release(request: ReleaseRequest) -> Message:
        released.append(request)
        return Released(released=True)

    async with open_log(log_database.url) as log, answering(broker, log) as (feed, requester):
        feed.on(ParkedRequest, list_parked).on(ReleaseRequest, release)
        assert (await ask_parked(requester, CONTEXT)).parked == (PARKED,)
        request = ReleaseRequest(consumer=PARKED.consumer, context=PARKED.context, stream=PARKED.stream)
        assert (await ask_release(requester, CONTEXT, request)).released
    assert released == [request]


async def test_a_question_that_nobody_answers_is_told_at_once(log_database: Database, broker: Broker) -> None:
    async with open_log(log_database.url) as log, answering(broker, log) as (_, requester):
        with pytest.raises(Unavailable, match="NobodyAnswers"):
            await ask_heads(requester, CONTEXT)


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"\x00", b"[]", b"{}", b'{"kind":"page"}', b'{"kind":"page","after":-1}', b'{"kind":"stream","stream":"A B"}',
     b'{"kind":"outcome","command_id":"7"}', b'{"kind":"page","after":0,"limit":501}', b'{"kind":"drop"}', b"\xff\xfe"],
)  # fmt: skip
async def test_a_faulty_question_is_told_so_and_ends_nobody_elses(
    log_database: Database, broker: Broker, rubbish: bytes
) -> None:
    async with open_log(log_database.url) as log, answering(broker, log) as (_, requester):
        for _ in range(3):
            reply = await requester.ask(name_feed_queue(CONTEXT), rubbish, make_id().hex, 5.0)
            assert (reply.headers[ERROR], reply.body) == ("ValidationError", b"null")
        assert await ask_outcome(requester, CONTEXT, uuid4()) == OutcomeFound()


async def test_a_bug_of_an_answer_is_told_so_and_ends_nobody_elses(log_database: Database, broker: Broker) -> None:
    async def fail(_: ParkedRequest) -> Message:
        raise RuntimeError("a bug")

    async with open_log(log_database.url) as log, answering(broker, log) as (feed, requester):
        feed.on(ParkedRequest, fail)
        with pytest.raises(Unavailable, match="RuntimeError"):
            await ask_parked(requester, CONTEXT)
        assert await ask_outcome(requester, CONTEXT, uuid4()) == OutcomeFound()


async def test_a_log_that_is_away_is_told_and_asked_again(log_database: Database, broker: Broker) -> None:
    async with (
        standing_before(log_database.url) as (proxy, url),
        open_log(url) as log,
        answering(broker, log) as (_, requester),
    ):
        await proxy.stop()
        with pytest.raises(Unavailable):
            await read_stream(requester, CONTEXT, DECODER, "counter-a")
        await proxy.start()
        assert (await read_stream(requester, CONTEXT, DECODER, "counter-a")).events == []


async def test_what_was_asked_before_the_start_is_answered(
    log_database: Database, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that comes before its subscriber's start is over: dropped, it would keep its place for ever."""
    asked, replies, arrived = 3 * MESSAGES_AT_ONCE, asyncio.Queue[AbstractIncomingMessage | None](), asyncio.Event()
    question = OutcomeRequest(command_id=uuid4()).model_dump_json().encode()
    consume = RobustQueue.consume

    async def consume_late(queue: RobustQueue, *told: Any, **named: Any) -> str:
        """Come back only once an answer has come, as where the loop is late."""
        tag = await consume(queue, *told, **named)
        if queue.name == name_feed_queue(CONTEXT):
            await arrived.wait()
        return tag

    def take(reply: AbstractIncomingMessage | None) -> None:
        replies.put_nowait(reply)
        arrived.set()

    async with open_log(log_database.url) as log, asking(broker.url) as requester, asyncio.timeout(10.0):
        for _ in range(asked):
            await requester.post(name_feed_queue(CONTEXT), question, make_id().hex, take)
        monkeypatch.setattr(RobustQueue, "consume", consume_late)
        async with answering(broker, log):
            told = [await replies.get() for _ in range(asked)]
    assert [OutcomeFound.model_validate_json(reply.body) for reply in told if reply] == [OutcomeFound()] * asked
