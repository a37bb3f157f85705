"""이력: one row an event of a context, as it was stored, for timelines, as-of reads and integrators (DIR-14)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from contracts.messages import Event, Recorded

EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True, slots=True)
class Row:
    """One event as it was stored; `data` is the very JSON that its chain covers, of whatever version."""

    position: int
    source: str
    stream: str
    version: int
    type: str
    actor: str
    role: str
    department: str | None
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    effective_at: datetime
    recorded_at: datetime
    chain: str
    data: str


def keys(event: Recorded[EventT]) -> tuple[int, ...]:
    """Return the event's own position."""
    return (event.position,)


def apply(_: Row | None, event: Recorded[EventT]) -> Row | None:
    """Return the event as a row."""
    return Row(
        position=event.position,
        source=event.source,
        stream=event.subject,
        version=event.streamversion,
        type=event.type,
        actor=event.actor,
        role=event.actorrole,
        department=event.actordepartment,
        command_id=event.commandid,
        correlation_id=event.correlationid,
        causation_id=event.causationid,
        effective_at=event.effectiveat,
        recorded_at=event.time,
        chain=event.chain,
        data=event.stored.decode(),
    )
