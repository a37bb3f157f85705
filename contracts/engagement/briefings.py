"""Contracts of briefings in the towns (찾아가는 설명회), and of relays of cheering, open to all (ENG-67, ENG-68)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.messages import Command, Event
from contracts.values import Code, Count, Day, Name, Role, Storable, Text, Uuid

RECORDERS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
"""The coordinating office and the departments, which go there."""

People = Annotated[int, Field(ge=1, le=100_000)]
Link = Annotated[str, StringConstraints(pattern=r"^https://[!-~]{1,490}$"), Storable]
"""A public address."""


class RecordBriefing(Command):
    """Record a briefing that was held in a town (ENG-67)."""

    type: Literal["engagement.record_briefing.v1"] = "engagement.record_briefing.v1"
    roles: ClassVar = RECORDERS

    town: Code
    """읍면동."""
    held_on: Day
    place: Name
    topic: Text
    people: People
    session: Uuid | None = None
    """The session of the kind BRIEFING that it was, where it was planned as one; it is then recorded once."""


class BriefingRecorded(Event):
    """A briefing was held in a town."""

    type: Literal["engagement.briefing_recorded.v1"] = "engagement.briefing_recorded.v1"

    town: Code
    held_on: Day
    place: Name
    topic: Text
    people: People
    session: Uuid | None
    department: Code | None
    """Of who recorded it."""


class StartRelay(Command):
    """Begin a relay of cheering: a challenge in social media, a flag that is handed on (ENG-68)."""

    type: Literal["engagement.start_relay.v1"] = "engagement.start_relay.v1"
    roles: ClassVar = RECORDERS

    name: Name
    cause: Text


class RelayStarted(Event):
    """A relay goes on; everybody can read it."""

    type: Literal["engagement.relay_started.v1"] = "engagement.relay_started.v1"

    name: Name
    cause: Text


class AddRelayEntry(Command):
    """Add who cheered, and whom they named next (ENG-68)."""

    type: Literal["engagement.add_relay_entry.v1"] = "engagement.add_relay_entry.v1"
    roles: ClassVar = RECORDERS

    on: Day
    who: Name
    """An organisation or a post, never a private person: it is public."""
    named: Annotated[tuple[Name, ...], Field(max_length=10, strict=False)] = ()
    """Whom they named next, likewise."""
    words: Text | None = None
    link: Link | None = None


class RelayEntryAdded(Event):
    """Somebody cheered."""

    type: Literal["engagement.relay_entry_added.v1"] = "engagement.relay_entry_added.v1"

    number: Count
    on: Day
    who: Name
    named: Annotated[tuple[Name, ...], Field(max_length=10, strict=False)]
    words: Text | None
    link: Link | None


class HideRelayEntry(Command):
    """Take an entry out of what everybody reads, with a reason."""

    type: Literal["engagement.hide_relay_entry.v1"] = "engagement.hide_relay_entry.v1"
    roles: ClassVar = RECORDERS

    number: Count
    reason: Text


class RelayEntryHidden(Event):
    """An entry is not public any more; it stays on the record."""

    type: Literal["engagement.relay_entry_hidden.v1"] = "engagement.relay_entry_hidden.v1"

    number: Count
    reason: Text


BriefingCommand = RecordBriefing | StartRelay | AddRelayEntry | HideRelayEntry
BriefingEvent = BriefingRecorded | RelayStarted | RelayEntryAdded | RelayEntryHidden
