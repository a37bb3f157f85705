"""log_read and rebuild: a million events read and decoded, and folded into the board again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from contracts.directives import DirectivesEvent
from infra.clock import read_monotonic_s
from infra.cloudevents import Decoder
from infra.log import EventLog, open_log
from tests.bench.measuring import Bench, Pair
from tests.bench.million import BOARD, MILLION, fill_log, find_log_url, gateway_url
from tests.bench.peer import Peer, opened_peer
from tests.bench.projector import PROJECTOR, wait_for_board
from tests.integration.databases import connected

PAGE: Final = 5_000
"""Events in one read: peers.md measured no gain above."""


@asynccontextmanager
async def opened_read(bench: Bench) -> AsyncIterator[Pair]:
    """Give a read of the million to contract objects against the peer's notifications through its mapper."""
    await fill_log(bench)
    async with open_log(find_log_url(bench)) as log, opened_peer(bench.admin_url, "bench_read") as peer:
        await asyncio.to_thread(peer.fill)
        yield Pair(lambda: read_all(log), lambda: asyncio.to_thread(peer.read))


async def read_all(log: EventLog) -> float:
    """Return events a second, the next page on its way while this one is decoded: positions are dense."""
    decoder: Decoder[DirectivesEvent] = Decoder(DirectivesEvent)
    started = read_monotonic_s()
    coming = asyncio.create_task(log.read_data(0, PAGE))
    for after in range(PAGE, MILLION + PAGE, PAGE):
        events = await coming
        coming = asyncio.create_task(log.read_data(after, PAGE))
        await asyncio.sleep(0)  # the request for the next page goes out
        decoded = [decoder.read_data(event.data) for event in events]
        assert len(decoded) == PAGE
    taken = read_monotonic_s() - started
    await coming
    return MILLION / taken


@asynccontextmanager
async def opened_rebuild(bench: Bench) -> AsyncIterator[Pair]:
    """Give a rebuild of the board by the real projector against the peer's runner.

    Ours starts with a projector that is not running and a board that is not there, and ends when the board's
    checkpoint is at the head: the start of the process, the pages of the feed over the broker from the real service,
    decoding, folding and writing are in it. The peer's runner reads its PostgreSQL directly.
    """
    head = await fill_log(bench)
    async with opened_peer(bench.admin_url, "bench_rebuild") as peer, connected(gateway_url(bench)) as owner:
        await asyncio.to_thread(peer.fill)
        yield Pair(lambda: rebuild(bench, owner, head), lambda: project(peer))


async def rebuild(bench: Bench, owner: asyncpg.Connection, head: int) -> float:
    """Return events a second."""
    await asyncio.to_thread(bench.running.stop, PROJECTOR)
    await owner.execute("DELETE FROM views.view WHERE name = $1", BOARD)
    started = read_monotonic_s()
    await asyncio.to_thread(bench.running.start, PROJECTOR)
    await wait_for_board(owner, head)
    taken = read_monotonic_s() - started
    assert await owner.fetchval(f"SELECT count(*) FROM views.{BOARD} WHERE percent = 90") == MILLION // 10  # noqa: S608 - ours
    return head / taken


async def project(peer: Peer) -> float:
    """Return the peer's events a second."""
    await peer.forget_board()
    return await asyncio.to_thread(peer.project)
