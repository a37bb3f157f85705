"""The outermost layer: whoever has not been answered when the process stops, or something below breaks, is told so."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Ending:
    """Answers `explain(request, error)` where the application ends without an answer; None: it was cut off.

    The server would say `Internal Server Error` as plain text, of what may safely be sent again.
    """

    def __init__(self, app: ASGIApp, *, explain: Callable[[Request, Exception | None], Response]) -> None:
        self._app = app
        self._explain = explain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_begun = False

        async def begin(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self._app(scope, receive, begin)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not is_begun:
                await self._explain(Request(scope), None)(scope, receive, send)
            if is_begun or (task is not None and task.cancelling()):
                raise  # else it was something that the request waited for
        except Exception as error:
            if is_begun:
                raise
            await self._explain(Request(scope), error)(scope, receive, send)
