"""Waits for works to end, or for a condition with a deadline: the only place here that sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from infra.clock import read_monotonic_s

FirstT = TypeVar("FirstT")
SecondT = TypeVar("SecondT")


async def wait_until(condition: Callable[[], Awaitable[bool]], within_s: float, every_s: float = 0.02) -> bool:
    """Ask `condition` every `every_s` seconds until it holds; return False when it does not within `within_s`."""
    deadline = read_monotonic_s() + within_s
    while not await condition():
        if read_monotonic_s() > deadline:
            return False
        await asyncio.sleep(every_s)
    return True


async def finish_both(first: Awaitable[FirstT], second: Awaitable[SecondT]) -> tuple[FirstT, SecondT]:
    """Await both to their end, so that the first failure leaves nothing half started, then raise it."""
    done, other = await asyncio.gather(first, second, return_exceptions=True)
    for result in (done, other):
        if isinstance(result, BaseException):
            raise result
    return cast("FirstT", done), cast("SecondT", other)
