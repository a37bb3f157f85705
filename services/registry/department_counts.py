"""Department counts: how many departments of each kind a document says there are from a day on (ORG-02 to ORG-04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.errors import Rejected
from contracts.registry import (
    DeclareDepartmentCounts,
    DepartmentCountsDeclared,
    DepartmentKind,
    RegistryEvent,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """The last declaration for each day on which one begins."""

    declared: Mapping[date, DepartmentCountsDeclared] = field(default_factory=dict)


def decide(command: DeclareDepartmentCounts, state: Counts) -> tuple[RegistryEvent, ...]:
    """Return what a declaration leads to: nothing where it stands already, a correction where another one does.

    Raises: Rejected with DEPARTMENT_SUM_MISMATCH, BAD_SHAPE.
    """
    if DepartmentKind.BUREAU in command.kinds:
        raise Rejected(
            "BAD_SHAPE", "국은 부서 수에 넣지 않습니다. 국을 빼고 보내세요.", {"kind": DepartmentKind.BUREAU}
        )
    _check_sum("전체", command.total, command.kinds.values())
    if command.towns is not None:
        _check_sum("읍면동", command.kinds.get(DepartmentKind.TOWN_OFFICE, 0), command.towns.values())
    event = DepartmentCountsDeclared(
        valid_from=command.valid_from,
        total=command.total,
        kinds=command.kinds,
        towns=command.towns,
        source=command.source,
    )
    before = state.declared.get(command.valid_from)
    return () if before is not None and _describe(before) == _describe(event) else (event,)


def evolve(state: Counts, event: RegistryEvent) -> Counts:
    """Return the declarations after an event."""
    if isinstance(event, DepartmentCountsDeclared):
        return Counts({**state.declared, event.valid_from: event})
    return state


def _describe(event: DepartmentCountsDeclared) -> tuple[object, ...]:
    return event.total, event.kinds, event.towns, event.source


def _check_sum(what: str, total: int, parts: Iterable[int]) -> None:
    added = sum(parts)
    if added != total:
        raise Rejected(
            "DEPARTMENT_SUM_MISMATCH",
            f"{what} 부서 수가 맞지 않습니다: 적은 수는 {total}, 더한 수는 {added}입니다. 수를 확인하세요.",
            {"total": str(total), "sum": str(added)},
        )
