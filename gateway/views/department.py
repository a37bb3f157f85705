"""부서: one row a department, effective-dated (ORG-01)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.messages import Recorded
from contracts.registry import DepartmentEnded, DepartmentRegistered, RegistryEvent

CONTEXT = "registry"
PREFIX = "department-"


@dataclass(frozen=True, slots=True)
class Row:
    """One department and the days on which it exists."""

    code: str
    name: str
    name_known: bool
    kind: str
    town: str | None
    parent: str | None
    lineage: str
    valid_from: date
    valid_until: date | None
    ended_for: str | None
    """Why it ended; None where that was known from the beginning."""
    version: int
    position: int

    def exists_on(self, day: date) -> bool:
        """Tell whether the department exists on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the department's code."""
    return (event.data.code,) if isinstance(event.data, DepartmentRegistered | DepartmentEnded) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the department as registered, with its last day once that is said."""
    match event.data:
        case DepartmentRegistered() as registered:
            return Row(
                code=registered.code,
                name=registered.name,
                name_known=registered.name_known,
                kind=registered.kind,
                town=registered.town,
                parent=registered.parent,
                lineage=registered.lineage,
                valid_from=registered.valid_from,
                valid_until=registered.valid_until,
                ended_for=None,
                version=event.streamversion,
                position=event.position,
            )
        case DepartmentEnded() as ended if row is not None:
            return replace(
                row,
                valid_until=ended.valid_until,
                ended_for=ended.reason,
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
