"""이슈·동향: one row a note of what is heard of institutions that move (PRJ-72)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.attraction import TrendNoted

CONTEXT = "projects"


@dataclass(frozen=True, slots=True)
class Row:
    """One note."""

    trend: str
    """The event's id."""
    noted_on: dict[str, Any]
    first_day: date
    text: str
    source: str
    position: int


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the note that the event is."""
    return (event.id,) if isinstance(event.data, TrendNoted) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the note."""
    match event.data:
        case TrendNoted(on=on, text=text, source=source):
            return Row(event.id, on.model_dump(mode="json"), on.first, text, source, event.position)
        case _:
            return row
