"""부서 성과표: one row a department and year (EVL-02)."""

from dataclasses import dataclass, replace

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.plans import ScorecardOpened
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "scorecard-"


@dataclass(frozen=True, slots=True)
class Row:
    """The scorecard of one department."""

    scorecard: str
    """`<year>-<department>`."""
    year: int
    department: str
    evaluation_group: str
    state: str
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[str, ...]:
    """Return year and department."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the scorecard after the event."""
    match event.data:
        case ScorecardOpened() as opened if row is None:
            key = event.subject.removeprefix(PREFIX)
            version, position = event.streamversion, event.position
            return Row(key, opened.year, opened.department, opened.group, "OPEN", version, position)
        case ScorecardOpened() as opened if row is not None:
            return replace(row, evaluation_group=opened.group, version=event.streamversion, position=event.position)
        case _:
            return row
