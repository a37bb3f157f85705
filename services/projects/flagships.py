"""The flagship projects (역점사업) of a year: listed until they are approved, then frozen (PRJ-80)."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.flagships import FlagshipCommand, FlagshipsApproved, FlagshipsListed, ListFlagships
from services.projects.checks import refuse_state, refuse_unknown


@dataclass(frozen=True, slots=True)
class Flagships:
    """A year's list, and whether it stands for good."""

    projects: tuple[UUID, ...] = ()
    is_approved: bool = False


def decide(command: FlagshipCommand, state: Flagships, known: Collection[UUID]) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a year's list leads to; `known` are the projects that there are of those it names.

    Raises: Rejected with FLAGSHIPS_FROZEN, WRONG_STATE, NOT_FOUND, BAD_SHAPE.
    """
    if isinstance(command, ListFlagships):
        return _list(command, state, known)
    if state.is_approved:
        return ()
    if not state.projects:
        raise refuse_state("NONE", ("list",), "역점사업 목록이 없습니다. 먼저 목록을 만드세요.")
    return (FlagshipsApproved(year=command.year, projects=state.projects),)


def evolve(state: Flagships, event: ProjectsEvent) -> Flagships:
    """Return the list after an event."""
    match event:
        case FlagshipsListed():
            return Flagships(event.projects)
        case FlagshipsApproved():
            return Flagships(event.projects, is_approved=True)
        case _:
            return state


def _list(command: ListFlagships, state: Flagships, known: Collection[UUID]) -> tuple[ProjectsEvent, ...]:
    if command.projects == state.projects:
        return ()
    if state.is_approved:
        message = f"{command.year}년 역점사업은 이미 확정되었습니다. 바뀐 것은 다음 해 목록에 넣으세요."
        raise Rejected("FLAGSHIPS_FROZEN", message, {"year": str(command.year)})
    if len(set(command.projects)) < len(command.projects):
        raise Rejected("BAD_SHAPE", "같은 사업을 두 번 적었습니다. 하나만 적으세요.")
    if not set(command.projects) <= set(known):
        raise refuse_unknown("목록에 적은 사업 가운데 하나가")
    return (FlagshipsListed(year=command.year, projects=command.projects),)
