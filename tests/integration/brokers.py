"""Virtual hosts for tests, and the broker's own view of queues and connections, by its management API."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import ProxyHandler, Request, build_opener
from uuid import uuid4

from aio_pika.abc import ExchangeType

from infra.messaging import name_command_queue, name_dead_queue, name_event_queue, name_feed_queue, open_channel
from infra.topology import CONTEXTS, EXCHANGES, READERS, _type_arguments, declare, list_bindings, list_queues

ALL = {"configure": ".*", "write": ".*", "read": ".*"}


@dataclass(frozen=True, slots=True)
class Broker:
    """One test's virtual host."""

    vhost: str
    url: str
    management_url: str

    async def count_ready(self, queue: str) -> int:
        """Return how many messages wait in a queue."""
        return int((await self._read_queue(queue)).get("messages_ready", 0))

    async def count_consumers(self, queue: str) -> int:
        """Return how many consumers a queue has."""
        return int((await self._read_queue(queue)).get("consumers", 0))

    async def cut_connection(self, name: str) -> int:
        """Close the connections of a name as an administrator would; return how many there were."""
        found = await call(self.management_url, "GET", f"/api/vhosts/{self.vhost}/connections")
        named = [each for each in found if each.get("client_properties", {}).get("connection_name") == name]
        for each in named:
            await call(self.management_url, "DELETE", f"/api/connections/{quote(each['name'], safe='')}")
        return len(named)

    def as_login(self, user: str, password: str) -> str:
        """Return the URL of another login."""
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.hostname}:{parts.port}"))

    async def _read_queue(self, queue: str) -> dict[str, int]:
        return dict(await call(self.management_url, "GET", f"/api/queues/{self.vhost}/{queue}"))


@asynccontextmanager
async def made_vhost(
    rabbitmq_url: str, management_url: str, contexts: Collection[str] = CONTEXTS
) -> AsyncIterator[Broker]:
    """Give a virtual host with everything that the topology declares for some contexts: all, unless told otherwise."""
    vhost = f"hwanryu-{uuid4().hex[:8]}"
    login = unquote(urlsplit(rabbitmq_url).username or "guest")
    await call(management_url, "PUT", f"/api/vhosts/{vhost}")
    try:
        await call(management_url, "PUT", f"/api/permissions/{vhost}/{login}", ALL)
        broker = Broker(vhost, urlunsplit(urlsplit(rabbitmq_url)._replace(path=f"/{vhost}")), management_url)
        await (declare(broker.url) if contexts == CONTEXTS else _declare_some(broker.url, contexts))
        yield broker
    finally:
        await call(management_url, "DELETE", f"/api/vhosts/{vhost}")


async def _declare_some(rabbitmq_url: str, contexts: Collection[str]) -> None:
    """Declare the queues of some contexts and of whoever reads their events, as the topology has them."""
    own = {name(context) for context in contexts for name in (name_command_queue, name_feed_queue, name_dead_queue)}
    names = own | {name_event_queue(consumer, context) for consumer, context in READERS if context in contexts}
    async with open_channel(rabbitmq_url, "topology") as channel:
        for exchange in EXCHANGES:
            await channel.declare_exchange(exchange, ExchangeType.TOPIC, durable=True)
        for name in names:
            await channel.declare_queue(name, durable=True, arguments=_type_arguments(list_queues()[name]))
        for exchange, queue, key in list_bindings():
            if queue in names:
                await (await channel.get_queue(queue, ensure=False)).bind(exchange, key)


async def call(management_url: str, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
    """Call the management API and return what it answers."""
    parts = urlsplit(management_url)
    login = base64.b64encode(f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()).decode()
    request = Request(  # noqa: S310 - the address of our own broker
        f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
        method=method,
    )
    return await asyncio.to_thread(_send, request)


def _send(request: Request) -> Any:
    with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
        text = answer.read()
    return json.loads(text) if text else {}
