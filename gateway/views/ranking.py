"""평가 순위: one row a year, with every round of it (EVL-08, EVL-13, EVL-15)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.rankings import EvaluationFinalised, RankingFixed
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "ranking-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The places of one year."""

    year: int
    state: str
    """FIXED, FINAL."""
    rounds: list[Json]
    """`round`, `plan_version`, `groups`, `fixed_on`, `objections_until`, `source`; the first first."""
    finalised_on: date | None
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[int, ...]:
    """Return the year."""
    return (int(event.subject.removeprefix(PREFIX)),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the ranking after the event."""
    match event.data:
        case RankingFixed() as fixed:
            told = fixed.model_dump(mode="json", exclude={"type", "entry", "year"})
            rounds = [*(row.rounds if row else []), {**told, "source": event.position}]
            return Row(fixed.year, "FIXED", rounds, None, event.streamversion, event.position)
        case EvaluationFinalised() as ended if row is not None:
            return replace(
                row,
                state="FINAL",
                finalised_on=ended.finalised_on,
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
