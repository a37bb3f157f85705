"""One poisonous command in a full message: 255 are answered, one is dead-lettered and its sender told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.directives import DirectiveKind, IssueDirective
from contracts.messages import Actor, CommandBatch, Done, Envelope, Outcome, Refused, ReplyBatch
from contracts.values import Role
from infra.clock import make_id, read_now
from infra.local.system import System
from infra.messaging import (
    REPLIES_EXCHANGE,
    REQUESTS_EXCHANGE,
    name_command_queue,
    name_dead_queue,
    name_reply_queue,
    open_channel,
)
from tests.chaos import accounting
from tests.chaos.clients import Load
from tests.chaos.running import COMMANDS, survive

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]
FULL = 256
"""Commands in one message at most."""
CULPRIT = 100
END_OF_TIME = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""A moment that has no day in Seoul: the handler breaks on it."""
ANSWERED_S = 60.0


def make_envelope(number: int, effective_at: datetime) -> Envelope[IssueDirective]:
    command_id = make_id()
    return Envelope(
        id=command_id,
        actor=Actor(user="chaos-poison", role=Role.OPERATOR),
        effective_at=effective_at,
        correlation_id=command_id,
        body=IssueDirective(text=f"한 묶음의 {number}번째 지시", kind=DirectiveKind.SIMPLE),
    )


def make_batch() -> list[Envelope[IssueDirective]]:
    now = read_now()
    return [make_envelope(number, END_OF_TIME if number == CULPRIT else now) for number in range(FULL)]


@asynccontextmanager
async def hearing(channel: AbstractChannel) -> AsyncIterator[tuple[str, "asyncio.Queue[AbstractIncomingMessage]"]]:
    """Give a reply queue's name and what arrives in it."""
    name = name_reply_queue("admin", make_id().hex)
    inbox: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    queue = await channel.declare_queue(name, exclusive=True, auto_delete=True)
    await queue.bind(REPLIES_EXCHANGE, name)
    await queue.consume(inbox.put, no_ack=True)
    yield name, inbox


async def ask(channel: AbstractChannel, body: bytes) -> list[Outcome]:
    """Send one message of commands and return what is answered, until every command is."""
    outcomes: list[Outcome] = []
    async with hearing(channel) as (name, inbox), asyncio.timeout(ANSWERED_S):
        message = aio_pika.Message(
            body, correlation_id="poison", reply_to=name, delivery_mode=aio_pika.DeliveryMode.PERSISTENT
        )
        exchange = await channel.get_exchange(REQUESTS_EXCHANGE, ensure=False)
        await exchange.publish(message, name_command_queue("directives"), mandatory=True)
        while len(outcomes) < FULL:
            outcomes += ReplyBatch.model_validate_json((await inbox.get()).body).outcomes
    return outcomes


async def take_dead(channel: AbstractChannel) -> list[bytes]:
    """Return and remove the dead letters of the directives."""
    queue = await channel.get_queue(name_dead_queue("directives"))
    letters = []
    while (letter := await queue.get(fail=False)) is not None:
        await letter.ack()
        letters.append(letter.body)
    return letters


def spoil(batch: list[Envelope[IssueDirective]], kind: str) -> bytes:
    """Return the message; in one kind its culprit cannot be decided, in the other it cannot even be read."""
    body = CommandBatch[IssueDirective](commands=tuple(batch)).model_dump_json()
    if kind == "unreadable":
        culprit = batch[CULPRIT].model_dump_json()
        assert culprit in body
        body = body.replace(culprit, culprit.replace("issue_directive.v1", "issue_directive.v99"))
    return body.encode()


@pytest.mark.parametrize("kind", ["unreadable", "breaking its handler"])
async def test_a_poisonous_command_takes_none_of_its_neighbours(system: System, kind: str) -> None:
    batch = make_batch()

    async def fault(system: System, load: Load) -> None:
        await load.reach(0.2)
        async with open_channel(system.services.rabbitmq_url, "poison") as channel:
            outcomes = {outcome.id: outcome for outcome in await ask(channel, spoil(batch, kind))}
            [letter] = await take_dead(channel)
        culprit = outcomes.pop(batch[CULPRIT].id)
        assert isinstance(culprit, Refused)
        assert culprit.code == "COMMAND_FAULTY"
        assert str(culprit.id).encode() in letter
        assert sum(isinstance(outcome, Done) for outcome in outcomes.values()) == FULL - 1
        load.beside = {each: outcome.position for each, outcome in outcomes.items() if isinstance(outcome, Done)}

    await survive(system, f"a poisonous command, {kind}", fault, COMMANDS // 2)
    stored = {event.command_id for event in await accounting.read_log(system, "directives")}
    assert batch[CULPRIT].id not in stored
