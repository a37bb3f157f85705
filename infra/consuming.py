"""Reading another log exactly once: checkpoints, joins, holes filled from the feed.

Exception
└── Stopped              loud: this consumer must not go on until somebody has looked
    ├── EpochChanged     the log was restored or promoted: rebuild
    ├── LogBehind        the log ends before what was read: restored without a new epoch
    └── ChainBroken      the events do not follow from what was read: rebuild or investigate
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from aio_pika.abc import AbstractIncomingMessage

from contracts.messages import Event, Recorded
from contracts.questions import FeedRequest
from infra.batching import Unavailable
from infra.chain import GENESIS
from infra.clock import make_id
from infra.cloudevents import EVENTS, BrokenMessage, Decoder, Unreadable
from infra.messaging import BatchHeaders, name_feed_queue
from infra.requests import Requester

FEED_S: Final = 5.0
"""How long a page of the feed may take."""
RECOVER: Final = "Where it was restored, follow `Recovery` in infra/deploy/RUNBOOK.md"
"""What to do about a log that has another history under the old epoch."""
REWIND: Final = "run `python -m infra.recovery rewind` for it (infra/deploy/RUNBOOK.md, Recovery)"
"""What to do about a log whose epoch was raised."""
EventT = TypeVar("EventT", bound=Event)


class Stopped(Exception):
    """This consumer must not go on until somebody has looked."""


class EpochChanged(Stopped):
    """The log was restored or promoted since: the view must be rebuilt."""


class ChainBroken(Stopped):
    """The events offered do not follow from those already taken in."""


class LogBehind(Stopped):
    """The log ends before what was read: it has lost its end, and nobody has raised its epoch."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a log has been taken in; `epoch` 0 before the first event."""

    epoch: int = 0
    position: int = 0
    chain: bytes = GENESIS


@dataclass(frozen=True, slots=True)
class Batch(Generic[EventT]):
    """Consecutive events of one context; none in a heartbeat, which only tells the head."""

    headers: BatchHeaders
    events: Sequence[Recorded[EventT] | Unreadable]
    may_be_old: bool = False
    """Whether it waited in a queue, perhaps since before the log was restored; a page of the feed did not."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Events after this position are missing: read them from the feed."""

    after: int


@dataclass(frozen=True, slots=True)
class Joined(Generic[EventT]):
    """The events to take in now, and the checkpoint after them."""

    events: Sequence[Recorded[EventT] | Unreadable]
    checkpoint: Checkpoint


def join(checkpoint: Checkpoint, batch: Batch[EventT]) -> Joined[EventT] | Hole:
    """Return what is new in the batch, or the hole before it; what was taken in already is dropped (PLT-17).

    An old message of an older epoch, or before a reader knows of any, is no more than a reason to ask the feed.
    Raises: EpochChanged, ChainBroken.
    """
    headers = batch.headers
    if batch.may_be_old and (headers.epoch < checkpoint.epoch or not checkpoint.epoch):
        return Hole(checkpoint.position)
    if checkpoint.epoch not in (0, headers.epoch):
        raise EpochChanged(f"{headers.context}: read epoch {checkpoint.epoch}, the log is at {headers.epoch}: {REWIND}")
    if headers.first > checkpoint.position + 1:
        return Hole(checkpoint.position)
    new = [event for event in batch.events if event.position > checkpoint.position]
    if headers.last >= checkpoint.position and _chain_before_new(checkpoint, batch) != checkpoint.chain:
        raise ChainBroken(
            f"{headers.context}: position {checkpoint.position + 1} does not follow what was read, "
            f"which ends in {checkpoint.chain.hex()[:8]}: the log holds another history. {RECOVER}"
        )
    if not new:
        return Joined((), replace(checkpoint, epoch=headers.epoch))
    return Joined(new, Checkpoint(headers.epoch, headers.last, headers.after))


def _chain_before_new(checkpoint: Checkpoint, batch: Batch[EventT]) -> bytes:
    """Return the batch's own chain at the checkpoint's position, which it reaches."""
    if batch.headers.first == checkpoint.position + 1:
        return batch.headers.before
    if batch.headers.last == checkpoint.position:
        return batch.headers.after
    at = next(event for event in batch.events if event.position == checkpoint.position)
    return bytes.fromhex(at.chain)


def merge(batches: Sequence[Batch[EventT]], most: int) -> list[Batch[EventT]]:
    """Return the batches by position, neighbours made one up to `most` events, so that one transaction takes many."""
    merged: list[Batch[EventT]] = []
    for batch in sorted(batches, key=lambda each: (each.headers.epoch, each.headers.first)):
        last = merged[-1] if merged else None
        if last is not None and _follows(last.headers, batch.headers) and len(last.events) + len(batch.events) <= most:
            headers = replace(last.headers, last=batch.headers.last, after=batch.headers.after)
            merged[-1] = Batch(headers, [*last.events, *batch.events], last.may_be_old)
        else:
            merged.append(batch)
    return merged


def _follows(one: BatchHeaders, other: BatchHeaders) -> bool:
    return (one.context, one.epoch, one.last + 1, one.after) == (other.context, other.epoch, other.first, other.before)


def read_message(decoder: Decoder[EventT], message: AbstractIncomingMessage) -> Batch[EventT]:
    """Return the events that a message carries, up to the first of an unknown type.

    Raises: UnknownEventType, BrokenMessage.
    """
    try:
        headers = BatchHeaders.unpack(message.headers)
    except (KeyError, ValueError) as error:
        raise BrokenMessage("no headers of events") from error
    events = decoder.read_batch(message.body)
    if [event.position for event in events] != list(range(headers.first, headers.last + 1))[: len(events)]:
        raise BrokenMessage(f"not the positions {headers.first} to {headers.last}")
    if events and events[-1].position < headers.last:
        headers = replace(headers, last=events[-1].position, after=bytes.fromhex(events[-1].chain))
    elif not events and headers.first <= headers.last:
        raise BrokenMessage(f"nothing of the positions {headers.first} to {headers.last}")
    return Batch(headers, events)


class FeedClient(Generic[EventT]):
    """Reads one context's history by position, over the broker."""

    def __init__(self, requester: Requester, context: str, decoder: Decoder[EventT]) -> None:
        self._requester = requester
        self._queue = name_feed_queue(context)
        self._decoder = decoder

    async def read_ahead(self, after: int, pages: int) -> list[Batch[EventT]]:
        """Return up to so many pages after a position, asked for at once: a full one tells where the next one starts.

        At least one is returned; after one that is not full the next must be asked for again.
        Raises: Unavailable, UnknownEventType.
        """
        asked = (self.read(after + number * EVENTS) for number in range(pages))
        first, *more = await asyncio.gather(*asked, return_exceptions=True)
        if isinstance(first, BaseException):
            raise first
        joined = [first]
        for page in more:
            if isinstance(page, BaseException) or not page.events or page.headers.first != joined[-1].headers.last + 1:
                break
            joined.append(page)
        return joined

    async def read(self, after: int) -> Batch[EventT]:
        """Return the next page after a position; one without events at the head.

        Raises: Unavailable, UnknownEventType.
        """
        request = FeedRequest(after=after).model_dump_json().encode()
        reply = await self._requester.ask(self._queue, request, make_id().hex, FEED_S)
        try:
            return read_message(self._decoder, reply)
        except BrokenMessage as error:
            raise Unavailable(f"{self._queue} answered with an error") from error
