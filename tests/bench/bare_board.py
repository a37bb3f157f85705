"""The bare route of the board: `python -m tests.bench.bare_board PORT` answers a page by one indexed query.

The same framework, server and table; nobody is asked who he is, nothing is counted, named or hidden.
"""

import os
import sys
from typing import Final

from fastapi import FastAPI

from gateway.views.directive_board import Row
from infra.process import run_role
from tests.bench.bare_serving import serve_on

URL: Final = "BOARD_URL"
QUERY: Final = "SELECT * FROM views.directive_board ORDER BY ordinal DESC LIMIT 51"


app = FastAPI(openapi_url=None)


@app.get("/v1/directives")
async def list_directives() -> list[Row]:
    """Answer fifty rows, having looked for one more."""
    rows = await app.state.pool.fetch(QUERY)
    return [Row(**row) for row in rows[:50]]


if __name__ == "__main__":
    run_role("bare", lambda: serve_on(os.environ[URL], app, int(sys.argv[1])))
