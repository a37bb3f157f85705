"""The feed: answers what is asked of a service beside commands, over the broker; first of all its history."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Self, TypeVar

import structlog
from aio_pika.abc import HeadersType
from faststream import AckPolicy
from faststream.rabbit import RabbitBroker, RabbitMessage
from pydantic import TypeAdapter, ValidationError

from contracts.messages import Message
from contracts.questions import FeedRequest, OutcomeFound, OutcomeRequest, Question, StreamRequest
from infra import cloudevents
from infra.batching import Unavailable
from infra.chain import GENESIS, StoredEvent
from infra.confidential import is_sealed
from infra.log import GONE, EventLog, Head
from infra.messaging import BROKER_GONE, REPLIES_EXCHANGE, BatchHeaders, name_feed_queue, pack_headers, refer_to_queue
from infra.outcomes import tell_stored

ERROR: Final = "error"
"""Header of an answer that tells why there is none: the name of the error."""
REPLY_S: Final = 5.0
"""How long an answer may take to be sent: nobody waits for it any longer (infra/asking.py)."""
AskedT = TypeVar("AskedT", bound=Message)
_QUESTIONS: Final[TypeAdapter[Message]] = TypeAdapter(Question)
_log: Final = structlog.get_logger()


class NobodyAnswers(LookupError):
    """No part of this service answers such a question."""


class NotForYou(PermissionError):
    """The login that sent the question may not ask it."""


UNANSWERED: Final = (ValidationError, NobodyAnswers, NotForYou, Unavailable, *GONE)
"""Why a question may have no answer; any other error is a bug."""


@dataclass(frozen=True, slots=True)
class Page:
    """Events as an event message carries them."""

    headers: BatchHeaders
    body: bytes


Answerer = Callable[[AskedT], Awaitable[Message | Page]]


class Feed:
    """Answers the questions of contracts/questions.py: those on the log itself, and those that `on` is told of."""

    def __init__(self, broker: RabbitBroker, log: EventLog, tenant: str, context: str) -> None:
        self._broker = broker
        self._log = log
        self._tenant = tenant
        self._context = context
        self._answerers: dict[type[Message], Answerer[Message]] = {}
        self._askers: dict[type[Message], str] = {}
        self.on(FeedRequest, self.read_page).on(StreamRequest, self.read_stream).on(OutcomeRequest, self.find_outcome)
        broker.subscriber(
            refer_to_queue(name_feed_queue(context)),
            ack_policy=AckPolicy.REJECT_ON_ERROR,
            no_reply=True,
            decoder=self._read,
        )(self._handle)

    def on(self, question: type[AskedT], answer: Answerer[AskedT], asker: str | None = None) -> Self:
        """Answer a kind of question with a function, only to one login of the broker if named; returns itself."""
        if asker is not None:
            self._askers[question] = asker
        self._answerers[question] = answer  # type: ignore[assignment]  # it gets questions of this type only
        return self

    async def _read(self, message: RabbitMessage) -> RabbitMessage:
        return message

    async def _handle(self, message: RabbitMessage) -> None:
        """Answer a question; one that fails is answered with the error's name, so that nobody waits for nothing."""
        try:
            answer = await self._answer(message.body, message.raw_message.user_id)
        except Exception as error:  # noqa: BLE001 - process boundary: a faulty question must not end the others' answers
            bug = None if isinstance(error, UNANSWERED) else error
            _log.error("question without answer", context=self._context, error=type(error).__name__, exc_info=bug)
            await self._reply(message, b"null", "application/json", {ERROR: type(error).__name__})
            return
        if isinstance(answer, Page):
            await self._reply(message, answer.body, cloudevents.CONTENT_TYPE, answer.headers.pack())
        else:
            await self._reply(message, answer.model_dump_json().encode(), "application/json", {})

    async def _answer(self, body: bytes, asker: str | None) -> Message | Page:
        question = _QUESTIONS.validate_json(body)
        answer = self._answerers.get(type(question))
        if answer is None:
            raise NobodyAnswers(type(question).__name__)
        if self._askers.get(type(question), asker) != asker:
            raise NotForYou(type(question).__name__)
        return await answer(question)

    async def _reply(self, message: RabbitMessage, body: bytes, content_type: str, headers: HeadersType) -> None:
        if not message.reply_to:
            return
        try:
            await self._broker.publish(
                body,
                exchange=REPLIES_EXCHANGE,
                routing_key=message.reply_to,
                correlation_id=message.correlation_id,
                mandatory=False,
                headers=dict(headers),
                content_type=content_type,
                timeout=REPLY_S,
            )
        except BROKER_GONE as error:  # who asked asks again; FastStream would say nothing of it
            _log.warning("answer not sent", context=self._context, error=repr(error))
            raise

    async def read_page(self, request: FeedRequest) -> Page:
        """Return a page of the log: at most `limit` events and one message's bytes after the position.

        Where the log ends before the position, the headers say where: its reader knows more than there is.
        """
        head = await self._log.read_head()
        events = await self._log.read(max(request.after - 1, 0), request.limit + 1)
        if request.after and not events:
            return Page(pack_headers(self._context, head, []), b"[]")
        before = GENESIS
        if request.after and events and events[0].position == request.after:
            before, events = events[0].chain, events[1:]
        events, body = self._fit(events[: request.limit])
        return Page(pack_headers(self._context, Head(head.epoch, request.after, before), events), body)

    async def read_stream(self, request: StreamRequest) -> Page:
        """Return a page of one stream: at most `limit` events and one message's bytes after the version.

        Its events need not be neighbours in the log, so the headers are those of a heartbeat: they tell the head up to
        which at least the stream was read. A page without events is the stream's end.
        """
        head = await self._log.read_head()
        _, body = self._fit(await self._log.read_versions(request.stream, request.after, request.limit))
        return Page(pack_headers(self._context, head, []), body)

    async def find_outcome(self, request: OutcomeRequest) -> OutcomeFound:
        """Return what a command stored, and who had sent it; nothing of a confidential one."""
        found = await self._log.find_command(request.command_id)
        if found is None or is_sealed(found.outcome):
            return OutcomeFound()
        (first,) = await self._log.read(found.first - 1, 1)
        return OutcomeFound(done=tell_stored(found), actor=first.actor)

    def _fit(self, events: list[StoredEvent]) -> tuple[list[StoredEvent], bytes]:
        """Return the leading events that fit into one message, and their JSON."""
        encoded = [cloudevents.encode(self._tenant, self._context, event) for event in events]
        cut = next(cloudevents.cut_batches(encoded), slice(0))
        return events[cut], cloudevents.join_batch(encoded[cut])
