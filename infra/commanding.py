"""The command client: commands to one context, coalesced, at most two messages in flight."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID

from aio_pika.abc import AbstractIncomingMessage

from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Outcome, ReplyBatch
from infra.batching import Batcher, Unavailable
from infra.clock import make_id, read_now
from infra.messaging import name_command_queue
from infra.requests import OutcomeUnknown, Requester

COMMANDS: Final = 256
"""Commands in one message at most (architecture.md, Messages)."""
MESSAGE_BYTES: Final = 1_048_576
"""Bytes in one message at most, unless one command alone is longer."""
IN_FLIGHT: Final = 2
"""Messages in flight to one context."""
CAPACITY: Final = 4_096
"""Commands that may wait; more are refused with Unavailable."""
COMMAND_S: Final = 5.0
"""How long a command may take before its outcome is unknown (decided.md, Limits)."""

BodyT = TypeVar("BodyT", bound=Command)
Encoded = tuple[UUID, datetime, bytes]


@dataclass(frozen=True, slots=True)
class _Pending:
    body: object
    outcome: asyncio.Future[Outcome]


class CommandClient(Generic[BodyT]):
    """Sends one context's commands; `run` until cancelled, beside the requester's own `run`."""

    def __init__(self, requester: Requester, context: str) -> None:
        self._requester = requester
        self._queue = name_command_queue(context)
        self._pending: dict[UUID, _Pending] = {}
        self._sender: Batcher[Encoded, None] = Batcher(self._send, most=COMMANDS, capacity=CAPACITY, choose=fit)

    @property
    def connected(self) -> bool:
        """Whether commands can be sent now."""
        return self._requester.connected

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(self._sender.run())

    async def send(self, envelope: Envelope[BodyT], deadline_s: float = COMMAND_S) -> Outcome:
        """Return the command's outcome; the same id twice at once is sent once.

        Raises: Unavailable when it was not sent; OutcomeUnknown when no reply came in time; Rejected with
        IDEMPOTENCY_CONFLICT when another body is under way with the same id.
        """
        pending = self._pending.get(envelope.id)
        if pending is None:
            return await self._send_first(envelope, deadline_s)
        if pending.body != (envelope.subject, envelope.body):
            raise Rejected(
                "IDEMPOTENCY_CONFLICT", "같은 Idempotency-Key로 다른 내용이 처리 중입니다. 새 키로 보내세요."
            )
        return await asyncio.shield(pending.outcome)

    async def _send_first(self, envelope: Envelope[BodyT], deadline_s: float) -> Outcome:
        loop = asyncio.get_running_loop()
        pending = _Pending((envelope.subject, envelope.body), loop.create_future())
        pending.outcome.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._pending[envelope.id] = pending
        loop.call_later(deadline_s, self._fail, envelope.id, OutcomeUnknown("no answer in time"))
        expires_at = read_now() + timedelta(seconds=deadline_s)
        body = envelope.model_copy(update={"expires_at": expires_at}).model_dump_json().encode()
        try:
            await self._sender.ask((envelope.id, expires_at, body))
        except Unavailable as error:
            self._fail(envelope.id, error)
        return await asyncio.shield(pending.outcome)

    async def _send(self, batch: Sequence[Encoded]) -> Sequence[Exception | None]:
        """Publish one message and hold its place in flight until its first reply or its expiry."""
        correlation_id = make_id().hex
        answered = asyncio.Event()
        ids = [command_id for command_id, _, _ in batch]
        body = b'{"commands":[' + b",".join(encoded for _, _, encoded in batch) + b"]}"
        left_s = (max(expires_at for _, expires_at, _ in batch) - read_now()).total_seconds()

        def take(reply: AbstractIncomingMessage | None) -> None:
            answered.set()
            self._settle(ids, reply)

        try:
            async with asyncio.timeout(max(left_s, 0)):
                await self._requester.post(self._queue, body, correlation_id, take)
                await answered.wait()
        except TimeoutError:
            pass  # each caller's own deadline tells it
        except Unavailable as error:
            return [error] * len(batch)
        asyncio.get_running_loop().call_later(max(left_s, 0), self._requester.forget, correlation_id)
        return [None] * len(batch)

    def _settle(self, ids: Sequence[UUID], reply: AbstractIncomingMessage | None) -> None:
        if reply is None:
            for command_id in ids:
                self._fail(command_id, OutcomeUnknown("the broker went away before the answer"))
            return
        for outcome in ReplyBatch.model_validate_json(reply.body).outcomes:
            pending = self._pending.pop(outcome.id, None)
            if pending is not None:
                pending.outcome.set_result(outcome)

    def _fail(self, command_id: UUID, error: Unavailable) -> None:
        pending = self._pending.pop(command_id, None)
        if pending is not None:
            pending.outcome.set_exception(error)


def fit(waiting: Sequence[Encoded]) -> range:
    """Return the leading commands that fit into one message."""
    size = 0
    for index, (_, _, encoded) in enumerate(waiting):
        size += len(encoded)
        if index and size > MESSAGE_BYTES:
            return range(index)
    return range(len(waiting))
