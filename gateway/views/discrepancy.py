"""불일치: one row a contradiction of a source, what was made of it, by whom and when (PRJ-10, domain.md 1.10)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from contracts.messages import Recorded
from contracts.projects import DiscrepancyRecorded, DiscrepancyResolved, ProjectsEvent

CONTEXT = "projects"
PREFIX = "discrepancy-"


@dataclass(frozen=True, slots=True)
class Row:
    """One discrepancy."""

    discrepancy: str
    version: int
    position: int
    about_kind: str
    about_id: str
    about_field: str | None
    code: str
    stated: str | None
    computed: str | None
    source: str | None
    """Document and line."""
    note: str | None
    recorded_by: str
    """Account or client id."""
    recorded_at: datetime
    """By the business clock."""
    state: str = "OPEN"
    """OPEN or DECIDED."""
    decision: str | None = None
    """The last one, as `reason`, `decided_by` and `decided_at`."""
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decisions: list[dict[str, Any]] = field(default_factory=list)
    """All of them, in order: none is edited."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the discrepancy's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the discrepancy after the event."""
    match event.data:
        case DiscrepancyRecorded() as recorded:
            return Row(
                discrepancy=event.subject.removeprefix(PREFIX),
                version=event.streamversion,
                position=event.position,
                about_kind=recorded.about.kind,
                about_id=recorded.about.id,
                about_field=recorded.about.field,
                code=recorded.code,
                stated=recorded.stated,
                computed=recorded.computed,
                source=recorded.source,
                note=recorded.note,
                recorded_by=event.actor,
                recorded_at=event.effectiveat,
            )
        case DiscrepancyResolved() as resolved if row is not None:
            told = {"decision": str(resolved.decision), "reason": resolved.reason}
            who = {"decided_by": event.actor, "decided_at": event.effectiveat}
            kept = {**told, "decided_by": event.actor, "decided_at": event.effectiveat.isoformat()}
            changes: dict[str, Any] = {**told, **who, "state": "DECIDED", "decisions": [*row.decisions, kept]}
            return replace(row, **changes, version=event.streamversion, position=event.position)
        case _:
            return row
