"""The bare echo: `python -m tests.bench.echo URL QUEUE` answers each message with its own body, by aio-pika alone."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import aio_pika
import uvloop
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

AT_ONCE = 256
START_S = 20.0
REPLY_TO = "amq.rabbitmq.reply-to"


async def serve(url: str, queue_name: str) -> None:
    """Answer until a signal: no confirms, no acks, nothing persistent, so that it is as fast as aio-pika goes."""
    connection = await aio_pika.connect(url)
    async with connection, connection.channel(publisher_confirms=False) as channel:
        await channel.set_qos(prefetch_count=AT_ONCE)
        queue = await channel.declare_queue(queue_name, exclusive=False, auto_delete=True)

        async def answer(message: AbstractIncomingMessage) -> None:
            reply = aio_pika.Message(message.body, correlation_id=message.correlation_id)
            await channel.default_exchange.publish(reply, message.reply_to or "", mandatory=False)

        await queue.consume(answer, no_ack=True)
        ended = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
        await ended.wait()


class Echo:
    """Asks the echo by direct reply-to, one message each."""

    def __init__(self, channel: AbstractChannel, queue: str) -> None:
        self._channel = channel
        self._queue = queue
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    async def start(self) -> None:
        """Listen for replies."""
        replies = await self._channel.get_queue(REPLY_TO, ensure=False)
        await replies.consume(self._take, no_ack=True)

    async def wait(self) -> None:
        """Return once the echo answers: what is sent before its queue is there is lost."""
        async with asyncio.timeout(START_S):
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await self.ask(b"there?")
                        return

    async def ask(self, body: bytes) -> bytes:
        """Return the reply."""
        correlation_id = uuid4().hex
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[correlation_id] = future
        message = aio_pika.Message(body, correlation_id=correlation_id, reply_to=REPLY_TO)
        await self._channel.default_exchange.publish(message, self._queue, mandatory=False)
        return await future

    async def _take(self, reply: AbstractIncomingMessage) -> None:
        self._waiting.pop(reply.correlation_id or "").set_result(reply.body)


@asynccontextmanager
async def opened_echo(url: str, queue: str) -> AsyncIterator[Echo]:
    """Give a client of an echo that runs."""
    connection = await aio_pika.connect(url)
    async with connection, connection.channel(publisher_confirms=False) as channel:
        echo = Echo(channel, queue)
        await echo.start()
        await echo.wait()
        yield echo


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], sys.argv[2]))
