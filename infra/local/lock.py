"""One `make run` per checkout: a lock file that names the process holding it."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.errors import SetupError
from infra.local.places import local_folder
from infra.local.processes import read_start_ticks
from infra.local.waiting import wait_until

DOWN_S = 60.0
"""Seconds for a running system to end: roles 10, servers 10 each, and air."""


@contextmanager
def held_lock() -> Iterator[None]:
    """Hold the checkout's lock; it falls with the process, however that ends.

    Raises:
        SetupError: another process holds it.
    """
    descriptor = os.open(_lock_file(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = "Hwanryu is already running from this checkout"
            raise SetupError(f"{said} (process {_read_holder()[0]}): `make down` stops it.") from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()} {read_start_ticks(os.getpid())}\n".encode())
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


async def stop_holder() -> bool:
    """Ask the process that holds the lock to end and wait for it; tell whether there was one.

    Raises:
        SetupError: it is still there after 60 s.
    """
    pid, ticks = _read_holder()
    if pid == 0 or read_start_ticks(pid) != ticks:
        return False
    os.kill(pid, signal.SIGTERM)

    async def is_gone() -> bool:
        return read_start_ticks(pid) != ticks

    if not await wait_until(is_gone, DOWN_S, every_s=0.1):
        raise SetupError(f"process {pid} does not end within {DOWN_S:.0f} s.")
    return True


def _lock_file() -> Path:
    return local_folder() / "run.lock"


def _read_holder() -> tuple[int, int]:
    """Return (process id, start ticks) of the last holder; zeros when there is none."""
    try:
        words = _lock_file().read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return 0, 0
    return (int(words[0]), int(words[1])) if len(words) == 2 else (0, 0)
