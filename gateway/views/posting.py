"""상호파견: one row an officer posted to a partner or from one, with the reports (PRJ-57)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.exchanges import PostingEnded, PostingReported, PostingStarted

CONTEXT = "projects"
PREFIX = "posting-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One posting."""

    posting: str
    version: int
    position: int
    partner: str
    direction: str
    """IN or OUT."""
    person: str | None
    """In the registry, where the officer is the city's; never a name."""
    department: str | None
    period: Json
    """As it was planned."""
    first_day: date
    last_day: date | None
    """As planned, and once it has ended the last on which it can have; None of an open one."""
    ended_on: Json | None = None
    ended_for: str | None = None
    reports: list[Json] = field(default_factory=list)
    """`number`, `reported_on`, `text`."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the posting's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the posting after the event."""
    if isinstance(event.data, PostingStarted):
        return _start(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case PostingEnded() as ended:
            on = ended.ended_on
            return replace(row, ended_on=on.model_dump(mode="json"), ended_for=ended.reason, last_day=on.last)
        case PostingReported() as reported:
            return replace(row, reports=[*row.reports, reported.model_dump(mode="json", exclude={"type", "entry"})])
        case _:
            return row


def _start(started: PostingStarted, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        posting=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        partner=started.partner,
        direction=started.direction,
        person=str(started.person) if started.person else None,
        department=started.by,
        period=started.period.model_dump(mode="json"),
        first_day=started.period.first,
        last_day=started.period.last,
    )
