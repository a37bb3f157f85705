"""What a role tells of itself over HTTP, to its own machine or cluster only.

`/livez` the loop turns; `/readyz` this process and its own stores; `/statusz` what it knows, from memory; `/metrics`
the same for Prometheus.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.connections import configure
from infra.metrics import CONTENT_TYPE, build_registry, render
from infra.status import Signals, tell

CHECK_S: Final = 2.0
"""How long a check may take; one that hangs in a silent store has failed."""
Check = Callable[[], Awaitable[bool]]


def build_health_app(checks: Mapping[str, Check], signals: Signals) -> Starlette:
    """Return the application that answers from named checks and from the role's signals."""
    registry = build_registry(signals)

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"live": True})

    async def ready(_: Request) -> JSONResponse:
        results = {name: await _passes(check) for name, check in checks.items()}
        return JSONResponse(results, 200 if all(results.values()) else 503)

    async def status(_: Request) -> Response:
        return Response(tell(signals).model_dump_json(), media_type="application/json")

    async def metrics(_: Request) -> Response:
        return Response(render(registry), media_type=CONTENT_TYPE)

    routes = [("/livez", live), ("/readyz", ready), ("/statusz", status), ("/metrics", metrics)]
    return Starlette(routes=[Route(path, answer) for path, answer in routes])


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_S):
            return await check()
    except TimeoutError:
        return False


async def serve_health(host: str, port: int, checks: Mapping[str, Check], signals: Signals) -> None:
    """Answer until cancelled. Raises: OSError where the port is taken."""
    app = build_health_app(checks, signals)
    await serve_until_cancelled(QuietServer(configure(app, host, port)))


async def serve_until_cancelled(server: uvicorn.Server) -> None:
    """Serve; when cancelled, finish the answers under way as the server's configuration allows."""
    serving = asyncio.ensure_future(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


class QuietServer(uvicorn.Server):
    """A server that leaves signals to the process that runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
