"""The bare route of the board: `python -m tests.bench.bare_board PORT` answers a page by one indexed query.

The same framework, server and table; nobody is asked who he is, nothing is counted, named or hidden.
"""

import json
import os
import sys
from typing import Final

import asyncpg
from fastapi import FastAPI

from gateway.views.directive_board import Row
from infra.connections import configure, raise_file_limit
from infra.health import QuietServer, serve_until_cancelled
from infra.local.ports import LOOPBACK
from infra.process import run_role

URL: Final = "BOARD_URL"
QUERY: Final = "SELECT * FROM views.directive_board ORDER BY ordinal DESC LIMIT 51"
POOL: Final = 20
"""As the gateway's."""


app = FastAPI(openapi_url=None)


@app.get("/v1/directives")
async def list_directives() -> list[Row]:
    """Answer fifty rows, having looked for one more."""
    rows = await app.state.pool.fetch(QUERY)
    return [Row(**row) for row in rows[:50]]


async def serve(port: int) -> None:
    """Serve as the gateway does (gateway/app.py)."""
    raise_file_limit()
    async with asyncpg.create_pool(os.environ[URL], max_size=POOL, init=_read_json) as pool:
        app.state.pool = pool
        await serve_until_cancelled(QuietServer(configure(app, LOOPBACK, port)))


async def _read_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


if __name__ == "__main__":
    run_role("bare", lambda: serve(int(sys.argv[1])))
