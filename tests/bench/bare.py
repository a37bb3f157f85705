"""The bare route: `python -m tests.bench.bare PORT` validates the same body by the same framework, and answers."""

import sys
from uuid import UUID

from fastapi import FastAPI

from contracts.directives import UpdateProgress
from infra.connections import configure, raise_file_limit
from infra.health import QuietServer, serve_until_cancelled
from infra.local.ports import LOOPBACK
from infra.process import run_role

app = FastAPI(openapi_url=None)


@app.post("/v1/directives/{directive}/progress")
async def update_progress(directive: UUID, body: UpdateProgress) -> dict[str, object]:
    """Answer without token, key, command or log."""
    return {"id": str(directive), "number": None, "state": "IN_PROGRESS", "percent": body.percent}


async def serve(port: int) -> None:
    """Serve as the gateway does (gateway/app.py)."""
    raise_file_limit()
    await serve_until_cancelled(QuietServer(configure(app, LOOPBACK, port)))


if __name__ == "__main__":
    run_role("bare", lambda: serve(int(sys.argv[1])))
