"""정책실명: one row a record of who had a part in a project; names sealed, nobody ever taken out (PRJ-83, PRJ-84)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.real_names import (
    RealNameDesignated,
    RealNamePersonAdded,
    RealNamePersonClosed,
    RealNamePublished,
    RealNameStatusNoted,
)

CONTEXT = "projects"
PREFIX = "real_name-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One record."""

    real_name: str
    version: int
    position: int
    project: str
    criterion: str
    """The ground on which it was designated."""
    findings: list[Json]
    """How the project stood to every criterion then."""
    number: str
    """관리번호."""
    department: str
    is_published: bool = False
    published_on: date | None = None
    people: list[Json] = field(default_factory=list)
    """`number`, `person`, `name` (sealed), `position`, `role`, `since`, `until` (None while it lasts)."""
    statuses: list[Json] = field(default_factory=list)
    """추진상황: `on` and `text`, in the order in which they were noted."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the record's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:  # noqa: PLR0911 - one case an event
    """Return the record after the event."""
    if isinstance(event.data, RealNameDesignated):
        return _designate(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case RealNamePersonAdded() as added:
            told = added.model_dump(mode="json", exclude={"type", "entry"})
            return replace(row, people=[*row.people, {**told, "until": None}])
        case RealNamePersonClosed() as closed:
            until = {"until": closed.until.model_dump(mode="json")}
            people = [{**each, **until} if each["number"] == closed.number else each for each in row.people]
            return replace(row, people=people)
        case RealNamePublished() as published:
            return replace(row, is_published=True, published_on=published.published_on)
        case RealNameStatusNoted() as noted:
            told = noted.model_dump(mode="json", exclude={"type", "entry"})
            return replace(row, statuses=[*row.statuses, told])
        case _:
            return row


def _designate(designated: RealNameDesignated, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        real_name=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        project=str(designated.project),
        criterion=designated.criterion,
        findings=[each.model_dump(mode="json") for each in designated.findings],
        number=designated.number,
        department=designated.department,
    )
