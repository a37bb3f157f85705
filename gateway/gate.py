"""What every route shares: commands out, views in, who asks, what time it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final, Protocol
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.directives.sealed import AUDIT
from contracts.errors import Rejected
from contracts.messages import Command, Done, Envelope, Refused
from contracts.values import Role
from gateway.auth import Accounts, Principal, Sessions, Tokens
from gateway.clients import Clients
from gateway.confidential import Confidential, Seal, is_other_seal, refuse_secrets, refuse_unsure
from gateway.drafts import Drafts
from gateway.freshness import HEARTBEAT_S, Freshness
from gateway.imports.store import Imports
from gateway.integrity import Integrity
from gateway.lookups import Lookups
from gateway.marks import ReadMarks
from gateway.ordering import Late, Order, explain_reference, make_envelope, order_by_key, stamp_again
from gateway.reads import Act, note_read
from gateway.sharing import Shared
from gateway.workspaces import Workspaces
from gateway.writes import Writes
from infra.asking import ask_last, ask_outcome
from infra.batching import Unavailable
from infra.clock import SEOUL, read_now
from infra.commanding import CommandClient
from infra.files import Files
from infra.requests import OutcomeUnknown, Requester
from infra.sealing import KeyRing
from infra.tally import Tallies
from infra.tracing import trace_sending
from infra.trail import Trail, follow
from infra.vault import Vault

CROWDED: Final = 3
"""Tries of a command whose subject others did not touch: what it rests on moves for moments only."""
READ_WAIT_S: Final = 2.0
"""How long a read waits for a position (decided.md, Limits)."""
EXPORTS: Final = 4
"""Exports at once: each holds a connection of twenty for as long as its reader takes."""
EXPORT_S: Final = 300.0
STAMPS: Final = 3
"""How often a command is stamped and sent while the manual clock moves."""

HELD_SQL: Final = """SELECT true FROM views.delegation WHERE acting = $1 AND absent = $2 AND revoked_for IS NULL
    AND valid_from <= $3 AND $3 <= valid_until"""
ABSENT_SQL: Final = """SELECT d.absent, d.valid_until, a.label
    FROM views.delegation d JOIN accounts a ON a.login = d.absent
    WHERE d.acting = $1 AND d.revoked_for IS NULL AND d.valid_from <= $2 AND $2 <= d.valid_until AND a.role <> $3
    ORDER BY a.label LIMIT 20"""
Snapshot = AsyncConnection
"""One consistent read: every statement in it sees the same moment."""


class Reflecting(Protocol):
    """A view, whatever its rows and events."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def context(self) -> str:
        """Whose log it reflects."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the business clock shows; `manual` in a training installation."""

    at: datetime
    manual: bool

    @property
    def day(self) -> date:
        """The day in Seoul."""
        return self.at.astimezone(SEOUL).date()


@dataclass(frozen=True, slots=True)
class Absent:
    """An account that is away and may be acted for today."""

    user: str
    label: str
    valid_until: date


class Gate:
    """The gateway's services, shared by its routes."""

    def __init__(
        self,
        *,
        pool: asyncpg.Pool,
        engine: AsyncEngine,
        clients: Mapping[str, CommandClient[Command]],
        freshness: Freshness,
        requester: Requester,
        files: Files,
        vault: Vault,
        head_keys: Mapping[str, KeyRing],
        accounts: Accounts,
        sessions: Sessions,
        registered: Clients,
        tokens: Tokens,
        writes: Writes,
        marks: ReadMarks,
        drafts: Drafts,
        imports: Imports,
        confidential: Confidential | None = None,
        integrity: Integrity | None = None,
    ) -> None:
        self.accounts = accounts
        self.sessions = sessions
        self.registered = registered
        self.tokens = tokens
        self.requester = requester
        self.files = files
        self.vault = vault
        self.marks = marks
        self.drafts = drafts
        self.imports = imports
        self.confidential = confidential
        self.integrity = integrity
        """What only the audit, and only who reads reports, may know of; None without the key, so that nobody comes."""
        self.head_keys = head_keys
        """Public keys of the services' signed heads, by context."""
        self._pool, self._engine = pool, engine
        self._clients = clients
        self._freshness = freshness
        self.workspaces = Workspaces(pool, freshness)
        """Lists as they were."""
        self.lookups = Lookups(pool)
        """Single rows that many ask for at once."""
        self.pages: Shared[object] = Shared()
        """Pages that many follow at once."""
        self._exports = asyncio.Semaphore(EXPORTS)
        self._writes = writes
        self._clock: tuple[tuple[int, int] | None, datetime | None] = None, None
        """What the manual clock showed, and how far its view had come then."""

    async def send(
        self, principal: Principal, body: Command, *, key: str, subject: UUID | None = None, if_match: int | None = None
    ) -> Done:
        """Return the outcome of a command that was stored or had nothing to change.

        Raises: Rejected, with BUSY, FACTS_NOT_READY or OUTCOME_UNKNOWN where the same key may be sent again.
        """
        order = order_by_key(principal, body, key, subject=subject, if_match=if_match)
        return await self.carry_out(principal, order)

    async def carry_out(
        self,
        principal: Principal,
        *orders: Order,
        dry_run: bool = False,
        late: Late | None = None,
        at: datetime | None = None,
    ) -> Done:
        """Return the outcome of orders to one context, decided together and stored in one append, all or nothing.

        `at` is what the business clock showed, where that was read already. A dry run stores nothing. `late` tells when
        they happened, where that was before.
        Raises: as `send`.
        """
        context = orders[0].body.wire().partition(".")[0]
        seal = await self._choose_seal(principal, orders)
        after = await self._writes.find(principal.user, context)
        envelope = make_envelope(principal, orders, at or (await self.now()).at, after, dry_run=dry_run, late=late)
        try:
            follow(Trail(envelope.correlation_id, envelope.id, context))
            with trace_sending(context, envelope.correlation_id, envelope.id):
                done = await self._await_outcome(envelope, partial(self._send_sealed, context, seal))
        except Rejected as rejected:
            raise explain_reference(orders, rejected) from rejected
        await self._writes.note(principal.user, context, 0 if dry_run else done.position)
        return done

    async def deliver(self, envelope: Envelope[Command], sealed_for: str | None = None) -> Done:
        """Return the outcome of an envelope that was made elsewhere, on a trail of its own.

        It travels open to its service, or sealed whole for a class. Raises: as `send`.
        """
        context = envelope.body.wire().partition(".")[0]
        with trace_sending(context, envelope.correlation_id, envelope.id):
            return await self._await_outcome(envelope, partial(self._send_once, context, sealed_for))

    async def find_acting(self, principal: Principal, absent: str) -> Principal | None:
        """Return a principal as it may act today for an account that is away; None without a delegation (ORG-12).

        Who looks after accounts is never stood in for: a delegation is the coordinating office's to give.
        """
        today = (await self.now()).day
        held = await self._pool.fetchval(HELD_SQL, principal.user, absent, today)
        found = await self.accounts.find(absent) if held else None
        if found is None or found.role is Role.ADMINISTRATOR:
            return None
        return principal.act_for(found)

    async def list_absent(self, user: str) -> list[Absent]:
        """Return the accounts that an account may act for today, as `find_acting` lets it (ORG-12)."""
        today = (await self.now()).day
        rows = await self._pool.fetch(ABSENT_SQL, user, today, Role.ADMINISTRATOR)
        return [Absent(row["absent"], row["label"], row["valid_until"]) for row in rows]

    async def find_outcome(self, principal: Principal, command_id: UUID) -> tuple[str, Done] | None:
        """Return the context that stored a command of the principal's, and its outcome as it was first told.

        Raises: Rejected with BUSY where a context does not answer.
        """
        try:
            found = await asyncio.gather(*(ask_outcome(self.requester, each, command_id) for each in self._clients))
        except Unavailable as error:
            raise Rejected(
                "BUSY", "한 서비스가 답하지 않아 처리 여부를 알 수 없습니다. 잠시 뒤 다시 물으세요."
            ) from error
        for context, outcome in zip(self._clients, found, strict=True):
            if outcome.done is not None and outcome.actor == principal.user:
                return context, outcome.done
        return None

    async def note_survey_read(self, principal: Principal, survey: str) -> None:
        """Keep who has read what citizens wrote or left in a survey; an answer waits for it (ENG-36, ENG-40)."""
        await note_read(self._pool, principal, Act.READ, surveys=[survey])

    async def now(self) -> Moment:
        """Return what the business clock shows; it is read anew when its view has moved, or nobody would tell."""
        mark = self._freshness.mark("clock", "registry")
        known, manual = self._clock
        if mark is None or mark != known:
            manual = await self._pool.fetchval("SELECT now FROM views.clock WHERE clock = 'business'")
            self._clock = mark, manual
        return Moment(manual, True) if manual is not None else Moment(read_now(), False)

    @asynccontextmanager
    async def reading(self, **options: object) -> AsyncIterator[Snapshot]:
        """Give one consistent, read-only transaction; `options` are SQLAlchemy's, of its execution."""
        async with self._engine.connect() as connection:
            yield await connection.execution_options(**options) if options else connection

    @asynccontextmanager
    async def exporting(self) -> AsyncIterator[Snapshot]:
        """Give one consistent read that may last for minutes: few at once, so that the others have connections.

        Raises: Rejected with BUSY; TimeoutError within the block once its time is over.
        """
        if self._exports.locked():
            raise Rejected("BUSY", "다른 내려받기가 진행 중입니다. 잠시 뒤 다시 요청하세요.")
        async with self._exports, asyncio.timeout(EXPORT_S), self.reading() as snapshot:
            yield snapshot

    async def require(self, reach: Mapping[str, int], *views: Reflecting) -> None:
        """Return once the views reflect positions by context; 0 asks for none. Raises: Rejected with NOT_YET."""
        waits = (self.wait_for(each.name, each.context, reach.get(each.context, 0)) for each in views)
        if not all(await asyncio.gather(*waits)):
            raise Rejected("NOT_YET", "아직 반영되지 않았습니다. 잠시 뒤 다시 읽으세요.")

    async def catch_up(self, *views: Reflecting) -> None:
        """Return once views reflect all that their logs hold by now: what a command rests on, or is refused for.

        Raises: Rejected with BUSY, NOT_YET.
        """
        contexts = sorted({each.context for each in views})
        try:
            lasts = await asyncio.gather(*(ask_last(self.requester, each) for each in contexts))
        except Unavailable as error:
            raise Rejected("BUSY", "지금은 처리할 수 없습니다. 잠시 뒤 같은 키로 다시 보내세요.") from error
        await self.require(dict(zip(contexts, lasts, strict=True)), *views)

    async def wait_for(self, view: str, context: str, position: int) -> bool:
        """Tell whether a view reaches a position in time: read your own writes (PLT-04)."""
        return await self._freshness.wait_for(view, context, position, READ_WAIT_S)

    async def wait_beyond(self, reached: Mapping[tuple[str, str], int]) -> bool:
        """Tell whether one of the views, by name and context, comes beyond its position before the next heartbeat."""
        return await self._freshness.wait_beyond(reached, HEARTBEAT_S)

    def changes(self, *views: str, context: str, after: int) -> AsyncIterator[int]:
        """Yield each position beyond `after` that one of the views reaches; 0 is a heartbeat."""
        return self._freshness.changes(*views, context=context, after=after)

    @property
    def connected(self) -> bool:
        """Whether commands can be sent now."""
        return all(client.connected for client in self._clients.values())

    @property
    def answered(self) -> Mapping[tuple[str, str], Tallies[str]]:
        """Seconds of commands from sending to outcome, by context and kind of outcome."""
        return {("gateway", context): client.answered for context, client in self._clients.items()}

    async def answers(self) -> bool:
        """Tell whether the gateway's own stores answer."""
        return self._freshness.connected and all(client.connected for client in self._clients.values())

    async def _choose_seal(self, principal: Principal, orders: Sequence[Order]) -> Seal:
        """Return how orders travel. Raises: Rejected for what is confidential and not the principal's."""
        if self.confidential is not None:
            return await self.confidential.choose_seal(principal, orders)
        refuse_secrets(orders)
        return Seal.OPEN

    async def _await_outcome(
        self, envelope: Envelope[Command], send: Callable[[Envelope[Command]], Awaitable[Done]]
    ) -> Done:
        """Return the outcome; sent again where the manual clock has moved on from the moment that was stamped."""
        for _ in range(STAMPS - 1):
            try:
                return await send(envelope)
            except Rejected as no:
                if no.code != "CLOCK_MOVED":
                    raise
                now = datetime.fromisoformat(no.details["now"])  # the own view may not have come so far
                envelope = stamp_again(envelope, now)
        return await send(envelope)

    async def _send_sealed(self, context: str, seal: Seal, envelope: Envelope[Command]) -> Done:
        """Send a command as it should travel; in the clear only what the service itself has said to be open."""
        try:
            return await self._send_once(context, None if seal is Seal.OPEN else AUDIT, envelope)
        except Rejected as no:
            if seal is not Seal.UNSURE or not is_other_seal(no):
                raise
            if envelope.also:  # it says so of one of them: the others may be confidential
                raise refuse_unsure() from no
        return await self._send_once(context, None, envelope)

    async def _send_once(self, context: str, sealed_for: str | None, envelope: Envelope[Command]) -> Done:
        """Send a command; again where nothing but a fact beside its subject moved while it was decided (If-Match)."""
        for _ in range(CROWDED - 1):
            outcome = await self._ask(context, sealed_for, envelope)
            if not (isinstance(outcome, Refused) and outcome.code == "BUSY"):
                break
        else:
            outcome = await self._ask(context, sealed_for, envelope)
        if isinstance(outcome, Refused):
            raise Rejected(outcome.code, outcome.message, outcome.details)
        return outcome

    async def _ask(self, context: str, sealed_for: str | None, envelope: Envelope[Command]) -> Done | Refused:
        """Return the outcome of one try. Raises: Rejected with OUTCOME_UNKNOWN, BUSY where nobody answers."""
        try:
            return await self._clients[context].send(envelope, sealed_for=sealed_for)
        except OutcomeUnknown as error:
            raise Rejected(
                "OUTCOME_UNKNOWN", "제시간에 답이 오지 않아 처리 여부를 모릅니다. 같은 키로 다시 보내면 안전합니다."
            ) from error
        except Unavailable as error:
            raise Rejected("BUSY", "지금은 처리할 수 없습니다. 잠시 뒤 같은 키로 다시 보내세요.") from error
