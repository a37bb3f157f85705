"""What each command on a project leads to (domain.md 4.3)."""

from typing import Final

from contracts.projects import DiscrepancyRecorded, ProjectsEvent
from contracts.projects.budget import BudgetCommand
from contracts.projects.funding import AssignProgramme, SetFundingPlan
from contracts.projects.matters import MatterCommand, NoteEvent
from contracts.projects.milestones import MilestoneCommand
from contracts.projects.parcels import LandCommand
from contracts.projects.procedures import ProcedureCommand
from contracts.projects.projects import (
    CancelProject,
    CompleteProject,
    CorrectProject,
    ProjectCancelled,
    ProjectCompleted,
    ProjectStarted,
    RegisterProject,
    StartProject,
)
from contracts.projects.reviews import ReviewOpened
from services.projects.checks import check_editor, read_past, refuse_registered, refuse_state, refuse_unknown
from services.projects.claims import name_discrepancy
from services.projects.project import budget, funding, identity, land, matters, milestones, procedures
from services.projects.project.ground import Facts
from services.projects.project.state import Active, Ended, NotRegistered, Phase, State, name_state

MoveCommand = StartProject | CompleteProject | CancelProject
ChangeCommand = (
    CorrectProject
    | MoveCommand
    | SetFundingPlan
    | AssignProgramme
    | BudgetCommand
    | MilestoneCommand
    | ProcedureCommand
    | LandCommand
    | MatterCommand
)
ProjectCommand = RegisterProject | ChangeCommand
"""What one project's own stream decides; dividing it and adjusting its parts: parts.py."""
AFTER_THE_END: Final = (CorrectProject, NoteEvent)
"""What may still be done about a project that has ended."""


def decide(command: ProjectCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command leads to; `name_stream` tells where each event is written.

    Raises: Rejected with NOT_FOUND, ALREADY_REGISTERED, WRONG_STATE, NOT_PERMITTED, and what the parts raise.
    """
    if isinstance(state, NotRegistered):
        if isinstance(command, RegisterProject):
            return identity.register(command, facts)
        raise refuse_unknown("그런 사업이")
    if isinstance(command, RegisterProject):
        raise refuse_registered("사업")
    check_editor(state.project.identity.lead, facts.actor)
    if isinstance(state, Ended) and not isinstance(command, AFTER_THE_END):
        message = "끝난 사업입니다. 바로잡기와 기록만 할 수 있습니다."
        raise refuse_state(name_state(state), ("correct", "note"), message)
    return _act(command, state, facts)


def name_stream(event: ProjectsEvent, own: str) -> str:
    """Return the stream of an event that a decision on the stream `own` made: discrepancies and reviews have theirs."""
    match event:
        case DiscrepancyRecorded():
            return name_discrepancy(event)
        case ReviewOpened():
            return f"review-{event.review}"
        case _:
            return own


def _act(  # noqa: PLR0911 - one family of commands a line
    command: ChangeCommand, state: Active | Ended, facts: Facts
) -> tuple[ProjectsEvent, ...]:
    project = state.project
    if isinstance(command, StartProject | CompleteProject | CancelProject):
        return (_move(command, state, facts),)
    if isinstance(command, CorrectProject):
        return identity.correct(command, project.identity, facts)
    if isinstance(command, SetFundingPlan):
        return funding.set_plan(command, project.identity, project.money, facts)
    if isinstance(command, AssignProgramme):
        return funding.assign(command, project.money, facts)
    if isinstance(command, BudgetCommand):
        return budget.decide(command, project.identity, project.money, project.checklist, facts)
    if isinstance(command, MilestoneCommand):
        return milestones.decide(command, project.schedule, facts)
    if isinstance(command, ProcedureCommand):
        return procedures.decide(command, project.identity, project.money, project.checklist, facts)
    if isinstance(command, LandCommand):
        return land.decide(command, project.land, facts)
    return matters.decide(command, project.identity.name, project.matters, facts)


def _move(command: MoveCommand, state: Active | Ended, facts: Facts) -> ProjectsEvent:
    """Begin once, after its procedures (PRJ-34); complete or cancel."""
    project = state.project
    match command:
        case StartProject():
            if state.phase is not Phase.REGISTERED:
                raise refuse_state(state.phase, ("complete", "cancel"), "이미 시작한 사업입니다.")
            procedures.check_before_start(project.identity, project.money, project.checklist, facts)
            return ProjectStarted(on=read_past(command.on, facts.today))
        case CompleteProject():
            return ProjectCompleted(on=read_past(command.on, facts.today), outcome=command.outcome)
        case CancelProject():
            return ProjectCancelled(reason=command.reason)
