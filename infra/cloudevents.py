"""Stored events as CloudEvents: batches of bytes out, typed records in.

Exception
├── UnknownEventType     the reader is older than the writer: wait for the upgrade
├── BrokenMessage        no message of events at all: pass it over, the log's feed has what it announced
└── pydantic.ValidationError   an event that does not fit its own type: poison
"""

import json
import traceback
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from json.encoder import encode_basestring as _quote
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from contracts.messages import Event, Recorded
from contracts.sealed import SealedEvent
from infra.chain import StoredEvent

if TYPE_CHECKING:
    from infra.confidential import ClassSeals

CONTENT_TYPE: Final = "application/cloudevents-batch+json"
EVENTS: Final = 500
"""Events in one message at most (architecture.md, Messages)."""
BATCH_BYTES: Final = 1_048_576
"""Bytes in one message at most, unless one event alone is longer."""

_DEEP: Final = 3
"""How far an explanation follows the path to a fault: `data`, the type, the field; beyond may be its content's keys."""
_FAULTS: Final = 3
"""Faults that an explanation names."""

_START: Final = b'{"specversion": "1.0"'
_DATA: Final = b', "data": '
"""How `encode` begins an event and its data; neither can stand in what pydantic writes: it has no such space."""
EventT = TypeVar("EventT", bound=Event)


class UnknownEventType(Exception):
    """The batch holds a type that this build does not know; its reader waits for an upgrade."""


class BrokenMessage(Exception):
    """No message of events, or one that has lost some of them."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Poison: an event that does not fit its own type, by its envelope, and why, without its data."""

    position: int
    subject: str
    streamversion: int
    chain: str
    why: str


class Decoder(Generic[EventT]):
    """Reads one context's events: `events` is its discriminated union.

    What is sealed for a class is opened where `seals` holds its key; to everyone else it stays a SealedEvent.
    """

    def __init__(self, events: object, seals: "ClassSeals | None" = None) -> None:
        self._seals = seals
        self._data: TypeAdapter[EventT] = TypeAdapter(events)  # type: ignore[arg-type]  # the union is a value here
        self._one: TypeAdapter[Recorded[EventT]] = TypeAdapter(Recorded[events])  # type: ignore[valid-type]  # the union is a value here
        self._batch: TypeAdapter[list[Recorded[EventT]]] = TypeAdapter(list[Recorded[events]])  # type: ignore[valid-type]  # the union is a value here

    def holding(self, seals: "ClassSeals | None") -> "Decoder[EventT]":
        """Return the same decoder with the keys of the classes that its process holds."""
        held = copy(self)
        held._seals = seals
        return held

    def read_data(self, data: bytes) -> EventT:
        """Return one stored event, upcast. Raises: UnknownEventType, ValidationError."""
        try:
            return _upcast(self._data.validate_json(data))
        except ValidationError as error:
            if unknown := _find_unknown(error):
                raise UnknownEventType(unknown) from error
            raise

    def read_batch(self, body: bytes) -> list[Recorded[EventT] | Unreadable]:
        """Return a message's events, upcast, up to the first of an unknown type; poison costs its neighbours nothing.

        Raises: UnknownEventType where the first event is of one; BrokenMessage.
        """
        try:
            records = self._batch.validate_json(body)
            pieces = _split(body)
            return [self._renew(record, piece) for record, piece in zip(records, pieces, strict=True)]
        except Exception:  # noqa: BLE001 - an upcast may raise anything: look at each event alone
            return self._read_each(_split(body))

    def _read_each(self, pieces: Iterable[bytes]) -> list[Recorded[EventT] | Unreadable]:
        events: list[Recorded[EventT] | Unreadable] = []
        for piece in pieces:
            try:
                events.append(self._read_one(piece))
            except UnknownEventType:
                if not events:
                    raise
                break
        return events

    def _read_one(self, piece: bytes) -> Recorded[EventT] | Unreadable:
        try:
            return self._renew(self._one.validate_json(piece), piece)
        except Exception as error:  # an upcast may raise anything: what cannot be read is told, and set aside
            if isinstance(error, ValidationError) and (unknown := _find_unknown(error)):
                raise UnknownEventType(unknown) from error
            return _read_envelope(piece, explain(error))

    def _renew(self, record: Recorded[EventT], piece: bytes) -> Recorded[EventT]:
        """Return the event opened and upcast; it goes on knowing the bytes of its data."""
        record.keep_stored(piece.partition(_DATA)[2][:-1])
        if isinstance(record.data, SealedEvent) and self._seals is not None:
            record = self._open(record, record.data, self._seals)
        newest = _upcast(record.data)
        return record if newest is record.data else record.with_data(newest)

    def _open(self, record: Recorded[EventT], sealed: SealedEvent, seals: "ClassSeals") -> Recorded[EventT]:
        if not seals.holds(sealed.sealed_for):
            return record
        inside = seals.open_event(record.subject, record.streamversion, sealed)
        data, actor = self._data.validate_json(inside.data), inside.actor
        who = {"actor": actor.user, "actorrole": actor.role, "actordepartment": actor.department}
        opened = record.model_copy(update={"data": data, "type": data.wire(), **who})
        opened.keep_class(sealed.sealed_for)
        return opened


def encode(tenant: str, context: str, event: StoredEvent) -> bytes:
    """Return one event as a CloudEvents object; its data are the very bytes that were hashed.

    Written by hand: the same by `json.dumps` takes twice as long, and a rebuild waits for a million of them.
    """
    head = (
        f'"id": {_quote(f"{context}/{event.position}")}, "source": {_quote(f"/{tenant}/{context}")}, '
        f'"type": {_quote(event.type)}, "subject": {_quote(event.stream)}, "time": "{event.recorded_at.isoformat()}", '
        f'"datacontenttype": "application/json", "position": {event.position}, "streamversion": {event.version}, '
        f'"effectiveat": "{event.effective_at.isoformat()}", "commandid": "{event.command_id}", '
        f'"correlationid": "{event.correlation_id}", "actor": {_quote(event.actor)}, '
        f'"actorrole": {_quote(event.role)}, "chain": "{event.chain.hex()}"'
    )
    if event.causation_id is not None:
        head += f', "causationid": "{event.causation_id}"'
    if event.department is not None:
        head += f', "actordepartment": {_quote(event.department)}'
    return _START + b", " + head.encode() + _DATA + event.data + b"}"


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


def explain(error: Exception) -> str:
    """Return what went wrong and where, without a value: an error's own message may quote personal data."""
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        found = {f"{'.'.join(map(str, fault['loc'][:_DEEP]))}: {fault['type']}" for fault in faults}
        return f"ValidationError: {', '.join(sorted(found)[:_FAULTS])}"
    places = [f"{frame.f_globals['__name__']}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)]
    return f"{type(error).__name__} at {places[-1]}" if places else type(error).__name__


def _upcast(event: EventT) -> EventT:
    while (newer := event.upcast()) is not event:
        event = newer  # type: ignore[assignment]  # an upcast stays in its context's union
    return event


def _split(body: bytes) -> list[bytes]:
    """Return the events of a message one by one, even where the JSON of one is broken. Raises: BrokenMessage."""
    if body[:1] != b"[" or body[-1:] != b"]":
        raise BrokenMessage("not a JSON array")
    first, *rest = body[1:-1].split(b"," + _START)
    return [first, *(_START + piece for piece in rest)] if first else []


def _read_envelope(piece: bytes, why: str) -> Unreadable:
    """Return what an event says of itself outside its data. Raises: BrokenMessage."""
    try:
        head = json.loads(piece.partition(_DATA)[0] + b"}")
        return Unreadable(
            int(head["position"]), str(head["subject"]), int(head["streamversion"]), str(head["chain"]), why
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenMessage("not an event") from error


def _find_unknown(error: ValidationError) -> str | None:
    """Return the type that this build does not know; the union of types stands only at an event's own level."""
    for fault in error.errors(include_url=False):
        if fault["type"] == "union_tag_invalid" and fault["loc"] in {(), ("data",)}:
            return str(fault["ctx"]["tag"])
    return None
