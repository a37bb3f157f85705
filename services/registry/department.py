"""Department: registered once, effective-dated; a renamed one is another of the same lineage (ORG-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.errors import Rejected
from contracts.registry import (
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    EndDepartment,
    RegisterDepartment,
    RegistryEvent,
)
from services.registry.validity import Validity, read_validity


@dataclass(frozen=True, slots=True)
class Unregistered:
    """The code is free."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The code is taken for good."""

    validity: Validity


State = Unregistered | Registered
UNREGISTERED = Unregistered()


def decide(
    command: RegisterDepartment | EndDepartment, state: State, parent: State = UNREGISTERED
) -> tuple[RegistryEvent, ...]:
    """Return what a command on a department leads to; `parent` is the one that it names.

    Raises: Rejected with ALREADY_REGISTERED, BAD_SHAPE, DATES_REVERSED, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID,
    NOT_FOUND.
    """
    match command, state:
        case RegisterDepartment(), Registered():
            message = "이미 등록된 부서 코드입니다. 다른 코드를 쓰세요."
            raise Rejected("ALREADY_REGISTERED", message, {"code": command.code})
        case RegisterDepartment(), Unregistered():
            return (_register(command, parent),)
        case EndDepartment(), Registered(validity):
            ended = read_validity(validity.first, command.valid_until)
            return () if ended == validity else (_end(command, ended),)
        case _:
            raise Rejected("NOT_FOUND", "그런 부서가 없습니다. 부서 코드를 확인하세요.")


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the state after an event."""
    if isinstance(event, DepartmentRegistered | DepartmentEnded):
        return Registered(Validity(event.valid_from, event.valid_until))
    return state


def check_departments(departments: Mapping[str, State], day: date) -> None:
    """Let pass what names departments that exist on the day. Raises: UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID."""
    for code, department in departments.items():
        if isinstance(department, Unregistered):
            message = f"등록되지 않은 부서입니다: {code}. 조직 화면에서 확인하세요."
            raise Rejected("UNKNOWN_DEPARTMENT", message, {"code": code})
        if not department.validity.has(day):
            message = f"{day}에 없는 부서입니다: {code}. 그날 있는 부서를 고르세요."
            raise Rejected("DEPARTMENT_NOT_VALID", message, {"code": code})


def _register(command: RegisterDepartment, parent: State) -> RegistryEvent:
    validity = read_validity(command.valid_from, command.valid_until)
    if (command.kind is DepartmentKind.TOWN_OFFICE) != (command.town is not None):
        raise Rejected("BAD_SHAPE", "읍면동에는 읍·면·동을 적고, 다른 부서에는 적지 않습니다. town을 확인하세요.")
    if command.parent is not None:
        check_departments({command.parent: parent}, validity.first)
    return DepartmentRegistered(
        code=command.code,
        name=command.name,
        name_known=command.name_known,
        kind=command.kind,
        town=command.town,
        parent=command.parent,
        lineage=command.lineage,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
    )


def _end(command: EndDepartment, validity: Validity) -> RegistryEvent:
    return DepartmentEnded(
        code=command.code, valid_from=validity.first, valid_until=command.valid_until, reason=command.reason
    )
