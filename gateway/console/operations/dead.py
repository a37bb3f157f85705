"""Dead letters: commands that a bug of ours kept from being decided. Looked at without their content, sent again."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

from infra.messaging import REQUESTS_EXCHANGE, name_command_queue, name_dead_queue, open_channel

SHOWN: Final = 20
"""Letters shown, the oldest."""
MOST: Final = 500
"""Letters that one act sends again at most."""
_WIRE: Final = re.compile(r"[a-z_]+\.[a-z_]+\.v\d+")
_NAME: Final = re.compile(r"[A-Za-z_]{1,60}")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What may be shown of one: nothing that a person typed."""

    command_id: UUID | None
    type: str
    error: str
    together: int = 1
    """Commands in its message, itself included: they were sent as one, and go again as one."""


async def look(rabbitmq_url: str, context: str) -> list[DeadLetter]:
    """Return the oldest dead letters of a context; they stay where they are. Raises: BROKER_GONE."""
    async with _open(rabbitmq_url, context) as (_, queue):
        return [letter async for message in _take(queue, SHOWN) for letter in read_letters(message)]


async def send_again(rabbitmq_url: str, context: str, command_id: UUID | None = None) -> int:
    """Send messages of dead letters to their service once more, all or those with a command; return how many went.

    Nobody waits for their answers any more, so they do not expire. One that was sent again and decided before is
    answered as before: a command id stores once. Raises: BROKER_GONE.
    """
    sent = 0
    async with _open(rabbitmq_url, context) as (channel, queue):
        exchange = await channel.get_exchange(REQUESTS_EXCHANGE, ensure=False)
        there = queue.declaration_result.message_count or 0  # no more: what fails again comes back at the end
        async for message in _take(queue, min(there, MOST)):
            ids = {letter.command_id for letter in read_letters(message)}
            if command_id is not None and command_id not in ids:
                continue
            again = aio_pika.Message(
                renew(message.body),
                content_type="application/json",
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await exchange.publish(again, name_command_queue(context), mandatory=True)
            await message.ack()
            sent += 1
    return sent


def read_letters(message: AbstractIncomingMessage) -> list[DeadLetter]:
    """Return what may be shown of the commands in a message; one entry where it holds none that can be read."""
    error = _read_error(message.headers)
    commands = _read_commands(message.body)
    if not commands:
        return [DeadLetter(None, "", error)]
    return [
        DeadLetter(_read_id(each.get("id")), _read_type(each.get("body")), error, len(commands)) for each in commands
    ]


def renew(body: bytes) -> bytes:
    """Return a message of commands without the moment at which they expire."""
    commands = _read_commands(body)
    return json.dumps({"commands": [each | {"expires_at": None} for each in commands]}).encode() if commands else body


@asynccontextmanager
async def _open(rabbitmq_url: str, context: str) -> AsyncIterator[tuple[AbstractChannel, AbstractQueue]]:
    """Give a channel; what was taken on it and not acknowledged goes back at its end."""
    async with open_channel(rabbitmq_url, "gateway.dead") as channel:
        yield channel, await channel.declare_queue(name_dead_queue(context), passive=True)


async def _take(queue: AbstractQueue, most: int) -> AsyncIterator[AbstractIncomingMessage]:
    for _ in range(most):
        message = await queue.get(no_ack=False, fail=False)
        if message is None:
            return
        yield message


def _read_commands(body: bytes) -> list[dict[str, Any]]:
    try:
        commands = json.loads(body)["commands"]
    except (ValueError, KeyError, TypeError):
        return []
    return [each for each in commands if isinstance(each, dict)] if isinstance(commands, list) else []


def _read_id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _read_type(body: object) -> str:
    text = str(body.get("type", "")) if isinstance(body, dict) else ""
    return text if _WIRE.fullmatch(text) else ""


def _read_error(headers: Mapping[str, object]) -> str:
    """Return the class of the error; or the broker's reason, where the service never came to say one."""
    said = str(headers.get("error") or headers.get("x-first-death-reason") or "")
    return said if _NAME.fullmatch(said) else ""
