"""The deadline of a request: its asker, a store or a service may be late, the answer is not (decided.md, Limits)."""

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_S: Final = 10.0
"""decided.md, Limits: request 10 s."""


class Deadline:
    """Answers `explain(request, is_read)` where the application has not begun to within the deadline.

    `is_read` is False where it waited for a body that trickles: then it has done nothing. What was begun is cancelled
    and not waited for: it may hang in a store that has fallen silent. `unbounded` paths answer as long as they like;
    one that ends with / stands for each path right below it, and * for the part before the last.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        explain: Callable[[Request, bool], Response],
        unbounded: frozenset[str],
        seconds: float = REQUEST_S,
    ) -> None:
        self._app = app
        self._explain = explain
        self._unbounded = unbounded
        self._seconds = seconds
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or self._may_last(scope["path"]):
            await self._app(scope, receive, send)
            return
        answer, body = _Answer(send), _Body(receive)
        task = asyncio.create_task(self._run(scope, body.receive, answer.send))
        try:
            await asyncio.wait({task}, timeout=self._seconds)
        finally:
            if not task.done():
                answer.is_closed = not answer.is_begun  # whoever ends this request may answer it
                self._leave(task)
        if task.done():
            await task
            return
        answer.is_closed = True
        if not answer.is_begun:
            await self._explain(Request(scope), not body.is_awaited)(scope, receive, send)

    def _may_last(self, path: str) -> bool:
        above, _, last = path.rpartition("/")
        is_among = f"{above.rpartition('/')[0]}/*/{last}" in self._unbounded
        return path in self._unbounded or f"{above}/" in self._unbounded or is_among

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _leave(self, task: asyncio.Task[None]) -> None:
        self._late.add(task)
        task.add_done_callback(self._forget)
        task.cancel()

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()


class _Body:
    """What the asker sends."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_whole = False
        self.is_awaited = False
        """Whether the application waits for more of it."""

    async def receive(self) -> Message:
        self.is_awaited = not self._is_whole
        message = await self._receive()
        self.is_awaited = False
        self._is_whole = self._is_whole or not message.get("more_body")
        return message


class _Answer:
    """What the application sends, until its time is over."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False
        self.is_closed = False

    async def send(self, message: Message) -> None:
        if not self.is_closed:
            self.is_begun = True
            await self._send(message)
