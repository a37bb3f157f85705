"""Starts, watches and ends the processes of a system's roles."""

from __future__ import annotations

import asyncio
import math
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.errors import SetupError
from infra.local.ports import LOOPBACK, exchange_bytes
from infra.local.processes import Running, end_process, read_tail
from infra.local.waiting import wait_until

READY_S = 60.0
"""Seconds for a role to answer /readyz; a warm one needs about 2 on an idle machine."""
WATCH_S = 0.2
"""Seconds within which the end of a role is noticed."""


Launch = Callable[[Path], Awaitable[Running]]
"""Starts a role's process, its output appended to this log."""


@dataclass(frozen=True, slots=True)
class RoleProcess:
    """How one role is started and asked whether it is ready."""

    launch: Launch
    health_port: int


class Supervisor:
    """Owns the processes of the roles that it was given, by role name."""

    def __init__(self, roles: Mapping[str, RoleProcess], logs: Path) -> None:
        self._roles = dict(roles)
        self._logs = logs
        self._running: dict[str, Running] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every role that it was given."""
        return tuple(self._roles)

    async def start_all(self) -> None:
        """Start every role at once and return when all are ready.

        Raises:
            SetupError: one ends or is not ready within 60 s; the text names it and has its last 20 lines.
        """
        for name in self._roles:
            await self._launch(name)
        for name in self._roles:
            await self._wait_ready(name)

    async def start(self, name: str) -> None:
        """Start the role `name`, unless it runs, and return when it is ready.

        Raises:
            SetupError: it ends or is not ready within 60 s.
        """
        if not self.is_running(name):
            await self._launch(name)
        await self._wait_ready(name)

    async def stop(self, name: str) -> None:
        """End the role `name` politely: SIGTERM, 10 s, SIGKILL."""
        await self._end(name, signal.SIGTERM)

    async def kill(self, name: str) -> None:
        """End the role `name` as a power cut would: SIGKILL."""
        await self._end(name, signal.SIGKILL)

    async def stop_all(self) -> None:
        """End every role politely, all at once."""
        await asyncio.gather(*(self.stop(name) for name in list(self._running)))

    def is_running(self, name: str) -> bool:
        """Tell whether the process of `name` is there."""
        return name in self._running and not self._running[name].has_ended()

    def pid_of(self, name: str) -> int:
        """Return the process id of the running role `name`."""
        return self._running[name].pid

    def logs(self, name: str, lines: int = 20) -> str:
        """Return the last `lines` lines of the log of `name`, over all its starts."""
        return read_tail(self._log(name), lines)

    async def wait_for_death(self) -> str:
        """Return the name of the first role that ends without having been told to."""
        await wait_until(self._has_lost_one, math.inf, every_s=WATCH_S)
        return self.lost()[0]

    def describe_death(self, name: str) -> str:
        """Return what is known of a dead role: its exit code and its last 20 lines."""
        running = self._running.get(name)
        code = None if running is None else running.process.returncode
        return f"The role {name} ended with code {code}. Its last lines, from {self._log(name)}:\n{self.logs(name)}"

    async def _launch(self, name: str) -> None:
        self._running[name] = await self._roles[name].launch(self._log(name))

    async def _wait_ready(self, name: str) -> None:
        async def has_settled() -> bool:
            return not self.is_running(name) or await answers_ready(self._roles[name].health_port)

        in_time = await wait_until(has_settled, READY_S, every_s=0.05)
        if not self.is_running(name):
            raise SetupError(self.describe_death(name))
        if not in_time:
            raise SetupError(f"The role {name} is not ready after {READY_S:.0f} s. Its last lines:\n{self.logs(name)}")

    async def _end(self, name: str, polite: signal.Signals) -> None:
        running = self._running.pop(name, None)
        if running is not None:
            await end_process(running, polite)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def lost(self) -> list[str]:
        """Return the roles that have ended without having been told to."""
        return [name for name, running in self._running.items() if running.has_ended()]

    async def _has_lost_one(self) -> bool:
        return bool(self.lost())


async def answers_ready(health_port: int) -> bool:
    """Tell whether `GET /readyz` on this loopback port answers 200."""
    request = f"GET /readyz HTTP/1.1\r\nHost: {LOOPBACK}:{health_port}\r\nConnection: close\r\n\r\n"
    answer = await exchange_bytes(LOOPBACK, health_port, request.encode())
    return answer.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200"))
