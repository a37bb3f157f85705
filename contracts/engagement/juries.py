"""Contracts of citizens' juries: drawn by lot from a frozen frame, three sessions, votes with a quorum (ENG-60, 61)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.engagement.town_halls import OFFICE
from contracts.messages import Command, Event, Message
from contracts.values import Code, Count, Day, Name, Sha256, Storable, Text

PEOPLE: Final = 5_000
"""Subjects of a frame at most. A command is one body of 1 MiB (decided.md, Limits); a subject takes 166 bytes at most,
with an id and codes of 40 characters, so that 5,000 are 830 kB and always fit. The frame is one event too, which
whoever decides on the jury, and the view, reads whole: a larger one would have to come as a file of its own."""
SESSIONS: Final = 3
"""Of every jury (ENG-61: 2023-11-15, 11-29, 12-13)."""

SubjectId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"), Storable]
"""An opaque id, by which only who made the list finds a person; case matters."""
Seed = Annotated[str, StringConstraints(pattern=r"^[!-{}~][ -{}~]{0,98}[!-{}~]$"), Storable]
"""2 to 100 printable ASCII characters but `|`, with no space at either end."""
Seats = Annotated[int, Field(ge=1, le=500)]
SubjectIds = Annotated[tuple[SubjectId, ...], Field(min_length=1, max_length=500, strict=False)]


class Sex(StrEnum):
    """주민등록의 성별."""

    F = "F"
    M = "M"


class JurySubject(Message):
    """One of those among whom is drawn: no name, no address."""

    id: SubjectId
    sex: Sex = Field(strict=False)
    age_band: Code
    """`30-39`."""
    region: Code
    """읍면동: `ganggyeong`."""


Frame = Annotated[tuple[JurySubject, ...], Field(min_length=1, max_length=PEOPLE, strict=False)]


class FreezeJuryFrame(Command):
    """Freeze the list among which a jury is drawn, and say how the seed will be found, before it is known (ENG-60)."""

    type: Literal["engagement.freeze_jury_frame.v1"] = "engagement.freeze_jury_frame.v1"
    roles: ClassVar = OFFICE

    name: Name
    topic: Text
    seats: Seats
    seed_source: Text
    """What will give the seed, such as a lottery of a later day, that nobody here can choose."""
    frame: Frame


class JuryFrameFrozen(Event):
    """The list stands; its hash is published."""

    type: Literal["engagement.jury_frame_frozen.v1"] = "engagement.jury_frame_frozen.v1"

    name: Name
    topic: Text
    seats: Seats
    seed_source: Text
    frame: Frame
    """Sorted by id."""
    frame_sha256: Sha256
    """Of its canonical form (contracts/engagement/sortition.py)."""


class DrawJury(Command):
    """Draw the jury by a seed (ENG-60)."""

    type: Literal["engagement.draw_jury.v1"] = "engagement.draw_jury.v1"
    roles: ClassVar = OFFICE

    seed: Seed


class CellQuota(Message):
    """The seats of one cell."""

    sex: Sex = Field(strict=False)
    age_band: Code
    region: Code
    people: Count
    seats: Count


class JuryDrawn(Event):
    """The lot has fallen; from the frame and the seed anybody comes to the same list."""

    type: Literal["engagement.jury_drawn.v1"] = "engagement.jury_drawn.v1"

    algorithm: Name
    seed: Seed
    quotas: Annotated[tuple[CellQuota, ...], Field(max_length=PEOPLE, strict=False)]
    """In the order of cells."""
    drawn: SubjectIds
    """In the order of the draw."""


class AppointJurors(Command):
    """Appoint drawn citizens who have accepted."""

    type: Literal["engagement.appoint_jurors.v1"] = "engagement.appoint_jurors.v1"
    roles: ClassVar = OFFICE

    subjects: SubjectIds


class JurorAppointed(Event):
    """A citizen is a juror."""

    type: Literal["engagement.juror_appointed.v1"] = "engagement.juror_appointed.v1"

    subject: SubjectId


class FallOut(StrEnum):
    """Why somebody's place is taken by another; no more is said of a person."""

    DECLINED = "DECLINED"
    UNREACHABLE = "UNREACHABLE"
    INELIGIBLE = "INELIGIBLE"
    RESIGNED = "RESIGNED"
    ABSENT = "ABSENT"


class ReplaceJuror(Command):
    """Give the place of one who falls out to the next of the same cell in the order of the draw (ENG-60)."""

    type: Literal["engagement.replace_juror.v1"] = "engagement.replace_juror.v1"
    roles: ClassVar = OFFICE

    subject: SubjectId
    reason: FallOut = Field(strict=False)


class JurorReplaced(Event):
    """Somebody fell out; the next of the cell is drawn, or the seat stays empty."""

    type: Literal["engagement.juror_replaced.v1"] = "engagement.juror_replaced.v1"

    subject: SubjectId
    reason: FallOut = Field(strict=False)
    replacement: SubjectId | None
    """None where the cell has nobody left."""


class JuryGroup(Message):
    """분임: who talked together."""

    name: Name
    members: SubjectIds


class JuryQuestion(Message):
    """What the jury asked a department, and its answer (ENG-61)."""

    department: Code
    question: Text
    answer: Text


class HoldJurySession(Command):
    """Record a session that was held, with who came (ENG-61)."""

    type: Literal["engagement.hold_jury_session.v1"] = "engagement.hold_jury_session.v1"
    roles: ClassVar = OFFICE

    number: Annotated[int, Field(ge=1, le=SESSIONS)]
    held_on: Day
    attended: SubjectIds
    groups: Annotated[tuple[JuryGroup, ...], Field(max_length=50, strict=False)] = ()
    questions: Annotated[tuple[JuryQuestion, ...], Field(max_length=100, strict=False)] = ()


class JuryMet(Event):
    """A session was held."""

    type: Literal["engagement.jury_met.v1"] = "engagement.jury_met.v1"

    number: Annotated[int, Field(ge=1, le=SESSIONS)]
    held_on: Day
    attended: SubjectIds
    groups: Annotated[tuple[JuryGroup, ...], Field(max_length=50, strict=False)]
    questions: Annotated[tuple[JuryQuestion, ...], Field(max_length=100, strict=False)]
    appointed: Count
    """Jurors on that day: the quorum is more than half of them."""


class VoteJuryItem(Command):
    """Record a vote of the session that was held last (ENG-61)."""

    type: Literal["engagement.vote_jury_item.v1"] = "engagement.vote_jury_item.v1"
    roles: ClassVar = OFFICE

    item: Text
    yes: Count
    no: Count
    abstained: Count = 0


class JuryItemVoted(Event):
    """An item was voted on: approved by more than half of those present, of whom who abstains is one."""

    type: Literal["engagement.jury_item_voted.v1"] = "engagement.jury_item_voted.v1"

    number: Count
    session: Count
    item: Text
    yes: Count
    no: Count
    abstained: Count
    present: Count
    is_approved: bool


class ConcludeJury(Command):
    """Close a jury with what it recommends, after its last session."""

    type: Literal["engagement.conclude_jury.v1"] = "engagement.conclude_jury.v1"
    roles: ClassVar = OFFICE

    recommendation: Text


class JuryConcluded(Event):
    """A jury has done its work."""

    type: Literal["engagement.jury_concluded.v1"] = "engagement.jury_concluded.v1"

    recommendation: Text


JuryCommand = FreezeJuryFrame | DrawJury | AppointJurors | ReplaceJuror | HoldJurySession | VoteJuryItem | ConcludeJury
JuryEvent = JuryFrameFrozen | JuryDrawn | JurorAppointed | JurorReplaced | JuryMet | JuryItemVoted | JuryConcluded
