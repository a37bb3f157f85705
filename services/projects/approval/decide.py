"""What each command on the approval of an international event leads to (domain.md 4.3, 6)."""

from contracts.projects import ProjectsEvent
from contracts.projects.approvals import ApplicationCommand, OpenApproval, StepCommand
from contracts.projects.cooperation import CooperationCommand
from services.projects.approval.application import decide_application, open_approval
from services.projects.approval.beside import decide_beside
from services.projects.approval.ground import Facts
from services.projects.approval.state import NotOpened, State
from services.projects.approval.steps import decide_step
from services.projects.checks import check_editor, refuse_registered, refuse_unknown

ApprovalCommand = OpenApproval | ApplicationCommand | StepCommand | CooperationCommand


def decide(command: ApprovalCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, NOT_PERMITTED, and as what each command calls.
    """
    if isinstance(state, NotOpened):
        if isinstance(command, OpenApproval):
            return (open_approval(command, facts),)
        raise refuse_unknown("그런 승인 절차가")
    if isinstance(command, OpenApproval):
        raise refuse_registered("승인 절차")
    check_editor(state.by, facts.actor)
    if isinstance(command, StepCommand):
        return (decide_step(command, state, facts),)
    if isinstance(command, ApplicationCommand):
        return decide_application(command, state, facts)
    return decide_beside(command, state, facts)
