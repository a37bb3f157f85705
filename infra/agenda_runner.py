"""Follows a service's own log: keeps its lookups, runs sweeps at their facts and timers when they are due, once each.

One replica is active. It takes events in order and stops at each fact until its sweep is done, so that a sweep finds
exactly what came before the fact. Every command's id comes from what makes it due: whatever is killed and run again, it
is stored once.

Exception
├── Overtaken            another replica has become active: start anew
└── Broken               an own event that this build cannot read, or its agenda cannot take: it waits for one that can
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Generic, TypeVar

import asyncpg
import structlog

from contracts.messages import Event, Recorded, Refused
from infra import cloudevents
from infra.agenda import Agenda, Drop, Put, Sweep
from infra.batching import Unavailable
from infra.bookmarks import Placed
from infra.business_clock import BusinessClock
from infra.chain import StoredEvent
from infra.clock import read_now
from infra.cloudevents import UnknownEventType, Unreadable, explain
from infra.deciding import Runner
from infra.desk import refuse_faulty
from infra.log import GONE, KEEPALIVE, MADE_AGAIN, EventLog
from infra.reacting import Reaction, derive_id, end_task, find_tasks, keep_task, react

POLL_S: Final = 0.5
"""The net under commits of other replicas, and how soon a passive replica takes over."""
STATEMENT_S: Final = 10.0
"""Longest wait for one statement."""
PAGE: Final = 500
"""Events in one transaction at most."""
AT_ONCE: Final = 256
"""Commands run together: they share groups of appends."""
SETTLED: Final = timedelta(seconds=20)
"""On the real clock, when every command stamped up to a moment is decided or has expired: 5 s of life (decided.md,
Limits), 10 s for one that is being read and appended when it ends (infra/log.py, RETRY_S each), 5 s between clocks."""
_LOCK: Final = 7265
_BEGIN: Final = """UPDATE agenda SET fingerprint = $1, swept = (SELECT coalesce(max(position), 0) FROM events)
    WHERE fingerprint = ''"""
EventT = TypeVar("EventT", bound=Event)
_log: Final = structlog.get_logger()


class Overtaken(Exception):
    """Another replica has become active."""


class Broken(Exception):
    """An own event that does not fit its own type, or a bug of the agenda at one."""


@dataclass(frozen=True, slots=True)
class _Place:
    """How far the log is taken in. Where `swept` is behind, the event at `position` is a fact whose sweep is due."""

    position: int
    swept: int


@dataclass(frozen=True, slots=True)
class _Setter:
    """The event that set a timer."""

    position: int
    subject: str
    streamversion: int


class AgendaRunner(Generic[EventT]):
    """Runs one service's agenda; `run` until cancelled. `active` tells whether this replica is the one."""

    def __init__(
        self,
        agenda: Agenda[EventT],
        runner: Runner[EventT],
        database_url: str,
        tenant: str,
        context: str,
        *,
        clock: BusinessClock[EventT] | None = None,
        now: Callable[[], datetime] = read_now,
    ) -> None:
        self._agenda = agenda
        self._runner = runner
        self._log: EventLog = runner.log
        self._decoder = runner.opening
        self._database_url = database_url
        self._tenant = tenant
        self._context = context
        self._clock = clock
        self._now = now
        self.active = False
        self.stopped: str | None = None
        """Why it does not go on although it is active; it tries again."""

    async def begin(self) -> None:
        """Return once the log is to be followed; what it held before its first agenda was decided without sweeps.

        No command may be taken before: its facts would count as such, too.
        """
        while True:
            try:
                async with self._connected() as connection:
                    await connection.execute(_BEGIN, self._agenda.fingerprint)
                    return
            except GONE as error:
                _log.warning("agenda: no database yet", context=self._context, error=type(error).__name__)
            await asyncio.sleep(POLL_S)

    async def run(self) -> None:
        """Follow the log while active, wait for the turn while not; once `begin` has returned."""
        while True:
            try:
                await self._run_once()
            except (*GONE, Overtaken) as error:
                _log.warning("agenda: waiting", context=self._context, error=type(error).__name__)
            except (Unavailable, Broken, UnknownEventType) as error:
                if self.stopped != repr(error):
                    _log.error("agenda: stopped", context=self._context, error=repr(error))
                self.stopped = repr(error)
            await asyncio.sleep(POLL_S)

    async def _run_once(self) -> None:
        async with self._connected() as connection:
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
                self.stopped = None  # its holder, another process, goes on or tells why not
                await asyncio.sleep(POLL_S)
            try:
                self.active = True
                await self._attend(connection)
            finally:
                self.active = False

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(
            self._database_url, server_settings=KEEPALIVE | MADE_AGAIN, timeout=STATEMENT_S, command_timeout=STATEMENT_S
        )
        try:
            yield connection
        finally:
            connection.terminate()

    async def _attend(self, connection: asyncpg.Connection) -> None:
        place = await self._prepare(connection)
        if self._clock is not None:
            self._clock.forget()
        with self._log.listening() as rung:
            while True:
                rung.clear()
                moment = await self._find_settled_moment()
                head = (await self._log.read_head()).position  # after the moment: what was stamped by then is in it
                place = await self._follow(connection, place, head)
                self.stopped = None
                if not await self._run_due(connection, moment):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(POLL_S):
                            await rung.wait()

    async def _find_settled_moment(self) -> datetime:
        """Return the latest moment up to which every command is decided or will never be."""
        manual = await self._clock.read() if self._clock is not None else None
        return self._now() - SETTLED if manual is None else manual

    async def _prepare(self, connection: asyncpg.Connection) -> _Place:
        """Return where to go on; from the start, with empty lookups, where what they are made by has changed."""
        async with connection.transaction():
            row = await connection.fetchrow("SELECT fingerprint, position, swept FROM agenda FOR UPDATE")
            assert row is not None, "the migration fills the agenda table"
            if row["fingerprint"] == self._agenda.fingerprint:
                return _Place(row["position"], row["swept"])
            await connection.execute("DELETE FROM entries")
            await connection.execute("UPDATE agenda SET fingerprint = $1, position = 0", self._agenda.fingerprint)
            return _Place(0, row["swept"])

    async def _follow(self, connection: asyncpg.Connection, place: _Place, head: int) -> _Place:
        """Take in the log up to a position, each fact's sweep before what follows it. Raises: Overtaken."""
        while place.position < head or place.swept < place.position:
            if place.swept < place.position:
                (fact,) = self._decode(await self._log.read(place.position - 1, 1))
                await self._sweep(connection, fact, place)
                place = await self._move(connection, place, _Place(place.position, place.position))
            else:
                events = self._decode(await self._log.read(place.position, PAGE))
                place = await self._take(connection, place, events)
        return place

    async def _take(self, connection: asyncpg.Connection, place: _Place, events: Sequence[Recorded[EventT]]) -> _Place:
        """Change the lookups by events up to the first fact that is still to be swept."""
        changes: dict[tuple[str, str], tuple[int, Put | Drop]] = {}
        reached = place
        for event in events:
            with _minding(event):
                changes |= {(each.lookup, each.key): (event.position, each) for each in self._agenda.keep(event)}
                is_due = event.position > place.swept and bool(self._agenda.find_sweeps(event))
            reached = _Place(event.position, max(place.swept, event.position - is_due))
            if is_due:
                break
        if not changes:
            return await self._move(connection, place, reached)
        async with connection.transaction():
            await self._move(connection, place, reached)
            await self._change(connection, list(changes.values()))
        return reached

    async def _move(self, connection: asyncpg.Connection, place: _Place, to: _Place) -> _Place:
        """Note how far the log is taken in. Raises: Overtaken where it is not where this replica has left it."""
        moved = await connection.execute(
            "UPDATE agenda SET position = $3, swept = $4 WHERE position = $1 AND swept = $2 AND fingerprint = $5",
            place.position,
            place.swept,
            to.position,
            to.swept,
            self._agenda.fingerprint,
        )
        if moved != "UPDATE 1":
            raise Overtaken
        return to

    async def _change(self, connection: asyncpg.Connection, changes: Sequence[tuple[int, Put | Drop]]) -> None:
        puts = [(p.lookup, p.key, p.bucket, p.due_at, at) for at, p in changes if isinstance(p, Put)]
        drops = [(d.lookup, d.key) for _, d in changes if isinstance(d, Drop)]
        if puts:
            await connection.executemany(
                """INSERT INTO entries (lookup, key, bucket, due_at, position) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (lookup, key) DO UPDATE
                   SET bucket = EXCLUDED.bucket, due_at = EXCLUDED.due_at, position = EXCLUDED.position""",
                puts,
            )
        if drops:
            await connection.executemany("DELETE FROM entries WHERE lookup = $1 AND key = $2", drops)

    async def _sweep(self, connection: asyncpg.Connection, fact: Recorded[EventT], place: _Place) -> None:
        """Run a fact's sweeps over the lookups as they stand at the fact."""
        for sweep, bucket in self._agenda.find_sweeps(fact):
            keys = await self._find_keys(connection, sweep.lookup, bucket, place)
            with _minding(fact):
                due = [_make_swept(sweep, fact, key) for key in keys]
            for start in range(0, len(due), AT_ONCE):
                await self._react_all(connection, [(each, fact) for each in due[start : start + AT_ONCE]])

    async def _find_keys(self, connection: asyncpg.Connection, lookup: str, bucket: str, place: _Place) -> list[str]:
        """Return what a bucket holds at a place. Raises: Overtaken where another replica has gone on from there."""
        async with connection.transaction():
            at = await connection.fetchrow("SELECT position, swept FROM agenda FOR SHARE")
            if at is None or _Place(*at) != place:
                raise Overtaken
            rows = await connection.fetch(
                "SELECT key FROM entries WHERE lookup = $1 AND bucket = $2 ORDER BY key", lookup, bucket
            )
        return [row["key"] for row in rows]

    async def _run_due(self, connection: asyncpg.Connection, moment: datetime) -> bool:
        """Run the timers of the earliest due moment; tell whether there were any.

        What they lead to is taken in before the next moment's: a timer may set or cancel another one.
        """
        rows = await connection.fetch(
            """SELECT n.lookup, n.key, n.due_at, e.position, e.stream, e.version, e.correlation_id, e.command_id
               FROM entries n JOIN events e ON e.position = n.position
               WHERE n.due_at = (SELECT min(due_at) FROM entries WHERE due_at <= $1)
               ORDER BY n.lookup, n.key LIMIT $2""",
            moment,
            AT_ONCE,
        )
        if not rows:
            return False
        await self._react_all(connection, [self._make_due(row) for row in rows])
        await connection.executemany(
            "DELETE FROM entries WHERE lookup = $1 AND key = $2 AND due_at = $3",
            [(row["lookup"], row["key"], row["due_at"]) for row in rows],
        )
        return True

    def _make_due(self, row: asyncpg.Record) -> tuple[Reaction, _Setter]:
        lookup, key, due_at = row["lookup"], row["key"], row["due_at"]
        setter = _Setter(row["position"], row["stream"], row["version"])
        with _minding(setter):
            command = self._agenda.timers[lookup](key, due_at)
        reaction = Reaction(
            id=derive_id("timer", lookup, key, due_at.astimezone(UTC).isoformat()),
            actor=f"timer:{lookup}",
            command=command,
            effective_at=due_at,
            correlation_id=row["correlation_id"],
            causation_id=row["command_id"],
        )
        return reaction, setter

    async def _react_all(self, connection: asyncpg.Connection, due: Sequence[tuple[Reaction, Placed]]) -> None:
        """Run reactions together; what a rule or a bug refuses becomes a task. Raises: Unavailable.

        What was refused before and done by hand is not run again.
        """
        tasks = await find_tasks(connection, [reaction.id for reaction, _ in due])
        due = [(reaction, event) for reaction, event in due if not tasks.get(reaction.id)]
        refusals = await asyncio.gather(*(self._react(reaction) for reaction, _ in due), return_exceptions=True)
        for refusal in refusals:
            if isinstance(refusal, BaseException):
                raise refusal
        for (reaction, event), refusal in zip(due, refusals, strict=True):
            if isinstance(refusal, Refused):
                await keep_task(connection, reaction.actor, self._context, event, reaction.command, refusal)
            elif reaction.id in tasks:
                await end_task(connection, reaction.id)

    async def _react(self, reaction: Reaction) -> Refused | None:
        try:
            return await react(self._runner, reaction)
        except (Unavailable, *GONE):
            raise
        except Exception as error:  # noqa: BLE001 - poison is whatever a handler cannot take; it must not hold up others
            _log.error("faulty reaction", actor=reaction.actor, command_id=str(reaction.id), error=explain(error))
            return refuse_faulty(reaction.id)

    def _decode(self, events: Sequence[StoredEvent]) -> list[Recorded[EventT]]:
        """Return own events as others read them. Raises: UnknownEventType, Broken."""
        body = cloudevents.join_batch(cloudevents.encode(self._tenant, self._context, event) for event in events)
        read: list[Recorded[EventT]] = []
        for event in self._decoder.read_batch(body):
            if isinstance(event, Unreadable):
                raise Broken(f"{self._context}/{event.position}: {event.why}")
            read.append(event)
        return read


def _make_swept(sweep: Sweep[EventT], fact: Recorded[EventT], key: str) -> Reaction:
    return Reaction(
        id=derive_id("sweep", sweep.name, fact.id, fact.chain, key),
        actor=f"sweep:{sweep.name}",
        command=sweep.command(fact, key),
        effective_at=fact.effectiveat,
        correlation_id=fact.correlationid,
        causation_id=fact.commandid,
    )


@contextmanager
def _minding(event: Placed) -> Iterator[None]:
    """Tell at which event the agenda's own functions fail. Raises: Broken."""
    try:
        yield
    except Exception as error:
        raise Broken(f"the agenda fails at {event.position}: {explain(error)}") from error
