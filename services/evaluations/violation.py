"""A breach of integrity: looked into, then dismissed, or confirmed with a measure (EVL-85)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.violations import (
    ConfirmViolation,
    DismissViolation,
    OpenViolation,
    ViolationCommand,
    ViolationConfirmed,
    ViolationDismissed,
    ViolationOpened,
)
from contracts.registry.known import Departments, check_department


@dataclass(frozen=True, slots=True)
class Violation:
    """What is known of a case."""

    stage: str = "NONE"
    """NONE, OPEN, CONFIRMED, DISMISSED."""
    department: str = ""


def decide(
    command: ViolationCommand, case: Violation, today: date, departments: Departments
) -> tuple[EvaluationsEvent, ...]:
    """Return what a command on a case leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, DAY_IN_FUTURE, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID.
    """
    if isinstance(command, OpenViolation):
        if case.stage != "NONE":
            raise Rejected("ALREADY_REGISTERED", "이미 적은 위반입니다. 목록을 확인하세요.")
        if command.found_on > today:
            message = f"아직 오지 않은 날입니다: {command.found_on}. 알게 된 날을 적으세요."
            raise Rejected("DAY_IN_FUTURE", message, {"today": today.isoformat()})
        check_department(command.department, departments, command.found_on)
        return (ViolationOpened(**command.model_dump(exclude={"type"})),)
    if case.stage == "NONE":
        raise Rejected("NOT_FOUND", "그런 위반 사건이 없습니다. 주소를 확인하세요.")
    if case.stage != "OPEN":
        raise Rejected("WRONG_STATE", "이미 끝난 사건입니다.", {"state": case.stage, "allowed": ""})
    match command:
        case ConfirmViolation():
            told = command.model_dump(exclude={"type"})
            return (ViolationConfirmed(**told, department=case.department, confirmed_on=today),)
        case DismissViolation():
            return (ViolationDismissed(reason=command.reason),)


def evolve(state: Violation, event: EvaluationsEvent) -> Violation:
    """Return the case after an event."""
    match event:
        case ViolationOpened():
            return Violation("OPEN", event.department)
        case ViolationConfirmed():
            return replace(state, stage="CONFIRMED")
        case ViolationDismissed():
            return replace(state, stage="DISMISSED")
        case _:
            return state


def name_state(state: Violation) -> str:
    """Return the state's name, as results tell it."""
    return state.stage
