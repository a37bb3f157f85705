"""Runs a coroutine that Ctrl-C, SIGTERM or a closed terminal ends once, in order, with all its clean-up."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine

from infra.local.errors import LocalError
from infra.local.report import say_problem

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_until_signal(main: Coroutine[None, None, int]) -> int:
    """Run `main` and return its exit code: 1 after an error of ours, 128 + number when a signal ended it."""
    return asyncio.run(_guard(main))


async def _guard(main: Coroutine[None, None, int]) -> int:
    received: list[signal.Signals] = []
    task = asyncio.ensure_future(main)

    def end_once(number: signal.Signals) -> None:
        if not received:
            received.append(number)
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, end_once, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not received:
            raise
        return 128 + received[0]
    except LocalError as problem:
        say_problem(str(problem))
        return 1
