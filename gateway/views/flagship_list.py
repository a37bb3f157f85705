"""역점사업: one row a year's list, which stays as it is once it is approved (PRJ-80)."""

from dataclasses import dataclass

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.flagships import FlagshipsApproved, FlagshipsListed

CONTEXT = "projects"


@dataclass(frozen=True, slots=True)
class Row:
    """One year's list."""

    year: int
    projects: list[str]
    """In the order of the list."""
    is_approved: bool
    version: int
    position: int


def keys(event: Recorded[ProjectsEvent]) -> tuple[int, ...]:
    """Return the year of the list."""
    return (event.data.year,) if isinstance(event.data, FlagshipsListed | FlagshipsApproved) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the list after the event."""
    match event.data:
        case FlagshipsListed() | FlagshipsApproved() as told:
            return Row(
                year=told.year,
                projects=[str(each) for each in told.projects],
                is_approved=isinstance(told, FlagshipsApproved),
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
