"""회신: one row a directive and addressee that has replied, with its words; the clocks are on the board."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.directives import AddresseeReplied, DirectivesEvent
from contracts.messages import Recorded

CONTEXT = "directives"
PREFIX = "directive-"


@dataclass(frozen=True, slots=True)
class Row:
    """One department's own reply."""

    key: str
    """`<directive>/<department>`."""
    directive: str
    department: str
    text: str
    attachments: list[dict[str, Any]]
    replied_on: date
    late_days: int
    """Business days; that department's lateness."""
    position: int


def keys(event: Recorded[DirectivesEvent]) -> tuple[str, ...]:
    """Return the directive and department that a reply is of."""
    return (f"{_find(event)}/{event.data.department}",) if isinstance(event.data, AddresseeReplied) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the reply as it was given."""
    match event.data:
        case AddresseeReplied() as reply:
            return Row(
                key=f"{_find(event)}/{reply.department}",
                directive=_find(event),
                department=reply.department,
                text=reply.text,
                attachments=[each.model_dump(mode="json") for each in reply.attachments],
                replied_on=reply.replied_on,
                late_days=reply.reply_late_days,
                position=event.position,
            )
        case _:
            return row


def _find(event: Recorded[DirectivesEvent]) -> str:
    return event.subject.removeprefix(PREFIX)
