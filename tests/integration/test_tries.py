"""The same command more than once: its twin, its retry, and the answer that comes too late."""

import asyncio
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage

from contracts.directives import DirectiveKind, DirectivesEvent, IssueDirective
from contracts.messages import Command, Done, Envelope, ReplyBatch, Result
from infra.batching import Unavailable
from infra.clock import read_monotonic_s
from infra.cloudevents import Decoder
from infra.deciding import Runner
from infra.log import open_log
from infra.messaging import open_channel
from infra.requests import OutcomeUnknown
from services.directives.handlers import HANDLERS
from tests.counter import Count
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.serving import count_waiting, sending, serving, tapping
from tests.integration.waiting import eventually
from tests.making import CONTEXT, make_envelope

ON_BROKER = (CONTEXT,)


def count(by: int = 1) -> Command:
    return Count(counter="a", by=by)


async def test_a_command_and_its_twin_have_one_answer(log_database: Database) -> None:
    """PLT-01: the second run finds a stream that the first has made; that is no ground to refuse what is stored."""
    async with open_log(log_database.url) as log:
        runner: Runner[DirectivesEvent] = Runner(log, Decoder(DirectivesEvent), HANDLERS)
        for _ in range(25):
            body: Command = IssueDirective(text="같은 명령", kind=DirectiveKind.SIMPLE)
            twin = make_envelope(body)
            first, second = await asyncio.gather(runner.run(twin), runner.run(twin))
            assert isinstance(first, Done)
            assert first == second
    assert len(await read_events(log_database)) == 2 * 25


async def test_what_is_stored_is_answered_before_facts_are_waited_for(log_database: Database) -> None:
    async def never(_: object) -> bool:
        return False

    async with open_log(log_database.url) as log:
        body: Command = IssueDirective(text="같은 명령", kind=DirectiveKind.SIMPLE)
        twin = make_envelope(body)
        first = await Runner(log, Decoder(DirectivesEvent), HANDLERS).run(twin)
        assert await Runner(log, Decoder(DirectivesEvent), HANDLERS, never).run(twin) == first


async def test_a_retry_has_a_deadline_of_its_own(log_database: Database, broker: Broker) -> None:
    """The first try's deadline falls into the second try, and must not end it."""
    envelope: Envelope[Command] = make_envelope(count())
    async with sending(broker.url) as client:
        with pytest.raises(OutcomeUnknown):
            await client.send(envelope, 0.1)
        second = asyncio.create_task(client.send(envelope, 5.0))
        async with serving(broker, log_database.url):
            assert isinstance(await second, Done)


async def test_a_late_answer_settles_only_its_own_try(broker: Broker) -> None:
    """A reply to body A, after its deadline, is not the answer to body B under the same id."""
    key = uuid4()
    async with tapping(broker) as tap, sending(broker.url) as client:
        slow = asyncio.create_task(client.send(make_envelope(count(1), command_id=key), 1.0))
        (message,) = await eventually(tap.listen)
        with pytest.raises(OutcomeUnknown):
            await slow
        other = asyncio.create_task(client.send(make_envelope(count(2), command_id=key), 1.0))
        late = ReplyBatch(outcomes=(Done(id=key, result=Result(id="a"), position=1, version=1),))
        await answer(broker, message, late)
        with pytest.raises(OutcomeUnknown):
            await other


async def answer(broker: Broker, message: AbstractIncomingMessage, reply: ReplyBatch) -> None:
    async with open_channel(broker.url, "late") as channel:
        body = aio_pika.Message(reply.model_dump_json().encode(), correlation_id=message.correlation_id)
        await channel.default_exchange.publish(body, message.reply_to or "", mandatory=False)


async def test_a_caller_waits_no_longer_than_its_deadline(broker: Broker) -> None:
    """Nobody answers: those behind two messages in flight are told in time all the same."""
    async with sending(broker.url) as client:
        begun = read_monotonic_s()
        tries = [asyncio.create_task(client.send(make_envelope(count(number)), 0.5)) for number in range(2)]
        await eventually(lambda: has_waiting(broker, 1))
        tries += [asyncio.create_task(client.send(make_envelope(count(number)), 0.5)) for number in range(2)]
        await eventually(lambda: has_waiting(broker, 2))
        tries += [asyncio.create_task(client.send(make_envelope(count(number)), 0.5)) for number in range(2)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes)
    assert read_monotonic_s() - begun < 2.0


async def has_waiting(broker: Broker, number: int) -> bool:
    return await count_waiting(broker) >= number
