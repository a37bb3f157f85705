"""Contracts of ballots: what is chosen in a round, cast by a pseudonym or entered twice from paper (ENG-05, ENG-13)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.messages import Command, Event, Message
from contracts.values import Code, Name, Role, Storable, Uuid

VOTERS: Final = frozenset({Role.CITIZEN})
OFFICERS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
"""Who may enter what was counted by hand."""

Pseudonym = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), Storable]
"""What a person is called within one round: nobody can tell who it is without the round's key, which is destroyed."""
Value = Annotated[int, Field(ge=1, le=20)]
"""1 for what was chosen; stars; a place, 1 being the first."""
Ballots = Annotated[int, Field(ge=0, le=1_000_000)]


class BallotChannel(StrEnum):
    """현장, 온라인, 종이, 단말기 (ENG-08, ENG-13): all but WEB are cast where the session is held."""

    ONSITE = "ONSITE"
    WEB = "WEB"
    PAPER = "PAPER"
    KEYPAD = "KEYPAD"


class HandChannel(StrEnum):
    """종이, 단말기: counted by people, entered by two of them (ENG-13)."""

    PAPER = "PAPER"
    KEYPAD = "KEYPAD"


class BallotChoice(Message):
    """An option of a round, and what was said of it."""

    option: Code
    value: Value = 1


Choices = Annotated[tuple[BallotChoice, ...], Field(max_length=20, strict=False)]
"""What one ballot says; none is a blank ballot, which counts for the turnout."""


class OptionCount(Message):
    """How many ballots say the same of an option."""

    option: Code
    value: Value = 1
    count: Ballots


Counts = Annotated[tuple[OptionCount, ...], Field(max_length=400, strict=False)]


class CastBallot(Command):
    """Vote in a round; a person's second ballot is refused unless the round lets it be changed (ENG-05)."""

    type: Literal["engagement.cast_ballot.v1"] = "engagement.cast_ballot.v1"
    roles: ClassVar = VOTERS

    round: Uuid
    pseudonym: Pseudonym
    segment: Code
    is_official: bool
    channel: BallotChannel = Field(strict=False)
    choices: Choices


class BallotCast(Event):
    """A ballot lies in the box."""

    type: Literal["engagement.ballot_cast.v1"] = "engagement.ballot_cast.v1"

    round: Uuid
    segment: Code
    is_official: bool
    channel: BallotChannel = Field(strict=False)
    choices: Choices


class BallotChanged(Event):
    """A ballot says something else; it stays where it was counted first."""

    type: Literal["engagement.ballot_changed.v1"] = "engagement.ballot_changed.v1"

    round: Uuid
    segment: Code
    is_official: bool
    channel: BallotChannel = Field(strict=False)
    choices: Choices
    before: Choices
    """What it said until then: a sum takes this off without looking back."""


class EnterChannelTally(Command):
    """Enter what was counted by hand; it counts once another officer has entered the same (ENG-13)."""

    type: Literal["engagement.enter_channel_tally.v1"] = "engagement.enter_channel_tally.v1"
    roles: ClassVar = OFFICERS

    channel: HandChannel = Field(strict=False)
    segment: Code
    ballots: Ballots
    blank: Ballots
    """Of these, blank or void."""
    counts: Counts


class ChannelTallyEntered(Event):
    """One officer has entered what was counted by hand; a second one does without seeing it."""

    type: Literal["engagement.channel_tally_entered.v1"] = "engagement.channel_tally_entered.v1"

    round: Uuid
    channel: HandChannel = Field(strict=False)
    segment: Code
    ballots: Ballots
    blank: Ballots
    counts: Counts
    entered_by: Name


class ChannelTallyDiffered(Event):
    """The second entry says something else: both are kept, and both are entered again."""

    type: Literal["engagement.channel_tally_differed.v1"] = "engagement.channel_tally_differed.v1"

    round: Uuid
    channel: HandChannel = Field(strict=False)
    segment: Code
    ballots: Ballots
    blank: Ballots
    counts: Counts
    entered_by: Name


class ChannelTallyImported(Event):
    """Both entries say the same: it is counted."""

    type: Literal["engagement.channel_tally_imported.v1"] = "engagement.channel_tally_imported.v1"

    channel: HandChannel = Field(strict=False)
    segment: Code
    is_official: bool
    ballots: Ballots
    blank: Ballots
    counts: Counts
    entered_by: tuple[Name, Name] = Field(strict=False)


BallotCommand = CastBallot | EnterChannelTally
BallotEvent = BallotCast | BallotChanged | ChannelTallyEntered | ChannelTallyDiffered
