"""How far each view has come: told by the projector's notifications, waited for by reads and live pages."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Final

import asyncpg
import structlog

from gateway.away import CONNECT_S, STATEMENT_S
from infra.log import GONE, KEEPALIVE
from infra.projections import CHANGED

HEARTBEAT_S: Final = 15.0
"""How often `changes` yields although nothing has changed, so that a stream notices that its reader has left."""
RECONNECT_S: Final = 0.5
CHECK_S: Final = 5.0
"""How often a connection that says nothing is asked whether it still stands."""
_log: Final = structlog.get_logger()


class Freshness:
    """Positions of views, as the database tells them; `run` until cancelled."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._positions: dict[tuple[str, str], int] = {}
        self._changed = asyncio.Event()
        self._connections = 0
        self.connected = False

    async def run(self) -> None:
        """Listen until cancelled, again after each lost connection."""
        while True:
            try:
                await self._listen()
            except GONE as error:
                _log.warning("freshness: database away", error=error)
            self.connected = False
            await asyncio.sleep(RECONNECT_S)

    def mark(self, view: str, context: str) -> tuple[int, int] | None:
        """Return what stays the same as long as the view has not changed; None while nobody tells its changes."""
        return (self._connections, self._positions.get((view, context), 0)) if self.connected else None

    async def wait_for(self, view: str, context: str, position: int, deadline_s: float) -> bool:
        """Tell whether the view reaches a position of a context's log within the deadline."""
        try:
            async with asyncio.timeout(deadline_s):
                while self._positions.get((view, context), 0) < position:
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    async def wait_beyond(self, reached: Mapping[tuple[str, str], int], deadline_s: float) -> bool:
        """Tell whether one of the views, by name and context, comes beyond its position within the deadline."""
        try:
            async with asyncio.timeout(deadline_s):
                while all(self._positions.get(view, 0) <= position for view, position in reached.items()):
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    async def changes(self, *views: str, context: str, after: int) -> AsyncIterator[int]:
        """Yield each position of a context's log beyond `after` that one of the views reaches; 0 is a heartbeat."""
        told = after
        while True:
            changed = self._changed
            reached = max((self._positions.get((view, context), 0) for view in views), default=0)
            if reached > told:
                told = reached
                yield told
                continue
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await changed.wait()
            except TimeoutError:
                yield 0

    async def _listen(self) -> None:
        connection = await asyncpg.connect(
            self._database_url, server_settings=KEEPALIVE, timeout=CONNECT_S, command_timeout=STATEMENT_S
        )
        try:
            await self._start_from_checkpoints(connection)
            self._connections += 1
            self.connected = True
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(CHECK_S):
                        await lost.wait()
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    async def _start_from_checkpoints(self, connection: asyncpg.Connection) -> None:
        """Replace what is known, for a rebuild lowers positions; what is told during the read is newer than it."""
        told: list[str] = []
        hears = told.append

        def hear(_connection: object, _pid: int, _channel: str, payload: object) -> None:
            hears(str(payload))

        await connection.add_listener(CHANGED, hear)
        rows = await connection.fetch("SELECT view, context, position FROM views.checkpoint")
        self._positions = {(row["view"], row["context"]): row["position"] for row in rows}
        self._wake()
        for payload in told:
            self._note(payload)
        hears = self._note

    def _note(self, payload: str) -> None:
        view, context, position = payload.split(" ")
        self._advance(view, context, int(position))

    def _advance(self, view: str, context: str, position: int) -> None:
        self._positions[view, context] = position
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
