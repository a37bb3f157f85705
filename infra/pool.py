"""A pool of database connections that starts before its server does, and ends although its server is silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

CLOSE_S: Final = 1.0
"""How long connections may say good-bye: a silent server never answers it (a stop takes 10 s in all)."""


@asynccontextmanager
async def open_pool(url: str, **options: Any) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool that connects when it is first asked; `options` are asyncpg's, `min_size` aside.

    It raises nothing when the server is away: each query does, and the next one tries again.
    """
    pool = await asyncpg.create_pool(url, min_size=0, **options)
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
