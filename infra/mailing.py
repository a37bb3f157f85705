"""Sends what a service's log owes by mail: each letter as often as is certain to be needed, never once more by itself.

A notice's mail is owed by an event of the log. Before the words go out that is stored (StartMail), after the server's
answer what it said (EndMail). A process that ends in between leaves an attempt that was started and never ended: it
may have arrived, is stored as UNKNOWN and stays with the operator. What ends before it was started is simply done
again. One replica is active. Addresses are opened for the moment of sending; no event, log line or error holds one.

Exception
├── Away                 transient: no mail server to be had (infra/smtp.py)
└── Overtaken            another replica does the same letter
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID

import asyncpg
import structlog
from aiosmtplib import SMTP

from contracts.calendar.hours import find_seoul_day
from contracts.coordination import CloseMail, EndMail, MailEnd, MailOutcome, StartMail, SwitchMailing
from contracts.messages import Command, Event
from infra.batching import Unavailable
from infra.business_clock import BusinessClock
from infra.clock import make_id, read_now
from infra.cloudevents import UnknownEventType
from infra.deciding import Runner
from infra.loading import Fold, Known, Streams
from infra.log import GONE, KEEPALIVE
from infra.reacting import Reaction, derive_id, react
from infra.sealing import SealBroken
from infra.smtp import ADDRESS, Answer, Away, Line, Server, deliver, write_message
from infra.status import MailStatus
from infra.vault import Erased, Vault

FIELD: Final = "registry.person.email"
"""What an address is sealed as (gateway/routers/people.py)."""
POLL_S: Final = 0.5
"""The net under commits of other replicas, and how soon a passive replica takes over."""
STATEMENT_S: Final = 10.0
AT_ONCE: Final = 100
"""Notices looked at in one pass, over one connection."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Before each next attempt at a deferred letter: greylisting asks for minutes, RFC 5321 4.5.4.1 for 30 and more."""
AWAY_S: Final = 60.0
"""The longest pause before a mail server that was away is asked again; the first is POLL_S, each next one twice it."""
_LOCK: Final = 7266
ACTOR: Final = "mailer"
StateT = TypeVar("StateT")
DirectoryT = TypeVar("DirectoryT")
EventT = TypeVar("EventT", bound=Event)
_log: Final = structlog.get_logger()


class Overtaken(Exception):
    """Somebody else does the same letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent to one person."""

    person: UUID
    address: str
    """Sealed."""
    attempt: int
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Lost:
    """An attempt that was started by a process that has ended since."""

    person: UUID
    attempt: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done next of one notice's mail."""

    lost: Sequence[Lost] = ()
    letters: Sequence[Letter] = ()
    end: MailEnd | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What only the installation can say about its letters."""

    office: str | None = None
    """Department of the coordinating office, for what is told the office itself."""
    console_url: str = ""
    """Where the console is reached from a mailbox; letters hold no link without it."""


class Mailing(Generic[EventT]):
    """How a service's log tells what it owes; `plan` is pure, and sees the states of these folds only."""

    def __init__(
        self,
        lookup: str,
        name_stream: Callable[[UUID], str],
        notice: Fold[StateT, EventT],
        directory: tuple[str, Fold[DirectoryT, EventT]],
        plan: Callable[[StateT, DirectoryT, Desk, date, datetime], Plan],
    ) -> None:
        self.lookup = lookup
        """Of the agenda: notices by id; the bucket tells from when on, in UTC, nothing at once."""
        self.name_stream = name_stream
        self.notice: Fold[object, EventT] = notice  # type: ignore[assignment]  # only `plan` sees the state
        self.directory_stream = directory[0]
        self.directory: Fold[object, EventT] = directory[1]  # type: ignore[assignment]  # as above
        self.plan: Callable[[object, object, Desk, date, datetime], Plan] = plan  # type: ignore[assignment]  # as above
        """By the notice, the directory, the desk, the business day and the moment on the wall."""


class Mailer(Generic[EventT]):
    """Sends what one service's log owes; `run` until cancelled. Without a server it only says that mail is off."""

    def __init__(
        self,
        mailing: Mailing[EventT],
        runner: Runner[EventT],
        database_url: str,
        vault: Vault | None,
        server: Server | None,
        *,
        desk: Desk = Desk(),
        clock: BusinessClock[EventT] | None = None,
        now: Callable[[], datetime] = read_now,
    ) -> None:
        self._mailing = mailing
        self._runner = runner
        self._streams: Streams[EventT] = Streams(runner.log, runner.decoder)
        self._database_url = database_url
        self._vault = vault
        self._server = server
        self._desk = desk
        self._clock = clock
        self._now = now
        self._directory: Known | None = None
        self._away: str | None = None
        self._faulty: set[str] = set()
        """Notices whose letter this build cannot write: they stay owed."""

    def tell(self) -> MailStatus:
        """Return whether mail is on, and why nothing goes out where that is so."""
        return MailStatus(is_on=self._server is not None, away=self._away)

    async def run(self) -> None:
        """Send while active, wait for the turn while not; where mail is off note that once and return."""
        pause_s = POLL_S
        while True:
            try:
                await self._run_once()
            except (*GONE, Unavailable, UnknownEventType, Overtaken) as error:
                _log.warning("mail: waiting", error=type(error).__name__)
                pause_s = POLL_S
            except Away as error:
                pause_s = min(pause_s * 2, AWAY_S) if self._away else POLL_S
                self._note(str(error))
            else:
                return
            await asyncio.sleep(pause_s)

    def _note(self, away: str | None) -> None:
        if away != self._away:
            _log.warning("mail: server", away=away)
        self._away = away

    async def _run_once(self) -> None:
        """Switch mail on and send until something is away; switch it off where there is no server."""
        async with self._connected() as connection:
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):  # noqa: ASYNC110 - another process holds it
                await asyncio.sleep(POLL_S)
            begin = make_id()
            await self._tell(SwitchMailing(is_on=self._server is not None), _Cause(begin, begin))
            if self._server is None:
                return
            with self._runner.log.listening() as rung:
                while not _is_cancelled():
                    rung.clear()
                    if not await self._pass(connection, Line(self._server, self._note)):
                        with suppress(TimeoutError):
                            async with asyncio.timeout(POLL_S):
                                await rung.wait()
                raise asyncio.CancelledError

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(
            self._database_url, server_settings=KEEPALIVE, timeout=STATEMENT_S, command_timeout=STATEMENT_S
        )
        try:
            yield connection
        finally:
            connection.terminate()

    async def _pass(self, connection: asyncpg.Connection, line: Line) -> bool:
        """Do what is due, over one connection to the server; tell whether there was anything. Raises: Away."""
        rows = await connection.fetch(
            """SELECT n.key, e.correlation_id, e.command_id FROM entries n JOIN events e ON e.position = n.position
               WHERE n.lookup = $1 AND n.bucket <= $2 COLLATE "C" AND n.key <> ALL($3) ORDER BY n.position LIMIT $4""",
            self._mailing.lookup,
            self._now().astimezone(UTC).isoformat(timespec="seconds"),
            list(self._faulty),
            AT_ONCE,
        )
        has_acted = False
        try:
            for row in rows:
                cause = _Cause(row["correlation_id"], row["command_id"])
                has_acted |= await self._tend(UUID(row["key"]), cause, line)
        finally:
            await line.close()
        return has_acted

    async def _tend(self, notice: UUID, cause: "_Cause", line: Line) -> bool:
        """Do what is due of one notice; tell whether it was anything. Raises: Away, Unavailable, Overtaken."""
        try:
            plan = await self._plan(notice)
            for lost in plan.lost:
                await self._end(notice, lost, Answer(MailOutcome.UNKNOWN), cause)
            for letter in plan.letters:
                await self._send(notice, letter, cause, line)
            if plan.end is not None:
                await self._tell(CloseMail(notice=notice, end=plan.end), cause)
        except (*GONE, Unavailable, UnknownEventType, Overtaken, Away):
            raise
        except Exception as error:  # noqa: BLE001 - one faulty letter must not hold up the others; it stays owed
            _log.error("mail: faulty letter", notice=str(notice), error=type(error).__name__)
            self._faulty.add(str(notice))
            return False
        return bool(plan.lost or plan.letters or plan.end)

    async def _plan(self, notice: UUID) -> Plan:
        known = await self._streams.read(self._mailing.name_stream(notice), self._mailing.notice)
        directory = self._mailing.directory
        self._directory = await self._streams.read(self._mailing.directory_stream, directory, self._directory)
        day = find_seoul_day(await self._read_moment())
        return self._mailing.plan(known.state, self._directory.state, self._desk, day, self._now())

    async def _send(self, notice: UUID, letter: Letter, cause: "_Cause", line: Line) -> None:
        """Send one letter and store what became of it. Raises: Away before anything was sent of it."""
        address = await self._open(letter)
        if address is None:
            await self._end(notice, letter, Answer(MailOutcome.NO_ADDRESS), cause)
            return
        smtp = await line.open()
        if refusal := await line.offer(smtp, address):
            await self._end(notice, letter, refusal, cause)
            return
        assert self._server is not None, "a line was opened"
        name = derive_id("mail", notice, letter.person)
        message = write_message(self._server.sender, address, letter.subject, letter.body, name, self._now())
        await _finish(self._hand_over(smtp, message, notice, letter, cause))

    async def _hand_over(self, smtp: SMTP, message: bytes, notice: UUID, letter: Letter, cause: "_Cause") -> None:
        """Store that the words go out, let them go, store the answer."""
        await self._tell(StartMail(notice=notice, person=letter.person, attempt=letter.attempt), cause)
        await self._end(notice, letter, await deliver(smtp, message), cause)

    async def _open(self, letter: Letter) -> str | None:
        """Return the address; None for what is none, or none any more. Raises: Unavailable."""
        assert self._vault is not None, "mail is on"
        try:
            address = await self._vault.open(letter.address, FIELD)
        except SealBroken:
            _log.error("mail: an address cannot be opened", person=str(letter.person))
            return None
        return address if not isinstance(address, Erased) and ADDRESS.fullmatch(address) else None

    async def _end(self, notice: UUID, letter: Letter | Lost, answer: Answer, cause: "_Cause") -> None:
        """Store what became of an attempt, as soon as the log can take it."""
        again_at = None
        if answer.outcome is MailOutcome.DEFERRED:
            again_at = self._now() + PAUSES[min(letter.attempt, len(PAUSES)) - 1]
        command = EndMail(
            notice=notice,
            person=letter.person,
            attempt=letter.attempt,
            outcome=answer.outcome,
            code=answer.code,
            status=answer.status,
            again_at=again_at,
        )
        command_id = make_id()  # one for all tries: what was stored before is found again
        while True:
            try:
                return await self._tell(command, cause, command_id)
            except Unavailable:
                await asyncio.sleep(POLL_S)

    async def _tell(self, command: Command, cause: "_Cause", command_id: UUID | None = None) -> None:
        """Store what a command leads to. Raises: Unavailable, Overtaken."""
        reaction = Reaction(
            id=command_id or make_id(),
            actor=ACTOR,
            command=command,
            effective_at=await self._read_moment(),
            correlation_id=cause.correlation_id,
            causation_id=cause.command_id,
        )
        if await react(self._runner, reaction):
            raise Overtaken

    async def _read_moment(self) -> datetime:
        """Return the business clock's moment."""
        manual = await self._clock.read() if self._clock is not None else None
        return manual or self._now()


@dataclass(frozen=True, slots=True)
class _Cause:
    """What led to a command."""

    correlation_id: UUID
    command_id: UUID


def _is_cancelled() -> bool:
    """Tell whether this task was cancelled: Python 3.11's wait_for, by which aiosmtplib waits, may swallow that."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _finish(work: Coroutine[None, None, None]) -> None:
    """Let work that must not stop half-way come to its end before a cancellation is heeded."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
