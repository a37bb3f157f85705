"""The straight way of a command: through the same door to the same endpoint, past the framework's general machinery.

FastAPI asks each router twice whether a path is its own, and solves each parameter of an endpoint anew: more than half
of what a command costs the gateway (infra/decisions/0013-straight-commands.md). Whatever is not plain goes the
framework's way: so that one answers what is wrong.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from inspect import signature
from typing import Any, Final
from uuid import UUID

from fastapi import FastAPI
from fastapi.params import Path as PathValue
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from contracts.values import Code
from gateway.access import (
    KEY_LENGTH,
    Asking,
    Commanded,
    CommandedNow,
    CommandParameters,
    Gated,
    IfMatch,
    Key,
    OptionalKey,
    PromptParameters,
    read_version,
)
from gateway.guard import GuardedRoute, Passage, get_gate
from gateway.signpost import find_head

Headers = Mapping[bytes, bytes]
Give = Callable[[Request, Headers], object]
"""Returns the value of a parameter."""
JSON: Final = b"application/json"
KEY: Final = b"idempotency-key"
LENGTH: Final = b"content-length"
VERSION: Final = b"if-match"
SEEN: Final = frozenset({b"content-type", b"content-encoding", LENGTH, KEY, VERSION})
"""Headers that matter to a command; one that comes twice is not plain."""
ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PLAIN: Final = CommandParameters()
_PROMPT: Final = PromptParameters()


def _give_key(_: Request, headers: Headers) -> str:
    return headers[KEY].decode("latin-1")


def _give_version(_: Request, headers: Headers) -> int | None:
    return read_version(headers[VERSION].decode("latin-1")) if VERSION in headers else None


GIVERS: Final[tuple[tuple[object, Give], ...]] = (
    (Gated, lambda request, _: get_gate(request)),
    (Asking, lambda request, _: request.state.principal),
    (Request, lambda request, _: request),
    (Key, _give_key),
    (OptionalKey, _give_key),
    (IfMatch, _give_version),
    (Commanded, lambda _request, _headers: _PLAIN),
    (CommandedNow, lambda _request, _headers: _PROMPT),
)
"""By annotation, what a command's endpoint takes beside its body, the answer's headers and the id in its path."""


class Straight(Passage):
    """Stands before all other routes and takes the plain commands."""

    def __init__(self, app: FastAPI) -> None:
        self.ways = [Way(each) for each in iter_route_contexts(app.routes) if is_command(each)]
        self._by_head: dict[str, list[Way]] = {}
        for way in self.ways:
            self._by_head.setdefault(find_head(way.route.path), []).append(way)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take a plain command."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["query_string"] or scope["root_path"]:
            return Match.NONE, {}
        for way in self._by_head.get(find_head(scope["path"]), ()):
            if path := way.pattern.match(scope["path"]):
                ids, headers = path.groupdict(), find_plain(scope)
                if headers is None or not all(ID.fullmatch(each) for each in ids.values()):
                    break
                return Match.FULL, {"path_params": ids, "route": way.route, "straight": (way, headers)}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a plain command."""
        way, headers = scope["straight"]
        await way.answer(scope, receive, send, headers)


class Way:
    """The straight way to one endpoint. Raises: LookupError where it takes what is not known here."""

    def __init__(self, context: RouteContext) -> None:
        self.pattern: re.Pattern[str] = context.path_regex
        assert isinstance(context.original_route, GuardedRoute)
        self.route = context.original_route
        self._general = context.app
        self._status: int = self.route.status_code or 200
        self._call: Callable[..., Awaitable[BaseModel]] = self.route.endpoint
        self._gives: dict[str, Give] = {}
        self._response: str | None = None
        """The parameter that takes the answer's headers, where there is one."""
        for name, parameter in signature(self._call).parameters.items():
            self._note(name, parameter.annotation)

    def _note(self, name: str, annotation: Any) -> None:
        """Remember how a parameter gets its value."""
        if annotation is Response:
            self._response = name
        elif (place := find_place(name, annotation)) is not None:
            self._gives[name] = place
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            self._body = name
        else:
            found = [give for known, give in GIVERS if known is annotation]
            if not found:
                raise LookupError(f"{self.route.path}: no straight way gives {name}")
            self._gives[name] = found[0]

    async def answer(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """Answer a command. Raises: what its door and its endpoint raise."""
        request = Request(scope, receive)
        await self.route.admit(request)
        body = await self._read(request)
        if body is None:
            await self._general(scope, replay(request, receive), send)
            return
        response = Response(status_code=self._status, media_type="application/json")
        values = {name: give(request, headers) for name, give in self._gives.items()}
        values |= {self._body: body, **({self._response: response} if self._response else {})}
        made = await self._call(**values)
        response.body = made.model_dump_json().encode()
        response.headers["content-length"] = str(len(response.body))
        await response(scope, receive, send)

    async def _read(self, request: Request) -> object:
        """Return the body as the framework would, None where it has something to say about it."""
        assert self.route.body_field is not None
        try:
            raw = json.loads(await request.body())
        except (ClientDisconnect, ValueError, RecursionError):
            return None
        body, errors = self.route.body_field.validate(raw, {}, loc=("body",))
        return None if errors else body


def find_place(name: str, annotation: Any) -> Give | None:
    """Return what gives the id in an address, to a parameter that takes it under that or its own name."""
    alias = next((each.alias for each in getattr(annotation, "__metadata__", ()) if isinstance(each, PathValue)), None)
    if annotation is UUID or (alias and annotation.__origin__ is UUID):
        return lambda request, _: UUID(request.path_params[alias or name])
    if annotation is Code or alias:  # one that is no id goes the framework's way
        return lambda request, _: request.path_params[alias or name]
    return None


def is_command(context: RouteContext) -> bool:
    """Tell whether a route takes one command."""
    return isinstance(context.original_route, GuardedRoute) and context.original_route.right.is_command


def find_plain(scope: Scope) -> Headers | None:
    """Return the headers that matter, None where the request is not plain."""
    pairs = [pair for pair in scope["headers"] if pair[0] in SEEN]
    headers = dict(pairs)
    is_plain = (
        len(headers) == len(pairs)
        and headers.get(b"content-type") == JSON
        and b"content-encoding" not in headers
        and headers.get(LENGTH, b"0") != b"0"
        and 0 < len(headers.get(KEY, b"")) <= KEY_LENGTH
    )
    return headers if is_plain else None


def replay(request: Request, receive: Receive) -> Receive:
    """Return what gives the body again that was read already, and then what comes."""
    body: bytes | None = getattr(request, "_body", None)

    async def receive_again() -> Message:
        nonlocal body
        if body is None:
            return await receive()
        told, body = body, None
        return {"type": "http.request", "body": told, "more_body": False}

    return receive_again
