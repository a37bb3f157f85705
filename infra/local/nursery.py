"""The nursery of a system's roles: one process that has imported their modules and forks each (infra/nursery.py)."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from infra.local.errors import SetupError
from infra.local.places import CHECKOUT, current_identity
from infra.local.processes import Running, end_process, privilege_words
from infra.local.roles import run_module

GONE = "the nursery of the roles has ended: see its last words above."


class Forked:
    """A role's process as the nursery tells of it, whose child it is."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._returncode: int | None = None
        self._ended = asyncio.Event()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._pid

    @property
    def returncode(self) -> int | None:
        """Its exit code, below zero the signal that ended it; None while it runs."""
        return self._returncode

    async def wait(self) -> int:
        """Return the exit code once it has ended; below zero the signal that ended it."""
        await self._ended.wait()
        assert self._returncode is not None
        return self._returncode

    def send_signal(self, signal: int, /) -> None:
        """Send it a signal, unless it has ended: its id stays its own until the nursery has waited for it."""
        if self._returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal)

    def end(self, code: int) -> None:
        """Note that it has ended."""
        self._returncode = code
        self._ended.set()


class Nursery:
    """Forks roles; `follow` until the nursery's own end."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._asked: list[asyncio.Future[Forked]] = []
        self._forked: dict[int, Forked] = {}
        self._has_ended = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def start(self, name: str, module: str, environment: Mapping[str, str], log: Path) -> Running:
        """Start a role with its output appended to its log. Raises: SetupError where the nursery has ended."""
        assert self._process.stdin is not None
        if self._has_ended:
            raise SetupError(GONE)
        future: asyncio.Future[Forked] = asyncio.get_running_loop().create_future()
        self._asked.append(future)
        asked = {"name": name, "module": module, "environment": dict(environment), "log": str(log)}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        return Running(name, await future, log)

    async def follow(self) -> None:
        """Take in what the nursery tells; with it all its roles end."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self._hear(json.loads(line))
        self._has_ended = True
        for future in self._asked:
            future.set_exception(SetupError(GONE))
        for forked in self._forked.values():
            forked.end(-signal.SIGKILL)

    def _hear(self, told: Mapping[str, int]) -> None:
        if "ended" in told:
            self._forked.pop(told["ended"]).end(told["code"])
            return
        forked = self._forked[told["pid"]] = Forked(told["pid"])
        self._asked.pop(0).set_result(forked)


@asynccontextmanager
async def opened_nursery(environment: Mapping[str, str], modules: Iterable[str]) -> AsyncIterator[Nursery]:
    """Give a nursery of roles by their modules, each with a `main`; what it forked is gone on leaving."""
    words = privilege_words(current_identity(), signal.SIGKILL)
    process = await asyncio.create_subprocess_exec(
        *words,
        *run_module("infra.nursery", *modules),
        env=dict(environment),
        cwd=CHECKOUT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
        umask=0o077,
    )
    nursery = Nursery(process)
    following = asyncio.create_task(nursery.follow())
    try:
        yield nursery
    finally:
        await end_process(Running("nursery", process, Path(os.devnull)), signal.SIGTERM)
        await following
