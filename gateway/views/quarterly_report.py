"""분기 총괄보고: one row an edition of a quarter's report; none ever changes (DIR-10)."""

from dataclasses import dataclass
from datetime import date

from contracts.directives import DirectivesEvent, QuarterlyReportPublished
from contracts.messages import Recorded

CONTEXT = "directives"


@dataclass(frozen=True, slots=True)
class Row:
    """One edition."""

    key: str
    """`<quarter>/<edition>`."""
    quarter: str
    edition: int
    published_on: date
    cut: dict[str, int]
    """Position of each log up to which it counts."""
    entries: int
    unshared: int
    reason: str | None
    """Why it was published again."""
    position: int


def keys(event: Recorded[DirectivesEvent]) -> tuple[str, ...]:
    """Return the edition."""
    data = event.data
    return (f"{data.quarter}/{data.edition}",) if isinstance(data, QuarterlyReportPublished) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the edition as it was published."""
    match event.data:
        case QuarterlyReportPublished() as report:
            return Row(
                key=f"{report.quarter}/{report.edition}",
                quarter=report.quarter,
                edition=report.edition,
                published_on=report.published_on,
                cut=report.cut,
                entries=report.entries,
                unshared=report.unshared,
                reason=report.reason,
                position=event.position,
            )
        case _:
            return row
