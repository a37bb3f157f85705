"""live_viewers: 5,000 open event streams on one gateway process see an update, 99 of 100 of them within a second."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Final
from urllib.parse import urlsplit

from contracts.engagement.rounds import CloseRound, PauseRound
from infra.clock import read_monotonic_s
from infra.local.places import CHECKOUT
from infra.local.roles import make_base_environment
from tests.bench.ballots import Hall, open_session
from tests.bench.commands import OPERATOR, REGISTERING, make_department, opened_sender
from tests.bench.measuring import Bench, Pair
from tests.bench.viewers import Plan

VIEWERS: Final = int(os.environ.get("BENCH_VIEWERS", "5000"))
BUDGET_MS: Final = 1_000.0
PAUSED: Final = '"state": "PAUSED"'
"""What an update looks like in a frame."""


@asynccontextmanager
async def opened_viewers(bench: Bench) -> AsyncIterator[Pair]:
    """Give how long 99 of 100 viewers take at most, from the command until they see it, against a second."""
    async with opened_sender(bench) as sender:
        await sender.send(OPERATOR, make_department(), command_id=REGISTERING)  # chooses the clock on the wall
        hall = Hall(bench, sender, await open_session(sender), [])

        async def look() -> float:
            return await watch_pause(hall)

        async def allow() -> float:
            return BUDGET_MS

        yield Pair(look, allow)


async def watch_pause(hall: Hall) -> float:
    """Return after how many ms 99 of 100 viewers have seen that a round was paused."""
    made = await hall.open_round()
    port = urlsplit(hall.bench.running.base_url).port or 0
    plan = Plan(port, f"/v1/open/town-halls/{hall.session}/live", VIEWERS, PAUSED)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.viewers"),
        env=make_base_environment(hall.bench.running.system.plan.instance),
        cwd=CHECKOUT,
        stdin=PIPE,
        stdout=PIPE,
        limit=1 << 20,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asdict(plan)).encode() + b"\n")
    assert await process.stdout.readline() == b"open\n", "the viewers failed"
    asked_s = read_monotonic_s()
    await hall.sender.send(OPERATOR, PauseRound(), made)
    seen: list[float] = sorted(json.loads(await process.stdout.readline()))
    assert (await process.wait(), len(seen)) == (0, VIEWERS)
    await hall.sender.send(OPERATOR, CloseRound(), made)
    return 1_000 * (seen[len(seen) * 99 // 100 - 1] - asked_s)
