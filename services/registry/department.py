"""Department: registered once, effective-dated; a renamed one is another of the same lineage (ORG-01)."""

from dataclasses import dataclass

from contracts.errors import Rejected
from contracts.registry import DepartmentRegistered, RegisterDepartment, RegistryEvent


@dataclass(frozen=True, slots=True)
class Unregistered:
    """The code is free."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The code is taken for good."""


State = Unregistered | Registered


def decide(command: RegisterDepartment, state: State) -> tuple[RegistryEvent, ...]:
    """Return what registering leads to. Raises: Rejected with ALREADY_REGISTERED or DEPARTMENT_NOT_VALID."""
    if isinstance(state, Registered):
        raise Rejected("ALREADY_REGISTERED", "이미 등록된 부서 코드입니다. 다른 코드를 쓰세요.", {"code": command.code})
    if command.valid_until is not None and command.valid_until < command.valid_from:
        raise Rejected("DEPARTMENT_NOT_VALID", "폐지일이 신설일보다 빠릅니다. 두 날짜를 확인하세요.")
    return (
        DepartmentRegistered(
            code=command.code,
            name=command.name,
            name_known=command.name_known,
            kind=command.kind,
            lineage=command.lineage,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
        ),
    )


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the state after an event."""
    return Registered() if isinstance(event, DepartmentRegistered) else state
