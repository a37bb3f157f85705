"""Commands from the broker: a message of many in, their outcomes out, the culprit alone to the dead letters."""

import asyncio
import json
from collections.abc import Sequence
from typing import Final, Generic, TypeVar
from uuid import UUID

import structlog
from faststream import AckPolicy
from faststream.exceptions import RejectMessage
from faststream.rabbit import RabbitBroker, RabbitMessage
from pydantic import TypeAdapter, ValidationError

from contracts.messages import Command, CommandBatch, Envelope, Event, Outcome, Refused, ReplyBatch, SealedOutcome
from infra.batching import Unavailable
from infra.clock import read_monotonic_s
from infra.confidential import OpeningRunner
from infra.deciding import Runner
from infra.messaging import DEAD_EXCHANGE, REPLIES_EXCHANGE, name_command_queue, refer_to_queue
from infra.tally import Tallies, classify_outcome
from infra.tracing import trace_deciding
from infra.trail import Trail, follow

SLOW_S: Final = 0.25
"""A command that takes longer is answered in a later reply, so that it holds nobody up."""
PAUSE_S: Final = 1.0
"""Before a message goes back while the log is away: its five deliveries then last as long as a command lives."""
EventT = TypeVar("EventT", bound=Event)
_log = structlog.get_logger()


class CommandDesk(Generic[EventT]):
    """Answers one context's command messages; `commands` is the discriminated union of its commands."""

    def __init__(
        self, broker: RabbitBroker, context: str, commands: object, runner: Runner[EventT] | OpeningRunner[EventT]
    ) -> None:
        self._broker = broker
        self._context = context
        self._runner = runner
        self.answered: Tallies[str] = Tallies()
        """Seconds from receipt to outcome, by the kind of outcome."""
        self._batches: TypeAdapter[CommandBatch[Command]] = TypeAdapter(CommandBatch[commands])  # type: ignore[valid-type]  # the union is a value here
        broker.subscriber(
            refer_to_queue(name_command_queue(context)),
            ack_policy=AckPolicy.REJECT_ON_ERROR,
            no_reply=True,
            decoder=self._read,
        )(self._handle)

    async def _read(self, message: RabbitMessage) -> tuple[RabbitMessage, Sequence[Envelope[Command]]]:
        try:
            return message, self._batches.validate_json(message.body).commands
        except ValidationError:
            return message, await self._read_each(message)

    async def _read_each(self, message: RabbitMessage) -> list[Envelope[Command]]:
        """Return the commands that this build can read; bury each other one. Raises: where it holds no commands."""
        commands: list[Envelope[Command]] = []
        for one in json.loads(message.body)["commands"]:
            alone = json.dumps({"commands": [one]}).encode()
            try:
                commands += self._batches.validate_json(alone).commands
            except ValidationError as error:
                faults = [fault["type"] for fault in error.errors(include_url=False, include_input=False)]
                _log.error("unreadable command", context=self._context, faults=faults)  # never its content
                await self._bury(alone, error)
                await self._reply(message, [refuse_faulty(UUID(one["id"]))])
        return commands

    async def _handle(self, delivery: tuple[RabbitMessage, Sequence[Envelope[Command]]]) -> None:
        """Answer every command of the message; it goes back to the queue when the log is away."""
        message, commands = delivery
        message.clear_cache()  # it keeps what was decoded, which holds it: a cycle with every command in it
        try:
            if message.raw_message.redelivered:
                for envelope in commands:
                    await self._answer(message, [envelope])
            else:
                await self._answer(message, commands)
        except Unavailable as error:
            _log.warning("commands go back to the queue", context=self._context, error=error)
            await asyncio.sleep(PAUSE_S)
            raise RejectMessage(requeue=True) from error

    async def _answer(self, message: RabbitMessage, envelopes: Sequence[Envelope[Command]]) -> None:
        tasks = {asyncio.ensure_future(self._run(envelope)) for envelope in envelopes}
        try:
            while tasks:
                done, tasks = await asyncio.wait(tasks, timeout=SLOW_S)
                outcomes = [outcome for task in done if (outcome := task.result()) is not None]
                if outcomes or not tasks:  # the last reply frees the sender's place, also where all had expired
                    await self._reply(message, outcomes)
        finally:
            for task in tasks:
                task.cancel()

    async def _run(self, envelope: Envelope[Command]) -> Outcome | SealedOutcome | None:
        follow(Trail(envelope.correlation_id, envelope.id, self._context))
        started_s = read_monotonic_s()
        outcome = await self._decide(envelope)
        self.answered[classify_outcome(outcome)].add(read_monotonic_s() - started_s)
        return outcome

    async def _decide(self, envelope: Envelope[Command]) -> Outcome | SealedOutcome | None:
        kind = envelope.body.wire()
        try:
            with trace_deciding(self._context, kind, envelope.correlation_id, envelope.id, envelope.causation_id):
                return await self._runner.run(envelope)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - process boundary: one faulty command must not take its neighbours
            _log.error("faulty command", exc_info=error)
            await self._bury(CommandBatch(commands=(envelope,)).model_dump_json().encode(), error)
            return refuse_faulty(envelope.id)

    async def _bury(self, body: bytes, error: Exception) -> None:
        await self._broker.publish(
            body,
            exchange=DEAD_EXCHANGE,
            routing_key=name_command_queue(self._context),
            persist=True,
            content_type="application/json",
            headers={"error": type(error).__name__},
        )

    async def _reply(self, message: RabbitMessage, outcomes: Sequence[Outcome | SealedOutcome]) -> None:
        if not message.reply_to:
            return
        body = ReplyBatch(outcomes=tuple(outcomes)).model_dump_json().encode()
        await self._broker.publish(
            body,
            exchange=REPLIES_EXCHANGE,
            routing_key=message.reply_to,
            correlation_id=message.correlation_id,
            mandatory=False,
            content_type="application/json",
        )


def refuse_faulty(command_id: UUID) -> Refused:
    """Return the answer to a command that a bug of ours keeps from being decided; it lies with the dead letters."""
    message = "시스템 오류로 처리하지 못했습니다. 운영자가 확인할 수 있도록 보관했습니다."
    return Refused(id=command_id, code="COMMAND_FAULTY", message=message)
