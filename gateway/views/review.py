"""심사분석: one row a review, quarterly or ad hoc, with its last rating and what is done about it (PRJ-81, PRJ-82)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.reviews import RemedyAgreed, ReviewClosed, ReviewCorrected, ReviewOpened, ReviewRecorded

CONTEXT = "projects"
PREFIX = "review-"


@dataclass(frozen=True, slots=True)
class Row:
    """One review."""

    review: str
    version: int
    position: int
    project: str
    kind: str
    quarter: str | None
    """`2024-Q1` of a quarterly one."""
    milestone: int | None
    """Whose slip opened it."""
    reason: str | None
    """Why an ad-hoc one was opened."""
    state: str = "OPEN"
    """OPEN or CLOSED."""
    planned: int | None = None
    """Basis points of the whole, as `actual`."""
    actual: int | None = None
    rating: str | None = None
    """None while nothing is recorded."""
    policy: int | None = None
    """Version of the rating policy."""
    cause: str | None = None
    remedy: str | None = None
    """As proposed; as agreed once it is."""
    recovery: dict[str, Any] | None = None
    recovery_day: date | None = None
    """The last day on which it is to be made up for."""
    is_agreed: bool = False
    answers_for_it: str | None = None
    """Department or post."""
    closing_note: str | None = None
    correction: str | None = None
    """Why it was put right after it was closed."""
    records: list[dict[str, Any]] = field(default_factory=list)
    """Each time that it was recorded, in order."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the review's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the review after the event."""
    if isinstance(event.data, ReviewOpened):
        return _open(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case ReviewRecorded() as recorded:
            return _record(row, recorded)
        case RemedyAgreed() as agreed:
            return replace(row, remedy=agreed.remedy, answers_for_it=agreed.answers_for_it, is_agreed=True)
        case (ReviewClosed() | ReviewCorrected()) as ended:
            return _end(row, ended)
        case _:
            return row


def _open(opened: ReviewOpened, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        review=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        project=str(opened.project),
        kind=opened.kind,
        quarter=opened.quarter,
        milestone=opened.milestone,
        reason=opened.reason,
    )


def _end(row: Row, ended: ReviewClosed | ReviewCorrected) -> Row:
    if isinstance(ended, ReviewCorrected):
        return replace(row, correction=ended.reason)
    return replace(row, state="CLOSED", rating=ended.rating, closing_note=ended.note)


def _record(row: Row, recorded: ReviewRecorded) -> Row:
    """The last one counts; a remedy that was agreed to before is agreed to anew, unless it is a correction."""
    is_over = row.state == "CLOSED"
    said = recorded.model_dump(mode="json", exclude={"type", "entry"})
    return replace(
        row,
        planned=recorded.planned,
        actual=recorded.actual,
        rating=recorded.rating,
        policy=recorded.policy,
        cause=recorded.cause,
        remedy=recorded.remedy,
        recovery=said["recovery"],
        recovery_day=recorded.recovery.last if recorded.recovery else None,
        is_agreed=row.is_agreed and is_over,
        answers_for_it=row.answers_for_it if is_over else None,
        records=[*row.records, said],
    )
