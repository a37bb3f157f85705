"""A pledge: its one lead, plan, quarterly checks and guarded states (EVL-61, 62, 64, 65, 67, 70)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_results import CLOSED, PledgeCard, PledgeFigures
from contracts.evaluations.pledges import (
    RUNNING,
    ActionPlanAdopted,
    AdoptActionPlan,
    AssignPledgeLead,
    CheckPledge,
    ConfirmPledgeDone,
    ContinuePledge,
    FeasibilityReview,
    FeasibilityReviewed,
    LeadAssigned,
    NewPledge,
    PledgeCommand,
    PledgeContentChanged,
    PledgePlan,
    PledgeQuarterChecked,
    PledgeRegistered,
    PledgeStanding,
    PledgeState,
    PledgeStatusChanged,
    ReviewFeasibility,
)
from contracts.messages import Actor
from contracts.registry.known import Departments, check_department
from services.evaluations.checks import check_owner, refuse_state, refuse_unknown

WHOLE: Final = 100
STATES: Final[Mapping[PledgeStanding, PledgeState]] = {
    PledgeStanding.ON_TRACK: PledgeState.ON_TRACK,
    PledgeStanding.PARTIAL: PledgeState.PARTIAL,
}
"""Where a check brings a pledge; that it is done the office confirms."""


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """There is no such pledge."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A pledge."""

    registered: PledgeRegistered
    name: str
    content: str | None
    state: PledgeState = PledgeState.REGISTERED
    lead: str | None = None
    supporting: tuple[str, ...] = ()
    feasibility: FeasibilityReview | None = None
    plan: PledgePlan | None = None
    checks: Mapping[str, PledgeQuarterChecked] = field(default_factory=dict)
    """By quarter."""
    stood: Mapping[str, PledgeState] = field(default_factory=lambda: {"": PledgeState.REGISTERED})
    """By quarter: how it stood until a later one was checked; under "" before any check."""
    progress: int = 0
    claim: PledgeQuarterChecked | None = None
    """The check that says that it is done, until it is confirmed or another one says otherwise."""
    changes: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether the set may be confirmed with it."""
        return self.lead is not None and self.feasibility is not None and self.plan is not None


State = NotRegistered | Registered


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the pledge."""

    today: date
    actor: Actor
    departments: Departments
    is_confirmed: bool = False
    """Whether its set is closed."""


def register(term: int, new: NewPledge, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return a pledge with what is known of it. Raises: Rejected with LEAD_NOT_UNIQUE, UNKNOWN_DEPARTMENT, ..."""
    told = new.model_dump(include={"number", "field", "name", "content"})
    events: list[EvaluationsEvent] = [PledgeRegistered(term=term, **told)]
    if new.lead is not None:
        _check_departments(new.lead, new.supporting, facts)
        events.append(LeadAssigned(lead=new.lead, supporting=new.supporting, reason=None))
    if new.feasibility is not None:
        events.append(FeasibilityReviewed(review=new.feasibility))
    if new.plan is not None:
        events.append(ActionPlanAdopted(plan=new.plan, change=None))
    return tuple(events)


def decide(command: PledgeCommand, state: State, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return what a command on a pledge leads to.

    Raises: Rejected with NOT_FOUND, NOT_PERMITTED, WRONG_STATE, LEAD_NOT_UNIQUE, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID, CHANGE_PROCEDURE_REQUIRED, CAUSE_AND_REMEDY_REQUIRED, EVIDENCE_MISSING, NOT_IN_QUARTER,
    DAY_IN_PAST, SELF_CLOSE_FORBIDDEN, BAD_SHAPE.
    """
    if isinstance(state, NotRegistered):
        raise refuse_unknown("그런 공약이")
    match command:
        case AssignPledgeLead():
            return _assign(command, state, facts)
        case ReviewFeasibility(review=review):
            _check_draft(state, facts)
            return (FeasibilityReviewed(review=review),)
        case AdoptActionPlan(plan=plan):
            _check_draft(state, facts)
            return (ActionPlanAdopted(plan=plan, change=None),)
        case CheckPledge():
            return _check(command, state, facts)
        case ConfirmPledgeDone():
            return _confirm(command, state, facts)
        case ContinuePledge(note=note):
            if state.state is not PledgeState.DONE:
                raise refuse_state(state.state, (), "완료한 공약만 이행 후 계속추진으로 바꿀 수 있습니다.")
            return (_move(state, PledgeState.CONTINUING, note),)


def evolve(state: State, event: EvaluationsEvent) -> State:
    """Return the pledge after an event."""
    if isinstance(event, PledgeRegistered):
        return Registered(event, event.name, event.content)
    return state if isinstance(state, NotRegistered) else _follow(state, event)


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotRegistered) else state.state


def needs_check(state: Registered, quarter: str) -> bool:
    """Tell whether a pledge that is not closed is not checked in a quarter (EVL-64)."""
    return state.state not in CLOSED and quarter not in state.checks


def tell_figures(state: Registered, quarter: str) -> PledgeFigures:
    """Return what a quarter's numbers need of a pledge, whatever later quarters say (EVL-66)."""
    due_on = state.plan.due_on if state.plan else None
    told = [each for each in state.checks if each <= quarter]
    progress = state.checks[max(told)].progress if told else 0
    return PledgeFigures(_find_stood(state, quarter), state.registered.field, progress, due_on)


def describe(key: UUID, state: Registered, quarter: str) -> PledgeCard:
    """Return a pledge as a quarter's results tell it."""
    check, figures = state.checks.get(quarter), tell_figures(state, quarter)
    return PledgeCard(
        pledge=key,
        number=state.registered.number,
        field=state.registered.field,
        name=state.name,
        content=state.content,
        lead=state.lead,
        state=figures.state,
        progress=figures.progress,
        due_on=figures.due_on,
        is_lagging=check is not None and check.is_lagging,
        note=check.note if check else None,
        cause=check.cause if check else None,
        remedy=check.remedy if check else None,
        remedy_on=check.remedy_on if check else None,
        changes=state.changes,
    )


def _follow(state: Registered, event: EvaluationsEvent) -> Registered:
    """Return the pledge after what says how it stands."""
    match event:
        case PledgeQuarterChecked():
            checks = {**state.checks, event.quarter: event}
            latest = checks[max(checks)]
            is_claimed = latest.standing is PledgeStanding.DONE and state.state in RUNNING
            claim = latest if is_claimed else None
            stood = {**state.stood, event.quarter: _find_corrected(state, event)}
            return replace(state, checks=checks, stood=stood, progress=latest.progress, claim=claim)
        case PledgeStatusChanged():
            changes = state.changes + (event.change is not None)
            stood = {**state.stood, max(state.stood): event.after}
            return replace(state, state=event.after, stood=stood, claim=None, changes=changes)
        case _:
            return _settle(state, event)


def _find_stood(state: Registered, quarter: str) -> PledgeState:
    """Return how a pledge stood in a quarter, as far as it and those before it tell."""
    return state.stood[max(each for each in state.stood if each <= quarter)]


def _find_corrected(state: Registered, check: PledgeQuarterChecked) -> PledgeState:
    """Return how a pledge stood in a quarter by its check, where checks move it at all."""
    before = _find_stood(state, check.quarter)
    after = STATES.get(check.standing) if check.standing and before in RUNNING else None
    return after or before


def _settle(state: Registered, event: EvaluationsEvent) -> Registered:
    """Return the pledge after what says what it is, whose and by which plan."""
    match event:
        case LeadAssigned():
            return replace(state, lead=event.lead, supporting=event.supporting)
        case FeasibilityReviewed(review=review):
            return replace(state, feasibility=review)
        case ActionPlanAdopted():
            return replace(state, plan=event.plan, changes=state.changes + (event.change is not None))
        case PledgeContentChanged():
            return replace(state, name=event.name, content=event.content, changes=state.changes + 1)
        case _:
            return state


def _assign(command: AssignPledgeLead, state: Registered, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Give a pledge its one lead; another one only with a reason."""
    _check_departments(command.lead, command.supporting, facts)
    if (command.lead, command.supporting) == (state.lead, state.supporting):
        return ()
    if state.lead not in {None, command.lead} and command.reason is None:
        message = "주관부서는 하나입니다. 다른 부서로 바꾸려면 사유를 적으세요."
        raise Rejected("LEAD_NOT_UNIQUE", message, {"lead": str(state.lead)})
    return (LeadAssigned(lead=command.lead, supporting=command.supporting, reason=command.reason),)


def _check_departments(lead: str, supporting: Sequence[str], facts: Facts) -> None:
    if lead in supporting or len(set(supporting)) < len(supporting):
        message = "주관부서는 하나이고 협조부서와 겹칠 수 없습니다. 부서를 다시 고르세요."
        raise Rejected("LEAD_NOT_UNIQUE", message, {"lead": lead})
    for code in (lead, *supporting):
        check_department(code, facts.departments, facts.today)


def _check_draft(state: Registered, facts: Facts) -> None:
    """The lead department and the office write what is not confirmed yet."""
    check_owner(state.lead, facts.actor)
    if facts.is_confirmed:
        message = "확정한 공약입니다. 공약 변경을 신청해 절차를 거치세요."
        raise Rejected("CHANGE_PROCEDURE_REQUIRED", message, {"number": str(state.registered.number)})


def _check(command: CheckPledge, state: Registered, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    check_owner(state.lead, facts.actor)
    if Period(value=command.quarter, precision=Precision.QUARTER).first > facts.today:
        message = "아직 시작하지 않은 분기입니다. 분기를 확인하세요."
        raise Rejected("NOT_IN_QUARTER", message, {"quarter": command.quarter})
    if state.state in CLOSED:
        raise refuse_state(state.state, (), "끝난 공약은 점검하지 않습니다. 공약의 상태를 확인하세요.")
    _check_standing(command, state)
    _check_lagging(command, facts.today)
    checked = PledgeQuarterChecked(**command.model_dump(exclude={"type"}), reported_by=facts.actor.user)
    is_latest = all(quarter <= command.quarter for quarter in state.checks)
    after = STATES.get(command.standing) if command.standing and is_latest else None
    return (checked,) if after in {None, state.state} else (checked, _move(state, after, None))


def _check_standing(command: CheckPledge, state: Registered) -> None:
    """Say how an open pledge stands; that it is done, with evidence and in whole."""
    if (command.standing is None) != (state.state not in RUNNING):
        message = "추진 중인 공약은 추진상태(standing)를 적고, 보류·계속추진 중이면 적지 마세요."
        raise Rejected("BAD_SHAPE", message, {"state": state.state})
    if command.standing is not PledgeStanding.DONE:
        return
    if not command.evidence:
        raise Rejected("EVIDENCE_MISSING", "완료로 올리려면 증빙이 있어야 합니다. 파일이나 주소를 붙이세요.")
    if command.progress != WHOLE:
        raise Rejected("BAD_SHAPE", "완료로 올리려면 진행률이 100이어야 합니다. 진행률을 확인하세요.")


def _check_lagging(command: CheckPledge, today: date) -> None:
    if not command.is_lagging:
        return
    if command.cause is None or command.remedy is None or command.remedy_on is None:
        message = "부진하면 부진사유와 대책, 만회 기한을 모두 적어야 합니다. 빠진 것을 적으세요."
        raise Rejected("CAUSE_AND_REMEDY_REQUIRED", message, {"quarter": command.quarter})
    if command.remedy_on < today:
        message = "만회 기한이 이미 지났습니다. 앞으로의 날짜를 적으세요."
        raise Rejected("DAY_IN_PAST", message, {"today": today.isoformat()})


def _confirm(command: ConfirmPledgeDone, state: Registered, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Confirm what somebody else has reported as done."""
    if state.claim is None:
        raise refuse_state(
            state.state, ("check",), "완료로 올린 점검이 없습니다. 증빙과 함께 완료로 올린 뒤 확인하세요."
        )
    if state.claim.reported_by == facts.actor.user:
        message = "완료를 올린 사람은 확인할 수 없습니다. 총괄부서의 다른 담당자에게 요청하세요."
        raise Rejected("SELF_CLOSE_FORBIDDEN", message)
    return (_move(state, PledgeState.DONE, command.note),)


def _move(state: Registered, after: PledgeState, note: str | None) -> PledgeStatusChanged:
    return PledgeStatusChanged(before=state.state, after=after, note=note, change=None)
