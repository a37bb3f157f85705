"""팀: one row a team, with its department and its days (ORG-05)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.messages import Recorded
from contracts.registry import RegistryEvent, TeamEnded, TeamRegistered

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """One team and the days on which it exists."""

    code: str
    department: str
    name: str
    valid_from: date
    valid_until: date | None
    ended_for: str | None
    version: int
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the team's code."""
    return (event.data.code,) if isinstance(event.data, TeamRegistered | TeamEnded) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the team as registered, with its last day once that is said."""
    match event.data:
        case TeamRegistered() as registered:
            return Row(
                code=registered.code,
                department=registered.department,
                name=registered.name,
                valid_from=registered.valid_from,
                valid_until=registered.valid_until,
                ended_for=None,
                version=event.streamversion,
                position=event.position,
            )
        case TeamEnded() as ended if row is not None:
            return replace(
                row,
                valid_until=ended.valid_until,
                ended_for=ended.reason,
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
