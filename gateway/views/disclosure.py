"""국민신청실명제: one row a citizen's request, what the committee made of it; the citizen's words sealed (PRJ-85)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.real_names import DecisionPublished, DisclosureDecided, DisclosureRequested

CONTEXT = "projects"
PREFIX = "real_name_request-"


@dataclass(frozen=True, slots=True)
class Row:
    """One request."""

    disclosure: str
    version: int
    position: int
    project: str | None
    title: str
    text: str
    """Sealed (contracts/sealed.py)."""
    requester: str | None
    """Sealed; None of who does not say."""
    requested_on: date
    asked_by: str
    """Account that asked, for its own eyes alone."""
    state: str = "REQUESTED"
    """REQUESTED, ACCEPTED or REFUSED."""
    committee: str | None = None
    decided_on: dict[str, Any] | None = None
    reason: str | None = None
    is_published: bool = False
    published_on: date | None = None


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the request's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the request after the event."""
    if isinstance(event.data, DisclosureRequested):
        return _request(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case DisclosureDecided() as decided:
            return replace(
                row,
                state="ACCEPTED" if decided.accepted else "REFUSED",
                committee=decided.committee,
                decided_on=decided.decided_on.model_dump(mode="json"),
                reason=decided.reason,
                project=str(decided.project) if decided.project else row.project,
            )
        case DecisionPublished() as published:
            return replace(row, is_published=True, published_on=published.published_on)
        case _:
            return row


def _request(requested: DisclosureRequested, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        disclosure=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        project=str(requested.project) if requested.project else None,
        title=requested.title,
        text=requested.text,
        requester=requested.requester,
        requested_on=requested.requested_on,
        asked_by=event.actor,
    )
