"""The manual business clock in front of decisions: nothing stamped before it is stored, the real one costs nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.directives import DirectiveKind, DirectivesEvent, IssueDirective, RecordClock, RecordDepartment
from contracts.messages import Command, Outcome
from contracts.registry import DeclareHoliday, RegistryEvent, SetClock
from contracts.values import Role
from infra.appends import Append
from infra.business_clock import CLOCK
from infra.cloudevents import Decoder
from infra.deciding import Runner
from infra.log import EventLog, open_log
from services.directives.handlers import HANDLERS, MANUAL_CLOCK
from services.registry import handlers as registry
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.test_runner import done, refused
from tests.making import NOON, make_envelope

LATER = NOON + timedelta(hours=1)


def make_runner(log: EventLog, *, chosen: bool = True) -> Runner[DirectivesEvent]:
    """Return the directives' runner where the registry's first event has come, or has not."""

    async def is_chosen() -> bool:
        return chosen

    runner: Runner[DirectivesEvent] = Runner(log, Decoder(DirectivesEvent), HANDLERS)
    runner.mind(MANUAL_CLOCK, is_chosen)
    return runner


async def issue(runner: Runner[DirectivesEvent], at: datetime, if_match: int | None = None) -> Outcome | None:
    body: Command = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)
    return await runner.run(make_envelope(body, effective_at=at, if_match=if_match))


async def move_clock(runner: Runner[DirectivesEvent], to: datetime) -> Outcome | None:
    body: Command = RecordClock(now=to)
    return await runner.run(make_envelope(body, role=Role.SYSTEM, effective_at=NOON))


async def test_a_command_stamped_before_the_manual_clock_is_refused(log_database: Database) -> None:
    """CAL-14. It may be sent again, stamped anew; the refusal says what the clock shows."""
    async with open_log(log_database.url) as log:
        runner = make_runner(log)
        await move_clock(runner, LATER)
        refusal = refused(await issue(runner, LATER - timedelta(microseconds=1)))
        assert (refusal.code, refusal.details) == ("CLOCK_MOVED", {"now": "2024-02-05T04:00:00+00:00"})
        assert done(await issue(runner, LATER)).result.number == "2024-0001"
        assert done(await issue(runner, LATER + timedelta(days=1))).result.number == "2024-0002"


async def test_policies_and_timers_act_at_times_of_their_own(log_database: Database) -> None:
    fact: Command = RecordDepartment(code="roads", valid_from=NOON.date(), valid_until=None)
    async with open_log(log_database.url) as log:
        runner = make_runner(log)
        await move_clock(runner, LATER)
        assert done(await runner.run(make_envelope(fact, role=Role.SYSTEM, effective_at=NOON))).version == 1


async def test_a_clock_that_moves_while_a_command_is_decided_refuses_it(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The append rests on the clock: what was decided on the old one is decided again, and refused then."""
    async with open_log(log_database.url) as log:
        runner, other, append = make_runner(log), make_runner(log), log.append
        await move_clock(runner, NOON)

        async def move_first(mine: Append) -> object:
            monkeypatch.setattr(log, "append", append)
            await move_clock(other, LATER)
            return await append(mine)

        monkeypatch.setattr(log, "append", move_first)
        assert refused(await issue(runner, NOON)).code == "CLOCK_MOVED"
    assert [event.type for event in await read_events(log_database)] == ["directives.clock_recorded.v1"] * 2


async def test_another_replicas_clock_is_minded_though_memory_is_behind(log_database: Database) -> None:
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        behind, ahead = make_runner(one), make_runner(other)
        await move_clock(ahead, NOON)
        assert done(await issue(behind, NOON)).result.number == "2024-0001"
        await move_clock(ahead, LATER)
        assert refused(await issue(behind, NOON)).code == "CLOCK_MOVED"
        assert done(await issue(behind, LATER)).result.number == "2024-0002"


async def test_the_choice_of_a_manual_clock_is_minded_from_its_first_moment(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the registry's first event nobody knows which clock will rule: a command rests on there being none."""
    async with open_log(log_database.url) as log:
        runner, other, append = make_runner(log, chosen=False), make_runner(log), log.append

        async def choose_first(mine: Append) -> object:
            monkeypatch.setattr(log, "append", append)
            await move_clock(other, LATER)
            return await append(mine)

        monkeypatch.setattr(log, "append", choose_first)
        assert refused(await issue(runner, NOON)).code == "CLOCK_MOVED"


async def test_the_real_clock_costs_nothing(log_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the registry's first event has come and was no clock: one look ever, and no stream more in an append."""
    read: list[str] = []
    relied: set[str] = set()
    async with open_log(log_database.url) as log:
        runner, read_stream, append = make_runner(log), log.read_stream, log.append

        async def note_read(stream: str, after: int = 0) -> object:
            read.append(stream)
            return await read_stream(stream, after)

        async def note_append(mine: Append) -> object:
            relied.update(mine.expected)
            return await append(mine)

        monkeypatch.setattr(log, "read_stream", note_read)
        monkeypatch.setattr(log, "append", note_append)
        for _ in range(3):
            assert done(await issue(runner, NOON)).version == 1
    assert read.count(CLOCK) == 1
    assert CLOCK not in relied


async def test_the_registry_minds_its_own_clock(registry_database: Database) -> None:
    """The first setting is stamped by the clock on the wall, years later than what it sets."""
    async with open_log(registry_database.url) as log:

        async def is_chosen() -> bool:
            return (await log.read_head()).position > 0

        runner: Runner[RegistryEvent] = Runner(log, Decoder(RegistryEvent), registry.HANDLERS)
        runner.mind(registry.MANUAL_CLOCK, is_chosen)

        async def send(body: Command, at: datetime) -> Outcome | None:
            return await runner.run(make_envelope(body, effective_at=at))

        done(await send(SetClock(now=NOON), datetime(2026, 11, 21, tzinfo=UTC)))
        done(await send(SetClock(now=LATER), NOON))
        holiday = DeclareHoliday(day=NOON.date(), name="임시공휴일")
        assert refused(await send(holiday, NOON)).code == "CLOCK_MOVED"
        assert refused(await send(SetClock(now=LATER + timedelta(days=1)), NOON)).code == "CLOCK_MOVED"
        assert done(await send(holiday, LATER)).version == 1
