"""유치대상 기관: one row an institution that the city wants to win, or has won (PRJ-70)."""

from dataclasses import dataclass, replace
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.attraction import TargetAdded, TargetKindConfirmed, TargetStatusSet

CONTEXT = "projects"
PREFIX = "attraction-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One institution."""

    attraction: str
    name: str
    kind: str
    """NEW, MOVE or UNKNOWN."""
    kind_source: str | None
    """Who told the kind, where the source did not."""
    status: str
    since: Json | None
    department: str | None
    history: list[Json]
    """Each status, since when, with its note; oldest first."""
    version: int
    position: int


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the institution's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the institution after the event."""
    if isinstance(event.data, TargetAdded):
        return _add(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case TargetStatusSet() as told:
            since = told.since.model_dump(mode="json")
            history = [*row.history, {"status": str(told.status), "since": since, "note": told.note}]
            return replace(row, status=told.status, since=since, history=history)
        case TargetKindConfirmed() as told:
            return replace(row, kind=told.kind, kind_source=told.source)
        case _:
            return row


def _add(added: TargetAdded, event: Recorded[ProjectsEvent]) -> Row:
    since = added.since.model_dump(mode="json") if added.since else None
    return Row(
        attraction=event.subject.removeprefix(PREFIX),
        name=added.name,
        kind=added.kind,
        kind_source=None,
        status=added.status,
        since=since,
        department=added.by,
        history=[{"status": str(added.status), "since": since, "note": None}],
        version=event.streamversion,
        position=event.position,
    )
