"""분기 총괄보고의 한 줄: one row an edition and directive, as it was published (DIR-10)."""

from dataclasses import dataclass
from typing import Any

from contracts.directives import DirectivesEvent, QuarterEntryPublished
from contracts.messages import Recorded

PREFIX = "quarter-"


@dataclass(frozen=True, slots=True)
class Row:
    """One directive in a report."""

    key: str
    """`<quarter>/<edition>/<directive>`."""
    report: str
    """`<quarter>/<edition>`."""
    number: str
    data: dict[str, Any]
    """The entry as it was published, all of it."""
    position: int
    """Of its event: the entries of a report lie in their order."""


def keys(event: Recorded[DirectivesEvent]) -> tuple[str, ...]:
    """Return the entry's own key."""
    data = event.data
    return (f"{_name_report(event, data)}/{data.directive}",) if isinstance(data, QuarterEntryPublished) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the entry as it was published."""
    match event.data:
        case QuarterEntryPublished() as entry:
            report = _name_report(event, entry)
            return Row(
                key=f"{report}/{entry.directive}",
                report=report,
                number=entry.number,
                data=entry.model_dump(mode="json", exclude={"type", "edition", "entry"}),
                position=event.position,
            )
        case _:
            return row


def _name_report(event: Recorded[DirectivesEvent], entry: QuarterEntryPublished) -> str:
    """The stream names the quarter, as streams do: in small letters."""
    return f"{event.subject.removeprefix(PREFIX).upper()}/{entry.edition}"
