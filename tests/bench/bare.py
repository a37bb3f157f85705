"""The bare route: `python -m tests.bench.bare PORT` validates the same body by the same framework, and answers."""

import sys
from uuid import UUID

from fastapi import FastAPI

from contracts.directives import UpdateProgress
from infra.process import run_role
from tests.bench.bare_serving import serve

app = FastAPI(openapi_url=None)


@app.post("/v1/directives/{directive}/progress")
async def update_progress(directive: UUID, body: UpdateProgress) -> dict[str, object]:
    """Answer without token, key, command or log."""
    return {"id": str(directive), "number": None, "state": "IN_PROGRESS", "percent": body.percent}


if __name__ == "__main__":
    run_role("bare", lambda: serve(app, int(sys.argv[1])))
