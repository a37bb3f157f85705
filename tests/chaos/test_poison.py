"""One poisonous command in a full message: 255 are answered, one is dead-lettered and its sender told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.directives import DirectiveKind, IssueDirective, ShareDirective
from contracts.messages import Actor, Command, Done, Envelope, Outcome, Refused, ReplyBatch
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
from tests.chaos.clients import LEAD, Load
from tests.chaos.running import survive

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]
FULL = 256
"""Commands in one message at most."""
CULPRIT = 100
LAST_DAYS = datetime(2199, 12, 30, 3, tzinfo=UTC)
"""What is shared then would be due in 2200, which no calendar reaches: the handler breaks on it."""
ANSWERED_S = 60.0


def make_envelope(
    body: IssueDirective | ShareDirective, effective_at: datetime, subject: UUID | None = None
) -> Envelope[Command]:
    command_id = make_id()
    actor = Actor(user="chaos-poison", role=Role.OPERATOR)
    return Envelope(
        id=command_id,
        subject=subject,
        actor=actor,
        effective_at=effective_at,
        correlation_id=command_id,
        body=body,
    )


def make_issue(number: int) -> Envelope[Command]:
    body = IssueDirective(text=f"한 묶음의 {number}번째 지시", kind=DirectiveKind.SIMPLE)
    return make_envelope(body, read_now())


def make_batch(subject: UUID) -> list[Envelope[Command]]:
    culprit = make_envelope(ShareDirective(lead=LEAD), LAST_DAYS, subject)
    return [culprit if number == CULPRIT else make_issue(number) for number in range(FULL)]


@asynccontextmanager
async def hearing(channel: AbstractChannel) -> AsyncIterator[tuple[str, "asyncio.Queue[AbstractIncomingMessage]"]]:
    """Give a reply queue's name and what arrives in it."""
    name = name_reply_queue("admin", make_id().hex)
    inbox: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    queue = await channel.declare_queue(name, exclusive=True, auto_delete=True)
    await queue.bind(REPLIES_EXCHANGE, name)
    await queue.consume(inbox.put, no_ack=True)
    yield name, inbox


async def ask(channel: AbstractChannel, body: bytes, commands: int) -> dict[UUID, Outcome]:
    """Send one message of commands and return their outcomes by id, as soon as there is one of each."""
    outcomes: dict[UUID, Outcome] = {}
    async with hearing(channel) as (name, inbox), asyncio.timeout(ANSWERED_S):
        message = aio_pika.Message(
            body, correlation_id="poison", reply_to=name, delivery_mode=aio_pika.DeliveryMode.PERSISTENT
        )
        exchange = await channel.get_exchange(REQUESTS_EXCHANGE, ensure=False)
        await exchange.publish(message, name_command_queue("directives"), mandatory=True)
        while len(outcomes) < commands:
            for outcome in ReplyBatch.model_validate_json((await inbox.get()).body).outcomes:
                assert isinstance(outcome, Outcome)
                assert outcome.id not in outcomes, "a command was answered twice"
                outcomes[outcome.id] = outcome
    return outcomes


async def take_dead(channel: AbstractChannel) -> list[bytes]:
    """Return and remove the dead letters of the directives."""
    queue = await channel.get_queue(name_dead_queue("directives"))
    letters = []
    while (letter := await queue.get(fail=False)) is not None:
        await letter.ack()
        letters.append(letter.body)
    return letters


def pack(batch: Sequence[Envelope[Command]]) -> bytes:
    """Return the message of some commands."""
    return b'{"commands":[' + b",".join(envelope.model_dump_json().encode() for envelope in batch) + b"]}"


@pytest.mark.parametrize(("kind", "spoilt"), [("unreadable", b"share_directive.v99"), ("breaking its handler", None)])
async def test_a_poisonous_command_takes_none_of_its_neighbours(
    system: System, kind: str, spoilt: bytes | None
) -> None:
    async def fault(system: System, load: Load) -> None:
        await load.reach(0.2)
        async with open_channel(system.services.rabbitmq_url, "poison") as channel:
            victim = make_issue(0)
            stored = await ask(channel, pack([victim]), 1)
            batch = make_batch(victim.id)
            body = pack(batch).replace(b"share_directive.v1", spoilt or b"share_directive.v1")
            outcomes = await ask(channel, body, FULL)
            [letter] = await take_dead(channel)
        culprit = outcomes.pop(batch[CULPRIT].id)
        assert isinstance(culprit, Refused)
        assert culprit.code == "COMMAND_FAULTY"
        assert str(culprit.id).encode() in letter
        stored |= outcomes
        load.beside = {outcome.id: outcome.position for outcome in stored.values() if isinstance(outcome, Done)}
        assert len(load.beside) == FULL

    await survive(system, f"a poisonous command, {kind}", fault)
