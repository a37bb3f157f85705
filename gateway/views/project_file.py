"""증빙: one row an event of the projects that files rest on, so that its readers may read them (PRJ-30, PRJ-61)."""

from dataclasses import dataclass

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.approvals import EvidenceAttached
from contracts.projects.milestones import MilestoneReached

CONTEXT = "projects"


@dataclass(frozen=True, slots=True)
class Row:
    """The files of one milestone or of one required evidence."""

    position: int
    given_by: str
    """Account or client that attached them: only what it gave to the store itself is told on."""
    files: list[str]
    """sha256 of each."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[int, ...]:
    """Return the event's own position where files are attached to it."""
    return (event.position,) if _list_files(event.data) else ()


def apply(_: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the files of the event."""
    files = _list_files(event.data)
    return Row(event.position, event.actor, files) if files else None


def _list_files(event: ProjectsEvent) -> list[str]:
    match event:
        case EvidenceAttached():
            return [event.file.sha256]
        case MilestoneReached():
            return [each.file for each in event.evidence if each.file is not None]
        case _:
            return []
