"""청렴 위반: one row a case (EVL-85)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.violations import ViolationConfirmed, ViolationDismissed, ViolationOpened
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "violation-"


@dataclass(frozen=True, slots=True)
class Row:
    """One case."""

    violation: str
    department: str
    kind: str
    found_on: date
    facts: str
    state: str
    """OPEN, CONFIRMED, DISMISSED."""
    measure: str | None
    is_severe: bool
    reason: str | None
    ended_on: date | None
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[str, ...]:
    """Return the case's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the case after the event."""
    version, position = event.streamversion, event.position
    match event.data:
        case ViolationOpened() as opened:
            key = event.subject.removeprefix(PREFIX)
            told = (opened.department, opened.kind.value, opened.found_on, opened.facts)
            return Row(key, *told, "OPEN", None, False, None, None, version, position)
        case ViolationConfirmed() as confirmed if row is not None:
            ended = replace(
                row,
                state="CONFIRMED",
                measure=confirmed.measure.value,
                is_severe=confirmed.is_severe,
                reason=confirmed.reason,
                ended_on=confirmed.confirmed_on,
            )
            return replace(ended, version=version, position=position)
        case ViolationDismissed() as dismissed if row is not None:
            return replace(row, state="DISMISSED", reason=dismissed.reason, version=version, position=position)
        case _:
            return row
