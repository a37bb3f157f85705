"""청렴톡 담당: the one row of who reads anonymous reports (ENG-63)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.engagement import EngagementEvent
from contracts.engagement.reports import IntegrityReadersDesignated
from contracts.messages import Recorded

CONTEXT = "engagement"
STREAM = "integrity_readers"


@dataclass(frozen=True, slots=True)
class Row:
    """Who reads reports."""

    key: str
    reader: str
    """Login of the account, as is the deputy's."""
    deputy: str
    designated_at: datetime
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the one key."""
    return (STREAM,) if event.subject == STREAM else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return who reads reports after the event."""
    match event.data:
        case IntegrityReadersDesignated(reader=reader, deputy=deputy):
            return Row(STREAM, reader, deputy, event.effectiveat, event.streamversion, event.position)
        case _:
            return row
