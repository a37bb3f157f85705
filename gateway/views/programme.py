"""재원사업: one row a funding programme, with the rates of each of its versions (PRJ-14)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.funding import ProgrammeDefined

CONTEXT = "projects"
PREFIX = "programme-"


@dataclass(frozen=True, slots=True)
class Row:
    """One programme as its last version has it."""

    programme: str
    name: str
    unit: str
    valid_from: date
    """Of the last version."""
    versions: list[dict[str, Any]]
    """Oldest first: `version`, `name`, `rates` (basis points by source), `unit`, `valid_from`, `note`."""
    version: int
    position: int


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the programme's code."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the programme with one version more."""
    match event.data:
        case ProgrammeDefined() as defined:
            told = defined.model_dump(mode="json", exclude={"type", "entry", "code"})
            return Row(
                programme=event.subject.removeprefix(PREFIX),
                name=defined.name,
                unit=defined.unit,
                valid_from=defined.valid_from,
                versions=[*(row.versions if row else ()), told],
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
