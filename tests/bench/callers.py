"""Callers that ask again and again, at once, for a while."""

import asyncio
import statistics
from collections.abc import Awaitable, Callable

from infra.clock import read_monotonic_s

ROUND_S = 3.0
"""How long callers ask in one measurement."""


async def count_per_second(callers: int, ask: Callable[[int], Awaitable[object]], seconds: float = ROUND_S) -> float:
    """Return answers a second: each caller asks with its own number until the time is over."""
    started = read_monotonic_s()
    ends = started + seconds
    answered = 0

    async def call(caller: int) -> None:
        nonlocal answered
        while read_monotonic_s() < ends:
            await ask(caller)
            answered += 1

    async with asyncio.TaskGroup() as group:
        for caller in range(callers):
            group.create_task(call(caller))
    return answered / (read_monotonic_s() - started)


async def find_median_ms(times: int, ask: Callable[[], Awaitable[object]]) -> float:
    """Return the median of how long an answer takes, in milliseconds, one asked after the other."""
    taken = []
    for _ in range(times):
        started = read_monotonic_s()
        await ask()
        taken.append((read_monotonic_s() - started) * 1_000)
    return statistics.median(taken)
