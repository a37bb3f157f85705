"""A service's whole process as a task: commands over the broker in, timers and sweeps of its own agenda run."""

from datetime import timedelta
from functools import partial
from socket import socket

from contracts.messages import Command, Done
from infra.clock import read_now
from infra.sealing import write_base64
from infra.service import Service, serve
from infra.settings import ServiceSettings
from tests.counter import AGENDA, CLOCK, CONTEXT, CounterCommand, CounterEvent, SetAlarm, SetLimit
from tests.counter import Count as CountUp
from tests.counter import Service as Counters
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.serving import sending
from tests.integration.waiting import eventually, running
from tests.making import make_envelope


def find_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def has_types(database: Database, *types: str) -> bool:
    return {f"counter.{each}.v1" for each in types} <= {event.type for event in await read_events(database)}


async def test_a_service_follows_its_own_log(log_database: Database, broker: Broker) -> None:
    """On the real clock: an alarm of an hour ago has passed, the counter from before the fact is told the limit."""
    counters: Service[CounterEvent] = Service(
        CONTEXT, CounterCommand, CounterEvent, Counters().handlers(), clock=CLOCK, agenda=AGENDA
    )
    settings = ServiceSettings(
        database_url=log_database.url,
        rabbitmq_url=broker.url,
        health_port=find_port(),
        signing_key=write_base64(b"s" * 32),
    )
    now = read_now()
    commands: list[Command] = [
        CountUp(counter="a"), SetAlarm(counter="a", due_at=now - timedelta(hours=1)), SetLimit(limit=120),
    ]  # fmt: skip
    async with running(serve(counters, settings)), sending(broker.url) as client:
        for command in commands:
            assert isinstance(await client.send(make_envelope(command, effective_at=now)), Done)
        await eventually(partial(has_types, log_database, "alarm_rung", "relimited"))
    assert [event.type for event in await read_events(log_database)].count("counter.alarm_rung.v1") == 1
    assert [event.type for event in await read_events(log_database)].count("counter.relimited.v1") == 1
