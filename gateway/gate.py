"""What every route shares: commands out, views in, who asks, what time it is."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.errors import Rejected
from contracts.messages import Actor, Command, Done, Envelope, Refused
from gateway.auth import Accounts, Principal, Sessions, Tokens
from gateway.freshness import Freshness
from infra.batching import Unavailable
from infra.clock import name_command, read_now
from infra.commanding import CommandClient
from infra.requests import OutcomeUnknown
from infra.tally import Tallies

READ_WAIT_S: Final = 2.0
"""How long a read waits for a position (decided.md, Limits)."""
STAMPS: Final = 3
"""How often a command is stamped and sent while the manual clock moves."""
REMEMBERED: Final = 10_000
"""Principals whose own last writes are remembered."""

Snapshot = AsyncConnection
"""One consistent read: every statement in it sees the same moment."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the business clock shows; `manual` in a training installation."""

    at: datetime
    manual: bool


class Gate:
    """The gateway's services, shared by its routes."""

    def __init__(
        self,
        *,
        pool: asyncpg.Pool,
        engine: AsyncEngine,
        clients: Mapping[str, CommandClient[Command]],
        freshness: Freshness,
        accounts: Accounts,
        sessions: Sessions,
        tokens: Tokens,
    ) -> None:
        self.accounts = accounts
        self.sessions = sessions
        self.tokens = tokens
        self._pool = pool
        self._engine = engine
        self._clients = clients
        self._freshness = freshness
        self._written: dict[str, dict[str, int]] = {}

    async def send(
        self, principal: Principal, body: Command, *, key: str, subject: UUID | None = None, if_match: int | None = None
    ) -> Done:
        """Return the outcome of a command that was stored or had nothing to change.

        Raises: Rejected, with BUSY, FACTS_NOT_READY or OUTCOME_UNKNOWN where the same key may be sent again.
        """
        context = body.wire().partition(".")[0]
        command_id = name_command(principal.user, key)
        written = self._written.get(principal.user, {})
        envelope = Envelope(
            id=command_id,
            subject=subject,
            actor=Actor(user=principal.user, role=principal.role, department=principal.department),
            effective_at=(await self.now()).at,
            correlation_id=command_id,
            if_match=if_match,
            after={other: position for other, position in written.items() if other != context},
            body=body,
        )
        done = await self._await_outcome(context, envelope)
        self._remember(principal, context, done.position)
        return done

    async def now(self) -> Moment:
        """Return what the business clock shows."""
        manual = await self._pool.fetchval("SELECT now FROM views.clock WHERE clock = 'business'")
        return Moment(manual, True) if manual is not None else Moment(read_now(), False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Snapshot]:
        """Give one consistent, read-only transaction."""
        async with self._engine.connect() as connection:
            yield connection

    async def require_position(self, view: str, context: str, position: int) -> None:
        """Return once a view reflects a position; 0 asks for none. Raises: Rejected with NOT_YET."""
        if position and not await self.wait_for(view, context, position):
            raise Rejected("NOT_YET", "아직 반영되지 않았습니다. 잠시 뒤 다시 읽으세요.")

    async def wait_for(self, view: str, context: str, position: int) -> bool:
        """Tell whether a view reaches a position in time: read your own writes (PLT-04)."""
        return await self._freshness.wait_for(view, context, position, READ_WAIT_S)

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

    async def _await_outcome(self, context: str, envelope: Envelope[Command]) -> Done:
        """Return the outcome; sent again where the manual clock has moved on from the moment that was stamped."""
        for _ in range(STAMPS - 1):
            try:
                return await self._send_once(context, envelope)
            except Rejected as no:
                if no.code != "CLOCK_MOVED":
                    raise
                now = datetime.fromisoformat(no.details["now"])  # the own view may not have come so far
                envelope = envelope.model_copy(update={"effective_at": now})
        return await self._send_once(context, envelope)

    async def _send_once(self, context: str, envelope: Envelope[Command]) -> Done:
        try:
            outcome = await self._clients[context].send(envelope)
        except OutcomeUnknown as error:
            raise Rejected(
                "OUTCOME_UNKNOWN", "제시간에 답이 오지 않아 처리 여부를 모릅니다. 같은 키로 다시 보내면 안전합니다."
            ) from error
        except Unavailable as error:
            raise Rejected("BUSY", "지금은 처리할 수 없습니다. 잠시 뒤 같은 키로 다시 보내세요.") from error
        if isinstance(outcome, Refused):
            raise Rejected(outcome.code, outcome.message, outcome.details)
        return outcome

    def _remember(self, principal: Principal, context: str, position: int) -> None:
        own = self._written.pop(principal.user, {})
        own[context] = max(position, own.get(context, 0))
        self._written[principal.user] = own
        if len(self._written) > REMEMBERED:
            del self._written[next(iter(self._written))]
