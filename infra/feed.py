"""The feed: a context's history by position, page by page, over the broker."""

from faststream import AckPolicy
from faststream.rabbit import RabbitBroker, RabbitMessage

from contracts.questions import FeedRequest
from infra import cloudevents
from infra.chain import GENESIS
from infra.log import EventLog, Head
from infra.messaging import REPLIES_EXCHANGE, BatchHeaders, name_feed_queue, pack_headers, refer_to_queue


class Feed:
    """Answers requests for pages of one log."""

    def __init__(self, broker: RabbitBroker, log: EventLog, tenant: str, context: str) -> None:
        self._broker = broker
        self._log = log
        self._tenant = tenant
        self._context = context
        broker.subscriber(
            refer_to_queue(name_feed_queue(context)),
            ack_policy=AckPolicy.REJECT_ON_ERROR,
            no_reply=True,
            decoder=self._read,
        )(self._handle)

    async def _read(self, message: RabbitMessage) -> tuple[RabbitMessage, FeedRequest]:
        return message, FeedRequest.model_validate_json(message.body)

    async def _handle(self, delivery: tuple[RabbitMessage, FeedRequest]) -> None:
        message, request = delivery
        headers, body = await self.read_page(request)
        await self._broker.publish(
            body,
            exchange=REPLIES_EXCHANGE,
            routing_key=message.reply_to or "",
            correlation_id=message.correlation_id,
            mandatory=False,
            headers=dict(headers.pack()),
            content_type=cloudevents.CONTENT_TYPE,
        )

    async def read_page(self, request: FeedRequest) -> tuple[BatchHeaders, bytes]:
        """Return a page's headers and body: at most `limit` events and one message's bytes after the position.

        Where the log ends before the position, the headers say where: its reader knows more than there is.
        """
        head = await self._log.read_head()
        events = await self._log.read(max(request.after - 1, 0), request.limit + 1)
        if request.after and not events:
            return pack_headers(self._context, head, []), b"[]"
        before = GENESIS
        if request.after and events and events[0].position == request.after:
            before, events = events[0].chain, events[1:]
        events = events[: request.limit]
        encoded = [cloudevents.encode(self._tenant, self._context, event) for event in events]
        cut = next(cloudevents.cut_batches(encoded), slice(0))
        start = Head(head.epoch, request.after, before)
        return pack_headers(self._context, start, events[cut]), cloudevents.join_batch(encoded[cut])
