"""Concurrence: a plan is PENDING until every department concurs, one refusal returns it (협조·합의결재, ORG-09)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from contracts.errors import Rejected
from contracts.registry import (
    Concur,
    Concurred,
    ConcurrenceRefused,
    ConcurrenceRequested,
    ConcurrenceResubmitted,
    RefuseConcurrence,
    RegistryEvent,
    RequestConcurrence,
    ResubmitConcurrence,
)
from services.registry import department
from services.registry.validity import refuse_state


@dataclass(frozen=True, slots=True)
class NotRequested:
    """There is no such request."""


@dataclass(frozen=True, slots=True)
class Requested:
    """What was asked, of whom, and who has concurred in this round."""

    by: str | None
    departments: frozenset[str]
    round: int = 1
    concurred: frozenset[str] = frozenset()
    is_returned: bool = False


State = NotRequested | Requested
ConcurrenceCommand = RequestConcurrence | Concur | RefuseConcurrence | ResubmitConcurrence
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "PENDING": ("concur", "refuse"),
    "CONCURRED": (),
    "RETURNED": ("resubmit",),
}
"""What each state allows, as a refusal names it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the request."""

    today: date
    acting: str | None
    """The department of who acts."""
    departments: Mapping[str, department.State] = field(default_factory=dict)
    """Those that a request names."""


def decide(command: ConcurrenceCommand, state: State, facts: Facts) -> tuple[RegistryEvent, ...]:
    """Return what a command leads to: nothing where a department has concurred already.

    Raises: Rejected with NOT_FOUND, WRONG_STATE, BAD_SHAPE, NOT_PERMITTED, REASON_REQUIRED, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID.
    """
    match command, state, name_state(state):
        case RequestConcurrence(), NotRequested(), _:
            return (_request(command, facts),)
        case _, NotRequested(), _:
            raise Rejected("NOT_FOUND", "그런 협조 요청이 없습니다. 주소를 확인하세요.")
        case Concur(), Requested(), "PENDING":
            return _concur(command, state, facts)
        case RefuseConcurrence(), Requested(), "PENDING":
            return (_refuse(command, state, facts),)
        case ResubmitConcurrence(), Requested(), "RETURNED":
            if facts.acting != state.by:
                raise Rejected("NOT_PERMITTED", "협조를 요청한 부서만 다시 올릴 수 있습니다.")
            return (ConcurrenceResubmitted(text=command.text, round=state.round + 1),)
        case _, _, name:
            raise refuse_state(name, ALLOWED[name], "지금 상태의 협조 요청에는 할 수 없는 일입니다. 다시 확인하세요.")


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the request after an event."""
    match event, state:
        case ConcurrenceRequested(), _:
            return Requested(event.by, frozenset(event.departments))
        case Concurred(), Requested():
            return replace(state, concurred=state.concurred | {event.department})
        case ConcurrenceRefused(), Requested():
            return replace(state, is_returned=True)
        case ConcurrenceResubmitted(), Requested():
            return Requested(state.by, state.departments, event.round)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    if isinstance(state, NotRequested):
        return "NONE"
    if state.is_returned:
        return "RETURNED"
    return "CONCURRED" if state.concurred == state.departments else "PENDING"


def _request(command: RequestConcurrence, facts: Facts) -> RegistryEvent:
    asked = set(command.departments)
    if len(asked) < len(command.departments) or facts.acting in asked:
        raise Rejected("BAD_SHAPE", "같은 부서를 두 번 적었거나 요청하는 부서를 적었습니다. 협조할 부서만 적으세요.")
    department.check_departments(facts.departments, facts.today)
    return ConcurrenceRequested(
        title=command.title, text=command.text, by=facts.acting, departments=command.departments
    )


def _concur(command: Concur, state: Requested, facts: Facts) -> tuple[RegistryEvent, ...]:
    acting = _find_asked(state, facts)
    if acting in state.concurred:
        return ()
    is_last = state.concurred | {acting} == state.departments
    return (Concurred(department=acting, opinion=command.opinion, round=state.round, is_last=is_last),)


def _refuse(command: RefuseConcurrence, state: Requested, facts: Facts) -> RegistryEvent:
    acting = _find_asked(state, facts)
    if command.reason is None:
        raise Rejected("REASON_REQUIRED", "동의하지 않는 사유를 적으세요.")
    return ConcurrenceRefused(department=acting, reason=command.reason, round=state.round)


def _find_asked(state: Requested, facts: Facts) -> str:
    """Return the department that acts, where it is asked. Raises: Rejected with NOT_PERMITTED."""
    if facts.acting is None or facts.acting not in state.departments:
        raise Rejected("NOT_PERMITTED", "협조를 요청받은 부서만 할 수 있는 일입니다.")
    return facts.acting
