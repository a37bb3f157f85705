"""알림: one row a notice, as the post that it is for reads it."""

from dataclasses import dataclass
from datetime import date, datetime

from contracts.coordination import CoordinationEvent, NoticeRaised
from contracts.messages import Recorded

CONTEXT = "coordination"
PREFIX = "notice-"


@dataclass(frozen=True, slots=True)
class Row:
    """One notice; what the directive says is not in it."""

    notice: str
    directive: str
    kind: str
    recipient: str
    department: str | None
    """Whose it is; None is the coordinating office."""
    clock: str | None
    stage: str | None
    due: date | None
    raised_at: datetime
    """By the business clock."""
    position: int


def keys(event: Recorded[CoordinationEvent]) -> tuple[str, ...]:
    """Return the notice's id."""
    return (event.subject.removeprefix(PREFIX),)


def apply(row: Row | None, event: Recorded[CoordinationEvent]) -> Row | None:
    """Return the notice; nothing becomes of it."""
    match event.data:
        case NoticeRaised() as raised:
            return Row(
                notice=event.subject.removeprefix(PREFIX),
                directive=str(raised.directive),
                kind=raised.kind,
                recipient=raised.recipient,
                department=raised.department,
                clock=raised.clock,
                stage=raised.stage,
                due=raised.due,
                raised_at=event.effectiveat,
                position=event.position,
            )
        case _:
            return row
