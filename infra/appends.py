"""What is appended to a log, what of it may go together, and what the log answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One event to append; `data` is its JSON."""

    stream: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NewPart:
    """One further command of a bundle, remembered under its own id."""

    command_id: UUID
    body_hash: bytes
    outcome: bytes
    first: int
    """Place of its first event in the append, from 1; without events of its own it has all of them."""
    last: int


@dataclass(frozen=True, slots=True)
class Append:
    """One command's events, or those of a bundle, all or nothing."""

    command_id: UUID
    body_hash: bytes
    outcome: bytes
    actor: str
    role: str
    department: str | None
    effective_at: datetime
    correlation_id: UUID
    causation_id: UUID | None
    expected: Mapping[str, int]
    """Version of every stream written or relied on; 0 where it must not exist."""
    events: Sequence[NewEvent]
    """At least one; each stream stands in `expected`."""
    parts: Sequence[NewPart] = ()

    def __post_init__(self) -> None:
        assert self.events, "an append without events stores nothing"
        assert self.expected.keys() >= {event.stream for event in self.events}, "an event of a stream not expected"


@dataclass(frozen=True, slots=True)
class Stored:
    """The append is committed."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stream stands at another version; nothing was stored."""

    stream: str
    actual: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The command id, or that of a part, has stored before; nothing was stored now."""

    command_id: UUID
    """The one that has."""
    body_hash: bytes
    outcome: bytes
    first: int
    last: int


Appended = Stored | Conflict | Duplicate


def choose_disjoint(waiting: Sequence[Append]) -> list[int]:
    """Return the appends that may share a group: a command id once, no stream written by one and touched by another.

    A bundle goes alone: it is judged by more than one id.
    """
    if waiting[0].parts:
        return [0]
    ids: set[UUID] = set()
    written: set[str] = set()
    touched: set[str] = set()
    chosen: list[int] = []
    for index, append in enumerate(waiting):
        writes = {event.stream for event in append.events}
        touches = writes | append.expected.keys()
        if append.parts or append.command_id in ids or writes & touched or touches & written:
            continue
        ids.add(append.command_id)
        written |= writes
        touched |= touches
        chosen.append(index)
    return chosen
