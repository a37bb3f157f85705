"""협조: one row a request for concurrence, and who has answered it in this round (ORG-09)."""

from dataclasses import dataclass, replace

from contracts.messages import Recorded
from contracts.registry import (
    Concurred,
    ConcurrenceRefused,
    ConcurrenceRequested,
    ConcurrenceResubmitted,
    RegistryEvent,
)

CONTEXT = "registry"
PREFIX = "concurrence-"


@dataclass(frozen=True, slots=True)
class Row:
    """One request."""

    concurrence: str
    title: str
    text: str
    state: str
    """PENDING, CONCURRED or RETURNED."""
    by: str | None
    """The department that asks."""
    departments: list[str]
    """Those that are asked."""
    concurred: dict[str, str | None]
    """Opinions by department that has concurred in this round."""
    refused_by: str | None
    reason: str | None
    """Why it was returned."""
    round: int
    version: int
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the request's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the request after the event."""
    if isinstance(event.data, ConcurrenceRequested):
        return _ask(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case Concurred() as agreed:
            concurred = {**row.concurred, agreed.department: agreed.opinion}
            return replace(row, concurred=concurred, state="CONCURRED" if agreed.is_last else row.state)
        case ConcurrenceRefused() as refused:
            return replace(row, state="RETURNED", refused_by=refused.department, reason=refused.reason)
        case ConcurrenceResubmitted() as again:
            return replace(
                row, text=again.text, state="PENDING", concurred={}, refused_by=None, reason=None, round=again.round
            )
        case _:
            return row


def _ask(asked: ConcurrenceRequested, event: Recorded[RegistryEvent]) -> Row:
    return Row(
        concurrence=event.subject.removeprefix(PREFIX),
        title=asked.title,
        text=asked.text,
        state="PENDING",
        by=asked.by,
        departments=list(asked.departments),
        concurred={},
        refused_by=None,
        reason=None,
        round=1,
        version=event.streamversion,
        position=event.position,
    )
