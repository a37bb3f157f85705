"""타운홀: one row a session with citizens, its stages and their days, and what was spent (ENG-01 to ENG-03, ENG-11)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from contracts.engagement import EngagementEvent
from contracts.engagement.town_halls import (
    AgendaSet,
    DoorsOpened,
    RegistrationOpened,
    SpendingRecorded,
    TownHallAnnounced,
    TownHallCancelled,
    TownHallClosed,
    TownHallPlanned,
)
from contracts.messages import Event, Recorded

CONTEXT = "engagement"
PREFIX = "town_hall-"
Json = dict[str, Any]
STAGES: Final[Mapping[type[Event], str]] = {
    TownHallAnnounced: "ANNOUNCED",
    RegistrationOpened: "REGISTERING",
    DoorsOpened: "OPEN",
    TownHallClosed: "CLOSED",
}
"""To which stage each event leads."""


@dataclass(frozen=True, slots=True)
class Row:
    """One session."""

    town_hall: str
    name: str
    kind: str
    state: str
    starts_at: datetime
    minutes: int
    place: str
    budget_won: int | None
    spent_won: int
    spendings: list[Json]
    """`item`, `amount_won`, `spent_on`, `overrun_ground`."""
    seats: int
    """Of all segments."""
    segments: list[Json]
    """`code`, `name`, `seats`, `is_child`, `is_official`."""
    agenda: list[Json]
    """`text`, `survey`, `feedback`: what is looked at again first."""
    cycle: Json | None
    """`year`, `number`."""
    is_hosted_by_mayor: bool
    exemption: Json | None
    stages: Json
    """When it came to each state, by its name: ISO moments."""
    reason: str | None
    """Why it was cancelled."""
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the session's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the session after the event."""
    match event.data:
        case TownHallPlanned() as planned:
            return _plan(planned, event)
        case TownHallAnnounced() | RegistrationOpened() | DoorsOpened() | TownHallClosed() as reached if (
            row is not None
        ):
            return _reach(row, STAGES[type(reached)], event)
        case SpendingRecorded() as spent if row is not None:
            return _spend(row, spent, event)
        case AgendaSet(agenda=agenda) if row is not None:
            told = [item.model_dump(mode="json") for item in agenda]
            return replace(row, agenda=told, version=event.streamversion, position=event.position)
        case TownHallCancelled() as cancelled if row is not None:
            return replace(_reach(row, "CANCELLED", event), reason=cancelled.reason)
        case _:
            return row


def _reach(row: Row, state: str, event: Recorded[EngagementEvent]) -> Row:
    stages = {**row.stages, state: event.effectiveat.isoformat()}
    return replace(row, state=state, stages=stages, version=event.streamversion, position=event.position)


def _spend(row: Row, spent: SpendingRecorded, event: Recorded[EngagementEvent]) -> Row:
    line = spent.model_dump(mode="json", exclude={"type", "entry"})
    return replace(
        row,
        spent_won=row.spent_won + spent.amount_won,
        spendings=[*row.spendings, line],
        version=event.streamversion,
        position=event.position,
    )


def _plan(planned: TownHallPlanned, event: Recorded[EngagementEvent]) -> Row:
    agenda = sorted(planned.agenda, key=lambda item: item.feedback is None)
    return Row(
        town_hall=event.subject.removeprefix(PREFIX),
        name=planned.name,
        kind=planned.kind,
        state="PLANNED",
        starts_at=planned.starts_at,
        minutes=planned.minutes,
        place=planned.place,
        budget_won=planned.budget_won,
        spent_won=0,
        spendings=[],
        seats=sum(segment.seats for segment in planned.segments),
        segments=[segment.model_dump(mode="json") for segment in planned.segments],
        agenda=[item.model_dump(mode="json") for item in agenda],
        cycle=planned.cycle.model_dump(mode="json") if planned.cycle else None,
        is_hosted_by_mayor=planned.is_hosted_by_mayor,
        exemption=planned.exemption.model_dump(mode="json") if planned.exemption else None,
        stages={"PLANNED": event.effectiveat.isoformat()},
        reason=None,
        version=event.streamversion,
        position=event.position,
    )
