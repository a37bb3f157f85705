"""청렴: one row a year: parts of the index, grade, early warning, broadcasts, handbook (EVL-80 to 84)."""

from dataclasses import dataclass, replace
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.integrity import (
    BroadcastHeld,
    EarlyWarningRecorded,
    HandbookGiven,
    IntegrityComponentRecorded,
    IntegrityGradeAnnounced,
    IntegrityMethodSet,
    NewOfficialNoted,
)
from contracts.messages import Event, Recorded

CONTEXT = "evaluations"
PREFIX = "integrity-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The integrity of one year; everything with `source`, the position of the event that told it."""

    year: int
    method: Json | None
    components: Json
    """By kind: `score`, what it is from (`told_by`), `source`."""
    grade: Json | None
    """`grade`, `announced_on`, `told_by`, `source`."""
    warnings: Json
    """By month: `score`, `responses`, `evidence`, `source`."""
    broadcasts: Json
    """By ISO week: `held_on`, `department`, `speaker`, `topic`, `source`."""
    officials: Json
    """By person: `department`, `appointed_on`, `given_on`, `source`."""
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[int, ...]:
    """Return the year."""
    return (int(event.subject.removeprefix(PREFIX)),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the year after the event."""
    year = int(event.subject.removeprefix(PREFIX))
    before = row or Row(year, None, {}, None, {}, {}, {}, 0, 0)
    changed = _change(before, event)
    return replace(changed, version=event.streamversion, position=event.position)


def _change(row: Row, event: Recorded[EvaluationsEvent]) -> Row:
    match event.data:
        case IntegrityMethodSet() as told:
            method = told.method.model_dump(mode="json")
            changed = replace(row, method={**method, "source": event.position})
        case IntegrityComponentRecorded() as told:
            part = {"score": str(told.score), "told_by": told.source, "source": event.position}
            changed = replace(row, components={**row.components, told.kind.value: part})
        case IntegrityGradeAnnounced() as told:
            day = told.announced_on.isoformat()
            grade = {"grade": told.grade, "announced_on": day, "told_by": told.source, "source": event.position}
            changed = replace(row, grade=grade)
        case EarlyWarningRecorded() as told:
            changed = replace(row, warnings={**row.warnings, str(told.month): _tell(told, event.position, "month")})
        case BroadcastHeld() as told:
            changed = replace(row, broadcasts={**row.broadcasts, str(told.week): _tell(told, event.position, "week")})
        case NewOfficialNoted() as told:
            official = {**_tell(told, event.position, "person"), "given_on": None}
            changed = replace(row, officials={**row.officials, str(told.person): official})
        case HandbookGiven() as told:
            given = {**row.officials[str(told.person)], "given_on": told.given_on.isoformat()}
            changed = replace(row, officials={**row.officials, str(told.person): given})
        case _:
            changed = row
    return changed


def _tell(event: Event, source: int, key: str) -> Json:
    return {**event.model_dump(mode="json", exclude={"type", "entry", "year", key}), "source": source}
