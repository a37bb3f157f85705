"""Stored events as CloudEvents: batches of bytes out, typed records in.

Exception
├── UnknownEventType     the reader is older than the writer: wait for the upgrade
└── pydantic.ValidationError   an event that does not fit its own type: poison
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from contracts.messages import Event, Recorded
from infra.chain import StoredEvent

CONTENT_TYPE: Final = "application/cloudevents-batch+json"
EVENTS: Final = 500
"""Events in one message at most (architecture.md, Messages)."""
BATCH_BYTES: Final = 1_048_576
"""Bytes in one message at most, unless one event alone is longer."""

EventT = TypeVar("EventT", bound=Event)


class UnknownEventType(Exception):
    """The batch holds a type that this build does not know; its reader waits for an upgrade."""


class Decoder(Generic[EventT]):
    """Reads one context's events: `events` is its discriminated union."""

    def __init__(self, events: object) -> None:
        self._data: TypeAdapter[EventT] = TypeAdapter(events)  # type: ignore[arg-type]  # the union is a value here
        self._batch: TypeAdapter[list[Recorded[EventT]]] = TypeAdapter(list[Recorded[events]])  # type: ignore[valid-type]  # the union is a value here

    def read_data(self, data: bytes) -> EventT:
        """Return one stored event, upcast. Raises: UnknownEventType, ValidationError."""
        try:
            return _upcast(self._data.validate_json(data))
        except ValidationError as error:
            raise _explain(error) from error

    def read_batch(self, body: bytes) -> list[Recorded[EventT]]:
        """Return a message's events, upcast. Raises: UnknownEventType, ValidationError."""
        try:
            batch = self._batch.validate_json(body)
        except ValidationError as error:
            raise _explain(error) from error
        return [
            record if record.data.upcast() is record.data else record.with_data(_upcast(record.data))
            for record in batch
        ]


def encode(tenant: str, context: str, event: StoredEvent) -> bytes:
    """Return one event as a CloudEvents object; its data are the very bytes that were hashed."""
    head = {
        "specversion": "1.0",
        "id": f"{context}/{event.position}",
        "source": f"/{tenant}/{context}",
        "type": event.type,
        "subject": event.stream,
        "time": event.recorded_at.isoformat(),
        "datacontenttype": "application/json",
        "position": event.position,
        "streamversion": event.version,
        "effectiveat": event.effective_at.isoformat(),
        "commandid": str(event.command_id),
        "correlationid": str(event.correlation_id),
        "actor": event.actor,
        "actorrole": event.role,
        "chain": event.chain.hex(),
    }
    if event.causation_id is not None:
        head["causationid"] = str(event.causation_id)
    if event.department is not None:
        head["actordepartment"] = event.department
    return json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "data": ' + event.data + b"}"


def join_batch(encoded: Iterable[bytes]) -> bytes:
    """Return CloudEvents objects as one JSON array."""
    return b"[" + b",".join(encoded) + b"]"


def cut_batches(encoded: Sequence[bytes]) -> Iterator[slice]:
    """Yield slices of at most EVENTS events and BATCH_BYTES bytes that together cover the sequence."""
    start, size = 0, 1
    for index, one in enumerate(encoded):
        if index > start and (index - start == EVENTS or size + len(one) + 1 > BATCH_BYTES):
            yield slice(start, index)
            start, size = index, 1
        size += len(one) + 1
    if start < len(encoded):
        yield slice(start, len(encoded))


def _upcast(event: EventT) -> EventT:
    while (newer := event.upcast()) is not event:
        event = newer  # type: ignore[assignment]  # an upcast stays in its context's union
    return event


def _explain(error: ValidationError) -> Exception:
    unknown = [e for e in error.errors(include_url=False) if e["type"] == "union_tag_invalid"]
    return UnknownEventType(str(unknown[0]["ctx"]["tag"])) if unknown else error
