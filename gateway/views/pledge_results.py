"""공약 점검결과: one row a quarter, with its last edition exactly as it was published (EVL-66)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_results import PledgeResultsPublished
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "pledge_quarter-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The results of one quarter."""

    results: str
    """`7-2018q3`: term and quarter."""
    term: int
    quarter: str
    edition: int
    published_at: datetime
    snapshot: Json
    """The event as it is stored."""
    version: int
    position: int
    """Of the event that published it."""


def keys(event: Recorded[EvaluationsEvent]) -> tuple[str, ...]:
    """Return term and quarter."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the results after the event."""
    told = event.data
    if not isinstance(told, PledgeResultsPublished):
        return row
    return Row(
        results=event.subject.removeprefix(PREFIX),
        term=told.term,
        quarter=told.quarter,
        edition=told.edition,
        published_at=told.published_at,
        snapshot=told.model_dump(mode="json", exclude={"type", "entry"}),
        version=event.streamversion,
        position=event.position,
    )
