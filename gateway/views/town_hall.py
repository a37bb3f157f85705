"""타운홀: one row a session with citizens, with its stages and their days (ENG-01 to ENG-03)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.engagement import EngagementEvent
from contracts.engagement.town_halls import TownHallAnnounced, TownHallCancelled, TownHallPlanned
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "town_hall-"
Json = dict[str, Any]


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
        case TownHallAnnounced() if row is not None:
            return _reach(row, "ANNOUNCED", event)
        case TownHallCancelled() as cancelled if row is not None:
            return replace(_reach(row, "CANCELLED", event), reason=cancelled.reason)
        case _:
            return row


def _reach(row: Row, state: str, event: Recorded[EngagementEvent]) -> Row:
    stages = {**row.stages, state: event.effectiveat.isoformat()}
    return replace(row, state=state, stages=stages, version=event.streamversion, position=event.position)


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
