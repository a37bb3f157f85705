"""보직: one row a post that somebody holds for some time (ORG-06)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.messages import Recorded
from contracts.registry import AssignmentEnded, PersonAssigned, PostHandedOver, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """A person in a post."""

    assignment: str
    person: str
    department: str | None
    team: str | None
    post: str
    valid_from: date
    valid_until: date | None
    ended_for: str | None
    """Reason of the end, or note of the hand-over."""
    successor: str | None
    """The assignment that follows it by hand-over."""
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the assignment's id."""
    if isinstance(event.data, PersonAssigned | AssignmentEnded | PostHandedOver):
        return (str(event.data.assignment),)
    return ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the assignment after the event."""
    match event.data:
        case PersonAssigned() as assigned:
            return Row(
                assignment=str(assigned.assignment),
                person=str(assigned.person),
                department=assigned.department,
                team=assigned.team,
                post=assigned.post,
                valid_from=assigned.valid_from,
                valid_until=assigned.valid_until,
                ended_for=None,
                successor=None,
                position=event.position,
            )
        case AssignmentEnded() as ended if row is not None:
            return replace(row, valid_until=ended.last_day, ended_for=ended.reason, position=event.position)
        case PostHandedOver() as over if row is not None:
            return replace(
                row,
                valid_until=over.last_day,
                ended_for=over.note,
                successor=str(over.next),
                position=event.position,
            )
        case _:
            return row
