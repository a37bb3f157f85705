"""A million events in the directives' own log, written once for a run through the append itself."""

import asyncio
from typing import Final
from uuid import uuid4

from contracts.directives import DirectivesEvent
from gateway.projector import VIEWS
from infra.appends import NewEvent, Stored
from infra.log import EventLog, Head, open_log
from tests.bench.directives import STEPS, make_steps
from tests.bench.measuring import Bench
from tests.integration.databases import connected
from tests.making import make_append, make_issued

MILLION: Final = 1_000_000
WAVE: Final = 1_000
"""Directives that are open at the same time: their events alternate in the log, as those of a city hall do."""
AT_ONCE: Final = 3
"""Waves written at once, each an append of a thousand events."""
CONTEXT: Final = "directives"
BOARD: Final = "directive_board"
_FULL: set[str] = set()
"""Logs that hold the million."""


def find_log_url(bench: Bench) -> str:
    """Return the address of the directives' log, as the service itself is given it."""
    return bench.find_setting(CONTEXT, "DATABASE_URL")


async def fill_log(bench: Bench) -> int:
    """Bring the log beyond a million events, its relay and every view but the board to its head; return the head."""
    url = find_log_url(bench)
    async with open_log(url) as log:
        if url not in _FULL:
            await asyncio.to_thread(bench.running.stop, CONTEXT, "projector")
            await _append_all(log)
            head = await log.read_head()
            await _settle(bench, head)
            await asyncio.to_thread(bench.running.start, CONTEXT, "projector")
            _FULL.add(url)
        return (await log.read_head()).position


async def _append_all(log: EventLog) -> None:
    waves = iter(range(MILLION // (WAVE * STEPS)))

    async def write() -> None:
        for wave in waves:
            await _append_wave(log, wave)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(write())


async def _append_wave(log: EventLog, wave: int) -> None:
    streams = [f"directive-{uuid4()}" for _ in range(WAVE)]
    _, *later = make_steps("2023-000000")
    issued = [_write(make_issued(f"2023-{wave * WAVE + n:06d}")) for n in range(WAVE)]
    steps = [issued, *([_write(event)] * WAVE for event in later)]  # only its number tells a directive from another
    for step, written in enumerate(steps):
        events = [NewEvent(stream, *one) for stream, one in zip(streams, written, strict=True)]
        answer = await log.append(make_append(*events, expected=dict.fromkeys(streams, step)))
        assert isinstance(answer, Stored), answer


def _write(event: DirectivesEvent) -> tuple[str, bytes]:
    return event.wire(), event.model_dump_json().encode()


async def _settle(bench: Bench, head: Head) -> None:
    """Put the relay and the views at the head, for what they do with a million events is another row's matter."""
    async with connected(f"{bench.admin_url.rpartition('/')[0]}/hwanryu_{CONTEXT}") as owner:
        await owner.execute("UPDATE relay SET position = $1", head.position)
        await owner.execute("VACUUM (ANALYZE) events")
        await owner.execute("CHECKPOINT")
    async with connected(gateway_url(bench)) as owner:
        for view in VIEWS:
            if view.context == CONTEXT:
                await owner.execute(
                    """INSERT INTO views.checkpoint (view, context, epoch, position, chain) VALUES ($1, $2, $3, $4, $5)
                       ON CONFLICT (view, context) DO UPDATE SET position = $4, chain = $5""",
                    view.name, CONTEXT, head.epoch, head.position, head.chain,
                )  # fmt: skip


def gateway_url(bench: Bench) -> str:
    """Return the address of the gateway's database, as its owner."""
    return f"{bench.admin_url.rpartition('/')[0]}/hwanryu_gateway"
