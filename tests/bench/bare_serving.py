"""What bare routes are served with: the gateway's own server, pool and reading of JSON."""

import json
from typing import Final

import asyncpg
from fastapi import FastAPI

from infra.connections import configure, raise_file_limit
from infra.health import QuietServer, serve_until_cancelled
from infra.local.ports import LOOPBACK

POOL: Final = 20
"""As the gateway's."""


async def serve(app: FastAPI, port: int) -> None:
    """Serve as the gateway does (gateway/app.py)."""
    raise_file_limit()
    await serve_until_cancelled(QuietServer(configure(app, LOOPBACK, port)))


async def serve_on(database_url: str, app: FastAPI, port: int) -> None:
    """Serve with `app.state.pool` on a database."""
    async with asyncpg.create_pool(database_url, max_size=POOL, init=_read_json) as pool:
        app.state.pool = pool
        await serve(app, port)


async def _read_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
