"""The bare route of the projects: `python -m tests.bench.bare_portfolio PORT` answers a page by one indexed query.

The same framework, server and table, and the columns that a project's card in the list is made of; nobody is asked who
he is, and nothing is labelled, counted or allowed.
"""

import os
import sys
from dataclasses import dataclass, fields
from typing import Any, Final

from fastapi import FastAPI

from infra.process import run_role
from tests.bench.bare_serving import serve_on

URL: Final = "PORTFOLIO_URL"


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


if __name__ == "__main__":
    run_role("bare", lambda: serve_on(os.environ[URL], app, int(sys.argv[1])))
