"""A TCP proxy that can delay, throttle, lose answers, fall silent, or go away: what networks and stopped servers do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Passes bytes between clients and one server, until told otherwise."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.asked = bytearray()
        """What clients said first on each connection."""
        self.losing_answers = False
        """Drop what the server says."""
        self.silent = False
        """Take connections and say nothing."""
        self.keeping_open = False
        """Hand on what the server says last, but not that it has ended."""
        self.ended = 0
        """Connections that the server has ended."""
        self.delay_s = 0.0
        """How long each piece is held back."""
        self.bytes_per_s = 0
        """How much passes in each direction of a connection; 0 for all there is."""

    async def start(self) -> None:
        """Listen, on the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections and cut those that there are."""
        assert self._server is not None
        self._server.close()
        self.cut()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def cut(self) -> None:
        """Cut every connection."""
        for writer in self._writers:
            writer.transport.abort()

    def stand_before(self, url: str) -> str:
        """Return the URL that leads through the proxy."""
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{self.port}"))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            server_reader, server_writer = await asyncio.open_connection(*self._target)
            self._writers.add(server_writer)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, server_writer, answers=False))
                group.create_task(self._pass(server_reader, writer, answers=True))
        except* OSError:
            pass
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
        while data := await reader.read(65_536):
            if not answers and len(self.asked) < 65_536:
                self.asked += data
            if self.silent or (answers and self.losing_answers):
                continue
            if pause_s := self.delay_s + (len(data) / self.bytes_per_s if self.bytes_per_s else 0):
                await asyncio.sleep(pause_s)  # the slow line itself
            writer.write(data)
            await writer.drain()
        self.ended += answers
        if not (answers and self.keeping_open):
            writer.transport.abort()


@asynccontextmanager
async def standing_before(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """Give a proxy before the server of a URL, and the URL that leads through it."""
    parts = urlsplit(url)
    proxy = Proxy(parts.hostname or "127.0.0.1", parts.port or 0)
    await proxy.start()
    try:
        yield proxy, proxy.stand_before(url)
    finally:
        await proxy.stop()
