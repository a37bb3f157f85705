"""지시사항 이력: one row an event of a directive, for its timeline."""

from dataclasses import dataclass
from datetime import datetime

from contracts.directives import DirectivesEvent
from contracts.messages import Recorded

CONTEXT = "directives"
PREFIX = "directive-"


@dataclass(frozen=True, slots=True)
class Row:
    """One event as it was stored; `data` is its JSON."""

    position: int
    directive: str
    version: int
    type: str
    actor: str
    role: str
    department: str | None
    effective_at: datetime
    recorded_at: datetime
    data: str


def keys(event: Recorded[DirectivesEvent]) -> tuple[int, ...]:
    """Return the event's own position, for the events of directives."""
    return (event.position,) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the event as a row."""
    return Row(
        position=event.position,
        directive=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        type=event.type,
        actor=event.actor,
        role=event.actorrole,
        department=event.actordepartment,
        effective_at=event.effectiveat,
        recorded_at=event.time,
        data=event.data.model_dump_json(),
    )
