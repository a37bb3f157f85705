"""Raw sockets and a server under test in the same loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from infra.connections import configure
from infra.health import QuietServer, serve_until_cancelled
from infra.local.ports import LOOPBACK, take_free_port
from tests.integration.waiting import eventually

ANSWER_S = 30.0


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[int]:
    """Serve an application as the gateway does; give its port."""
    port = take_free_port()
    server = QuietServer(configure(app, LOOPBACK, port, timeout_graceful_shutdown=1))
    task = asyncio.create_task(serve_until_cancelled(server))
    try:
        await eventually(lambda: _has_started(server))
        yield port
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _has_started(server: uvicorn.Server) -> bool:
    return server.started


class Reader(asyncio.StreamReader):
    """Keeps what came before a connection was reset: the end of a server that is still being written to."""

    def set_exception(self, exc: Exception) -> None:
        """End as if it had been closed."""
        self.feed_eof()


class Caller:
    """One raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        """Write, whatever the other side does."""
        self.writer.write(data)

    async def hear(self) -> bytes:
        """Return all that comes until the other side ends."""
        async with asyncio.timeout(ANSWER_S):
            return await self.reader.read()

    async def hear_answer(self) -> bytes:
        """Return the head of one answer."""
        async with asyncio.timeout(ANSWER_S):
            return await self.reader.readuntil(b"\r\n\r\n")


@asynccontextmanager
async def calling(port: int) -> AsyncIterator[Caller]:
    """Give a raw connection."""
    loop, reader = asyncio.get_running_loop(), Reader()
    transport, protocol = await loop.create_connection(lambda: asyncio.StreamReaderProtocol(reader), LOOPBACK, port)
    writer = asyncio.StreamWriter(transport, protocol, reader, loop)
    try:
        yield Caller(reader, writer)
    finally:
        writer.close()
