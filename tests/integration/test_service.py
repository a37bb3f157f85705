"""A service's whole process as a task: commands over the broker in, timers and sweeps of its own agenda run."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from socket import socket

import asyncpg
import httpx

from contracts.messages import Command, Done
from infra.agenda import Agenda, Drop, Put
from infra.clock import read_now
from infra.sealing import write_base64
from infra.service import Service, serve
from infra.settings import ServiceSettings
from infra.status import RoleStatus
from tests.counter import AGENDA, CLOCK, CONTEXT, CounterCommand, CounterEvent, SetAlarm, SetLimit
from tests.counter import Count as CountUp
from tests.counter import Service as Counters
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database, connected
from tests.integration.serving import count_waiting, sending
from tests.integration.test_heads import tamper
from tests.integration.waiting import eventually, running
from tests.making import make_envelope


def find_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def has_types(database: Database, *types: str) -> bool:
    return {f"counter.{each}.v1" for each in types} <= {event.type for event in await read_events(database)}


@asynccontextmanager
async def served(
    database: Database, broker: Broker, agenda: Agenda[CounterEvent] = AGENDA, head_s: float = 300.0
) -> AsyncIterator[str]:
    """Run the counters' service, and give where it tells of itself."""
    counters: Service[CounterEvent] = Service(
        CONTEXT, CounterCommand, CounterEvent, Counters().handlers(), clock=CLOCK, agenda=agenda
    )
    settings = ServiceSettings(
        database_url=database.url,
        rabbitmq_url=broker.url,
        health_port=find_port(),
        signing_key=write_base64(b"s" * 32),
    ).model_copy(update={"head_s": head_s})
    async with running(serve(counters, settings)):
        yield f"http://127.0.0.1:{settings.health_port}"


async def test_a_service_follows_its_own_log(log_database: Database, broker: Broker) -> None:
    """On the real clock: an alarm of an hour ago has passed, the counter from before the fact is told the limit."""
    now = read_now()
    commands: list[Command] = [
        CountUp(counter="a"), SetAlarm(counter="a", due_at=now - timedelta(hours=1)), SetLimit(limit=120),
    ]  # fmt: skip
    async with served(log_database, broker), sending(broker.url) as client:
        for command in commands:
            assert isinstance(await client.send(make_envelope(command, effective_at=now)), Done)
        await eventually(partial(has_types, log_database, "alarm_rung", "relimited"))
    assert [event.type for event in await read_events(log_database)].count("counter.alarm_rung.v1") == 1
    assert [event.type for event in await read_events(log_database)].count("counter.relimited.v1") == 1


async def test_a_service_takes_no_command_before_its_agenda_has_begun(log_database: Database, broker: Broker) -> None:
    """A fact stored before would count as one that was decided without an agenda, and would never be swept."""
    async with connected(log_database.admin_url) as owner, sending(broker.url) as client:
        held = owner.transaction()
        await held.start()
        await owner.execute("LOCK TABLE agenda")
        async with served(log_database, broker) as url, httpx.AsyncClient(base_url=url, trust_env=False) as asker:
            sent = asyncio.create_task(client.send(make_envelope(CountUp(counter="a"))))
            await eventually(lambda: waits_for_agenda(owner))
            await eventually(lambda: is_up(asker))
            assert (await read_events(log_database), sent.done(), await count_waiting(broker)) == ([], False, 1)
            await held.rollback()
            assert isinstance(await sent, Done)
            assert isinstance(await client.send(make_envelope(SetLimit(limit=120))), Done)
            await eventually(partial(has_types, log_database, "relimited"))


async def waits_for_agenda(owner: asyncpg.Connection) -> bool:
    """Tell whether anybody waits for the agenda's table."""
    query = "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'agenda'::regclass AND NOT granted"
    return bool(await owner.fetchval(query))


async def is_up(asker: httpx.AsyncClient) -> bool:
    """Tell whether the service has its database and its broker."""
    try:
        status = RoleStatus.model_validate_json((await asker.get("/statusz")).content)
    except httpx.HTTPError:
        return False
    return status.database and status.broker


async def test_a_service_tells_of_a_changed_log_and_of_a_stopped_agenda(log_database: Database, broker: Broker) -> None:
    """In its status and metrics, while it goes on taking commands; not any more once all is as it was."""
    broken = Agenda(lambda _: fail(), AGENDA.sweeps)
    async with (
        served(log_database, broker, broken, head_s=0.2) as url,
        sending(broker.url) as client,
        httpx.AsyncClient(base_url=url, trust_env=False) as asker,
    ):
        assert isinstance(await client.send(make_envelope(CountUp(counter="a"))), Done)
        status = await eventually(partial(read_status, asker, agenda_stopped=True, head_broken=False))
        assert status.agenda_stopped == f"Broken('the agenda fails at 1: KeyError at {__name__}:{LINE}')"
        await tamper(log_database, "UPDATE events SET actor = 'somebody' WHERE position = 1")
        status = await eventually(partial(read_status, asker, agenda_stopped=True, head_broken=True))
        assert status.head_broken == "the chain does not cover the event at 1 as it stands"
        metrics = (await asker.get("/metrics")).text
        assert 'hwanryu_head_broken{context="directives"} 1.0' in metrics
        assert 'hwanryu_agenda_stopped{context="directives"} 1.0' in metrics
        assert isinstance(await client.send(make_envelope(CountUp(counter="b"))), Done)
        await tamper(log_database, "UPDATE events SET actor = 'operator' WHERE position = 1")
        await eventually(partial(read_status, asker, agenda_stopped=True, head_broken=False))


def fail() -> Sequence[Put | Drop]:
    raise KeyError("secret of somebody")


LINE = fail.__code__.co_firstlineno + 1


async def read_status(asker: httpx.AsyncClient, *, agenda_stopped: bool, head_broken: bool) -> RoleStatus | None:
    """Return what the service tells where it is such."""
    status = RoleStatus.model_validate_json((await asker.get("/statusz")).content)
    told = status.agenda_stopped is not None, status.head_broken is not None
    return status if told == (agenda_stopped, head_broken) else None
