"""The states that a project goes through, and what each event makes of it (domain.md 4.3).

State
├── NotRegistered
├── Active           REGISTERED, STARTED
└── Ended            COMPLETED, CANCELLED
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from contracts.projects import ProjectsEvent
from contracts.projects.projects import ProjectCancelled, ProjectCompleted, ProjectRegistered, ProjectStarted
from services.projects.project import identity, land, matters, milestones, money, procedures
from services.projects.project.identity import Identity
from services.projects.project.land import Land
from services.projects.project.matters import Matters
from services.projects.project.milestones import Schedule
from services.projects.project.money import Money
from services.projects.project.procedures import Checklist


class Phase(StrEnum):
    """Where a project stands."""

    REGISTERED = "REGISTERED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Project:
    """All that belongs to a project."""

    identity: Identity
    money: Money = Money()  # noqa: RUF009 - frozen
    schedule: Schedule = Schedule()  # noqa: RUF009 - frozen
    checklist: Checklist = Checklist()  # noqa: RUF009 - frozen
    land: Land = Land()  # noqa: RUF009 - frozen
    matters: Matters = Matters()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """There is no such project."""


@dataclass(frozen=True, slots=True)
class Active:
    """Planned or carried out."""

    phase: Phase
    project: Project


@dataclass(frozen=True, slots=True)
class Ended:
    """Completed or given up: only corrected and noted about."""

    phase: Phase
    project: Project


State = NotRegistered | Active | Ended
NOT_REGISTERED: Final = NotRegistered()


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the state after an event."""
    match event, state:
        case ProjectRegistered(), NotRegistered():
            return Active(Phase.REGISTERED, Project(identity.start(event)))
        case _, NotRegistered():
            return state
        case ProjectStarted(), Active():
            return replace(state, phase=Phase.STARTED)
        case ProjectCompleted(), Active():
            return Ended(Phase.COMPLETED, state.project)
        case ProjectCancelled(), Active():
            return Ended(Phase.CANCELLED, state.project)
        case _:
            return replace(state, project=_evolve_project(state.project, event))


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotRegistered) else state.phase


def _evolve_project(project: Project, event: ProjectsEvent) -> Project:
    return Project(
        identity.evolve(project.identity, event),
        money.evolve(project.money, event),
        milestones.evolve(project.schedule, event),
        procedures.evolve(project.checklist, event),
        land.evolve(project.land, event),
        matters.evolve(project.matters, event),
    )
