"""시군평가: one row a year, with its dates, the versions of its set, briefings and league results (EVL-30 to 43)."""

from dataclasses import dataclass, replace
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import (
    ExternalResultReceived,
    IndicatorKind,
    IndicatorSetConfirmed,
    IndicatorSetDrafted,
    LaggingBriefingHeld,
    ProvinceCycle,
    SubmissionDeadlineMoved,
)
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "province_cycle-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The province's evaluation of one year."""

    year: int
    state: str
    """DRAFT, CONFIRMED."""
    cycle: Json
    draft: Json | None
    """The set as it is written; None once it is confirmed."""
    versions: list[Json]
    """`version`, `reason`, `confirmed_on`, `quantitative`, `qualitative`, `source`; the first first."""
    dues: dict[str, str]
    """By kind: up to which day final results are submitted."""
    moves: list[Json]
    """Each move of a deadline, with `source`."""
    briefings: list[Json]
    results: list[Json]
    """Each announcement, with `source`; the latest of a league counts."""
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[int, ...]:
    """Return the year."""
    return (int(event.subject.removeprefix(PREFIX)),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the year after the event."""
    match event.data:
        case IndicatorSetDrafted() as drafted:
            return _draft(drafted, event)
        case _ if row is None:
            return None
        case IndicatorSetConfirmed() as confirmed:
            told = replace(
                row, state="CONFIRMED", draft=None, versions=[*row.versions, _tell_version(confirmed, event)]
            )
        case SubmissionDeadlineMoved() as moved:
            dues = {**row.dues, moved.kind: moved.due_on.isoformat()}
            told = replace(row, dues=dues, moves=[*row.moves, _tell(event)])
        case LaggingBriefingHeld():
            told = replace(row, briefings=[*row.briefings, _tell(event)])
        case ExternalResultReceived():
            told = replace(row, results=[*row.results, _tell(event)])
        case _:
            return row
    return replace(told, version=event.streamversion, position=event.position)


def _draft(drafted: IndicatorSetDrafted, event: Recorded[EvaluationsEvent]) -> Row:
    return Row(
        year=drafted.year,
        state="DRAFT",
        cycle=drafted.cycle.model_dump(mode="json"),
        draft=drafted.indicator_set.model_dump(mode="json"),
        versions=[],
        dues=_find_dues(drafted.cycle),
        moves=[],
        briefings=[],
        results=[],
        version=event.streamversion,
        position=event.position,
    )


def _find_dues(cycle: ProvinceCycle) -> dict[str, str]:
    return {
        IndicatorKind.QUALITATIVE.value: cycle.qualitative_due.isoformat(),
        IndicatorKind.QUANTITATIVE.value: cycle.quantitative_due.isoformat(),
    }


def _tell(event: Recorded[EvaluationsEvent]) -> Json:
    return {**event.data.model_dump(mode="json", exclude={"type", "entry", "year"}), "source": event.position}


def _tell_version(confirmed: IndicatorSetConfirmed, event: Recorded[EvaluationsEvent]) -> Json:
    told = confirmed.model_dump(mode="json", include={"version", "reason", "confirmed_on"})
    counts = confirmed.indicator_set.model_dump(include={"quantitative", "qualitative"})
    return {**told, **counts, "source": event.position}
