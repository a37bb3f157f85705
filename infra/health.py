"""Liveness and readiness over HTTP: `/livez` the loop turns, `/readyz` this process and its own stores."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Check = Callable[[], Awaitable[bool]]


def build_health_app(checks: Mapping[str, Check]) -> Starlette:
    """Return the application that answers /livez and /readyz from named checks."""

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"live": True})

    async def ready(_: Request) -> JSONResponse:
        results = {name: await check() for name, check in checks.items()}
        return JSONResponse(results, 200 if all(results.values()) else 503)

    return Starlette(routes=[Route("/livez", live), Route("/readyz", ready)])


async def serve_health(host: str, port: int, checks: Mapping[str, Check]) -> None:
    """Answer health requests until cancelled. Raises: OSError where the port is taken."""
    config = uvicorn.Config(
        build_health_app(checks), host=host, port=port, log_config=None, lifespan="off", access_log=False
    )
    await serve_until_cancelled(QuietServer(config))


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
