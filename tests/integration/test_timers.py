"""Timers: derived from the own log, run once each when they are due by the business clock, whatever is restarted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg
import pytest

from contracts.messages import Command, Outcome
from contracts.values import Role
from infra.agenda_runner import SETTLED
from infra.business_clock import BusinessClock
from infra.log import EventLog, open_log
from tests.counter import CLOCK, AlarmRung, CancelAlarm, MoveClock, RingAlarm, SetAlarm
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database, connected
from tests.integration.test_runner import Replica, done, refused
from tests.integration.test_sweeps import has_swept, make_attendant
from tests.integration.waiting import eventually, running, until
from tests.making import NOON, make_append, make_envelope, make_event

SECOND = timedelta(seconds=1)
HOLD = [
    "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''held''; END'",
    "CREATE TRIGGER hold BEFORE DELETE ON entries FOR EACH ROW EXECUTE FUNCTION hold()",
]
"""Keep a timer that has run from being noted as run."""


class Watch(Replica):
    """A replica that minds the manual clock, and follows the log beside `attend`."""

    def __init__(self, log: EventLog, *, chosen: bool = True) -> None:
        super().__init__(log)

        async def is_chosen() -> bool:
            return chosen

        self.clock: BusinessClock = self.runner.mind(CLOCK, is_chosen)  # type: ignore[type-arg]  # of counters

    async def send(self, body: Command, at: datetime = NOON) -> Outcome | None:
        role = Role.SYSTEM if isinstance(body, MoveClock) else Role.OPERATOR
        return await self.run(make_envelope(body, role=role, effective_at=at))

    async def set_alarm(self, name: str, due_at: datetime, at: datetime = NOON) -> None:
        done(await self.send(SetAlarm(counter=name, due_at=due_at), at))

    @asynccontextmanager
    async def attending(self, database: Database, now: datetime | None = None) -> AsyncIterator[None]:
        """Follow the log beside the block; `now` is what the clock on the wall shows."""
        async with running(make_attendant(self, database.url, clock=self.clock, now=now).run()):
            yield


async def read_rings(database: Database) -> list[tuple[str, datetime, bool]]:
    """Return what has rung in order: the counter, when it was due, and whether that had passed."""
    rung = [event for event in await read_events(database) if event.type == "counter.alarm_rung.v1"]
    read = [(event.stream.removeprefix("alarm-"), AlarmRung.model_validate_json(event.data)) for event in rung]
    return [(name, alarm.due_at, alarm.passed) for name, alarm in read]


async def list_rung(database: Database) -> list[str]:
    return [name for name, _, _ in await read_rings(database)]


async def has_settled(database: Database) -> bool:
    """Tell whether the log is followed up to its head and nothing in it is due by its manual clock."""
    if not await has_swept(database):
        return False
    async with connected(database.admin_url) as connection:
        due: int = await connection.fetchval(
            """SELECT count(*) FROM entries WHERE due_at <= (
                   SELECT max((data->>'now')::timestamptz) FROM events_json WHERE stream = 'clock')"""
        )
    return due == 0


async def test_a_timer_is_run_once_when_the_manual_clock_reaches_it(log_database: Database) -> None:
    """Also at its very moment; it acts at the moment at which it was due."""
    due_at = NOON + SECOND
    async with open_log(log_database.url) as log:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        async with watch.attending(log_database):
            await watch.set_alarm("a", due_at)
            await eventually(lambda: has_settled(log_database))
            assert await list_rung(log_database) == []
            await watch.send(MoveClock(now=due_at))
            await eventually(lambda: has_settled(log_database))
    assert await read_rings(log_database) == [("a", due_at, False)]
    ring = (await read_events(log_database))[-1]
    assert (ring.effective_at, ring.actor, ring.role) == (due_at, "timer:alarms", "SYSTEM")


async def test_a_manual_clock_that_jumps_runs_all_in_the_order_in_which_they_were_due(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        for day in (30, 2, 400, 7, 7):
            name = f"d{day}" if day != 7 else f"d7{len(await read_events(log_database))}"
            await watch.set_alarm(name, NOON + timedelta(days=day))
        await watch.send(MoveClock(now=NOON + timedelta(days=100)))
        async with watch.attending(log_database):
            await eventually(lambda: has_settled(log_database))
    rings = await read_rings(log_database)
    assert [due_at - NOON for _, due_at, _ in rings] == [timedelta(days=day) for day in (2, 7, 7, 30)]


async def test_a_cancelled_or_moved_timer_is_not_run(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        async with watch.attending(log_database):
            await watch.set_alarm("cancelled", NOON + SECOND)
            await watch.set_alarm("moved", NOON + SECOND)
            await watch.set_alarm("kept", NOON + SECOND)
            await watch.send(CancelAlarm(counter="cancelled"))
            await watch.set_alarm("moved", NOON + 2 * SECOND)
            await watch.send(MoveClock(now=NOON + SECOND))
            await eventually(lambda: has_settled(log_database))
            assert await list_rung(log_database) == ["kept"]
            await watch.send(MoveClock(now=NOON + 3 * SECOND))
            await eventually(lambda: has_settled(log_database))
    assert (await read_rings(log_database))[1:] == [("moved", NOON + 2 * SECOND, False)]


async def test_what_had_passed_when_it_was_recorded_is_recorded_as_passed(log_database: Database) -> None:
    """architecture.md, Time: never sent; the decider sees when it was due."""
    async with open_log(log_database.url) as log:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        async with watch.attending(log_database):
            await watch.set_alarm("late", NOON - SECOND)
            await eventually(lambda: has_settled(log_database))
    assert await read_rings(log_database) == [("late", NOON - SECOND, True)]


async def test_nothing_is_run_twice_whatever_is_restarted(log_database: Database) -> None:
    """Ended between the command and the note of it; and with timers made anew from the first event."""
    async with open_log(log_database.url) as log, connected(log_database.admin_url) as owner:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        for n in range(5):
            await watch.set_alarm(f"a{n}", NOON + SECOND)
        await watch.send(MoveClock(now=NOON + 2 * SECOND))
        for step in HOLD:
            await owner.execute(step)
        with pytest.raises(asyncpg.RaiseError):
            await make_attendant(watch, log_database.url, clock=watch.clock).run()
        assert len(await list_rung(log_database)) == 5
        await owner.execute("DROP TRIGGER hold ON entries")
        for _ in range(2):
            async with watch.attending(log_database):
                await eventually(lambda: has_settled(log_database))
            await owner.execute("UPDATE agenda SET fingerprint = 'of an older one'")
    assert sorted(await list_rung(log_database)) == [f"a{n}" for n in range(5)]
    assert find_faults(await read_events(log_database)) == []


async def test_two_replicas_run_each_timer_once(log_database: Database) -> None:
    """One is active; when it ends, the other takes over."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        first, second = Watch(one), Watch(other)
        await first.send(MoveClock(now=NOON))
        async with second.attending(log_database):
            async with first.attending(log_database):
                for n in range(20):
                    await first.set_alarm(f"a{n}", NOON + n * SECOND)
                await second.send(MoveClock(now=NOON + 9 * SECOND))
                await eventually(lambda: has_settled(log_database))
                assert len(await list_rung(log_database)) == 10
            await first.send(MoveClock(now=NOON + 30 * SECOND))
            await eventually(lambda: has_settled(log_database))
    assert await list_rung(log_database) == [f"a{n}" for n in range(20)]


async def test_two_that_are_active_at_once_run_each_timer_once(log_database: Database) -> None:
    """For a moment, when a connection is lost and its process does not know yet: as if there were no lock."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        first, second = Watch(one), Watch(other)
        await first.send(MoveClock(now=NOON))
        for n in range(40):
            await first.set_alarm(f"a{n}", NOON + n * SECOND)
        await first.send(MoveClock(now=NOON + 60 * SECOND))
        attendants = [make_attendant(each, log_database.url, clock=each.clock) for each in (first, second)]
        async with connected(log_database.url) as a, connected(log_database.url) as b:
            works = [attendants[0]._attend(a), attendants[1]._attend(b)]
            tasks = [asyncio.ensure_future(work) for work in works]
            await eventually(lambda: has_settled(log_database))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    assert await list_rung(log_database) == [f"a{n}" for n in range(40)]


async def test_on_the_real_clock_a_timer_waits_for_every_command_of_its_moment(log_database: Database) -> None:
    """Those stamped up to then have been decided or have expired 20 s later, and not before."""
    due_at = NOON + timedelta(minutes=1)
    async with open_log(log_database.url) as log:
        watch = Watch(log)
        await watch.set_alarm("a", due_at)
        async with watch.attending(log_database, now=due_at + SETTLED - SECOND / 1000):
            await eventually(lambda: has_swept(log_database))
            await watch.count("other")
            await eventually(lambda: has_swept(log_database))
        assert await list_rung(log_database) == []
        async with watch.attending(log_database, now=due_at + SETTLED):
            await eventually(lambda: list_rung(log_database))
    assert await read_rings(log_database) == [("a", due_at, False)]


async def test_no_command_stamped_before_the_tick_comes_after_it(log_database: Database) -> None:
    """CAL-14: the alarm's cancellation, stamped before the clock moved, is refused once the clock has moved."""
    async with open_log(log_database.url) as log:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        await watch.set_alarm("a", NOON + SECOND)
        await watch.send(MoveClock(now=NOON + 2 * SECOND))
        assert refused(await watch.send(CancelAlarm(counter="a"), NOON + SECOND)).code == "CLOCK_MOVED"
        async with watch.attending(log_database):
            await eventually(lambda: has_settled(log_database))
    assert await list_rung(log_database) == ["a"]


async def test_a_timer_that_is_refused_or_broken_holds_up_no_other(log_database: Database) -> None:
    """It becomes a task of an operator, without free text, once."""
    async with open_log(log_database.url) as log, connected(log_database.admin_url) as owner:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        for name in ("broken", "fine", "forbidden"):
            await watch.set_alarm(name, NOON + SECOND)
        await watch.send(MoveClock(now=NOON + SECOND))
        async with watch.attending(log_database):
            await eventually(lambda: has_settled(log_database))
        query = "SELECT consumer, stream, position, type, code, details::text FROM refused ORDER BY stream"
        tasks = await owner.fetch(query)
    assert await list_rung(log_database) == ["fine"]
    assert [tuple(task) for task in tasks] == [
        ("timer:alarms", "alarm-broken", 2, RingAlarm.wire(), "COMMAND_FAULTY", "{}"),
        ("timer:alarms", "alarm-forbidden", 4, RingAlarm.wire(), "WRONG_STATE", '{"state": "MUTE"}'),
    ]


async def test_a_timer_that_was_done_by_hand_is_not_run_when_it_is_made_anew(log_database: Database) -> None:
    """By a build in which both would ring: the one that nobody has settled does, and is no task any more."""
    async with open_log(log_database.url) as log, connected(log_database.admin_url) as owner:
        watch = Watch(log)
        await watch.send(MoveClock(now=NOON))
        for name in ("broken", "forbidden"):
            await watch.set_alarm(name, NOON + SECOND)
        await watch.send(MoveClock(now=NOON + SECOND))
        async with watch.attending(log_database):
            await eventually(lambda: has_settled(log_database))
        settled = "UPDATE refused SET settled_at = now(), settled_by = 'administrator' WHERE stream = 'alarm-forbidden'"
        assert await owner.execute(settled) == "UPDATE 1"
        await owner.execute("UPDATE agenda SET fingerprint = 'of an older one'")
        watch.service.mended = True
        async with watch.attending(log_database):
            await eventually(lambda: list_rung(log_database))
            await eventually(lambda: has_settled(log_database))
        kept = await owner.fetch("SELECT stream, settled_by FROM refused")
    assert await list_rung(log_database) == ["broken"]
    assert [tuple(row) for row in kept] == [("alarm-forbidden", "administrator")]


async def test_an_own_event_that_cannot_be_read_stops_the_agenda_and_not_the_process(log_database: Database) -> None:
    """It waits for a build that can read it, and says so."""
    async with open_log(log_database.url) as log:
        watch = Watch(log)
        await log.append(make_append(make_event("alarm-x", b'{"type":"counter.alarm_set.v1"}', "counter.alarm_set.v1")))
        attendant = make_attendant(watch, log_database.url, clock=watch.clock)
        async with running(attendant.run()):
            await until(lambda: attendant.stopped)
            assert done(await watch.count("a")).version == 1
    assert attendant.stopped is not None
    assert attendant.stopped.startswith("Broken")
