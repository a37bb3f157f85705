"""Waiting for what must come: a condition with a deadline, never a pause of a guessed length."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar

ValueT = TypeVar("ValueT")


async def eventually(check: Callable[[], Awaitable[ValueT | None]], deadline_s: float = 15.0) -> ValueT:
    """Return what `check` gives as soon as it is true. Raises: AssertionError with the last value at the deadline."""
    value: ValueT | None = None
    try:
        async with asyncio.timeout(deadline_s):
            while not (value := await check()):  # noqa: ASYNC110 - what is awaited lies in another process
                await asyncio.sleep(0.02)
            return value
    except TimeoutError:
        raise AssertionError(
            f"not within {deadline_s} s: {getattr(check, '__qualname__', check)} gave {value!r} last"
        ) from None


async def until(condition: Callable[[], ValueT], deadline_s: float = 15.0) -> ValueT:
    """Return what a condition of this very process gives as soon as it is true. Raises: as `eventually`."""

    async def check() -> ValueT:
        return condition()

    return await eventually(check, deadline_s)


@asynccontextmanager
async def running(*runs: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run tasks beside the block and cancel them at its end; one that fails ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run) for run in runs]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
