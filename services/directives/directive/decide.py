"""What each command on a directive leads to (domain.md 4.2; decided.md, Directive states and Rights)."""

from typing import Final

from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    DirectiveKind,
    DirectivesEvent,
    IssueDirective,
    MergeDirectives,
    ReachStage,
    RecalculateDeadlines,
    RecordQuarterlyCheck,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SubmitOutcome,
    SubmitPriorityReport,
    TransferDirective,
    UpdateProgress,
)
from contracts.errors import Rejected
from services.directives.directive import lead, office
from services.directives.directive.deadlines import reach, recalculate
from services.directives.directive.ground import (
    Facts,
    refuse_state,
)
from services.directives.directive.state import Active, Ended, Issued, NotIssued, Phase, State

DirectiveCommand = (
    IssueDirective
    | ShareDirective
    | AcknowledgeDirective
    | AssignTeam
    | SubmitPriorityReport
    | ReplyAsAddressee
    | UpdateProgress
    | SubmitOutcome
    | AcceptOutcome
    | ReturnOutcome
    | CloseAsContinuing
    | TransferDirective
    | CancelDirective
    | MergeDirectives
    | RecordQuarterlyCheck
    | ReachStage
    | RecalculateDeadlines
)

WORKED_ON: Final = frozenset({Phase.REPORTED, Phase.IN_PROGRESS, Phase.RETURNED})


def decide(  # noqa: C901, PLR0911 - one case a command
    command: DirectiveCommand, state: State, facts: Facts
) -> tuple[DirectivesEvent, ...]:
    """Return what a command leads to. Raises: Rejected."""
    match command, state:
        case IssueDirective(), NotIssued():
            return (office.issue(command, facts),)
        case _, NotIssued():
            raise Rejected("NOT_FOUND", "지시사항을 찾을 수 없습니다. 번호를 확인하세요.")
        case ReachStage(), Issued() | Active():
            return reach(state.deadlines, command)
        case RecalculateDeadlines(), Issued() | Active():
            return recalculate(state.deadlines, command, facts.today, facts.calendar, facts.policies)
        case ((ReachStage() | RecalculateDeadlines()), Ended()):
            return ()
        case ShareDirective(), Issued():
            return (office.share(command, state.order, facts),)
        case CancelDirective(), Issued() | Active():
            return (office.cancel(command, state.order, facts),)
        case MergeDirectives(), Issued() | Active():
            return (office.merge(command, state.order, facts),)
        case RecordQuarterlyCheck(), Active() | Ended():
            return (office.check(command, state, facts),)
        case _, Active():
            return _work(command, state, facts)
        case _:
            raise refuse_state(state)


def _work(  # noqa: C901, PLR0911 - one case a command
    command: DirectiveCommand, state: Active, facts: Facts
) -> tuple[DirectivesEvent, ...]:
    """What is done about a directive that its departments have."""
    match command, state.phase:
        case AcknowledgeDirective(), _:
            return lead.acknowledge(state.work, facts)
        case AssignTeam(), _:
            return lead.assign(command, state.work, facts)
        case ReplyAsAddressee(), _:
            return (lead.reply(command, state, facts),)
        case TransferDirective(), _:
            return (office.transfer(command, state, facts),)
        case SubmitPriorityReport(), _:
            return (lead.report(command, state, facts),)
        case UpdateProgress(), phase if phase in WORKED_ON or phase is Phase.SHARED:
            return (lead.progress(command, state, facts),)
        case SubmitOutcome(), phase if phase in WORKED_ON or phase is Phase.SHARED:
            return (lead.submit(command, state, facts),)
        case AcceptOutcome(), Phase.OUTCOME_SUBMITTED:
            return (office.accept(command, state.work, facts),)
        case AcceptOutcome(), Phase.SHARED if state.order.kind is DirectiveKind.EXHORTATION:
            return (office.accept(command, state.work, facts),)
        case ReturnOutcome(), Phase.OUTCOME_SUBMITTED:
            return (office.send_back(command, state.work),)
        case CloseAsContinuing(), phase if phase is not Phase.SHARED:
            return (office.close_as_continuing(command, state.work, facts),)
        case _:
            raise refuse_state(state)
