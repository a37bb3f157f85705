"""What has been done in a training installation since a moment: read from the histories, for the tour's own checks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from contracts.messages import Event, Recorded
from gateway.gate import Snapshot
from gateway.queries import history
from gateway.views.history import Row

MOST: Final = 20
"""Events of one type that are looked at, the latest."""
WATCHED: Final[dict[str, Sequence[str]]] = {
    "directives": (
        "directives.note_taken.v1",
        "directives.directive_shared.v1",
        "directives.priority_report_submitted.v1",
    ),
    "registry": ("registry.holiday_declared.v1",),
}
"""Types of events by context."""


async def list_done(snapshot: Snapshot, since: datetime) -> list[Recorded[Event]]:
    """Return the watched events that took effect at a moment or later, the latest of each type first."""
    found: list[Recorded[Event]] = []
    for context, types in WATCHED.items():
        table = history.VIEWS[context].table
        for name in types:
            chosen = table.select().where(table.c.type == name, table.c.effective_at >= since)
            rows = (await snapshot.execute(chosen.order_by(table.c.position.desc()).limit(MOST))).mappings()
            found += [history.load_event(context, Row(**row)) for row in rows]
    return found
