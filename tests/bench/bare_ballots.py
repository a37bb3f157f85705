"""The bare route: `python -m tests.bench.bare_ballots PORT` validates the same ballot, by the same framework."""

import sys
from uuid import UUID

from fastapi import FastAPI

from gateway.routers.ballots import BallotSent
from infra.clock import make_id
from infra.process import run_role
from tests.bench.bare_serving import serve

app = FastAPI(openapi_url=None)


@app.post("/v1/open/rounds/{of_round}/ballots", status_code=201)
async def send_ballot(of_round: UUID, body: BallotSent) -> dict[str, object]:
    """Answer without ticket, key, command or log."""
    return {"receipt": make_id().hex}


if __name__ == "__main__":
    run_role("bare", lambda: serve(app, int(sys.argv[1])))
