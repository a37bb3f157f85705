"""Sends what a service's log owes by mail or 알림톡: as often as is certain to be needed, never once more by itself.

A notice's mail is owed by an event of the log. Before the words go out that is stored (StartMail), after the server's
answer what it said (EndMail). A process that ends in between leaves an attempt that was started and never ended: it
may have arrived, is stored as UNKNOWN and stays with the operator. What ends before it was started is simply done
again. 알림톡 goes to a mobile number; where its provider keeps an idempotency key, what may have been sent is asked
about while the key is kept, so that it is sent exactly once. One replica is active. Addresses are opened for the moment
of sending; no event, log line or error holds one.

Exception
├── Away                 transient: no mail server to be had (infra/smtp.py)
└── Overtaken            another replica does the same letter
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID

import asyncpg
import httpx
import structlog
from aiosmtplib import SMTP

from contracts.calendar.hours import find_seoul_day
from contracts.coordination import LINK, CloseMail, EndMail, MailOutcome, StartMail, SwitchMailing
from contracts.messages import Command, Event
from infra.alimtalk import Address, Provider, read_address, repeat, send
from infra.batching import Unavailable
from infra.business_clock import BusinessClock
from infra.clock import make_id, read_now
from infra.cloudevents import UnknownEventType
from infra.deciding import Runner
from infra.letters import Desk, Letter, Lost, Mailing, Plan
from infra.links import make_link
from infra.loading import Known, Streams
from infra.log import GONE, KEEPALIVE
from infra.reacting import Reaction, derive_id, react
from infra.sealing import SealBroken
from infra.smtp import Answer, Away, Line, Server, deliver, write_message
from infra.status import MailStatus
from infra.vault import Erased, SubjectErased, Vault

POLL_S: Final = 0.5
"""The net under commits of other replicas, and how soon a passive replica takes over."""
STATEMENT_S: Final = 10.0
AT_ONCE: Final = 100
"""Notices looked at in one pass, over one connection."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Before each next attempt at a deferred letter: greylisting asks for minutes, RFC 5321 4.5.4.1 for 30 and more."""
REPEATED: Final = timedelta(minutes=1)
"""What asking again may take, before an idempotency key is forgotten."""
AWAY_S: Final = 60.0
"""The longest pause before a mail server that was away is asked again; the first is POLL_S, each next one twice it."""
_LOCK: Final = 7266
ACTOR: Final = "mailer"
NOWHERE: Final = Desk()
"""Where nothing is said of the installation."""
EventT = TypeVar("EventT", bound=Event)
_log: Final = structlog.get_logger()


class Overtaken(Exception):
    """Somebody else does the same letter."""


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
        provider: Provider | None = None,
        desk: Desk = NOWHERE,
        clock: BusinessClock[EventT] | None = None,
        now: Callable[[], datetime] = read_now,
    ) -> None:
        self._mailing = mailing
        self._runner = runner
        self._streams: Streams[EventT] = Streams(runner.log, runner.decoder)
        self._database_url = database_url
        self._vault = vault
        self._server = server
        self._provider = provider
        self._desk = desk
        self._clock = clock
        self._now = now
        self._directory: Known | None = None
        self._away: str | None = None
        self._faulty: set[str] = set()
        """Notices whose letter this build cannot write: they stay owed."""

    def tell(self) -> MailStatus:
        """Return whether mail is on, and why nothing goes out where that is so."""
        return MailStatus(is_on=self._is_on, away=self._away)

    @property
    def _is_on(self) -> bool:
        return self._server is not None or self._provider is not None

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
            await self._tell(SwitchMailing(is_on=self._is_on), _Cause(begin, begin, read_now()))
            if not self._is_on:
                return
            async with httpx.AsyncClient(trust_env=False) as http:
                await self._send_all(connection, http)

    async def _send_all(self, connection: asyncpg.Connection, http: httpx.AsyncClient) -> None:
        """Send what is due whenever there is something, until cancelled. Raises: Away."""
        with self._runner.log.listening() as rung:
            while not _is_cancelled():
                rung.clear()
                line = Line(self._server, self._note) if self._server is not None else None
                if not await self._pass(connection, _Ways(line, http)):
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

    async def _pass(self, connection: asyncpg.Connection, ways: "_Ways") -> bool:
        """Do what is due, over one connection to the server; tell whether there was anything. Raises: Away."""
        rows = await connection.fetch(
            """SELECT n.key, e.correlation_id, e.command_id, e.recorded_at
               FROM entries n JOIN events e ON e.position = n.position
               WHERE n.lookup = $1 AND n.bucket <= $2 COLLATE "C" AND n.key <> ALL($3) ORDER BY n.position LIMIT $4""",
            self._mailing.lookup,
            self._now().astimezone(UTC).isoformat(timespec="seconds"),
            list(self._faulty),
            AT_ONCE,
        )
        has_acted = False
        try:
            for row in rows:
                cause = _Cause(row["correlation_id"], row["command_id"], row["recorded_at"])
                has_acted |= await self._tend(UUID(row["key"]), cause, ways)
        finally:
            if ways.line is not None:
                await ways.line.close()
        return has_acted

    async def _tend(self, notice: UUID, cause: "_Cause", ways: "_Ways") -> bool:
        """Do what is due of one notice; tell whether it was anything. Raises: Away, Unavailable, Overtaken."""
        try:
            plan = await self._plan(notice)
            for lost in plan.lost:
                await self._end(notice, lost, await self._ask_again(notice, lost, cause, ways), cause)
            for letter in plan.letters:
                await self._send(notice, letter, cause, ways)
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

    async def _send(self, notice: UUID, letter: Letter, cause: "_Cause", ways: "_Ways") -> None:
        """Send one letter and store what became of it. Raises: Away before anything was sent of it."""
        made_out = await self._make_out(letter)
        if made_out is None:
            await self._end(notice, letter, Answer(MailOutcome.NO_ADDRESS), cause)
            return
        letter = made_out
        match await self._open(letter):
            case Address(mobile=str() as mobile) if self._provider is not None:
                await _finish(self._call(notice, letter, cause, mobile, ways.http))
            case Address(mail=str() as address) if ways.line is not None:
                await self._write(notice, letter, cause, address, ways.line)
            case _:
                await self._end(notice, letter, Answer(MailOutcome.NO_ADDRESS), cause)

    async def _make_out(self, letter: Letter) -> Letter | None:
        """Return a letter with its link in it; None where what it led to is over. Raises: Unavailable."""
        if letter.link is None:
            return letter
        assert self._vault is not None, "mail is on"
        link = letter.link
        try:
            text = await make_link(self._vault, link.to, link.purpose, link.key, link.generation)
        except SubjectErased:
            return None
        return replace(letter, body=letter.body.replace(LINK, text))

    async def _call(self, notice: UUID, letter: Letter, cause: "_Cause", mobile: str, http: httpx.AsyncClient) -> None:
        """Send 알림톡: store that it goes out, let it go, store what became of it."""
        assert self._provider is not None, "there is one"
        words, key = (letter.subject, letter.body), str(derive_id("mail", notice, letter.person))
        await self._tell(StartMail(notice=notice, person=letter.person, attempt=letter.attempt), cause)
        answer = await send(http, self._provider, mobile, words, key)
        if answer.outcome is MailOutcome.UNKNOWN and self._provider.window:
            answer = await repeat(http, self._provider, mobile, words, key)
        await self._end(notice, letter, answer, cause)

    async def _ask_again(self, notice: UUID, lost: Lost, cause: "_Cause", ways: "_Ways") -> Answer:
        """Return what became of an attempt whose process ended: asked with its key, if that is certainly kept still."""
        is_kept = self._provider is not None and self._now() - cause.recorded_at < self._provider.window - REPEATED
        letter = await self._make_out(lost.letter) if lost.letter is not None and is_kept else None
        address = await self._open(letter) if letter is not None else None
        if letter is None or address is None or address.mobile is None or self._provider is None:
            return Answer(MailOutcome.UNKNOWN)
        words, key = (letter.subject, letter.body), str(derive_id("mail", notice, lost.person))
        return await repeat(ways.http, self._provider, address.mobile, words, key)

    async def _write(self, notice: UUID, letter: Letter, cause: "_Cause", address: str, line: Line) -> None:
        """Send a letter by mail. Raises: Away before anything was sent of it."""
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

    async def _open(self, letter: Letter) -> Address | None:
        """Return the address; None for what is none, or none any more. Raises: Unavailable."""
        assert self._vault is not None, "mail is on"
        try:
            address = await self._vault.open(letter.address, letter.field)
        except SealBroken:
            _log.error("mail: an address cannot be opened", person=str(letter.person))
            return None
        return None if isinstance(address, Erased) else read_address(address)

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
    recorded_at: datetime
    """When the letter was last heard of."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """How letters go out."""

    line: Line | None
    """To the mail server, where there is one."""
    http: httpx.AsyncClient


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
