"""평가 증빙: one row an event of the evaluations that files rest on, so that its readers may read them (EVL-41)."""

from dataclasses import dataclass

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledges import PledgeQuarterChecked
from contracts.evaluations.rankings import ObjectionFiled
from contracts.evaluations.results import BestPracticeNominated, ResultSubmitted
from contracts.evaluations.scorecards import IndicatorActualRecorded
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "scorecard-"


@dataclass(frozen=True, slots=True)
class Row:
    """The files of one event."""

    position: int
    given_by: str
    """Account or client that attached them: only what it gave to the store itself is told on."""
    files: list[str]
    """sha256 of each."""
    scorecard: str | None
    """The department's year that they belong to, which only few may see before its end; None: all staff read them."""


def keys(event: Recorded[EvaluationsEvent]) -> tuple[int, ...]:
    """Return the event's own position where files are attached to it."""
    return (event.position,) if _list_files(event.data) else ()


def apply(_: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the files of the event."""
    files = _list_files(event.data)
    return Row(event.position, event.actor, files, _find_scorecard(event.subject)) if files else None


def _find_scorecard(stream: str) -> str | None:
    return stream.removeprefix(PREFIX) if stream.startswith(PREFIX) else None


def _list_files(event: EvaluationsEvent) -> list[str]:
    match event:
        case ResultSubmitted() | BestPracticeNominated() | PledgeQuarterChecked():
            return [each.file for each in event.evidence if each.file is not None]
        case IndicatorActualRecorded() | ObjectionFiled():
            return [*event.files]
        case _:
            return []
