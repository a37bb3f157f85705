"""의결: one row a resolution of a committee, with its vote (ORG-08)."""

from dataclasses import dataclass
from datetime import date

from contracts.messages import Recorded
from contracts.registry import RegistryEvent, ResolutionRecorded

CONTEXT = "registry"
PREFIX = "resolution-"


@dataclass(frozen=True, slots=True)
class Row:
    """One resolution."""

    resolution: str
    committee: str
    agenda: str
    period: dict[str, object]
    """When it was resolved, as precisely as that is known."""
    first_day: date
    members: int
    present: int
    in_favour: int
    against: int
    verdict: str
    minutes: str | None
    gates: str | None
    """What may go on only with it."""
    version: int
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the resolution's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the resolution as recorded."""
    match event.data:
        case ResolutionRecorded() as recorded:
            return Row(
                resolution=event.subject.removeprefix(PREFIX),
                committee=recorded.committee,
                agenda=recorded.agenda,
                period=recorded.resolved_on.model_dump(mode="json"),
                first_day=recorded.resolved_on.first,
                members=recorded.members,
                present=recorded.present,
                in_favour=recorded.in_favour,
                against=recorded.against,
                verdict=recorded.verdict,
                minutes=recorded.minutes,
                gates=recorded.gates,
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
