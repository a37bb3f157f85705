"""http_command_256: progress over HTTP through the real gateway against a bare route of the same framework."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Final
from urllib.parse import urlsplit

from infra.local.ports import LOOPBACK, take_free_port
from tests.bench.callers import ROUND_S
from tests.bench.commands import CALLERS, PROGRESS, opened_sender
from tests.bench.load import Counted, Plan
from tests.bench.measuring import Bench, Pair
from tests.bench.processes import run_module, running_module
from tests.bench.projector import without_projector

ACCOUNT: Final = "officer"


@asynccontextmanager
async def opened_http(bench: Bench) -> AsyncIterator[Pair]:
    """Give 256 connections of one client program, in a process of its own, to each of two servers."""
    async with opened_sender(bench) as sender:
        directives = await sender.open_directives(CALLERS)
    paths = [f"/v1/directives/{directive}/progress" for directive in directives]
    gateway, bare = urlsplit(bench.running.base_url).port or 0, take_free_port()

    async def post(port: int) -> float:
        token = await asyncio.to_thread(find_token, bench)
        plan = Plan(LOOPBACK, port, ROUND_S, paths, PROGRESS.model_dump_json(), token)
        return (await run_load(bench, plan)).rate

    async with without_projector(bench), running_module(bench, "tests.bench.bare", str(bare)):
        await wait_for_port(bare)
        yield Pair(lambda: post(gateway), lambda: post(bare))


async def run_load(bench: Bench, plan: Plan) -> Counted:
    """Run the client and return what it counted."""
    return Counted(**json.loads(await run_module(bench, "tests.bench.load", json.dumps(asdict(plan)).encode())))


def find_token(bench: Bench, account: str = ACCOUNT) -> str:
    """Return a token of an account, the lead department's officer, good for ten minutes."""
    return str(bench.running.open(account).headers["Authorization"]).removeprefix("Bearer ")


async def wait_for_port(port: int) -> None:
    """Return once something listens."""
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
