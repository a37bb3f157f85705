"""Asks a service over its feed queue what is not a command: typed questions, typed answers."""

from typing import Final, TypeVar
from uuid import UUID

from aio_pika.abc import AbstractIncomingMessage

from contracts.messages import Event, Message
from contracts.questions import (
    BEYOND,
    FeedRequest,
    HeadsRequest,
    OutcomeFound,
    OutcomeRequest,
    ParkedList,
    ParkedRequest,
    Released,
    ReleaseRequest,
    SettleRequest,
    SignedHeads,
    StreamRequest,
)
from infra.batching import Unavailable
from infra.clock import make_id
from infra.cloudevents import Decoder
from infra.consuming import Batch
from infra.feed import ERROR
from infra.messaging import BatchHeaders, name_feed_queue
from infra.requests import Requester

ANSWER_S: Final = 5.0
"""How long an answer may take."""
AnswerT = TypeVar("AnswerT", bound=Message)
EventT = TypeVar("EventT", bound=Event)


async def ask_outcome(requester: Requester, context: str, command_id: UUID) -> OutcomeFound:
    """Return what a command stored and who had sent it; nothing where it stored nothing. Raises: Unavailable."""
    return await ask(requester, context, OutcomeRequest(command_id=command_id), OutcomeFound)


async def read_stream(
    requester: Requester, context: str, decoder: Decoder[EventT], stream: str, after: int = 0, limit: int = 500
) -> Batch[EventT]:
    """Return a page of a stream's events after a version; its end is a page without events.

    The headers tell the head up to which at least the stream was read. Raises: Unavailable, UnknownEventType.
    """
    reply = await ask_raw(requester, context, StreamRequest(stream=stream, after=after, limit=limit))
    return Batch(BatchHeaders.unpack(reply.headers), decoder.read_batch(reply.body))


async def ask_last(requester: Requester, context: str) -> int:
    """Return the last position of a log, 0 while nothing is stored. Raises: Unavailable."""
    reply = await ask_raw(requester, context, FeedRequest(after=BEYOND, limit=1))
    return BatchHeaders.unpack(reply.headers).last


async def ask_heads(requester: Requester, context: str, limit: int = 50, covering: int | None = None) -> SignedHeads:
    """Return the latest signed heads of a log, the newest first, or the oldest that covers a position.

    Raises: Unavailable.
    """
    return await ask(requester, context, HeadsRequest(limit=limit, covering=covering), SignedHeads)


async def ask_parked(requester: Requester, context: str) -> ParkedList:
    """Return what a service has set aside, the oldest first. Raises: Unavailable."""
    return await ask(requester, context, ParkedRequest(), ParkedList)


async def ask_release(requester: Requester, context: str, release: ReleaseRequest) -> Released:
    """Have a service take a parked stream in again; tell whether it did. Raises: Unavailable."""
    return await ask(requester, context, release, Released)


async def ask_settlement(requester: Requester, context: str, settled: SettleRequest) -> Released:
    """Tell a service that its tasks about a stream are done; tell whether there were any. Raises: Unavailable."""
    return await ask(requester, context, settled, Released)


async def ask(requester: Requester, context: str, question: Message, answer: type[AnswerT]) -> AnswerT:
    """Return a context's answer to a question. Raises: Unavailable."""
    reply = await ask_raw(requester, context, question)
    return answer.model_validate_json(reply.body)


async def ask_raw(requester: Requester, context: str, question: Message) -> AbstractIncomingMessage:
    """Return the message that answers a question, as it is. Raises: Unavailable."""
    body = question.model_dump_json().encode()
    reply = await requester.ask(name_feed_queue(context), body, make_id().hex, ANSWER_S)
    if ERROR in reply.headers:
        raise Unavailable(f"{context} cannot answer {type(question).__name__}: {reply.headers[ERROR]!s}")
    return reply
