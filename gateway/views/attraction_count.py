"""유치대상 수: one row a body, with how many institutions it wants to win and how that has changed (PRJ-71)."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.attraction import TargetCountSet

CONTEXT = "projects"


@dataclass(frozen=True, slots=True)
class Row:
    """The number of one body."""

    simple_name: str
    """The body's name without blanks: 충청 남도 and 충청남도 are one."""
    body: str
    """As it was last written."""
    institutions: int
    since: dict[str, Any]
    first_day: date
    source: str
    changes: list[dict[str, Any]]
    """`before` (None of a first number that nothing came before), `count`, `since`, `source`; oldest first."""
    position: int


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the body whose number has changed."""
    return (_simplify(event.data.body),) if isinstance(event.data, TargetCountSet) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the body with its new number."""
    match event.data:
        case TargetCountSet() as told:
            said = told.model_dump(mode="json", include={"before", "count", "since", "source"})
            return Row(
                simple_name=_simplify(told.body),
                body=told.body,
                institutions=told.count,
                since=said["since"],
                first_day=told.since.first,
                source=told.source,
                changes=[*(row.changes if row else ()), said],
                position=event.position,
            )
        case _:
            return row


def _simplify(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
