"""Counts and times HTTP requests, by route template and status, and gives each its ids for logs and traces."""

from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.clock import make_id, read_monotonic_s
from infra.tally import Tallies
from infra.tracing import end_request, read_traceparent, trace_request
from infra.trail import Trail, follow

UNKNOWN: Final = "(none)"
"""The route of a request that fits none: its own path is the asker's text."""
UNTOLD: Final = ("/v1/open/integrity-reports", "/v1/integrity-reports", "/integrity-talk", "/integrity-reports")
"""Begins the paths of anonymous reports: a count or a trace of them would tell that there is one (ENG-63)."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BROKEN: Final = 500


class Observing:
    """The outermost layer: `app.state.requests` gets the seconds until each answer began, by method, route and status.

    The correlation id is the trace id of the asker's `traceparent`, else a new one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Observe one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(UNTOLD):
            follow(Trail(make_id()))
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        trace, parent = read_traceparent(_find_header(scope, b"traceparent")) or (make_id(), None)
        follow(Trail(trace))
        started_s = read_monotonic_s()
        begun = _Begun(send)
        with trace_request(method, trace, parent) as span:
            try:
                await self._app(scope, receive, begun.send)
            finally:
                route = name_route(scope)
                requests: Tallies[tuple[str, str, int]] = scope["app"].state.requests
                requests[method, route, begun.status].add((begun.at_s or read_monotonic_s()) - started_s)
                end_request(span, method, route, begun.status)


class _Begun:
    """What the answer began with, and when."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = BROKEN
        self.at_s: float | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.at_s = message["status"], read_monotonic_s()
        await self._send(message)


def name_route(request: Scope | HTTPConnection) -> str:
    """Return the template of a request's route, for logs and metrics: its path may hold what somebody typed."""
    scope = request.scope if isinstance(request, HTTPConnection) else request
    path = str(getattr(scope.get("route"), "path", UNKNOWN))
    return UNKNOWN if path.startswith(UNTOLD) else path


def _find_header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
