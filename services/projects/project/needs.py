"""What a command on a project must know beside it: whom and what it names, for a handler to load (Facts)."""

from uuid import UUID

from contracts.messages import Command
from contracts.projects.budget import SecureBudget
from contracts.projects.funding import AssignProgramme, DivideProject
from contracts.projects.matters import DistributeToDepartments, LinkContribution
from contracts.projects.milestones import ForecastMilestone
from contracts.projects.projects import CorrectedField, CorrectProject, RegisterProject
from contracts.projects.slips import CheckSlip
from services.projects.project.state import NotRegistered, State


def name_departments(command: Command, state: State) -> tuple[str, ...]:
    """Return the codes of the departments that a decision rests on; a distribution needs all there are instead."""
    match command:
        case RegisterProject():
            return (command.lead,)
        case CorrectProject(field=CorrectedField.LEAD) if command.value is not None:
            return (command.value.strip(),)
        case DivideProject() if not isinstance(state, NotRegistered):
            leads = (part.lead or state.project.identity.lead for part in command.parts)
            return tuple(dict.fromkeys(leads))
        case _:
            return ()


def needs_all_departments(command: Command) -> bool:
    """Tell whether a decision rests on every department that something may be given to (PRJ-40)."""
    return isinstance(command, DistributeToDepartments)


def name_team(command: Command) -> str | None:
    """Return the code of the team that a decision rests on."""
    match command:
        case RegisterProject():
            return command.team
        case CorrectProject(field=CorrectedField.TEAM) if command.value is not None:
            return command.value.strip()
        case _:
            return None


def name_partners(command: Command) -> tuple[str, ...]:
    """Return the codes of the partners that a decision rests on."""
    return (command.partner,) if isinstance(command, LinkContribution) else ()


def name_programmes(command: Command) -> tuple[str, ...]:
    """Return the codes of the funding programmes that a decision rests on, each once."""
    match command:
        case AssignProgramme():
            return (command.programme,)
        case DivideProject():
            return tuple(dict.fromkeys(part.programme for part in command.parts if part.programme is not None))
        case _:
            return ()


def find_budget_year(command: Command) -> int | None:
    """Return the year whose budgets a decision rests on."""
    return command.round.year if isinstance(command, SecureBudget) else None


def find_parent(command: Command) -> UUID | None:
    """Return the joint project that must stand."""
    return command.parent.project if isinstance(command, RegisterProject) and command.parent is not None else None


def find_milestone(command: Command) -> int | None:
    """Return the milestone whose slip a decision rests on."""
    return command.number if isinstance(command, ForecastMilestone | CheckSlip) else None


def find_review(command: Command, state: State) -> UUID | None:
    """Return the ad-hoc review that, while open, keeps a slip from opening another (XS-03)."""
    number = find_milestone(command)
    if number is None or isinstance(state, NotRegistered):
        return None
    milestone = state.project.schedule.milestones.get(number)
    return milestone.review if milestone is not None else None


def needs_flagships(command: Command) -> bool:
    """Tell whether a decision rests on the year's flagships, and on the holidays since a plan."""
    return find_milestone(command) is not None
