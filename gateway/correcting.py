"""How a row is told after a correction: as it stands now, and which of its fields said what before (PLT-02)."""

from dataclasses import fields, replace
from datetime import date
from typing import Any, Final, TypeVar

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent

RowT = TypeVar("RowT")
OWN: Final = frozenset({"version", "position", "corrections"})
"""Fields that tell of the stream, not of what it is about."""


def correct(row: RowT, now: RowT, event: Recorded[ProjectsEvent], reason: str) -> RowT:
    """Return a row as corrected, with what stood before beside it; both are dataclasses with `corrections`."""
    names = [each.name for each in fields(row) if each.name not in OWN]  # type: ignore[arg-type]  # rows are dataclasses
    changes = [
        {"field": name, "before": _plain(getattr(row, name)), "after": _plain(getattr(now, name))}
        for name in names
        if getattr(row, name) != getattr(now, name)
    ]
    told: dict[str, Any] = {
        "changes": changes,
        "reason": reason,
        "by": event.actor,
        "at": event.effectiveat.isoformat(),
    }
    before: list[dict[str, Any]] = getattr(row, "corrections")  # noqa: B009 - of any row
    kept = {"corrections": [*before, told], "version": event.streamversion, "position": event.position}
    return replace(now, **kept)  # type: ignore[type-var]  # as above


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
