"""예산 회차: one row a budget of a year that was fixed, original or supplementary (PRJ-20)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.budget import BudgetRoundFixed, Round

CONTEXT = "projects"


@dataclass(frozen=True, slots=True)
class Row:
    """One budget."""

    round: str
    """`2018-SUPPLEMENTARY-2`; 0 of the original one."""
    year: int
    kind: str
    number: int
    fixed_on: dict[str, Any]
    first_day: date
    """The first on which it can have been fixed."""
    position: int


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the budget that was fixed."""
    return (name_key(event.data.round),) if isinstance(event.data, BudgetRoundFixed) else ()


def name_key(fixed: Round) -> str:
    """Return the key of a budget's row."""
    return f"{fixed.year}-{fixed.kind}-{fixed.number}"


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the budget as fixed."""
    match event.data:
        case BudgetRoundFixed(round=fixed, fixed_on=on):
            return Row(
                round=name_key(fixed),
                year=fixed.year,
                kind=fixed.kind,
                number=fixed.number,
                fixed_on=on.model_dump(mode="json"),
                first_day=on.first,
                position=event.position,
            )
        case _:
            return row
