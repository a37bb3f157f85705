"""찾아가는 설명회·릴레이 응원: one row a briefing, one a relay with its entries (ENG-67, ENG-68)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.engagement import EngagementEvent
from contracts.engagement.briefings import BriefingRecorded, RelayEntryAdded, RelayEntryHidden, RelayStarted
from contracts.messages import Recorded

CONTEXT = "engagement"
BRIEFING = "briefing-"
RELAY = "relay-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Briefing:
    """One briefing in a town."""

    briefing: str
    town: str
    held_on: date
    place: str
    topic: str
    people: int
    session: str | None
    department: str | None
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class Relay:
    """One relay."""

    relay: str
    name: str
    cause: str
    entries: list[Json]
    """`number`, `on`, `who`, `named`, `words`, `link`; of a hidden one `hidden`, why."""
    version: int
    position: int


def briefing_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the briefing's id."""
    return (event.subject.removeprefix(BRIEFING),) if event.subject.startswith(BRIEFING) else ()


def relay_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the relay's id."""
    return (event.subject.removeprefix(RELAY),) if event.subject.startswith(RELAY) else ()


def apply_briefing(row: Briefing | None, event: Recorded[EngagementEvent]) -> Briefing | None:
    """Return the briefing after the event."""
    if not isinstance(event.data, BriefingRecorded):
        return row
    return Briefing(
        briefing=event.subject.removeprefix(BRIEFING),
        town=event.data.town,
        held_on=event.data.held_on,
        place=event.data.place,
        topic=event.data.topic,
        people=event.data.people,
        session=str(event.data.session) if event.data.session else None,
        department=event.data.department,
        version=event.streamversion,
        position=event.position,
    )


def apply_relay(row: Relay | None, event: Recorded[EngagementEvent]) -> Relay | None:
    """Return the relay after the event."""
    match event.data:
        case RelayStarted() as started:
            key = event.subject.removeprefix(RELAY)
            return Relay(key, started.name, started.cause, [], event.streamversion, event.position)
        case RelayEntryAdded() as added if row is not None:
            told = added.model_dump(mode="json", exclude={"type", "entry"})
            return _change(row, [*row.entries, {**told, "hidden": None}], event)
        case RelayEntryHidden() as hidden if row is not None:
            return _change(row, [_hide(each, hidden) for each in row.entries], event)
        case _:
            return row


def _change(row: Relay, entries: list[Json], event: Recorded[EngagementEvent]) -> Relay:
    return replace(row, entries=entries, version=event.streamversion, position=event.position)


def _hide(entry: Json, hidden: RelayEntryHidden) -> Json:
    return {**entry, "hidden": hidden.reason} if entry["number"] == hidden.number else entry
