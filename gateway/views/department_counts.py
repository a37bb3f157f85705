"""부서 수: one row a declaration of how many departments there are from a day on (ORG-02, ORG-03)."""

from dataclasses import dataclass
from datetime import date

from contracts.messages import Recorded
from contracts.registry import DepartmentCountsDeclared, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """What a document says from a day on; the last word on that day stands."""

    valid_from: date
    total: int
    kinds: dict[str, int]
    towns: dict[str, int] | None
    source: str
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[date, ...]:
    """Return the declaration's first day."""
    return (event.data.valid_from,) if isinstance(event.data, DepartmentCountsDeclared) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return what was declared."""
    match event.data:
        case DepartmentCountsDeclared() as declared:
            return Row(
                valid_from=declared.valid_from,
                total=declared.total,
                kinds={str(kind): count for kind, count in declared.kinds.items()},
                towns=None if declared.towns is None else {str(town): n for town, n in declared.towns.items()},
                source=declared.source,
                position=event.position,
            )
        case _:
            return row
