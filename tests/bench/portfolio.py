"""portfolio_read: the first page of 10,000 projects over HTTP against a bare route with one indexed query."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

from gateway.answers.projects_wanted import VIEWS
from infra.local.ports import LOOPBACK, take_free_port
from tests.bench.bare_portfolio import URL
from tests.bench.callers import ROUND_S
from tests.bench.load import Plan
from tests.bench.measuring import Bench, Pair
from tests.bench.posting import find_token, run_load, wait_for_port
from tests.bench.processes import running_module
from tests.bench.projects import fill_projects

CALLERS: Final = 16
"""Connections that ask, as fast as they are answered."""
ACCOUNT: Final = "operator"
PATH: Final = "/v1/projects"


@asynccontextmanager
async def opened_read(bench: Bench) -> AsyncIterator[Pair]:
    """Give the API's page of fifty cards, each with what its reader may do with it, against the same columns bare."""
    await fill_projects(bench, *VIEWS)
    gateway, bare = urlsplit(bench.running.base_url).port or 0, take_free_port()
    os.environ[URL] = bench.find_setting("gateway", "DATABASE_URL")  # the bare route inherits it

    async def ask(port: int) -> float:
        token = await asyncio.to_thread(find_token, bench, ACCOUNT)
        return (await run_load(bench, Plan(LOOPBACK, port, ROUND_S, [PATH] * CALLERS, "", token))).rate

    async with running_module(bench, "tests.bench.bare_portfolio", str(bare)):
        await wait_for_port(bare)
        yield Pair(lambda: ask(gateway), lambda: ask(bare))
