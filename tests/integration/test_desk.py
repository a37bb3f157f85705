"""The command desk: neighbours answered, only the culprit buried, nothing run after its time, nothing lost."""

import asyncio
import gc
import json

import structlog

from contracts.messages import Command, CommandBatch, Done, Envelope, Refused
from infra.appends import NewEvent
from infra.log import open_log
from infra.messaging import open_channel
from tests.counter import Break, Count, CounterCommand, NewerCounterEvent, Renamed, Wait
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.cutting import standing_before
from tests.integration.databases import Database
from tests.integration.serving import COMMANDS, count_waiting, post, read_dead, sending, serving
from tests.integration.waiting import eventually, until
from tests.making import CONTEXT, make_append, make_envelope

ON_BROKER = (CONTEXT,)


def envelop(body: Command) -> Envelope[Command]:
    return make_envelope(body)


def make_message(*bodies: Command) -> bytes:
    return b'{"commands":[' + b",".join(envelop(body).model_dump_json().encode() for body in bodies) + b"]}"


def count_envelopes() -> int:
    return sum(isinstance(each, Envelope) for each in gc.get_objects())


async def is_empty(broker: Broker) -> bool:
    return await count_waiting(broker) == 0


async def test_refusals_and_outcomes_travel_together(log_database: Database, broker: Broker) -> None:
    async with serving(broker, log_database.url), sending(broker.url) as client:
        fine, refused = await asyncio.gather(
            client.send(envelop(Count(counter="a"))), client.send(envelop(Count(counter="b", by=1_000)))
        )
    assert isinstance(fine, Done)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.details) == ("WRONG_STATE", {"total": "0"})


async def test_a_faulty_command_is_buried_alone(log_database: Database, broker: Broker) -> None:
    """Its neighbours in the message are answered; the dead letter can be read and sent again."""
    culprit = envelop(Break(why="a bug"))
    async with serving(broker, log_database.url), sending(broker.url) as client:
        neighbours = [asyncio.create_task(client.send(envelop(Count(counter=f"c{n}")))) for n in range(5)]
        faulty = asyncio.create_task(client.send(culprit))
        assert all(isinstance(outcome, Done) for outcome in await asyncio.gather(*neighbours))
        answer = await faulty
        (letter,) = await read_dead(broker)
    assert isinstance(answer, Refused)
    assert answer.code == "COMMAND_FAULTY"
    (buried,) = CommandBatch[CounterCommand].model_validate_json(letter.body).commands
    assert (buried.id, buried.body) == (culprit.id, culprit.body)
    assert letter.headers["error"] == "RuntimeError"


async def test_an_unreadable_command_is_buried_alone(log_database: Database, broker: Broker) -> None:
    """A gateway that is newer than the service sends a type that it does not know: its neighbours are answered."""
    newer = {**envelop(Count(counter="b")).model_dump(mode="json"), "body": {"type": "counter.reset.v9"}}
    message = json.loads(make_message(Count(counter="a"), Count(counter="c")))
    message["commands"].insert(1, newer)
    async with serving(broker, log_database.url) as service:
        await post(broker, json.dumps(message).encode())
        await until(lambda: len(service.run) == 2)
        letters = await eventually(lambda: read_dead(broker))
    assert [[each["id"] for each in json.loads(letter.body)["commands"]] for letter in letters] == [[newer["id"]]]
    assert [event.stream for event in await read_events(log_database)] == ["counter-a", "counter-c"]


async def test_a_message_that_is_no_json_is_buried_whole(log_database: Database, broker: Broker) -> None:
    async with serving(broker, log_database.url):
        await post(broker, b"\x00 no json")
        (letter,) = await eventually(lambda: read_dead(broker))
    assert letter.body == b"\x00 no json"


async def test_a_fresh_message_runs_its_commands_together(log_database: Database, broker: Broker) -> None:
    async with serving(broker, log_database.url) as service:
        await post(broker, make_message(*(Count(counter=f"c{n}") for n in range(20))))
        await until(lambda: len(service.run) == 20)
    assert service.most_at_once == 20


async def test_a_message_that_was_answered_is_freed_without_a_search_for_cycles(
    log_database: Database, broker: Broker
) -> None:
    """That search is seldom: it would meet thousands of commands, and hold up everybody for a tenth of a second."""
    async with serving(broker, log_database.url) as service:
        gc.collect()
        gc.disable()
        try:
            before = count_envelopes()
            await post(broker, make_message(*(Count(counter=f"c{n}") for n in range(20))))
            await until(lambda: len(service.run) == 20)
            await until(lambda: count_envelopes() <= before)
        finally:
            gc.enable()


async def test_a_redelivered_message_runs_them_one_at_a_time(log_database: Database, broker: Broker) -> None:
    """The process died over one of them: each is tried alone, so that only the culprit can do it again."""
    await post(broker, make_message(*(Count(counter=f"c{n}") for n in range(20))))
    async with open_channel(broker.url, "dying") as channel:
        taken = await (await channel.get_queue(COMMANDS, ensure=False)).get()
        assert not taken.redelivered
    async with serving(broker, log_database.url) as service:
        await until(lambda: len(service.run) == 20)
    assert service.most_at_once == 1


async def test_a_message_that_kills_its_reader_again_and_again_is_buried(broker: Broker) -> None:
    await post(broker, make_message(Count(counter="a")))
    for _ in range(6):
        async with open_channel(broker.url, "dying") as channel:
            queue = await channel.get_queue(COMMANDS, ensure=False)
            await eventually(lambda queue=queue: queue.get(fail=False))  # type: ignore[misc]  # bound at once
    (letter,) = await eventually(lambda: read_dead(broker))
    assert letter.headers["x-death"][0]["reason"] == "delivery_limit"  # type: ignore[index, call-overload]  # a list


async def test_a_slow_command_is_answered_later_and_holds_up_no_neighbour(
    log_database: Database, broker: Broker
) -> None:
    async with serving(broker, log_database.url) as service, sending(broker.url) as client:
        slow = asyncio.create_task(client.send(envelop(Wait(counter="slow"))))
        quick = asyncio.create_task(client.send(envelop(Count(counter="quick"))))
        async with asyncio.timeout(2):
            assert isinstance(await quick, Done)
        assert not slow.done()
        service.may_go_on.set()
        assert isinstance(await slow, Done)


async def test_commands_wait_for_a_log_that_comes_back(log_database: Database, broker: Broker) -> None:
    """A database that restarts costs no command and buries none."""
    async with (
        standing_before(log_database.url) as (proxy, url),
        serving(broker, url),
        sending(broker.url) as client,
    ):
        await proxy.stop()
        tasks = [asyncio.create_task(client.send(envelop(Count(counter=f"c{n}")))) for n in range(5)]
        await asyncio.wait(tasks, timeout=1.5)
        assert not any(task.done() for task in tasks)
        await proxy.start()
        assert all(isinstance(outcome, Done) for outcome in await asyncio.gather(*tasks))
        await eventually(lambda: is_empty(broker))
    assert await read_dead(broker) == []
    assert len(await read_events(log_database)) == 5


async def test_what_an_older_build_cannot_read_is_for_the_newer_one(log_database: Database, broker: Broker) -> None:
    """Half-way through an upgrade its command is told to come back; its neighbours' answers stand, a refusal too."""
    renamed = make_append(NewEvent("counter-a", Renamed.wire(), Renamed(name="가").model_dump_json().encode()))
    beyond, stored, too_much = (envelop(Count(counter=n, by=by)) for n, by in (("a", 1), ("b", 1), ("c", 1_000)))
    with structlog.testing.capture_logs() as lines:
        async with serving(broker, log_database.url) as old, sending(broker.url) as client:
            async with open_log(log_database.url) as log:
                await log.append(renamed)
            outcomes = await asyncio.gather(*map(client.send, (beyond, stored, too_much)))
            assert [each.code if isinstance(each, Refused) else "" for each in outcomes] == ["BUSY", "", "WRONG_STATE"]
            await eventually(lambda: is_empty(broker))
            assert [old.run.count(each.id) for each in (beyond, stored, too_much)] == [1, 1, 1]
        async with serving(broker, log_database.url, events=NewerCounterEvent), sending(broker.url) as client:
            assert isinstance(await client.send(beyond), Done)
    assert await read_dead(broker) == []
    assert [line["type"] for line in lines if line["event"] == "an event of a newer build"] == ["counter.renamed.v1"]


async def test_an_answer_that_nobody_waits_for_any_more_harms_nobody(log_database: Database, broker: Broker) -> None:
    async with serving(broker, log_database.url) as service:
        async with sending(broker.url) as leaving:
            asked = asyncio.create_task(leaving.send(envelop(Wait(counter="a"))))
            await until(lambda: service.run)
            asked.cancel()
        service.may_go_on.set()
        async with sending(broker.url) as client:
            assert isinstance(await client.send(envelop(Count(counter="a"))), Done)
        await eventually(lambda: is_empty(broker))
    assert await read_dead(broker) == []
