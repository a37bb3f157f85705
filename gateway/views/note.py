"""메모: one row a memo of a meeting, with the directives that it has led to (DIR-03)."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.directives import DirectivesEvent, NoteSplit, NoteTaken
from contracts.messages import Recorded

CONTEXT = "directives"
PREFIX = "note-"


@dataclass(frozen=True, slots=True)
class Row:
    """One memo as it was taken."""

    note: str
    text: str
    meeting: str | None
    origin_kind: str | None
    origin_id: str | None
    origin_item: int | None
    taken_by: str
    """Account or client id."""
    taken_at: datetime
    directives: list[str]
    """What it has led to, in the order of the drafts."""
    version: int
    position: int


def keys(event: Recorded[DirectivesEvent]) -> tuple[str, ...]:
    """Return the memo that the event changes."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the memo after the event."""
    match event.data:
        case NoteTaken() as taken:
            origin = taken.origin
            return Row(
                note=event.subject.removeprefix(PREFIX),
                text=taken.text,
                meeting=taken.meeting,
                origin_kind=origin.kind if origin else None,
                origin_id=origin.id if origin else None,
                origin_item=origin.item if origin else None,
                taken_by=event.actor,
                taken_at=event.effectiveat,
                directives=[],
                version=event.streamversion,
                position=event.position,
            )
        case NoteSplit() as split if row is not None:
            directives = [*row.directives, *map(str, split.directives)]
            return replace(row, directives=directives, version=event.streamversion, position=event.position)
        case _:
            return row
