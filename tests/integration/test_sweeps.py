"""Facts and sweeps: what came before a fact is found, what comes after was decided on it; none missed, none twice."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

import pytest

from contracts.messages import Command, Done, Envelope, Recorded
from infra.agenda import Agenda, Drop, Put
from infra.agenda_runner import AgendaRunner
from infra.business_clock import BusinessClock
from infra.clock import read_now
from infra.log import EventLog, open_log
from tests import counter
from tests.counter import AGENDA, CONTEXT, Count, CounterEvent, SetLimit
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database, connected
from tests.integration.test_runner import Replica, done
from tests.integration.waiting import eventually, running, until
from tests.making import TENANT, make_envelope

NEW = 120
"""The limit that the fact sets; 100 before."""
FACT: Envelope[Command] = make_envelope(SetLimit(limit=NEW))


def make_attendant(
    replica: Replica, url: str, agenda: Agenda[CounterEvent] = AGENDA, *,
    clock: BusinessClock[CounterEvent] | None = None, now: datetime | None = None,
) -> AgendaRunner[CounterEvent]:  # fmt: skip
    """Return who follows the counters' log; `now` is what the clock on the wall shows."""
    return AgendaRunner(
        agenda, replica.runner, url, TENANT, CONTEXT, clock=clock, now=read_now if now is None else lambda: now
    )


@asynccontextmanager
async def attending(database: Database, log: EventLog, agenda: Agenda[CounterEvent] = AGENDA) -> AsyncIterator[Replica]:
    """Follow the log beside the block."""
    replica = Replica(log)
    async with running(make_attendant(replica, database.url, agenda).run()):
        yield replica


async def has_swept(database: Database) -> bool:
    """Tell whether the log is followed up to its head, with every sweep done."""
    async with connected(database.admin_url) as connection:
        head = await connection.fetchval("SELECT max(position) FROM events")
        place = await connection.fetchrow("SELECT position, swept FROM agenda")
    return place is not None and tuple(place) == (head, head)


async def count_findings(database: Database) -> Counter[str]:
    """Return, for each counter that was first counted before the fact, how often a sweep told it the limit.

    Fails for one that was told although it was first counted after the fact.
    """
    events = await read_events(database)
    (fact,) = [event.position for event in events if event.stream == "limit"]
    told: Counter[str] = Counter()
    for event in events:
        if event.type == "counter.counted.v1" and event.version == 1:
            limit = counter.Counted.model_validate_json(event.data).limit
            assert limit == (100 if event.position < fact else NEW), event.stream
            told[event.stream] += 0 if event.position < fact else 1_000
        if event.type == "counter.relimited.v1":
            told[event.stream] += 1
    assert find_faults(events) == []
    return Counter({stream: number for stream, number in told.items() if number != 1_000})


def count(name: str) -> Envelope[Command]:
    return make_envelope(Count(counter=name))


async def race(replicas: list[Replica], number: int = 200) -> None:
    """Count counters of their own on all replicas, wave upon wave; with the middle one comes the fact.

    The last wave comes after it, however fast the others were.
    """
    tasks: list[asyncio.Task[object]] = []
    for wave in range(10):
        names = [f"c{n}" for n in range(wave, number, 10)]
        half = len(names) // 2
        commands = [*map(count, names[:half]), *([FACT] if wave == 5 else []), *map(count, names[half:])]
        tasks += [asyncio.create_task(replicas[n % len(replicas)].run(each)) for n, each in enumerate(commands)]
        everything = asyncio.ALL_COMPLETED if wave == 8 else asyncio.FIRST_COMPLETED
        await asyncio.wait(tasks if wave == 8 else tasks[-len(commands) :], return_when=everything)
    assert all(isinstance(outcome, Done) for outcome in await asyncio.gather(*tasks))


async def test_each_counter_is_found_or_was_decided_on_the_new_fact(log_database: Database) -> None:
    """200 commands race with the fact, on two replicas that both follow the log."""
    async with (
        open_log(log_database.url) as one,
        open_log(log_database.url) as other,
        attending(log_database, one) as first,
        attending(log_database, other) as second,
    ):
        await race([first, second])
        await eventually(lambda: has_swept(log_database))
    findings = await count_findings(log_database)
    assert 0 < len(findings) < 200
    assert set(findings.values()) == {1}


async def test_a_sweep_that_is_killed_goes_on_and_repeats_nothing(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The task is ended again and again, each time a few commands further."""
    monkeypatch.setattr("infra.agenda_runner.AT_ONCE", 1)
    kills = 0
    async with open_log(log_database.url) as log:
        await make_attendant(Replica(log), log_database.url).begin()
        await race([Replica(log)], 100)
        while not await has_swept(log_database):
            stored = len(await read_events(log_database))
            async with attending(log_database, log):
                await eventually(partial(has_grown_or_swept, log_database, stored + 5))
            kills += 1
    findings = await count_findings(log_database)
    assert (kills > 1, len(findings) >= 30) == (True, True)
    assert set(findings.values()) == {1}


async def has_grown_or_swept(database: Database, before: int) -> bool:
    return await has_grown(database, before) or await has_swept(database)


async def test_a_process_killed_in_mid_sweep_is_followed_by_another(log_database: Database) -> None:
    """SIGKILL, as the machine does it: the lock falls with the connection, the next one finds where to go on."""
    async with open_log(log_database.url) as log:
        await make_attendant(Replica(log), log_database.url).begin()
        await race([Replica(log)], 300)
        before = len(await read_events(log_database))
        module = "tests.integration.attending"
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, log_database.url)
        try:
            await eventually(lambda: has_grown(log_database, before))
        finally:
            process.kill()
            await process.wait()
        assert not await has_swept(log_database), "it was too fast to be killed in the midst"
        async with attending(log_database, log):
            await eventually(lambda: has_swept(log_database))
    findings = await count_findings(log_database)
    assert len(findings) >= 50
    assert set(findings.values()) == {1}


async def has_grown(database: Database, before: int) -> bool:
    return len(await read_events(database)) > before


async def test_two_facts_in_a_row_are_swept_one_after_the_other(log_database: Database) -> None:
    """The second one's sweep tells its own limit last."""
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await make_attendant(replica, log_database.url).begin()
        await asyncio.gather(*(replica.count(f"c{n}") for n in range(30)))
        for limit in (NEW, 150):
            done(await replica.run(make_envelope(SetLimit(limit=limit))))
        async with attending(log_database, log):
            await eventually(lambda: has_swept(log_database))
    told = [event for event in await read_events(log_database) if event.type == "counter.relimited.v1"]
    of_each: dict[str, list[int]] = {}
    for event in told:
        of_each.setdefault(event.stream, []).append(counter.Relimited.model_validate_json(event.data).limit)
    assert of_each == {f"counter-c{n}": [NEW, 150] for n in range(30)}


async def test_lookups_made_anew_sweep_nothing_again(log_database: Database) -> None:
    """Another version of the fold starts from the first event; what was swept stays swept."""

    class Newer(Agenda[CounterEvent]):
        fingerprint = "another"

    async with open_log(log_database.url) as log:
        await make_attendant(Replica(log), log_database.url).begin()
        await race([Replica(log)], 20)
        async with attending(log_database, log):
            await eventually(lambda: has_swept(log_database))
        stored = len(await read_events(log_database))
        async with attending(log_database, log, Newer(AGENDA.keep, AGENDA.sweeps)) as replica:
            await eventually(lambda: is_made_by(log_database, "another"))
        assert replica.service.run == []
    assert len(await read_events(log_database)) == stored


async def is_made_by(database: Database, fingerprint: str) -> bool:
    async with connected(database.admin_url) as connection:
        made = await connection.fetchval("SELECT fingerprint FROM agenda WHERE position = swept")
        entries = await connection.fetchval("SELECT count(*) FROM entries")
    return bool(made == fingerprint and entries == 20)


async def test_a_replica_that_was_taken_over_changes_nothing(log_database: Database) -> None:
    """Its lock went with its connection while it was busy: it finds that another has gone on, and starts anew."""
    async with open_log(log_database.url) as log, connected(log_database.admin_url) as owner:
        async with attending(log_database, log) as replica:
            await replica.count("a")
            await eventually(lambda: has_swept(log_database))
            await owner.execute("UPDATE agenda SET position = 0, swept = 0")  # as if another replica made it anew
            await replica.count("b")
            await eventually(lambda: has_swept(log_database))
        assert await owner.fetchval("SELECT count(*) FROM entries") == 2


async def test_the_first_agenda_sweeps_nothing_of_what_was_decided_without_one(log_database: Database) -> None:
    """Its lookups are made of the whole log; a fact that comes from now on finds them."""
    async with open_log(log_database.url) as log:
        await race([Replica(log)], 20)
        stored = len(await read_events(log_database))
        await make_attendant(Replica(log), log_database.url).begin()
        async with attending(log_database, log) as replica:
            await eventually(lambda: has_swept(log_database))
            assert replica.service.run == []
            assert len(await read_events(log_database)) == stored
            done(await replica.run(make_envelope(SetLimit(limit=150))))
            await eventually(lambda: has_swept(log_database))
    told = [event.stream for event in await read_events(log_database) if event.type == "counter.relimited.v1"]
    assert sorted(told) == sorted(f"counter-c{n}" for n in range(20))


async def test_an_agenda_that_has_begun_sweeps_what_comes_before_it_attends(log_database: Database) -> None:
    """A service takes commands from then on; beginning again, as each replica does, changes nothing."""
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await make_attendant(replica, log_database.url).begin()
        await replica.count("a")
        done(await replica.run(FACT))
        await make_attendant(replica, log_database.url).begin()
        async with attending(log_database, log):
            await eventually(lambda: has_swept(log_database))
    assert await count_findings(log_database) == {"counter-a": 1}


def fail_at_b(event: Recorded[CounterEvent]) -> Sequence[Put | Drop]:
    if event.subject == "counter-b":
        raise KeyError("secret of somebody")
    return AGENDA.keep(event)


async def test_an_agenda_with_a_bug_stops_at_its_event_says_so_and_goes_on_once_it_is_mended(
    log_database: Database,
) -> None:
    """Commands are decided meanwhile; what it says holds nothing of the event."""
    async with open_log(log_database.url) as log:
        faulty = make_attendant(Replica(log), log_database.url, Agenda(fail_at_b, AGENDA.sweeps))
        async with running(faulty.run()):
            replica = Replica(log)
            for name in "abc":
                await replica.count(name)
            stopped = str(await until(lambda: faulty.stopped))
            assert stopped.startswith("Broken('the agenda fails at 2: KeyError at ")
            assert "secret" not in stopped
            done(await replica.run(FACT))
        async with attending(log_database, log):
            await eventually(lambda: has_swept(log_database))
    assert await count_findings(log_database) == {f"counter-{name}": 1 for name in "abc"}


async def test_a_replica_whose_place_another_has_taken_is_not_stopped(log_database: Database) -> None:
    """It had stopped at a bug; now it is another's turn."""
    async with open_log(log_database.url) as log, connected(log_database.url) as other:
        replica = Replica(log)
        attendant = make_attendant(replica, log_database.url, Agenda(fail_at_b))
        async with running(attendant.run()):
            await replica.count("b")
            await until(lambda: attendant.stopped)
            await eventually(lambda: other.fetchval("SELECT pg_try_advisory_lock(7265)"))
            await until(lambda: attendant.stopped is None)
