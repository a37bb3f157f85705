"""붙임: one row an event on a directive that files are attached to, so that its readers may read them."""

from dataclasses import dataclass

from contracts.directives import AddresseeReplied, DirectivesEvent, OutcomeSubmitted, PriorityReportSubmitted
from contracts.messages import Recorded

CONTEXT = "directives"
PREFIX = "directive-"
ATTACHED = (PriorityReportSubmitted, AddresseeReplied, OutcomeSubmitted)
"""Events that a department's files may rest on."""


@dataclass(frozen=True, slots=True)
class Row:
    """The files of one report, reply or outcome."""

    position: int
    directive: str
    given_by: str
    """Account or client that attached them: only what it gave to the store itself is told on."""
    files: list[str]
    """sha256 of each."""


def keys(event: Recorded[DirectivesEvent]) -> tuple[int, ...]:
    """Return the event's own position where files are attached to it."""
    return (event.position,) if isinstance(event.data, ATTACHED) and event.data.attachments else ()


def apply(_: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the files of the event."""
    if not isinstance(event.data, ATTACHED):
        return None
    return Row(
        position=event.position,
        directive=event.subject.removeprefix(PREFIX),
        given_by=event.actor,
        files=[each.sha256 for each in event.data.attachments],
    )
