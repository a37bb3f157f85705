"""Runs a coroutine that Ctrl-C, SIGTERM or a closed terminal ends once, in order, with all its clean-up."""

from __future__ import annotations

import asyncio
import math
import os
import select
import signal
from collections.abc import Coroutine

from infra.local.errors import LocalError
from infra.local.report import say_problem
from infra.local.waiting import wait_until

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TERMINAL = 0
"""Standard input."""
WATCH_S = 0.5
"""Seconds within which a closed terminal is noticed."""


def run_until_signal(main: Coroutine[None, None, int]) -> int:
    """Run `main` and return its exit code: 1 after an error of ours, 128 + number when a signal ended it."""
    return asyncio.run(_guard(main))


async def _guard(main: Coroutine[None, None, int]) -> int:
    received: list[signal.Signals] = []
    attached = os.isatty(TERMINAL)  # asked first: a terminal that is gone already is none
    task = asyncio.ensure_future(main)

    def end_once(number: signal.Signals) -> None:
        if not received:
            received.append(number)
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, end_once, number)
    watch = asyncio.ensure_future(_wait_for_hangup(attached))
    watch.add_done_callback(lambda _: end_once(signal.SIGHUP))
    try:
        return await task
    except asyncio.CancelledError:
        if not received:
            raise
        return 128 + received[0]
    except LocalError as problem:
        say_problem(str(problem))
        return 1
    finally:
        watch.cancel()


async def _wait_for_hangup(attached: bool) -> None:
    """Return when the terminal is gone; without one, never.

    The kernel tells only the leader of the session; after `ssh -t host make run` that is make, which waits for us.
    """
    if not attached:
        await asyncio.get_running_loop().create_future()
    await wait_until(_has_hung_up, math.inf, every_s=WATCH_S)


async def _has_hung_up() -> bool:
    poll = select.poll()
    poll.register(TERMINAL, 0)
    return any(event & select.POLLHUP for _, event in poll.poll(0))
