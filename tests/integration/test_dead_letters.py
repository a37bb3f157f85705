"""Dead letters sent again: each lies there or is on its way until it has ended, and is stored once."""

from datetime import timedelta

import pytest

from contracts.messages import Command, CommandBatch, Envelope
from contracts.values import Role
from gateway.console.operations.dead import look, send_again
from infra import desk
from infra.messaging import DEAD_EXCHANGE
from tests.counter import CONTEXT, Break, Count, MoveClock
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.serving import COMMANDS, DEAD, count_waiting, post, serving
from tests.integration.waiting import eventually, until
from tests.making import NOON, make_envelope

ON_BROKER = (CONTEXT,)
LATER = NOON + timedelta(days=1)


def write(body: Command, role: Role = Role.OPERATOR) -> Envelope[Command]:
    """Return a command that expired long ago, and was stamped then."""
    return make_envelope(body, role=role, expires_at=NOON)


async def bury(broker: Broker, *envelopes: Envelope[Command]) -> None:
    """Let a message lie with the dead letters, as the desk or the broker puts it there."""
    body = CommandBatch[Command](commands=envelopes).model_dump_json(serialize_as_any=True).encode()
    await post(broker, body, exchange=DEAD_EXCHANGE, key=COMMANDS)
    await eventually(lambda: is_there(broker))


async def is_there(broker: Broker) -> bool:
    return await count_waiting(broker, DEAD) > 0


async def is_over(broker: Broker) -> bool:
    return await count_waiting(broker) == 0


async def count_stored(database: Database) -> int:
    return len(await read_events(database))


async def test_a_letter_that_has_expired_is_decided(log_database: Database, broker: Broker) -> None:
    """Who sent it has gone long ago: it shall be done all the same."""
    await bury(broker, write(Count(counter="a")))
    async with serving(broker, log_database.url):
        assert await send_again(broker.url, CONTEXT) == 1
        await eventually(lambda: count_stored(log_database))
        assert await look(broker.url, CONTEXT) == []


async def test_a_letter_from_before_the_clock_moved_takes_effect_now(log_database: Database, broker: Broker) -> None:
    """CAL-14: nothing is stored as of a moment that the manual clock has left behind."""
    moved = write(MoveClock(now=LATER), Role.SYSTEM).model_copy(update={"expires_at": None})
    await bury(broker, write(Count(counter="a")))
    async with serving(broker, log_database.url) as service:
        await post(broker, CommandBatch[Command](commands=(moved,)).model_dump_json(serialize_as_any=True).encode())
        await eventually(lambda: count_stored(log_database))
        await send_again(broker.url, CONTEXT)
        await until(lambda: service.run)
        await eventually(lambda: is_over(broker))
    moments = [(event.stream, event.effective_at) for event in await read_events(log_database)]
    assert moments == [("clock", NOON), ("counter-a", LATER)]
    assert await look(broker.url, CONTEXT) == []


async def test_a_letter_is_kept_until_its_facts_have_come(
    log_database: Database, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PAUSE_S", 0.01)
    letter = write(Count(counter="a")).model_copy(update={"after": {"registry": 7}})
    await bury(broker, letter)
    async with serving(broker, log_database.url) as service:
        service.has_facts = False
        await send_again(broker.url, CONTEXT)
        await eventually(lambda: is_over(broker))
        (kept,) = await eventually(lambda: look(broker.url, CONTEXT))
        assert kept.command_id == letter.id
        assert await read_events(log_database) == []
        service.has_facts = True
        await send_again(broker.url, CONTEXT)
        await eventually(lambda: count_stored(log_database))
        assert await look(broker.url, CONTEXT) == []


async def test_a_letter_that_lies_there_twice_is_stored_once(log_database: Database, broker: Broker) -> None:
    """As after a crash between sending it and taking it away; a message may hold many, of which one still fails."""
    letter, culprit = write(Count(counter="a")), write(Break(why="a bug"))
    await bury(broker, letter)
    await bury(broker, letter, culprit)
    async with serving(broker, log_database.url):
        assert await send_again(broker.url, CONTEXT) == 2
        (kept,) = await eventually(lambda: look(broker.url, CONTEXT))
        await eventually(lambda: is_over(broker))
    assert (kept.command_id, kept.error) == (culprit.id, "RuntimeError")
    assert [event.stream for event in await read_events(log_database)] == ["counter-a"]


async def test_one_letter_is_sent_and_the_others_stay(log_database: Database, broker: Broker) -> None:
    wanted, other = write(Count(counter="a")), write(Count(counter="b"))
    await bury(broker, other)
    await bury(broker, wanted)
    async with serving(broker, log_database.url):
        assert await send_again(broker.url, CONTEXT, wanted.id) == 1
        await eventually(lambda: count_stored(log_database))
        assert [each.command_id for each in await eventually(lambda: look(broker.url, CONTEXT))] == [other.id]
    assert [event.stream for event in await read_events(log_database)] == ["counter-a"]
