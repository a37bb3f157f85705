"""The relay: publishes a log's events in order. One replica of a service is active; two for a moment are harmless."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import aio_pika
import asyncpg
import structlog
from aio_pika.abc import AbstractChannel, AbstractExchange

from infra import cloudevents
from infra.chain import GENESIS, StoredEvent
from infra.clock import read_monotonic_s
from infra.log import GONE, KEEPALIVE, MADE_AGAIN, EventLog, Head
from infra.messaging import EVENTS_EXCHANGE, keep_connected, pack_headers
from infra.tracing import trace_together

POLL_S: Final = 1.0
"""The net under a lost ring (architecture.md, Messages)."""
HEARTBEAT_S: Final = 2.0
"""How often the head is told, so that a lost last message is noticed."""
PAGE: Final = 4_000
"""Events read and published before the mark moves: eight full messages in flight."""
_LOCK: Final = 7262
_RING: Final = "committed"
_log = structlog.get_logger()


class Relay:
    """Publishes one context's log; `run` until cancelled. `active` tells whether this replica is the one."""

    def __init__(self, log: EventLog, database_url: str, rabbitmq_url: str, tenant: str, context: str) -> None:
        self._log = log
        self._database_url = database_url
        self._rabbitmq_url = rabbitmq_url
        self._tenant = tenant
        self._context = context
        self.active = False

    async def run(self) -> None:
        """Publish while active, ring the active one while not."""
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_connected(self._rabbitmq_url, f"relay.{self._context}", self._use))

    async def _use(self, channel: AbstractChannel) -> None:
        try:
            connection = await asyncpg.connect(
                self._database_url, server_settings=KEEPALIVE | MADE_AGAIN, command_timeout=10
            )
        except GONE as error:
            _log.warning("relay: no database", context=self._context, error=error)
            await asyncio.sleep(POLL_S)
            await channel.close()
            return
        try:
            await self._wait_for_turn(connection)
            await connection.add_listener(_RING, lambda *_: self._log.committed.set())  # not before: it rings itself
            self.active = True
            await self._publish(connection, await channel.get_exchange(EVENTS_EXCHANGE, ensure=False))
        except GONE as error:
            _log.warning("relay: database away", context=self._context, error=error)
            await channel.close()
        finally:
            self.active = False
            connection.terminate()

    async def _wait_for_turn(self, connection: asyncpg.Connection) -> None:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            if await self._wait_for_ring():
                await connection.execute(f"NOTIFY {_RING}")

    async def _wait_for_ring(self) -> bool:
        """Return True when rung, False after the poll interval."""
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_S):
                await self._log.committed.wait()
        rung = self._log.committed.is_set()
        self._log.committed.clear()
        return rung

    async def _publish(self, connection: asyncpg.Connection, exchange: AbstractExchange) -> None:
        epoch = await connection.fetchval("SELECT epoch FROM log")
        head = await self._read_mark(connection, epoch)
        told_at = 0.0
        while True:
            events = await self._log.read(head.position, PAGE)
            if events:
                await self._send(exchange, head, events)
                head = Head(epoch, events[-1].position, events[-1].chain)
                await connection.execute("UPDATE relay SET position = greatest(position, $1)", head.position)
                continue
            if read_monotonic_s() - told_at >= HEARTBEAT_S:
                await self._send_batch(exchange, head, [], b"[]")
                told_at = read_monotonic_s()
            if not await self._wait_for_ring():
                await connection.execute("SELECT 1")  # the lock is gone when its connection is

    async def _read_mark(self, connection: asyncpg.Connection, epoch: int) -> Head:
        row = await connection.fetchrow(
            "SELECT r.position, coalesce(e.chain, $1) FROM relay r LEFT JOIN events e ON e.position = r.position",
            GENESIS,
        )
        assert row is not None, "the migration fills the relay table"
        return Head(epoch, row[0], row[1])

    async def _send(self, exchange: AbstractExchange, head: Head, events: Sequence[StoredEvent]) -> None:
        encoded = [cloudevents.encode(self._tenant, self._context, event) for event in events]
        async with asyncio.TaskGroup() as group:
            for cut in cloudevents.cut_batches(encoded):
                batch = events[cut]
                group.create_task(self._send_batch(exchange, head, batch, cloudevents.join_batch(encoded[cut])))
                head = Head(head.epoch, batch[-1].position, batch[-1].chain)

    async def _send_batch(
        self, exchange: AbstractExchange, head: Head, events: Sequence[StoredEvent], body: bytes
    ) -> None:
        headers = pack_headers(self._context, head, events)
        message = aio_pika.Message(
            body,
            headers=headers.pack(),
            content_type=cloudevents.CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        with trace_together("relay", self._context, ((each.correlation_id, each.command_id) for each in events)):
            await exchange.publish(message, self._context, mandatory=False)
