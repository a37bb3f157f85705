"""Child processes that cannot outlive this one: own session, own log, a death signal, ended by process id."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from infra.local.errors import SetupError, Unavailable
from infra.local.places import Identity, current_identity
from infra.local.waiting import wait_until

INSTANCE_VARIABLE = "HWANRYU_INSTANCE"
"""Environment variable that every process started here carries, so that a forgotten one can be found."""
PATIENCE_S = 10.0
"""Seconds between the polite signal and SIGKILL (decided for `make run`)."""
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Command:
    """One program to start, and all that it may know."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    identity: Identity
    death_signal: signal.Signals
    """What the kernel sends it when this process dies, even by kill -9."""


class Process(Protocol):
    """A process of ours: asyncio's own child, or one that a nursery has forked (infra/local/nursery.py)."""

    @property
    def pid(self) -> int:
        """Its process id."""

    @property
    def returncode(self) -> int | None:
        """Its exit code, below zero the signal that ended it; None while it runs."""

    async def wait(self) -> int:
        """Return the exit code once it has ended."""

    def send_signal(self, signal: int, /) -> None:
        """Send it a signal."""


@dataclass(slots=True)
class Running:
    """A started program."""

    name: str
    process: Process
    log: Path

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def has_ended(self) -> bool:
        """Tell whether it is gone."""
        return self.process.returncode is not None


async def start_process(command: Command) -> Running:
    """Start `command` in a session of its own with its output appended to its log.

    Raises:
        SetupError: this machine has no `setpriv` (util-linux).
    """
    with command.log.open("ab") as log:
        os.fchmod(log.fileno(), 0o600)
        process = await asyncio.create_subprocess_exec(
            *privilege_words(command.identity, command.death_signal),
            *command.arguments,
            env=dict(command.environment),
            cwd=command.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,
        )
    return Running(command.name, process, command.log)


def privilege_words(identity: Identity, death_signal: signal.Signals) -> list[str]:
    """Return the words that put a program under `identity` and let the kernel signal it when this process dies.

    Raises:
        SetupError: this machine has no `setpriv` (util-linux).
    """
    setpriv = shutil.which("setpriv", path=SYSTEM_PATH)
    if setpriv is None:
        raise SetupError("`setpriv` is missing: install the package util-linux.")
    words = [setpriv, "--pdeathsig", death_signal.name.removeprefix("SIG")]
    if identity.dropped:
        words += ["--reuid", str(identity.uid), "--regid", str(identity.gid), "--clear-groups", "--no-new-privs"]
    return [*words, "--"]


async def end_process(running: Running, polite: signal.Signals, patience_s: float | None = None) -> None:
    """Send `polite`, wait `patience_s` (10) seconds, then SIGKILL; the process and its group are gone on return."""
    _send(running, polite)
    try:
        async with asyncio.timeout(PATIENCE_S if patience_s is None else patience_s):
            await running.process.wait()
    except TimeoutError:
        _send(running, signal.SIGKILL)
        await running.process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)  # its children, whose group has its id because it leads a session


def _send(running: Running, number: signal.Signals) -> None:
    if not running.has_ended():
        running.process.send_signal(number)


async def read_output(
    arguments: Sequence[str],
    *,
    identity: Identity | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    wait_s: float = 60.0,
    is_watched: bool = False,
) -> str:
    """Run a short program to its end and return what it printed on stdout; `is_watched` shows its stderr meanwhile.

    Raises:
        Unavailable: it does not exist, fails, or needs more than `wait_s` seconds; the text has its last line.
    """
    prefix = privilege_words(identity or current_identity(), signal.SIGKILL)
    process = await asyncio.create_subprocess_exec(
        *prefix,
        *arguments,
        env=None if environment is None else dict(environment),
        cwd=folder or "/",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=None if is_watched else asyncio.subprocess.PIPE,
        umask=0o077 if identity is not None else -1,
    )
    try:
        async with asyncio.timeout(wait_s):
            out, err = await process.communicate()
    except TimeoutError:
        raise Unavailable(f"`{Path(arguments[0]).name}` did not answer within {wait_s:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        last = (err or out).decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise Unavailable(f"`{Path(arguments[0]).name}` failed: {last[0]}")
    return out.decode(errors="replace")


def read_start_ticks(pid: int) -> int | None:
    """Return when process `pid` started, in clock ticks since boot; None when there is none.

    With the id it names a process for ever, because ids are used again.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])  # proc(5): state is field 3, starttime field 22


def find_marked(instance: str) -> Iterator[int]:
    """Yield the ids of all live processes that carry `instance` in their environment, except this one."""
    wanted = f"{INSTANCE_VARIABLE}={instance}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "environ").read_bytes().split(b"\0")
        except OSError:  # it ended, or it is another user's
            continue
        if wanted in words:
            yield int(entry.name)


def find_descendants(pid: int) -> dict[int, int]:
    """Return the ids of all processes below `pid` with their start ticks; sessions of their own do not hide them."""
    parents = {int(entry.name): _read_parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found: dict[int, int] = {}
    waiting = [pid]
    while waiting:
        above = waiting.pop()
        for child in (child for child, parent in parents.items() if parent == above):
            ticks = read_start_ticks(child)
            if ticks is not None:
                found[child] = ticks
                waiting.append(child)
    return found


def _read_parent(process: Path) -> int | None:
    try:
        stat = (process / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(stat.rpartition(")")[2].split()[1])  # proc(5): ppid is field 4


async def kill_processes(ticks_of: Mapping[int, int], wait_s: float = PATIENCE_S) -> None:
    """Kill these processes, named by id and start ticks, and wait until they are gone.

    Raises:
        SetupError: one survives SIGKILL for `wait_s` seconds.
    """

    async def are_gone() -> bool:
        left = [pid for pid, ticks in ticks_of.items() if read_start_ticks(pid) == ticks]
        for pid in left:
            _kill(pid)
        return not left

    if not await wait_until(are_gone, wait_s):
        raise SetupError(f"processes {sorted(ticks_of)} do not end.")


async def end_marked(instance: str, wait_s: float = PATIENCE_S) -> None:
    """Kill by id whatever still carries `instance`, and wait until it is gone.

    Raises:
        SetupError: something survives SIGKILL for `wait_s` seconds.
    """

    async def are_gone() -> bool:
        left = list(find_marked(instance))
        for pid in left:
            _kill(pid)
        return not left

    if not await wait_until(are_gone, wait_s):
        raise SetupError(f"processes {list(find_marked(instance))} of {instance} do not end.")


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def read_tail(log: Path, lines: int = 20) -> str:
    """Return the last `lines` lines of `log`, from at most its last 64 KiB."""
    if not log.is_file():
        return ""
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - 65_536))
        return "\n".join(stream.read().decode(errors="replace").splitlines()[-lines:])
