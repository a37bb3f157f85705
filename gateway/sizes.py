"""The size of a body: more than the limit is refused with an explanation, however the body comes."""

from collections.abc import Callable
from typing import Final

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.errors import Status

_LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})
_PLAIN: Final = (b"content-type", b"text/plain; charset=utf-8")


class BodyLimit:
    """Counts the body and answers `explain(request)`; the framework's own answer is one line of plain text.

    A route may have a larger limit of its own.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, explain: Callable[[Request], Response]) -> None:
        self._inner = app
        self._max_bytes = max_bytes
        self._app = RequestBodyLimitMiddleware(app, max_body_size=max_bytes)
        self._explain = explain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or _is_short(scope, self._max_bytes):
            await self._inner(scope, receive, send)
            return
        is_explained = False

        async def send_explained(message: Message) -> None:
            nonlocal is_explained
            if message["type"] == "http.response.start" and _is_terse(message):
                is_explained = True
                await self._explain(Request(scope))(scope, receive, send)
            elif not is_explained:
                await send(message)

        await self._app(scope, receive, send_explained)


def _is_short(scope: Scope, max_bytes: int) -> bool:
    """Tell whether the headers bound the body: the server reads no more of it than they say."""
    told = [(name, value) for name, value in scope["headers"] if name in _LENGTHS]
    return not told or (
        len(told) == 1 and told[0][0] == b"content-length" and told[0][1].isdigit() and int(told[0][1]) <= max_bytes
    )


def _is_terse(message: Message) -> bool:
    return message["status"] == Status.LARGE and _PLAIN in [tuple(pair) for pair in message["headers"]]
