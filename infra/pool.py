"""A pool of database connections that starts before its server does, and ends although its server is silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import asyncpg

CLOSE_S: Final = 1.0
"""How long connections may say good-bye: a silent server never answers it (a stop takes 10 s in all)."""


async def keep_state(_: object) -> None:
    """Leave a returned connection as it is: no statement here leaves state, and the usual reset is a round trip."""


DEFAULTS: Final[dict[str, Any]] = {
    "reset": keep_state,
    "max_size": 10,
    "max_queries": 50_000,
    "max_inactive_connection_lifetime": 300.0,
    "loop": None,
    "connection_class": asyncpg.Connection,
    "record_class": asyncpg.Record,
}
"""Those of `asyncpg.create_pool`, which knows no pool but its own, but for the reset."""


class Pool(asyncpg.Pool):
    """A pool that no broken connection keeps from hearing a cancellation."""

    async def release(
        self,
        connection: asyncpg.pool.PoolConnectionProxy,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - asyncpg's own signature
    ) -> None:
        """Take a connection back; one that broke off has freed its place itself.

        asyncpg calls that an error, and it would stand in for the cancellation of who gives the connection back: a loop
        that lives through its database's absences would take it for one of them, and never end.
        """
        with suppress(asyncpg.InternalClientError):
            await super().release(connection, timeout=timeout)


@asynccontextmanager
async def open_pool(url: str, **options: Any) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool that connects when it is first asked; `options` are asyncpg's, `min_size` aside.

    It raises nothing when the server is away: each query does, and the next one tries again.
    """
    pool = await Pool(url, min_size=0, **DEFAULTS | options)
    try:
        yield pool
    finally:
        await close_pool(pool)


async def close_pool(pool: asyncpg.Pool) -> None:
    """Close a pool politely, and cut what has not said good-bye in time."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await pool.close()
    except TimeoutError:
        pool.terminate()
