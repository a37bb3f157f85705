"""log_append_32 against the peer's save, log_append_1 against one bare insert."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

import asyncpg

from infra.appends import NewEvent, Stored
from infra.log import KEEPALIVE, EventLog, open_log
from tests.bench.callers import count_per_second
from tests.bench.measuring import Bench, Pair
from tests.bench.peer import opened_peer
from tests.integration.databases import connected
from tests.making import NOON, make_append, make_issued

DATA: Final = make_issued().model_dump_json().encode()
TYPE: Final = "directives.directive_issued.v1"
OUTCOME: Final = b'{"result": {"id": "x", "number": "2024-0001", "state": "ISSUED", "due": "2024-02-05"}, "version": 1}'
BODY_HASH: Final = b"h" * 32
BARE: Final = """CREATE TABLE bare (position bigserial PRIMARY KEY, stream text NOT NULL, version bigint NOT NULL,
    type text NOT NULL, data bytea NOT NULL, command_id uuid NOT NULL, actor text NOT NULL, role text NOT NULL,
    department text, effective_at timestamptz NOT NULL, correlation_id uuid NOT NULL, causation_id uuid)"""
INSERT: Final = """INSERT INTO bare (stream, version, type, data, command_id, actor, role, department, effective_at,
    correlation_id, causation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


async def append(log: EventLog) -> None:
    """Append one event to a stream of its own, everything on: versions, command id, chain."""
    one = make_append(NewEvent(f"directive-{uuid4()}", TYPE, DATA), body=BODY_HASH, outcome=OUTCOME)
    answer = await log.append(one)
    assert isinstance(answer, Stored), answer


async def insert(connection: asyncpg.Connection) -> None:
    """Insert the same event as a plain row, committed by itself."""
    await connection.execute(
        INSERT, f"directive-{uuid4()}", 1, TYPE, DATA, uuid4(), "operator", "OPERATOR", None, NOON, uuid4(), None
    )


@asynccontextmanager
async def opened_32(bench: Bench) -> AsyncIterator[Pair]:
    """Give 32 callers of the public log against 32 threads of the peer, on the same server."""
    async with (
        bench.databases.make_log() as database,
        open_log(database.url) as log,
        opened_peer(bench.admin_url, "bench_append") as peer,
    ):
        yield Pair(
            lambda: count_per_second(32, lambda _: append(log)),
            lambda: asyncio.to_thread(peer.save_with, 32),
        )


@asynccontextmanager
async def opened_1(bench: Bench) -> AsyncIterator[Pair]:
    """Give one caller of the public log against one connection that inserts."""
    async with (
        bench.databases.make_log() as database,
        open_log(database.url) as log,
        connected(database.admin_url) as owner,
    ):
        await owner.execute(BARE)
        bare = await asyncpg.connect(database.admin_url, server_settings=KEEPALIVE)
        try:
            yield Pair(
                lambda: count_per_second(1, lambda _: append(log)),
                lambda: count_per_second(1, lambda _: insert(bare)),
            )
        finally:
            await bare.close()
