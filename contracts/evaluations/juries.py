"""What the evaluations know of citizens' juries, by the engagement's events: frame, lot, sessions, votes (EVL-63)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.messages import Command, Event, Message
from contracts.values import Count, Day, Name, Role, Sha256, Text, Uuid


class JuryFrameKnown(Message):
    """The frame that was frozen: how many, and the hash of them."""

    kind: Literal["FRAME"] = "FRAME"
    name: Name
    topic: Text
    seats: Count
    people: Count
    frame_sha256: Sha256


class JuryLotKnown(Message):
    """The lot that fell."""

    kind: Literal["LOT"] = "LOT"
    seed: Name
    drawn: Count


class JurySittingKnown(Message):
    """A session that was held."""

    kind: Literal["SITTING"] = "SITTING"
    number: Count
    held_on: Day
    present: Count
    appointed: Count


class JuryVoteKnown(Message):
    """A vote on one item."""

    kind: Literal["VOTE"] = "VOTE"
    number: Count
    session: Count
    item: Text
    yes: Count
    no: Count
    abstained: Count
    present: Count
    is_approved: bool


class JuryEndKnown(Message):
    """The jury has done its work."""

    kind: Literal["END"] = "END"
    recommendation: Text


JuryKnown = Annotated[
    JuryFrameKnown | JuryLotKnown | JurySittingKnown | JuryVoteKnown | JuryEndKnown, Field(discriminator="kind")
]


class NoteJury(Command):
    """Copy what the engagement tells of a jury."""

    type: Literal["evaluations.note_jury.v1"] = "evaluations.note_jury.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    jury: Uuid
    known: JuryKnown


class JuryNoted(Event):
    """The evaluations know something of a jury."""

    type: Literal["evaluations.jury_noted.v1"] = "evaluations.jury_noted.v1"

    known: JuryKnown


class JuryRecord(Message):
    """A jury's decision on one item, with the frame that it was drawn from and its sessions."""

    jury: Uuid
    name: Name
    topic: Text
    frame_sha256: Sha256
    people: Count
    """Of the frame."""
    seats: Count
    seed: Name
    sittings: Annotated[tuple[JurySittingKnown, ...], Field(max_length=10, strict=False)]
    vote: JuryVoteKnown
    recommendation: Text


class JuryItemUsed(Event):
    """An item of a jury has decided on one thing, and decides on nothing else."""

    type: Literal["evaluations.jury_item_used.v1"] = "evaluations.jury_item_used.v1"

    item: Count
    used_by: Name
    """The change's id; `set-7` of the confirmation of a set."""


JuryNoteCommand = NoteJury
JuryNoteEvent = JuryNoted | JuryItemUsed
