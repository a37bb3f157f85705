"""board_read and board_p95: the board's first page over 10,000 directives, as data and as a page."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from contracts.directives import (
    DirectiveClosed,
    DirectivesEvent,
    DirectiveShared,
    OutcomeSubmitted,
    PriorityReportSubmitted,
)
from gateway.console.visits import COOKIE
from infra.appends import NewEvent, Stored
from infra.local.ports import LOOPBACK, take_free_port
from infra.log import EventLog, open_log
from tests.bench.bare_board import URL
from tests.bench.callers import ROUND_S
from tests.bench.directives import NOTE
from tests.bench.load import Plan
from tests.bench.measuring import Bench, Pair
from tests.bench.million import find_log_url, gateway_url
from tests.bench.posting import find_token, run_load, wait_for_port
from tests.bench.processes import running_module
from tests.bench.projector import wait_for_board
from tests.integration.databases import connected
from tests.making import make_append, make_issued

DIRECTIVES: Final = 10_000
WAVE: Final = 500
CALLERS: Final = 16
"""Connections that ask for data, as fast as they are answered."""
LOOKERS: Final = 4
"""People who open the page at the same moment, again and again: thirty pages a second and more."""
BUDGET_MS: Final = 200.0
"""screens.md, Budgets: board p95 at the server."""
ACCOUNT: Final = "operator"
FIRST: Final = date(2022, 1, 3)
_FULL: set[str] = set()
"""Logs that hold the directives."""


@asynccontextmanager
async def opened_read(bench: Bench) -> AsyncIterator[Pair]:
    """Give the API's page with its counts against a bare route with one indexed query."""
    await fill_board(bench)
    gateway, bare = urlsplit(bench.running.base_url).port or 0, take_free_port()
    os.environ[URL] = bench.find_setting("gateway", "DATABASE_URL")  # the bare route inherits it
    path = "/v1/directives?limit=50&total=true"

    async def ask(port: int, asked: str) -> float:
        token = await asyncio.to_thread(find_token, bench, ACCOUNT)
        return (await run_load(bench, Plan(LOOPBACK, port, ROUND_S, [asked] * CALLERS, "", token))).rate

    async with running_module(bench, "tests.bench.bare_board", str(bare)):
        await wait_for_port(bare)
        yield Pair(lambda: ask(gateway, path), lambda: ask(bare, "/v1/directives"))


@asynccontextmanager
async def opened_p95(bench: Bench) -> AsyncIterator[Pair]:
    """Give how long 95 of 100 board pages take at most, whole pages for people who have signed in, against 200 ms."""
    await fill_board(bench)
    port = urlsplit(bench.running.base_url).port or 0
    cookie = await asyncio.to_thread(sign_in, bench)

    async def look() -> float:
        return (await run_load(bench, Plan(LOOPBACK, port, ROUND_S, ["/directives"] * LOOKERS, "", cookie))).p95_ms

    async def allow() -> float:
        return BUDGET_MS

    yield Pair(look, allow)


def sign_in(bench: Bench) -> str:
    """Return the cookie of a session at the console."""
    with httpx.Client(base_url=bench.running.base_url, trust_env=False) as client:
        password = bench.running.logins[ACCOUNT]["password"]
        client.post("/login", data={"user": ACCOUNT, "password": password})
        return f"{COOKIE}={client.cookies[COOKIE]}"


async def fill_board(bench: Bench) -> None:
    """Bring 10,000 directives through the log and the real projector onto the board."""
    url = find_log_url(bench)
    async with open_log(url) as log:
        if url not in _FULL:
            for start in range(0, DIRECTIVES, WAVE):
                await _append_wave(log, range(start, start + WAVE))
            _FULL.add(url)
        head = (await log.read_head()).position
    async with connected(gateway_url(bench)) as owner:
        await wait_for_board(owner, head)
        await owner.execute("VACUUM (ANALYZE) views.directive_board")


async def _append_wave(log: EventLog, numbers: range) -> None:
    events = [
        NewEvent(stream, event.wire(), event.model_dump_json().encode())
        for number in numbers
        for stream in (f"directive-{uuid4()}",)
        for event in make_story(number)
    ]
    answer = await log.append(make_append(*events))
    assert isinstance(answer, Stored), answer


def make_story(number: int) -> Iterator[DirectivesEvent]:
    """Yield a directive's events: nine of ten are closed, the last ones wait at each step; thirty lead departments."""
    day = FIRST + timedelta(days=number // 10)
    issued = make_issued(f"{day.year}-{number:05d}")
    yield issued.model_copy(update={"issued_on": day, "share_due": day, "text": f"{issued.text} ({number})"})
    if number % 40 == 39:
        return
    due = day + timedelta(days=3)
    yield DirectiveShared(
        lead=f"town-{number % 30:02d}", supporting=("planning-audit",), shared_on=day, share_late_days=0,
        report_due=due, report_policy="DIR_REPORT_3@1",
    )  # fmt: skip
    if number % 40 == 38:
        return
    yield PriorityReportSubmitted(text=NOTE, reported_on=due, report_late_days=0)
    if number % 10 == 9:
        return
    yield OutcomeSubmitted(text=NOTE, plan=None, problem=None, submitted_on=due, submitted_by="officer")
    yield DirectiveClosed(closed_on=due, days=3, note=None)
