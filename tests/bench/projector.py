"""The projector beside a row: put aside, started again, awaited at the log's head."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from infra.log import open_log
from tests.bench.measuring import Bench
from tests.bench.million import BOARD, CONTEXT, find_log_url, gateway_url
from tests.integration.databases import connected
from tests.integration.waiting import eventually

PROJECTOR: Final = "projector"
CAUGHT_UP_S: Final = 300.0


@asynccontextmanager
async def without_projector(bench: Bench) -> AsyncIterator[None]:
    """Stop the projector for a row whose callers wait for no view; then let it catch up, as the next row expects.

    It is a process of its own that follows the log: on two cores it takes a third of the machine from whom it follows.
    """
    await asyncio.to_thread(bench.running.stop, PROJECTOR)
    try:
        yield
    finally:
        await asyncio.to_thread(bench.running.start, PROJECTOR)
    async with open_log(find_log_url(bench)) as log, connected(gateway_url(bench)) as owner:
        await wait_for_board(owner, (await log.read_head()).position)


async def wait_for_board(owner: asyncpg.Connection, head: int) -> None:
    """Return once the board reflects the head."""
    await wait_for_view(owner, BOARD, CONTEXT, head)


async def wait_for_view(owner: asyncpg.Connection, view: str, context: str, head: int) -> None:
    """Return once a view reflects the head of its context's log."""
    query = """SELECT c.position FROM views.checkpoint c JOIN views.view v ON v.name = c.view
               WHERE c.view = $1 AND c.context = $2"""

    async def reflects() -> bool:
        return int(await owner.fetchval(query, view, context) or 0) >= head

    await eventually(reflects, CAUGHT_UP_S)
