"""평가계획: one row a year, with its draft and every version (EVL-01 to 05, 08, 09)."""

from dataclasses import dataclass, replace
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.plans import PlanAdopted, PlanDrafted
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "plan-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The plan of one year."""

    year: int
    state: str
    """DRAFT, ADOPTED."""
    draft: Json | None
    """The scheme as it is written; None once it has begun."""
    versions: list[Json]
    """`version`, `scheme`, `reason`, `adopted_on`, `source` (the event's position); the first first."""
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[int, ...]:
    """Return the year."""
    return (int(event.subject.removeprefix(PREFIX)),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the plan after the event."""
    match event.data:
        case PlanDrafted() as drafted:
            scheme = drafted.scheme.model_dump(mode="json")
            return Row(drafted.year, "DRAFT", scheme, [], event.streamversion, event.position)
        case PlanAdopted() as adopted if row is not None:
            told = adopted.model_dump(mode="json", include={"version", "scheme", "reason", "adopted_on"})
            return replace(
                row,
                state="ADOPTED",
                draft=None,
                versions=[*row.versions, {**told, "source": event.position}],
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
