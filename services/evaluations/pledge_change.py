"""A pledge's change: request, citizens' jury, panel, mayor, publication, and only then applied (EVL-70, XS-08)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.juries import JuryRecord
from contracts.evaluations.pledge_changes import (
    OF_MAYOR,
    ApprovePledgeChange,
    ConfirmPledgeChange,
    DecideChangeByJury,
    PledgeChangeBegun,
    PledgeChangeConfirmed,
    PledgeChangeDecidedByJury,
    PledgeChangeEnded,
    PledgeChangeKind,
    PledgeChangeMayorApproved,
    PledgeChangePublished,
    PledgeChangeRefused,
    PledgeChangeRequested,
    PledgeChangeStep,
    PublishPledgeChange,
    RefusePledgeChange,
    RequestPledgeChange,
)
from contracts.evaluations.pledges import (
    RUNNING,
    ActionPlanAdopted,
    PledgeContentChanged,
    PledgeState,
    PledgeStatusChanged,
    name_pledge,
)
from contracts.messages import Actor
from contracts.values import Role
from services.evaluations.checks import check_owner, refuse_state, refuse_unknown
from services.evaluations.pledge import Registered

NEXT: Final[Mapping[PledgeChangeStep, tuple[str, ...]]] = {
    PledgeChangeStep.REQUESTED: ("jury", "refuse"),
    PledgeChangeStep.JURY_APPROVED: ("confirm", "refuse"),
    PledgeChangeStep.PANEL_CONFIRMED: ("approve", "refuse"),
    PledgeChangeStep.MAYOR_APPROVED: ("publish", "refuse"),
    PledgeChangeStep.PUBLISHED: (),
    PledgeChangeStep.REFUSED: (),
}
"""What may come next at each step."""
BEFORE: Final[Mapping[type, PledgeChangeStep]] = {
    DecideChangeByJury: PledgeChangeStep.REQUESTED,
    ConfirmPledgeChange: PledgeChangeStep.JURY_APPROVED,
    ApprovePledgeChange: PledgeChangeStep.PANEL_CONFIRMED,
    PublishPledgeChange: PledgeChangeStep.MAYOR_APPROVED,
}
"""At which step each act is done."""
FROM: Final[Mapping[PledgeChangeKind, frozenset[PledgeState]]] = {
    PledgeChangeKind.CONTENT: frozenset(PledgeState) - {PledgeState.ABANDONED},
    PledgeChangeKind.TARGET: frozenset(PledgeState) - {PledgeState.ABANDONED},
    PledgeChangeKind.HOLD: RUNNING,
    PledgeChangeKind.RESUME: frozenset({PledgeState.ON_HOLD}),
    PledgeChangeKind.ABANDON: RUNNING | {PledgeState.ON_HOLD},
}
"""How a pledge must stand for each kind of change."""
TO: Final[Mapping[PledgeChangeKind, PledgeState]] = {
    PledgeChangeKind.HOLD: PledgeState.ON_HOLD,
    PledgeChangeKind.RESUME: PledgeState.PARTIAL,
    PledgeChangeKind.ABANDON: PledgeState.ABANDONED,
}
"""How it stands after it."""


@dataclass(frozen=True, slots=True)
class NotRequested:
    """There is no such change."""


@dataclass(frozen=True, slots=True)
class Requested:
    """A change and how far it has come."""

    request: PledgeChangeRequested
    step: PledgeChangeStep = PledgeChangeStep.REQUESTED


State = NotRequested | Requested
Step = DecideChangeByJury | ConfirmPledgeChange | ApprovePledgeChange | PublishPledgeChange | RefusePledgeChange


def request(command: RequestPledgeChange, pledge: Registered | None, actor: Actor) -> PledgeChangeRequested:
    """Return what is asked for. Raises: Rejected with BAD_SHAPE, NOT_FOUND, NOT_PERMITTED, WRONG_STATE."""
    wished = command.wished
    if (command.pledge is None) != (wished.kind is PledgeChangeKind.ADD):
        raise Rejected("BAD_SHAPE", "추가가 아니면 바꿀 공약을, 추가이면 새 공약만 적으세요.")
    if wished.added is not None:
        check_owner(wished.added.lead, actor)
        key = name_pledge(command.term, wished.added.number)
    else:
        key = _require_change(command, pledge, actor)
    return PledgeChangeRequested(term=command.term, pledge=key, wished=wished, reason=command.reason)


def begin(change: UUID, under_way: UUID | None) -> PledgeChangeBegun:
    """Return that a pledge has a change now; `under_way` is the one that it has. Raises: CHANGE_UNDER_WAY."""
    if under_way is not None:
        message = "이 공약은 다른 변경이 절차를 밟고 있습니다. 그 변경이 끝난 뒤 신청하세요."
        raise Rejected("CHANGE_UNDER_WAY", message, {"change": str(under_way)})
    return PledgeChangeBegun(change=change)


def end(change: UUID, events: Iterable[EvaluationsEvent]) -> tuple[PledgeChangeEnded, ...]:
    """Return that a pledge has its change no more, where the events of the change are its last."""
    is_over = any(isinstance(each, PledgeChangePublished | PledgeChangeRefused) for each in events)
    return (PledgeChangeEnded(change=change),) if is_over else ()


def follow(under_way: UUID | None, event: EvaluationsEvent) -> UUID | None:
    """Return the change that a pledge has after an event."""
    match event:
        case PledgeChangeBegun():
            return event.change
        case PledgeChangeEnded():
            return None
        case _:
            return under_way


def require(state: State) -> Requested:
    """Return a change that is there. Raises: Rejected with NOT_FOUND."""
    if isinstance(state, NotRequested):
        raise refuse_unknown("그런 공약 변경이")
    return state


def decide(
    command: Step, state: Requested, actor: Actor, today: date, jury: JuryRecord | None
) -> tuple[EvaluationsEvent, ...]:
    """Return the next step of a change; `jury` is the record that the command names.

    Raises: Rejected with CHANGE_PROCEDURE_REQUIRED, WRONG_STATE, NOT_PERMITTED.
    """
    if isinstance(command, RefusePledgeChange):
        return (_refuse(command, state, actor),)
    if state.step is not BEFORE[type(command)]:
        message = "앞 단계를 거쳐야 하거나 이미 끝난 단계입니다. 변경 절차의 차례를 확인하세요."
        allowed = ",".join(NEXT[state.step])
        raise Rejected("CHANGE_PROCEDURE_REQUIRED", message, {"step": state.step, "allowed": allowed})
    match command:
        case DecideChangeByJury():
            assert jury is not None, "the command names one"
            return (PledgeChangeDecidedByJury(jury=jury),)
        case ConfirmPledgeChange():
            return (PledgeChangeConfirmed(panel=command.panel, opinion=command.opinion),)
        case ApprovePledgeChange():
            return (PledgeChangeMayorApproved(opinion=command.opinion),)
        case PublishPledgeChange():
            return (PledgeChangePublished(published_on=today),)


def evolve(state: State, event: EvaluationsEvent) -> State:
    """Return the change after an event."""
    if isinstance(event, PledgeChangeRequested):
        return Requested(event)
    return state if isinstance(state, NotRequested) else replace(state, step=_find_step(state.step, event))


def name_state(state: State) -> str:
    """Return the state's name, as results tell it."""
    return "NONE" if isinstance(state, NotRequested) else state.step


def apply(change: UUID, requested: PledgeChangeRequested, pledge: Registered) -> tuple[EvaluationsEvent, ...]:
    """Return what a published change makes of its pledge. Raises: Rejected with WRONG_STATE."""
    wished = requested.wished
    check_state(wished.kind, pledge)
    if wished.plan is not None:
        return (ActionPlanAdopted(plan=wished.plan, change=change),)
    if wished.name is not None:
        return (PledgeContentChanged(name=wished.name, content=wished.content, change=change),)
    return (PledgeStatusChanged(before=pledge.state, after=TO[wished.kind], note=None, change=change),)


def check_state(kind: PledgeChangeKind, pledge: Registered) -> None:
    """A pledge stands so that it can be changed. Raises: Rejected with WRONG_STATE."""
    if pledge.state not in FROM[kind]:
        raise refuse_state(
            pledge.state, sorted(FROM[kind]), "지금 상태의 공약에는 할 수 없는 변경입니다. 상태를 확인하세요."
        )


def _require_change(command: RequestPledgeChange, pledge: Registered | None, actor: Actor) -> UUID:
    if pledge is None or command.pledge is None or pledge.registered.term != command.term:
        raise refuse_unknown("그 임기에 그런 공약이")
    check_owner(pledge.lead, actor)
    check_state(command.wished.kind, pledge)
    return command.pledge


def _find_step(step: PledgeChangeStep, event: EvaluationsEvent) -> PledgeChangeStep:
    match event:
        case PledgeChangeDecidedByJury():
            return PledgeChangeStep.JURY_APPROVED
        case PledgeChangeConfirmed():
            return PledgeChangeStep.PANEL_CONFIRMED
        case PledgeChangeMayorApproved():
            return PledgeChangeStep.MAYOR_APPROVED
        case PledgeChangePublished():
            return PledgeChangeStep.PUBLISHED
        case PledgeChangeRefused():
            return PledgeChangeStep.REFUSED
        case _:
            return step


def _refuse(command: RefusePledgeChange, state: Requested, actor: Actor) -> PledgeChangeRefused:
    """End a change: from the mayor's step on by the mayor, before it by the office."""
    if "refuse" not in NEXT[state.step]:
        raise refuse_state(state.step, NEXT[state.step], "이미 끝난 변경입니다. 변경의 상태를 확인하세요.")
    if (state.step in OF_MAYOR) != (actor.role is Role.MAYOR):
        raise Rejected(
            "NOT_PERMITTED", "시장 승인 단계부터는 시장이, 그 앞은 총괄부서가 반려합니다. 단계를 확인하세요."
        )
    return PledgeChangeRefused(at_step=state.step, reason=command.reason)
