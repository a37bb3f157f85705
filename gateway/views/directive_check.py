"""분기 점검: one row a directive and quarter, with the words of its last check (DIR-09, DIR-15)."""

from dataclasses import dataclass
from datetime import date

from contracts.directives import DirectivesEvent, QuarterlyCheckRecorded
from contracts.messages import Recorded

CONTEXT = "directives"
PREFIX = "directive-"


@dataclass(frozen=True, slots=True)
class Row:
    """How a directive stood in a quarter."""

    key: str
    """`<directive>/<quarter>`."""
    directive: str
    quarter: str
    assessment: str
    cause: str | None
    remedy: str | None
    checked_on: date
    position: int


def keys(event: Recorded[DirectivesEvent]) -> tuple[str, ...]:
    """Return the directive and quarter that a check is of."""
    return (f"{_find(event)}/{event.data.quarter}",) if isinstance(event.data, QuarterlyCheckRecorded) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the last check of the quarter."""
    match event.data:
        case QuarterlyCheckRecorded() as check:
            return Row(
                key=f"{_find(event)}/{check.quarter}",
                directive=_find(event),
                quarter=check.quarter,
                assessment=check.assessment,
                cause=check.cause,
                remedy=check.remedy,
                checked_on=check.checked_on,
                position=event.position,
            )
        case _:
            return row


def _find(event: Recorded[DirectivesEvent]) -> str:
    return event.subject.removeprefix(PREFIX)
