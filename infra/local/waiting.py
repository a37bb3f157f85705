"""Waits for a condition with a deadline: the only place here that sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from infra.clock import read_monotonic_s


async def wait_until(condition: Callable[[], Awaitable[bool]], within_s: float, every_s: float = 0.02) -> bool:
    """Ask `condition` every `every_s` seconds until it holds; return False when it does not within `within_s`."""
    deadline = read_monotonic_s() + within_s
    while not await condition():
        if read_monotonic_s() > deadline:
            return False
        await asyncio.sleep(every_s)
    return True
