"""Processes of the bench: each on its own, so that it competes with nobody's event loop."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.local.places import CHECKOUT
from infra.local.roles import make_base_environment
from tests.bench.measuring import Bench

END_S = 10.0


@asynccontextmanager
async def running_module(bench: Bench, module: str, *words: str) -> AsyncIterator[None]:
    """Run a module until the block ends."""
    environment = make_base_environment(bench.running.system.plan.instance)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *words, env=environment, cwd=CHECKOUT)
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(END_S):
            await process.wait()


async def run_module(bench: Bench, module: str, given: bytes) -> bytes:
    """Run a module to its end and return what it printed on what it was given."""
    environment = make_base_environment(bench.running.system.plan.instance)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, env=environment, cwd=CHECKOUT, stdin=PIPE, stdout=PIPE
    )
    printed, _ = await process.communicate(given)
    assert process.returncode == 0, f"{module} failed"
    return printed
