"""Suggestion or petition: classified, its clock set, stopped, extended; answered, or told overdue once (ENG-66)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from contracts.calendar import Calendar
from contracts.calendar.deadlines import Due, count_late, extend_deadline, set_deadline
from contracts.calendar.hours import find_seoul_day
from contracts.calendar.policies import DeadlinePolicy
from contracts.engagement import EngagementEvent
from contracts.engagement.suggestions import (
    AnswerSuggestion,
    ClassifySuggestion,
    EscalateSuggestion,
    ExtendSuggestion,
    PetitionKind,
    ReceiveSuggestion,
    ReceiveSupplement,
    RequestSupplement,
    SuggestionAnswered,
    SuggestionClassified,
    SuggestionCommand,
    SuggestionEscalated,
    SuggestionExtended,
    SuggestionReceived,
    SuggestionTransferred,
    SupplementReceived,
    SupplementRequested,
    TransferSuggestion,
    choose_petition_policy,
)
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.registry.known import Departments, check_department
from contracts.sealed import Sealed
from contracts.values import Role
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown


@dataclass(frozen=True, slots=True)
class NotReceived:
    """There is no such petition."""


@dataclass(frozen=True, slots=True)
class Received:
    """A petition, and how its clock stands."""

    received_at: datetime
    contact: Sealed | None = None
    contact_name: str | None = None
    stage: str = "RECEIVED"
    department: str = ""
    policy: DeadlinePolicy | None = None
    due: Due | None = None
    stopped_on: date | None = None
    stops: tuple[tuple[date, date], ...] = ()
    """Supplements: the day of each request and of its answer."""
    extensions: int = 0
    extended_days: tuple[int, ...] = ()
    is_escalated: bool = False


State = NotReceived | Received


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the petition."""

    now: datetime
    actor: Actor
    calendar: Calendar
    departments: Departments

    @property
    def today(self) -> date:
        """Return the day in Seoul."""
        return find_seoul_day(self.now)


def decide(command: SuggestionCommand, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a petition leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, NOT_PERMITTED, BAD_SHAPE, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID, EXTENSION_TOO_LONG, CONSENT_REQUIRED.
    """
    if isinstance(state, NotReceived):
        if isinstance(command, ReceiveSuggestion):
            return (SuggestionReceived(**command.model_dump(exclude={"type"}), received_at=facts.now),)
        raise refuse_unknown("그런 민원이")
    match command:
        case ReceiveSuggestion():
            raise refuse_registered("민원")
        case ClassifySuggestion():
            return (_classify(command, state, facts),)
        case EscalateSuggestion():
            return _escalate(state, facts)
        case _:
            return (_handle(command, state, facts),)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the petition after an event."""
    if isinstance(event, SuggestionReceived):
        return Received(event.received_at, event.contact, event.contact_name)
    return state if isinstance(state, NotReceived) else _run(_assign(state, event), event)


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotReceived) else state.stage


def find_due(state: Received, calendar: Calendar) -> Due:
    """Return when a classified petition falls due, with its stops and extensions (domain.md 4.1)."""
    assert state.policy is not None, "it is classified"
    calendar = _stop(state, calendar)
    due = set_deadline(state.policy, state.received_at, calendar)
    assert due is not None, "each kind has a clock"
    for earlier, days in enumerate(state.extended_days):
        due = extend_deadline(state.policy, due, days, calendar, earlier=earlier, has_consent=True)
    return due


def _assign(state: Received, event: EngagementEvent) -> Received:
    """Return the petition after what says whose it is."""
    match event:
        case SuggestionClassified():
            policy = choose_petition_policy(event.kind, event.days, find_seoul_day(state.received_at))
            due = Due(event.due_on, event.due_at)
            return replace(state, stage="HANDLING", department=event.department, policy=policy, due=due)
        case SuggestionTransferred(department=department):
            return replace(state, department=department)
        case SuggestionEscalated():
            return replace(state, is_escalated=True)
        case _:
            return state


def _run(state: Received, event: EngagementEvent) -> Received:
    """Return the petition after what moves its clock."""
    match event:
        case SupplementRequested(requested_on=day):
            return replace(state, stage="SUPPLEMENTING", stopped_on=day)
        case SupplementReceived():
            assert state.stopped_on is not None, "it stood still"
            stops = (*state.stops, (state.stopped_on, event.received_on))
            return replace(state, stage="HANDLING", stopped_on=None, stops=stops, due=Due(event.due_on, event.due_at))
        case SuggestionExtended(days=days):
            due = Due(event.due_on, event.due_at)
            return replace(state, extended_days=(*state.extended_days, days), due=due)
        case SuggestionAnswered():
            return replace(state, stage="ANSWERED")
        case _:
            return state


def _classify(command: ClassifySuggestion, state: Received, facts: Facts) -> SuggestionClassified:
    if state.stage != "RECEIVED":
        raise refuse_state(state.stage, (), "이미 분류한 민원입니다. 부서가 다르면 이송하세요.")
    if (command.days is not None) != (command.kind is PetitionKind.STATUTORY):
        raise Rejected("BAD_SHAPE", "처리기간은 법정민원에만, 법정민원이면 꼭 적으세요.", {"field": "days"})
    check_department(command.department, facts.departments, facts.today)
    policy = choose_petition_policy(command.kind, command.days, find_seoul_day(state.received_at))
    due = find_due(replace(state, policy=policy), facts.calendar)
    return SuggestionClassified(
        kind=command.kind,
        days=command.days,
        department=command.department,
        policy=policy.key,
        due_on=due.day,
        due_at=due.at,
    )


def _handle(
    command: TransferSuggestion | RequestSupplement | ReceiveSupplement | ExtendSuggestion | AnswerSuggestion,
    state: Received,
    facts: Facts,
) -> EngagementEvent:
    _check_own(state, facts.actor)
    wanted = "SUPPLEMENTING" if isinstance(command, ReceiveSupplement) else "HANDLING"
    if state.stage != wanted:
        message = "지금 상태에서는 할 수 없습니다. 상태를 확인하세요."
        raise refuse_state(state.stage, _ALLOWED.get(state.stage, ()), message)
    match command:
        case TransferSuggestion():
            return _transfer(command, state, facts)
        case RequestSupplement():
            return SupplementRequested(words=command.words, requested_on=facts.today)
        case ReceiveSupplement():
            return _resume(command, state, facts)
        case ExtendSuggestion():
            return _extend(command, state, facts)
        case AnswerSuggestion():
            return _answer(command, state, facts)


_ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "RECEIVED": ("classify",),
    "HANDLING": ("transfer", "request-supplement", "extend", "answer"),
    "SUPPLEMENTING": ("supplement",),
}


def _transfer(command: TransferSuggestion, state: Received, facts: Facts) -> SuggestionTransferred:
    check_department(command.department, facts.departments, facts.today)
    if command.department == state.department:
        raise Rejected("BAD_SHAPE", "이미 그 부서의 민원입니다. 다른 부서를 고르세요.")
    return SuggestionTransferred(department=command.department, reason=command.reason)


def _resume(command: ReceiveSupplement, state: Received, facts: Facts) -> SupplementReceived:
    assert state.stopped_on is not None, "it stands still"
    stops = (*state.stops, (state.stopped_on, facts.today))
    due = find_due(replace(state, stops=stops), facts.calendar)
    return SupplementReceived(words=command.words, received_on=facts.today, due_on=due.day, due_at=due.at)


def _extend(command: ExtendSuggestion, state: Received, facts: Facts) -> SuggestionExtended:
    policy, due = _find_clock(state)
    due = extend_deadline(
        policy,
        due,
        command.days,
        _stop(state, facts.calendar),
        earlier=len(state.extended_days),
        has_consent=command.has_consent,
    )
    return SuggestionExtended(
        days=command.days,
        reason=command.reason,
        has_consent=command.has_consent,
        due_on=due.day,
        due_at=due.at,
    )


def _answer(command: AnswerSuggestion, state: Received, facts: Facts) -> SuggestionAnswered:
    policy, due = _find_clock(state)
    late = count_late(policy, due, facts.now, _stop(state, facts.calendar))
    return SuggestionAnswered(answer=command.answer, answered_at=facts.now, late=late)


def _find_clock(state: Received) -> tuple[DeadlinePolicy, Due]:
    assert state.policy is not None, "it is classified"
    assert state.due is not None, "each kind has a clock"
    return state.policy, state.due


def _escalate(state: Received, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Tell what is overdue and still waits, once; a timer that comes too late or too early finds nothing to do."""
    due = state.due
    if due is None or state.stage != "HANDLING" or state.is_escalated:
        return ()
    is_over = facts.now > due.at if due.at is not None else facts.today > due.day
    return (SuggestionEscalated(due_on=due.day),) if is_over else ()


def _stop(state: Received, calendar: Calendar) -> Calendar:
    for stop in state.stops:
        calendar = calendar.suspend(*stop)
    return calendar


def _check_own(state: Received, actor: Actor) -> None:
    if actor.role is Role.OFFICER and actor.department != state.department:
        raise Rejected("NOT_PERMITTED", "이 민원을 맡은 부서만 할 수 있습니다. 총괄부서에 문의하세요.")
