"""Contracts of participants: who takes part, in which segment, seated or waiting, and with which ticket."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.messages import Command, Event
from contracts.sealed import Sealed
from contracts.values import Code, Role, Storable, Text, Uuid

DESK: Final = frozenset({Role.OPERATOR, Role.CITIZEN})
"""An operator for somebody, and citizens for themselves."""
OFFICE: Final = frozenset({Role.OPERATOR})

Voter = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Storable]
"""A person's name within one session, under its key: the same over two channels (domain.md 4.5, Duplicate person)."""
CodeHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), Storable]
"""A six-digit code's name within one session, under its key."""
Codes = Annotated[tuple[CodeHash, ...], Field(min_length=1, max_length=16, strict=False)]
"""Of codes that may be given out: the first that is free is."""
Generation = Annotated[int, Field(ge=1, le=255)]
"""How often a ticket was made out; an older one is void."""
Moved = Annotated[int, Field(ge=1, le=200)]


class Channel(StrEnum):
    """현장, 온라인 (ENG-08): WEB takes no seat."""

    ONSITE = "ONSITE"
    WEB = "WEB"


class RegisterParticipant(Command):
    """Register somebody for a session; seated while its segment has seats, else on its waitlist (ENG-03)."""

    type: Literal["engagement.register_participant.v1"] = "engagement.register_participant.v1"
    roles: ClassVar = DESK

    town_hall: Uuid
    segment: Code
    channel: Channel = Field(default=Channel.ONSITE, strict=False)
    voter: Voter
    codes: Codes
    contact: Sealed | None = None
    """Of the participant; absent for who takes part without a name (ENG-15)."""
    consent: Code | None = None
    """The wording that was agreed to: whoever leaves contact data agrees to what they are for."""
    guardian_consent: bool = False
    """A child's guardian agreed too (개인정보 보호법 22조의2)."""


class ParticipantRegistered(Event):
    """Somebody takes part, and holds a seat where it is on site."""

    type: Literal["engagement.participant_registered.v1"] = "engagement.participant_registered.v1"

    town_hall: Uuid
    segment: Code
    channel: Channel = Field(strict=False)
    is_official: bool
    voter: Voter
    code: CodeHash
    contact: Sealed | None
    consent: Code | None
    guardian_consent: bool


class ParticipantWaitlisted(Event):
    """Somebody waits for a seat; who came first gets the first one."""

    type: Literal["engagement.participant_waitlisted.v1"] = "engagement.participant_waitlisted.v1"

    town_hall: Uuid
    segment: Code
    channel: Channel = Field(strict=False)
    is_official: bool
    voter: Voter
    code: CodeHash
    contact: Sealed | None
    consent: Code | None
    guardian_consent: bool


class ParticipantSeated(Event):
    """Who waited longest has got a seat."""

    type: Literal["engagement.participant_seated.v1"] = "engagement.participant_seated.v1"

    town_hall: Uuid
    segment: Code


class WithdrawParticipant(Command):
    """Give up a seat or a place on the waitlist; what was left as contact is destroyed."""

    type: Literal["engagement.withdraw_participant.v1"] = "engagement.withdraw_participant.v1"
    roles: ClassVar = DESK

    reason: Text | None = None


class ParticipantWithdrawn(Event):
    """Somebody takes no part; its seat goes to the first who waits."""

    type: Literal["engagement.participant_withdrawn.v1"] = "engagement.participant_withdrawn.v1"

    town_hall: Uuid
    segment: Code
    channel: Channel = Field(strict=False)
    was_waiting: bool
    """It held no seat."""
    reason: Text | None


class CheckInParticipant(Command):
    """Let somebody in: from now on the ticket is a ballot right (ENG-01, ENG-03)."""

    type: Literal["engagement.check_in_participant.v1"] = "engagement.check_in_participant.v1"
    roles: ClassVar = DESK

    generation: Generation
    """Of the ticket that was shown."""


class ParticipantCheckedIn(Event):
    """Somebody is there and may vote."""

    type: Literal["engagement.participant_checked_in.v1"] = "engagement.participant_checked_in.v1"

    town_hall: Uuid
    segment: Code
    channel: Channel = Field(strict=False)


class ReissueTicket(Command):
    """Make a lost ticket out anew; the old one and its code are void."""

    type: Literal["engagement.reissue_ticket.v1"] = "engagement.reissue_ticket.v1"
    roles: ClassVar = OFFICE

    generation: Generation
    """Of the new ticket: one more than that of the lost one."""
    codes: Codes


class TicketReissued(Event):
    """Only the newest ticket counts."""

    type: Literal["engagement.ticket_reissued.v1"] = "engagement.ticket_reissued.v1"

    generation: Generation
    code: CodeHash


class CodeGiven(Event):
    """A six-digit code is one participant's, and nobody else's of the session."""

    type: Literal["engagement.code_given.v1"] = "engagement.code_given.v1"

    participant: Uuid


class VoterNamed(Event):
    """A person takes part over a channel; once over each, and as one voter over both."""

    type: Literal["engagement.voter_named.v1"] = "engagement.voter_named.v1"

    participant: Uuid
    channel: Channel = Field(strict=False)


class VoterGone(Event):
    """A person does not take part over a channel any more, and may register again."""

    type: Literal["engagement.voter_gone.v1"] = "engagement.voter_gone.v1"

    channel: Channel = Field(strict=False)


class ReleaseSeats(Command):
    """Give unused seats of one segment to the waitlist of another, from 18:00 of the day before (domain.md 4.5)."""

    type: Literal["engagement.release_seats.v1"] = "engagement.release_seats.v1"
    roles: ClassVar = OFFICE

    from_segment: Code
    to_segment: Code
    seats: Moved


class SeatTaken(Event):
    """A seat of the segment is a participant's."""

    type: Literal["engagement.seat_taken.v1"] = "engagement.seat_taken.v1"

    participant: Uuid


class SeatAwaited(Event):
    """A participant stands last on the segment's waitlist."""

    type: Literal["engagement.seat_awaited.v1"] = "engagement.seat_awaited.v1"

    participant: Uuid


class SeatLeft(Event):
    """A participant has neither a seat nor a place on the waitlist any more."""

    type: Literal["engagement.seat_left.v1"] = "engagement.seat_left.v1"

    participant: Uuid


class SeatsGiven(Event):
    """The segment has fewer seats: another one has them."""

    type: Literal["engagement.seats_given.v1"] = "engagement.seats_given.v1"

    seats: Moved
    segment: Code


class SeatsReceived(Event):
    """The segment has more seats: another one had them."""

    type: Literal["engagement.seats_received.v1"] = "engagement.seats_received.v1"

    seats: Moved
    segment: Code


ParticipantCommand = RegisterParticipant | WithdrawParticipant | CheckInParticipant | ReissueTicket | ReleaseSeats
SeatEvent = SeatTaken | SeatAwaited | SeatLeft | SeatsGiven | SeatsReceived
ParticipantEvent = (
    ParticipantRegistered
    | ParticipantWaitlisted
    | ParticipantSeated
    | ParticipantWithdrawn
    | ParticipantCheckedIn
    | TicketReissued
    | CodeGiven
    | VoterNamed
    | VoterGone
    | SeatEvent
)
