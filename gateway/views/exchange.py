"""국제교류: one row a thing that was done together with partners abroad (PRJ-56)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.corrections import EntryCorrected
from contracts.projects.exchanges import ExchangeRecorded
from gateway.correcting import correct

CONTEXT = "projects"
PREFIX = "exchange-"


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange."""

    exchange: str
    name: str
    kind: str
    held_on: dict[str, Any]
    first_day: date
    last_day: date | None
    department: str | None
    """That recorded it."""
    partners: list[str]
    countries: int | None
    people: int | None
    is_approximate: bool
    """30여명."""
    content: str | None
    outcome: str | None
    version: int
    position: int
    corrections: list[dict[str, Any]] = field(default_factory=list)
    """`changes` of fields, `reason`, `by`, `at`: what stood before stays to be seen (PLT-02)."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the exchange's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the exchange as recorded."""
    match event.data:
        case ExchangeRecorded() as recorded:
            return _record(recorded, event)
        case EntryCorrected(corrected=ExchangeRecorded() as recorded, reason=reason) if row is not None:
            return correct(row, _record(recorded, event), event, reason)
        case _:
            return row


def _record(recorded: ExchangeRecorded, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        exchange=event.subject.removeprefix(PREFIX),
        name=recorded.name,
        kind=recorded.kind,
        held_on=recorded.on.model_dump(mode="json"),
        first_day=recorded.on.first,
        last_day=recorded.on.last,
        department=recorded.by,
        partners=list(recorded.partners),
        countries=recorded.countries,
        people=recorded.people.n if recorded.people else None,
        is_approximate=recorded.people is not None and recorded.people.is_approximate,
        content=recorded.content,
        outcome=recorded.outcome,
        version=event.streamversion,
        position=event.position,
    )
