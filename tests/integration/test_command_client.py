"""Commands over a real broker: coalesced, bounded in flight, expiring, and honest about what is not known."""

import asyncio
from datetime import UTC, datetime

import pytest
from aio_pika import DeliveryMode

from contracts.errors import Rejected
from contracts.messages import Command, Done, Envelope
from infra.batching import Unavailable
from infra.commanding import COMMANDS as MOST
from infra.messaging import open_channel
from infra.requests import OutcomeUnknown
from tests.counter import Count, Service, Wait
from tests.integration.brokers import Broker
from tests.integration.cutting import standing_before
from tests.integration.databases import Database
from tests.integration.serving import COMMANDS, count_waiting, is_connected, sending, serving, tapping
from tests.integration.waiting import eventually, until
from tests.making import CONTEXT, make_envelope

ON_BROKER = (CONTEXT,)


def count(counter: str = "a", by: int = 1) -> Envelope[Command]:
    body: Command = Count(counter=counter, by=by)
    return make_envelope(body)


def count_apart(number: int) -> list[Envelope[Command]]:
    return [count(f"c{n}") for n in range(number)]


async def test_one_command_is_one_message_and_gets_its_outcome(log_database: Database, broker: Broker) -> None:
    async with tapping(broker) as tap, serving(broker, log_database.url), sending(broker.url) as client:
        outcome = await client.send(count(by=3))
        assert await tap.count_commands() == [1]
    assert isinstance(outcome, Done)
    assert (outcome.position, outcome.result.number) == (1, "3")


async def test_what_waits_travels_together(log_database: Database, broker: Broker) -> None:
    """600 commands are three messages, not 600."""
    async with tapping(broker) as tap, serving(broker, log_database.url), sending(broker.url) as client:
        outcomes = await asyncio.gather(*map(client.send, count_apart(600)))
        told = await tap.count_commands()
    assert all(isinstance(outcome, Done) for outcome in outcomes)
    assert sum(told) == 600
    assert max(told) == MOST
    assert len(told) <= 5


async def test_at_most_two_messages_are_in_flight(log_database: Database, broker: Broker) -> None:
    async with sending(broker.url) as client:
        tasks = [asyncio.create_task(client.send(envelope)) for envelope in count_apart(1_000)]
        await eventually(lambda: has_waiting(broker, 2))
        async with serving(broker, log_database.url):
            assert await count_waiting(broker) <= 2
            assert all(isinstance(outcome, Done) for outcome in await asyncio.gather(*tasks))


async def has_waiting(broker: Broker, number: int) -> bool:
    return await count_waiting(broker) == number


async def test_messages_survive_the_broker_and_say_where_to_answer(broker: Broker) -> None:
    async with tapping(broker) as tap, sending(broker.url) as client:
        with pytest.raises(OutcomeUnknown):
            await client.send(count(), 0.2)
        (message,) = await tap.listen()
    assert message.delivery_mode == DeliveryMode.PERSISTENT
    assert message.reply_to
    assert message.correlation_id


async def test_an_expired_command_is_unknown_and_never_run(log_database: Database, broker: Broker) -> None:
    service = Service()
    async with sending(broker.url) as client:
        late = count()
        with pytest.raises(OutcomeUnknown):
            await client.send(late, 0.2)
        async with serving(broker, log_database.url, service):
            assert isinstance(await client.send(count("b")), Done)
            await eventually(lambda: has_waiting(broker, 0))
    assert late.id not in service.run


async def test_without_a_queue_it_is_unavailable_at_once(broker: Broker) -> None:
    """Not unknown: the broker gave the message back, nothing was sent."""
    async with open_channel(broker.url, "test") as channel:
        await channel.queue_delete(COMMANDS)
    async with sending(broker.url) as client, asyncio.timeout(2):
        with pytest.raises(Unavailable) as refusal:
            await client.send(count())
    assert not isinstance(refusal.value, OutcomeUnknown)


async def test_without_a_broker_it_is_unavailable_at_once(broker: Broker) -> None:
    async with standing_before(broker.url) as (proxy, url), sending(url) as client:
        await proxy.stop()
        await eventually(lambda: is_away(client))
        async with asyncio.timeout(2):
            with pytest.raises(Unavailable) as refusal:
                await client.send(count())
        await proxy.start()
    assert not isinstance(refusal.value, OutcomeUnknown)


async def is_away(client: object) -> bool:
    return not client.connected  # type: ignore[attr-defined]  # a client


async def test_a_connection_cut_before_the_answer_leaves_it_unknown(log_database: Database, broker: Broker) -> None:
    service = Service()
    async with (
        serving(broker, log_database.url, service),
        standing_before(broker.url) as (proxy, url),
        sending(url) as client,
    ):
        body: Command = Wait(counter="a")
        envelope = make_envelope(body)
        asked = asyncio.create_task(client.send(envelope))
        await until(lambda: service.run)
        proxy.cut()
        async with asyncio.timeout(3):
            with pytest.raises(OutcomeUnknown):
                await asked
        service.may_go_on.set()
        await eventually(lambda: is_connected(client))
        again = await client.send(envelope)
    assert isinstance(again, Done)
    assert (again.position, again.version) == (1, 1)  # what had been done is told, not done again


async def test_the_same_command_twice_at_once_is_sent_once(log_database: Database, broker: Broker) -> None:
    async with tapping(broker) as tap, serving(broker, log_database.url), sending(broker.url) as client:
        envelope = count()
        first, second = await asyncio.gather(client.send(envelope), client.send(envelope))
        assert await tap.count_commands() == [1]
    assert first == second


async def test_each_command_has_a_deadline_of_its_own(broker: Broker) -> None:
    """Nobody answers: the shorter ones end first, whatever else is under way, and a key is free again after it."""
    ended: list[str] = []

    async def send(counter: str, deadline_s: float) -> None:
        with pytest.raises(OutcomeUnknown):
            await client.send(count(counter), deadline_s)
        ended.append(counter)

    async with sending(broker.url) as client, asyncio.timeout(5), asyncio.TaskGroup() as group:
        for counter, deadline_s in (("long", 0.8), ("short", 0.2), ("short too", 0.2)):
            group.create_task(send(counter, deadline_s))
    assert ended == ["short", "short too", "long"]


async def test_a_command_goes_out_though_nobody_waits_any_more(log_database: Database, broker: Broker) -> None:
    service, envelope = Service(), count()
    async with sending(broker.url) as client:
        asked = asyncio.create_task(client.send(envelope))
        await asyncio.sleep(0)
        asked.cancel()
        async with serving(broker, log_database.url, service):
            assert isinstance(await client.send(count("b")), Done)
            await until(lambda: envelope.id in service.run)


async def test_another_body_under_a_key_that_is_under_way_is_refused(broker: Broker) -> None:
    async with sending(broker.url) as client:
        first = count()
        under_way = asyncio.create_task(client.send(first, 0.5))
        await asyncio.sleep(0)
        with pytest.raises(Rejected, match="IDEMPOTENCY_CONFLICT"):
            await client.send(first.model_copy(update={"body": Count(counter="a", by=2)}))
        with pytest.raises(OutcomeUnknown):
            await under_way


async def test_a_full_buffer_is_unavailable_at_once(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.commanding.CAPACITY", 3)
    async with sending(broker.url) as client, asyncio.timeout(3):
        tasks = [asyncio.create_task(client.send(envelope, 0.5)) for envelope in count_apart(6)]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OutcomeUnknown] * 3 + [Unavailable] * 3


async def test_commands_say_when_they_expire(broker: Broker) -> None:
    async with tapping(broker) as tap, sending(broker.url) as client:
        before = datetime.now(UTC)
        with pytest.raises(OutcomeUnknown):
            await client.send(count(), 0.3)
        (message,) = await tap.listen()
    expires_at = Envelope[Count].model_validate_json(message.body[len(b'{"commands":[') : -2]).expires_at
    assert expires_at is not None
    assert 0.25 < (expires_at - before).total_seconds() < 1
