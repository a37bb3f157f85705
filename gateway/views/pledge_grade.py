"""공약 외부평가 등급: one row a year, with the city's own estimate beside it (EVL-69)."""

from dataclasses import dataclass, replace
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_grades import PledgeGradeEstimated, PledgeGradeRecorded
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "pledge_grade-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The grade of one year."""

    year: int
    given: Json | None
    """`body`, `grade`, `threshold`, `points`, `announced_on`, `reason`, `source`; None as long as nobody graded."""
    estimate: Json | None
    """`grade`, `basis`, `source`: what the city itself expects."""
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[int, ...]:
    """Return the year."""
    return (int(event.subject.removeprefix(PREFIX)),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the year after the event."""
    told = event.data
    if not isinstance(told, PledgeGradeRecorded | PledgeGradeEstimated):
        return row
    row = row or Row(told.year, None, None, 0, 0)
    said = {**told.model_dump(mode="json", exclude={"type", "entry", "year"}), "source": event.position}
    placed = replace(row, version=event.streamversion, position=event.position)
    return replace(placed, given=said) if isinstance(told, PledgeGradeRecorded) else replace(placed, estimate=said)
