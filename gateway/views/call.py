"""공모: one row a call for bids, to be seen coming (PRJ-54)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.bids import CallAnnounced
from contracts.projects.corrections import EntryCorrected
from gateway.correcting import correct

CONTEXT = "projects"
PREFIX = "call-"


@dataclass(frozen=True, slots=True)
class Row:
    """One call."""

    call: str
    name: str
    issuer: str | None
    """Code of the partner that calls."""
    opens: dict[str, Any]
    closes: dict[str, Any] | None
    first_day: date
    """The first on which it can open."""
    last_day: date | None
    """The last on which it can close, or open where nothing tells when it closes; None of an open end."""
    about: str | None
    version: int
    position: int
    corrections: list[dict[str, Any]] = field(default_factory=list)
    """`changes` of fields, `reason`, `by`, `at`: what stood before stays to be seen (PLT-02)."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the call's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the call as announced."""
    match event.data:
        case CallAnnounced() as announced:
            return _announce(announced, event)
        case EntryCorrected(corrected=CallAnnounced() as announced, reason=reason) if row is not None:
            return correct(row, _announce(announced, event), event, reason)
        case _:
            return row


def _announce(announced: CallAnnounced, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        call=event.subject.removeprefix(PREFIX),
        name=announced.name,
        issuer=announced.issuer,
        opens=announced.opens.model_dump(mode="json"),
        closes=announced.closes.model_dump(mode="json") if announced.closes else None,
        first_day=announced.opens.first,
        last_day=(announced.closes or announced.opens).last,
        about=announced.about,
        version=event.streamversion,
        position=event.position,
    )
