"""Connections of an HTTP server that nobody can hold for long: slow, endless or idle ones are cut.

uvicorn waits for a request's headers for ever. A body that trickles is the application's to give up on
(gateway/deadline.py); what still comes after an answer is read for a moment only.
"""

import asyncio
import resource
import socket
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

HEADERS_S: Final = 5.0
"""From a connection, or from the first byte after an answer, until the headers are complete."""
IDLE_S: Final = 30
"""Between an answer and the first byte of the next request."""
LINGER_S: Final = 2.0
"""How long the rest of a body is read after its answer: an answer to what is still being sent would be lost."""
STALLED_MS: Final = 30_000
"""How long written bytes may stay unacknowledged, as with a reader that does not read."""
HEADER_BYTES: Final = 16_384
"""Of the request line and all headers."""
HEADERS: Final = 100
FILES: Final = 65_536
"""File descriptors wanted: each connection is one."""


def configure(app: ASGIApp, host: str, port: int, **more: Any) -> uvicorn.Config:
    """Return the configuration of a server whose connections are bounded."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=BoundedProtocol,
        ws="none",
        timeout_keep_alive=IDLE_S,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        **more,
    )


def raise_file_limit() -> None:
    """Let the process open as many files as it is allowed to, up to FILES."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class HeadersTooLarge(Exception):
    """More than HEADER_BYTES or HEADERS."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._is_in_headers = True
        self._is_in_body = False
        self._received = 0
        """Bytes since the headers began."""
        self._told = 0
        """Bytes of them that the parser has told."""
        self._is_too_large = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")
        if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MS)
        self._cut_after(HEADERS_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._keep()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_in_headers:
            self._received += len(data)
        super().data_received(data)
        if self.transport.is_closing() or not self._is_in_headers:
            return
        if self._received > HEADER_BYTES:
            self._is_too_large = True
            self.send_400_response("")
        elif self._timer is None and self._is_idle():
            self._cut_after(HEADERS_S)  # bytes that begin no request, such as empty lines

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._told = 0
        if self._timer is None:
            self._cut_after(HEADERS_S)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._grow(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._grow(len(name) + len(value))

    def on_headers_complete(self) -> None:
        self._is_in_headers, self._is_in_body = False, True
        self._keep()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_in_headers, self._is_in_body, self._received = True, False, 0
        if self.cycle.response_complete:
            self._cut_after(IDLE_S)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_in_body and not self.pipeline:
            self._cut_after(LINGER_S)

    def send_400_response(self, msg: str) -> None:
        if self._is_too_large:
            self._answer(431)
        else:
            super().send_400_response(msg)

    def _is_idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _grow(self, size: int) -> None:
        """Count what the parser has told. Raises: HeadersTooLarge."""
        self._told += size
        if self._told > HEADER_BYTES or len(self.headers) > HEADERS:
            self._is_too_large = True
            raise HeadersTooLarge

    def _answer(self, status: int) -> None:
        self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def _cut_after(self, seconds: float) -> None:
        self._keep()
        self._timer = self.loop.call_later(seconds, self._cut)

    def _keep(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _cut(self) -> None:
        """End the connection; who is in the middle of its headers is told why."""
        self._timer = None
        if self.transport.is_closing():
            return
        if self._is_in_headers and self._received and self._is_idle():
            self._answer(408)
        else:
            self.transport.close()
