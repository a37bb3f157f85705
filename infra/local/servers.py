"""A private server that can be ended and started again, with the port and the data that it had."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

from infra.local.processes import Command, Running, end_process, find_descendants, kill_processes, start_process

WaitReady = Callable[[Running], Awaitable[None]]
"""Returns once the started server answers. Raises: SetupError."""


class Server:
    """Owns one server's process; nothing runs before `start`."""

    def __init__(self, command: Command, polite: signal.Signals, patience_s: float, wait_ready: WaitReady) -> None:
        self._command = command
        self._polite = polite
        self._patience_s = patience_s
        self._wait_ready = wait_ready
        self._running: Running | None = None

    async def start(self) -> Running:
        """Start it and return once it answers. Raises: SetupError when it ends or is not ready in time."""
        self._running = await start_process(self._command)
        await self._wait_ready(self._running)
        return self._running

    async def stop(self) -> None:
        """End it as it wants to be ended; SIGKILL where that takes too long."""
        if self._running is not None:
            await end_process(self._running, self._polite, self._patience_s)

    async def kill(self) -> None:
        """End it and every process that it started by SIGKILL, as a power cut would."""
        if self._running is None or self._running.has_ended():
            return
        children = await asyncio.to_thread(find_descendants, self._running.pid)
        await end_process(self._running, signal.SIGKILL)
        await kill_processes(children)

    async def restart(self) -> None:
        """Stop it and start it again."""
        await self.stop()
        await self.start()
