"""The bare route of the projects: `python -m tests.bench.bare_portfolio PORT` answers a page by one indexed query.

The same framework, server and table, and the columns that a project's card in the list is made of; nobody is asked who
he is, and nothing is labelled, counted or allowed.
"""

import json
import os
import sys
from dataclasses import dataclass, fields
from typing import Any, Final

import asyncpg
from fastapi import FastAPI

from infra.connections import configure, raise_file_limit
from infra.health import QuietServer, serve_until_cancelled
from infra.local.ports import LOOPBACK
from infra.process import run_role

URL: Final = "PORTFOLIO_URL"
POOL: Final = 20
"""As the gateway's."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of a project in a list, as its row has it."""

    project: str
    version: int
    name: str
    aliases: list[str]
    kind: str
    phase: str
    lead: str
    team: str | None
    term: int | None
    period: dict[str, Any]
    summary: str | None
    address: str | None
    latitude: int | None
    longitude: int | None
    area_m2: int | None
    parent: str | None
    relation: str | None
    task_year: int | None
    task_number: int | None
    external_system: str | None
    external_id: str | None
    is_international_event: bool
    programme: str | None
    total: dict[str, Any] | None
    is_approximate: bool
    national_won: int | None
    provincial_won: int | None
    city_won: int | None
    local_won: int | None
    revenue_won: int | None
    other_won: int | None
    secured_won: int
    executed_won: int
    shortfall_won: int | None
    is_divided: bool
    replacement_requested_for: str | None


COLUMNS: Final = ", ".join(field.name for field in fields(Card))
QUERY: Final = f"SELECT {COLUMNS} FROM views.project ORDER BY name, project LIMIT 51"  # noqa: S608 - our own names

app = FastAPI(openapi_url=None)


@app.get("/v1/projects")
async def list_projects() -> list[Card]:
    """Answer fifty rows, having looked for one more."""
    rows = await app.state.pool.fetch(QUERY)
    return [Card(**row) for row in rows[:50]]


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
