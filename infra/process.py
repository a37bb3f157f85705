"""How a role's process runs: one task group, ended cleanly by SIGTERM, SIGINT or SIGHUP."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress

import structlog
import uvloop

from infra.telemetry import set_up_logging

_log = structlog.get_logger()


def run_role(role: str, main: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run a role until a signal; exit with 1 when it fails."""
    set_up_logging(role)
    try:
        uvloop.run(_run_until_signal(main))
    except BaseExceptionGroup as error:
        _log.error("role failed", error=repr(error), exc_info=error)
        sys.exit(1)


async def _run_until_signal(main: Callable[[], Coroutine[None, None, None]]) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(main())
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, task.cancel)
        with suppress(asyncio.CancelledError):
            await task
