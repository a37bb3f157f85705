"""Request and reply over the broker: one channel, a map of who waits for which reply.

Unavailable              transient (infra/batching.py)
└── OutcomeUnknown       sent, but no reply came: it may or may not have been done
"""

import asyncio
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from infra.batching import Unavailable
from infra.clock import make_id
from infra.messaging import BROKER_GONE, REPLIES_EXCHANGE, REQUESTS_EXCHANGE, keep_connected, name_reply_queue

OnReply = Callable[[AbstractIncomingMessage | None], None]
"""Gets each reply; None once when the connection that would bring it is lost."""


class OutcomeUnknown(Unavailable):
    """Sent, but no reply came in time or the connection fell: it may or may not have been done."""


class Requester:
    """Posts requests and hands their replies to callbacks, over one connection that `run` keeps.

    `name` is the role's, with more after a dot where the role asks over several connections.
    """

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._login = find_login(url)
        self._channel: AbstractChannel | None = None
        self._replies = ""
        self._waiting: dict[str, OnReply] = {}

    @property
    def connected(self) -> bool:
        """Whether requests can be posted now."""
        return self._channel is not None

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        await keep_connected(self._url, self._name, self._use)

    async def post(self, queue: str, body: bytes, correlation_id: str, on_reply: OnReply) -> None:
        """Send a request; every reply to it reaches `on_reply` until `forget`.

        Raises: Unavailable when it was not sent; OutcomeUnknown when nobody knows whether it was.
        """
        if self._channel is None:
            raise Unavailable("the broker is away")
        self._waiting[correlation_id] = on_reply
        message = aio_pika.Message(
            body,
            correlation_id=correlation_id,
            reply_to=self._replies,
            content_type="application/json",
            user_id=self._login,  # the broker refuses another one than the connection's own
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        try:
            exchange = await self._channel.get_exchange(REQUESTS_EXCHANGE, ensure=False)
            await exchange.publish(message, queue, mandatory=True)
        except aio_pika.exceptions.DeliveryError as error:
            self.forget(correlation_id)
            raise Unavailable(f"the queue {queue} does not take the message") from error
        except BROKER_GONE as error:
            self.forget(correlation_id)
            raise OutcomeUnknown("the broker went away while the message was sent") from error

    def forget(self, correlation_id: str) -> None:
        """Drop later replies to a request."""
        self._waiting.pop(correlation_id, None)

    async def ask(self, queue: str, body: bytes, correlation_id: str, deadline_s: float) -> AbstractIncomingMessage:
        """Return the one reply to a request. Raises: Unavailable, OutcomeUnknown."""
        future: asyncio.Future[AbstractIncomingMessage | None] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(deadline_s):
                await self.post(queue, body, correlation_id, lambda reply: _settle(future, reply))
                reply = await future
        except TimeoutError as error:
            raise OutcomeUnknown(f"no reply from {queue} within {deadline_s} s") from error
        finally:
            self.forget(correlation_id)
        if reply is None:
            raise OutcomeUnknown("the broker went away before the reply")
        return reply

    async def _use(self, channel: AbstractChannel) -> None:
        self._replies = name_reply_queue(self._name.partition(".")[0], make_id().hex)
        replies = await channel.declare_queue(self._replies, exclusive=True, auto_delete=True)
        await replies.bind(REPLIES_EXCHANGE, self._replies)
        await replies.consume(self._hand_out, no_ack=True)
        self._channel = channel
        try:
            await channel.closed()
        finally:
            self._channel = None
            waiting, self._waiting = self._waiting, {}
            for on_reply in waiting.values():
                on_reply(None)

    async def _hand_out(self, reply: AbstractIncomingMessage) -> None:
        if on_reply := self._waiting.get(reply.correlation_id or ""):
            on_reply(reply)


def _settle(future: "asyncio.Future[AbstractIncomingMessage | None]", reply: AbstractIncomingMessage | None) -> None:
    if not future.done():
        future.set_result(reply)


def find_login(url: str) -> str | None:
    """Return the login of a broker's URL; None where it names none."""
    return unquote(urlsplit(url).username or "") or None
