"""What each command on a directive leads to (domain.md 4.2; decided.md, Directive states and Rights)."""

from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
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
from services.directives.directive import lead, office
from services.directives.directive.deadlines import list_passed, reach, recalculate
from services.directives.directive.ground import Facts, check_circle, is_allowed, refuse_early_or_late, refuse_unknown
from services.directives.directive.state import Active, Ended, Issued, NotIssued, State

WorkCommand = (
    AcknowledgeDirective
    | AssignTeam
    | SubmitPriorityReport
    | ReplyAsAddressee
    | UpdateProgress
    | SubmitOutcome
    | AcceptOutcome
    | ReturnOutcome
    | CloseAsContinuing
    | TransferDirective
)
"""What is done about a directive that its departments have."""
DirectiveCommand = (
    IssueDirective
    | ShareDirective
    | WorkCommand
    | CancelDirective
    | MergeDirectives
    | RecordQuarterlyCheck
    | ReachStage
    | RecalculateDeadlines
)


def decide(command: DirectiveCommand, state: State, facts: Facts) -> tuple[DirectivesEvent, ...]:
    """Return what a command leads to. Raises: Rejected."""
    events = _decide(command, state, facts)
    return events if facts.entered_on is None else (*events, *list_passed(state, events, facts.entered_on))


def _decide(command: DirectiveCommand, state: State, facts: Facts) -> tuple[DirectivesEvent, ...]:
    if isinstance(command, IssueDirective) and isinstance(state, NotIssued):
        check_circle(command.visibility, facts.actor)
        return (office.issue(command, facts),)
    if isinstance(state, NotIssued):
        raise refuse_unknown()
    if isinstance(command, ReachStage | RecalculateDeadlines):
        return () if isinstance(state, Ended) else _follow(command, state, facts)
    check_circle(state.order.visibility, facts.actor)
    if not is_allowed(type(command), state):
        raise refuse_early_or_late(command, state)
    return _act(command, state, facts)


def _follow(
    command: ReachStage | RecalculateDeadlines, state: Issued | Active, facts: Facts
) -> tuple[DirectivesEvent, ...]:
    """What a moment or the calendar does."""
    match command:
        case ReachStage():
            return reach(state.deadlines, command)
        case RecalculateDeadlines():
            return recalculate(state.deadlines, command, facts.today, facts.calendar, facts.policies)


def _act(command: DirectiveCommand, state: Issued | Active | Ended, facts: Facts) -> tuple[DirectivesEvent, ...]:
    match command, state:
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
            raise refuse_early_or_late(command, state)


def _work(  # noqa: C901, PLR0911 - one case a command
    command: DirectiveCommand, state: Active, facts: Facts
) -> tuple[DirectivesEvent, ...]:
    match command:
        case AcknowledgeDirective():
            return lead.acknowledge(state.work, facts)
        case AssignTeam():
            return lead.assign(command, state.work, facts)
        case SubmitPriorityReport():
            return (lead.report(command, state.work, facts),)
        case ReplyAsAddressee():
            return (lead.reply(command, state, facts),)
        case UpdateProgress():
            return (lead.progress(command, state.work, facts),)
        case SubmitOutcome():
            return (lead.submit(command, state.work, facts),)
        case AcceptOutcome():
            return (office.accept(command, state.work, facts),)
        case ReturnOutcome():
            return (office.send_back(command, state.work),)
        case CloseAsContinuing():
            return (office.close_as_continuing(command, state.work, facts),)
        case TransferDirective():
            return (office.transfer(command, state, facts),)
        case _:
            raise refuse_early_or_late(command, state)
