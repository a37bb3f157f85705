"""The decider runner over a real log: repeats, refusals, remembered state, If-Match, roles, expiry, series."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.directives import (
    DirectiveKind,
    DirectivesEvent,
    DirectiveShared,
    IssueDirective,
    RecordDepartment,
    ShareDirective,
)
from contracts.messages import Command, Done, Envelope, Outcome, Refused
from contracts.values import Role
from infra.cloudevents import Decoder
from infra.deciding import Runner
from infra.log import EventLog, open_log
from services.directives.handlers import HANDLERS
from tests.counter import LIMIT, Count, CounterEvent, Number, Service, SetLimit, Wait
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database
from tests.integration.waiting import until
from tests.making import NOON, make_append, make_bundle, make_envelope, make_event


class Replica:
    """One replica's runner, and the handlers that it calls."""

    def __init__(self, log: EventLog) -> None:
        self.service = Service()
        self.runner: Runner[CounterEvent] = Runner(log, Decoder(CounterEvent), self.service.handlers())

    async def run(self, envelope: Envelope[Command]) -> Outcome | None:
        return await self.runner.run(envelope)

    async def count(
        self, counter: str = "a", by: int = 1, *, command_id: UUID | None = None, if_match: int | None = None,
        effective_at: datetime = NOON,
    ) -> Outcome | None:  # fmt: skip
        body: Command = Count(counter=counter, by=by)
        return await self.run(make_envelope(body, command_id=command_id, if_match=if_match, effective_at=effective_at))


def done(outcome: Outcome | None) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def refused(outcome: Outcome | None) -> Refused:
    assert isinstance(outcome, Refused), outcome
    return outcome


async def test_a_command_tells_where_and_what_it_stored(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        first, second = done(await replica.count(by=3)), done(await replica.count(by=4))
    assert (first.position, first.version, first.result.number) == (1, 1, "3")
    assert (second.position, second.version, second.result.number) == (2, 2, "7")


async def test_the_same_command_has_the_same_answer_for_ever(log_database: Database) -> None:
    """Also on another replica, after its stream has moved on (PLT-01)."""
    key = uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        first = done(await replica.count(command_id=key))
        await replica.count(by=5)
        assert await replica.count(command_id=key) == first
        assert await Replica(log).count(command_id=key) == first
    assert len(await read_events(log_database)) == 2


async def test_the_same_command_on_two_replicas_at_once_is_stored_once(log_database: Database) -> None:
    key = uuid4()
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        outcomes = await asyncio.gather(*(Replica(log).count(command_id=key) for log in (one, other, one, other)))
    assert len({done(outcome).model_dump_json() for outcome in outcomes}) == 1
    assert len(await read_events(log_database)) == 1


@pytest.mark.parametrize("body", [Count(counter="a", by=2), Count(counter="b"), Number()])
async def test_another_body_under_the_same_key_is_a_conflict(log_database: Database, body: Command) -> None:
    """PLT-01."""
    key = uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.count(command_id=key)
        assert refused(await replica.run(make_envelope(body, command_id=key))).code == "IDEMPOTENCY_CONFLICT"


async def test_another_subject_under_the_same_key_is_a_conflict(log_database: Database) -> None:
    key = uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.count(command_id=key)
        body: Command = Count(counter="a")
        other = make_envelope(body, command_id=key, subject=uuid4())
        assert refused(await replica.run(other)).code == "IDEMPOTENCY_CONFLICT"


async def test_a_refusal_is_not_remembered(log_database: Database) -> None:
    """The same key may succeed once the ground for the refusal is gone (decided.md)."""
    key = uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.count(by=LIMIT)
        assert refused(await replica.count(by=1, command_id=key)).details == {"total": "100"}
        await replica.count(by=-10)
        assert done(await replica.count(by=1, command_id=key)).result.number == "91"


async def test_a_refusal_never_rests_on_stale_memory(log_database: Database) -> None:
    """Another replica has made room: memory says full, the log does not."""
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count(by=LIMIT)
        await other.count(by=-10)
        assert done(await one.count(by=5)).result.number == "95"


async def test_nothing_to_do_never_rests_on_stale_memory(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count(by=1)
        await other.count(by=6)
        idle = done(await one.count(by=0))
    assert (idle.result.number, idle.version, idle.position) == ("7", 2, 0)


async def test_an_append_on_stale_memory_is_decided_again(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count(by=1)
        await other.count(by=6)
        assert done(await one.count(by=1)).result.number == "8"
    assert find_faults(await read_events(log_database)) == []


async def test_memory_spares_the_reading(log_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    async with open_log(log_database.url) as log:
        replica, read_stream = Replica(log), log.read_stream

        async def note(stream: str, after: int = 0) -> object:
            read.append(stream)
            return await read_stream(stream, after)

        monkeypatch.setattr(log, "read_stream", note)
        for _ in range(5):
            await replica.count()
    assert read == ["counter-a", "limit"]


async def test_after_a_conflict_only_what_is_new_is_read(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two replicas that write one stream in turns would else read it from its first event for every command."""
    read: list[tuple[str, int]] = []
    async with open_log(log_database.url) as log:
        one, other, read_stream = Replica(log), Replica(log), log.read_stream
        await one.count(by=1)
        await other.count(by=2)

        async def note(stream: str, after: int = 0) -> object:
            read.append((stream, after))
            return await read_stream(stream, after)

        monkeypatch.setattr(log, "read_stream", note)
        assert done(await one.count(by=4)).result.number == "7"
    assert read == [("counter-a", 1), ("limit", 0)]


async def test_a_stored_command_has_its_answer_though_its_handler_fails_by_now(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that meets what its own command has led to is looked up before it is a bug."""
    key = uuid4()
    async with open_log(log_database.url) as log:
        first = done(await Replica(log).count(command_id=key))
        replica = Replica(log)

        async def fail(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(replica.runner, "_decide", fail)
        assert await replica.count(command_id=key) == first
        with pytest.raises(RuntimeError):
            await replica.count()


async def test_a_command_with_if_match_is_not_decided_again_after_a_conflict(log_database: Database) -> None:
    """PLT-01: a stale version is refused, and says which is the actual one."""
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count()
        await other.count()
        refusal = refused(await one.count(if_match=1))
    assert (refusal.code, refusal.details) == ("VERSION_CONFLICT", {"version": "2"})
    assert len(one.service.run) == 2  # its first command and this one, once each
    assert len(await read_events(log_database)) == 2


async def test_if_match_of_the_actual_version_is_taken_though_memory_is_behind(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count()
        await other.count()
        assert done(await one.count(if_match=2)).version == 3


async def test_if_match_is_not_decided_again_where_a_fact_has_moved(log_database: Database) -> None:
    """Its subject stands where the sender saw it: nothing is wrong with the command, it may be sent again."""
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count()
        await other.run(make_envelope(SetLimit(limit=5)))
        key = uuid4()
        refusal = refused(await one.count(if_match=1, command_id=key))
        assert (refusal.code, len(one.service.run)) == ("BUSY", 2)  # its first command and this one, once each
        assert done(await one.count(if_match=1, command_id=key)).version == 2


async def test_if_match_tells_the_version_where_fact_and_subject_have_moved(log_database: Database) -> None:
    """The append names one stream that has moved, which need not be the subject: here `a` comes before `counter-a`."""
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.run(make_envelope(Number(series="a")))
        await other.count()
        await one.count(if_match=1)  # remembers both
        await other.count()
        await other.run(make_envelope(Number(series="a")))
        bundle = make_bundle(Count(counter="a"), Number(series="a"), if_match=2)
        refusal = refused(await one.run(bundle))
    assert (refusal.code, refusal.details["version"], refusal.details["part"]) == ("VERSION_CONFLICT", "3", "0")


async def test_without_if_match_it_is_decided_again(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count()
        await other.count()
        await one.count()
    assert len(one.service.run) == 3


async def test_a_role_without_the_right_is_refused_before_anything_is_read(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        outcome = await replica.run(make_envelope(Count(counter="a"), role=Role.OFFICER))
    assert refused(outcome).code == "NOT_PERMITTED"
    assert replica.service.run == []


@pytest.mark.parametrize(("seconds", "runs"), [(-1, 0), (60, 1)])
async def test_an_expired_command_is_dropped_unread(log_database: Database, seconds: int, runs: int) -> None:
    expires_at = datetime.now(UTC) + timedelta(seconds=seconds)
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        outcome = await replica.run(make_envelope(Count(counter="a"), expires_at=expires_at))
    assert len(replica.service.run) == runs
    assert (outcome is None) == (runs == 0)


async def test_a_command_that_expires_while_it_is_decided_stores_nothing(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Timers wait for it: soon after a moment nothing that was stamped before it is stored any more."""
    second, moments = timedelta(seconds=1), iter((NOON, NOON + timedelta(seconds=2)))
    monkeypatch.setattr("infra.deciding.read_now", lambda: next(moments))
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        assert await replica.run(make_envelope(Count(counter="a"), expires_at=NOON + second)) is None
    assert len(replica.service.run) == 1
    assert await read_events(log_database) == []


async def test_numbers_of_two_replicas_are_dense(log_database: Database) -> None:
    """A number series is a stream written in the same append (DIR-01)."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        replicas = [Replica(one), Replica(other)]
        outcomes = await asyncio.gather(*(replicas[n % 2].run(make_envelope(Number())) for n in range(60)))
    numbers = sorted(int(done(outcome).result.number or 0) for outcome in outcomes)
    assert numbers == list(range(1, 61))
    assert find_faults(await read_events(log_database)) == []


async def test_a_refused_command_leaves_no_hole_in_the_series(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.run(make_envelope(Number()))
        await replica.run(make_envelope(Number(), role=Role.OFFICER))
        await replica.run(make_envelope(Number(), if_match=7))
        assert done(await replica.run(make_envelope(Number()))).result.number == "2"


async def test_a_decision_rests_on_the_day_that_is_stored(log_database: Database) -> None:
    """The share's gateway is a second behind that of the issue, across Seoul's midnight: both are of the new day.

    2024-02-06 15:00 UTC is Wednesday 2024-02-07 00:00 in Seoul; the report is due three business days after the share
    (DIR-05): Thursday 8, Friday 9, Monday 12; on the day before it would be Friday 9.
    """
    midnight = datetime(2024, 2, 6, 15, tzinfo=UTC)
    async with open_log(log_database.url) as log:
        runner: Runner[DirectivesEvent] = Runner(log, Decoder(DirectivesEvent), HANDLERS)
        code = RecordDepartment(code="roads", valid_from=date(2020, 1, 1), valid_until=None)
        await runner.run(make_envelope(code, role=Role.SYSTEM))
        issue = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)
        issued = done(await runner.run(make_envelope(issue, effective_at=midnight)))
        share = ShareDirective(lead="roads")
        stamp = midnight - timedelta(seconds=1)
        shared = await runner.run(make_envelope(share, subject=UUID(issued.result.id), effective_at=stamp))
    last = (await read_events(log_database))[-1]
    assert last.effective_at == midnight
    event = DirectiveShared.model_validate_json(last.data)
    assert (event.shared_on, event.report_due) == (date(2024, 2, 7), date(2024, 2, 12))
    assert done(shared).result.due == date(2024, 2, 12)


async def test_effective_at_never_goes_back_in_a_stream(log_database: Database) -> None:
    """Clocks of two gateways may differ; other streams are not bound by it."""
    earlier = NOON - timedelta(minutes=3)
    async with open_log(log_database.url) as log:
        await Replica(log).count("a", effective_at=NOON)
        await Replica(log).count("a", effective_at=earlier)
        await Replica(log).count("b", effective_at=earlier)
    moments = [(event.stream, event.effective_at) for event in await read_events(log_database)]
    assert moments == [("counter-a", NOON), ("counter-a", NOON), ("counter-b", earlier)]


async def test_a_stream_in_constant_use_tells_the_command_to_come_back(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_log(log_database.url) as log:
        replica, append = Replica(log), log.append

        async def lose(mine: object) -> object:
            version = len(await log.read_stream("counter-a"))
            await append(make_append(make_event("counter-a", b'{"type":"counter.counted.v1","by":0}'),
                                     expected={"counter-a": version}))  # fmt: skip
            return await append(mine)  # type: ignore[arg-type]  # the runner gives an append

        monkeypatch.setattr(log, "append", lose)
        assert refused(await replica.count()).code == "BUSY"


async def test_a_slow_command_holds_up_no_other(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        slow = asyncio.create_task(replica.run(make_envelope(Wait(counter="a"))))
        await until(lambda: replica.service.run)
        assert done(await replica.count("a")).version == 1
        replica.service.may_go_on.set()
        assert done(await slow).version == 2
