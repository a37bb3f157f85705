"""Applications around gates of this process."""

from copy import copy
from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.middleware import Middleware

from gateway.app import build_routes, put_gate
from gateway.deadline import REQUEST_S, Deadline
from gateway.gate import Gate
from gateway.limits import RATE_PER_MINUTE


def build_around(gate: Gate, rate_per_minute: int = RATE_PER_MINUTE, request_s: float = REQUEST_S) -> FastAPI:
    """Return an application with a state of its own; all share their routes, which take 0.1 s to build."""
    app = copy(_build_once())
    app.state = State()
    app.user_middleware = [_bound(layer, request_s) for layer in app.user_middleware]
    put_gate(app, gate, {}, rate_per_minute)
    return app


def _bound(layer: Middleware, request_s: float) -> Middleware:
    """Return a layer; of the one with the deadline, a copy with another deadline."""
    if not (isinstance(layer.cls, type) and issubclass(layer.cls, Deadline)):
        return layer
    options: dict[str, Any] = {**layer.kwargs, "seconds": request_s}
    return Middleware(Deadline, **options)


@cache
def _build_once() -> FastAPI:
    return build_routes()
