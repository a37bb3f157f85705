"""Contracts of town halls and other sessions with citizens: planned, announced, held and closed in order (ENG-01)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event, Message
from contracts.projects.money import Won
from contracts.registry.meetings import BlackoutExemption
from contracts.values import Code, Day, Instant, Name, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})

Minutes = Annotated[int, Field(ge=10, le=1_440)]
Seats = Annotated[int, Field(ge=1, le=100_000)]


class SessionKind(StrEnum):
    """타운홀미팅, 워크숍, 찾아가는 설명회, 그 밖 (ENG-12, ENG-67): one lifecycle for all."""

    TOWN_HALL = "TOWN_HALL"
    WORKSHOP = "WORKSHOP"
    BRIEFING = "BRIEFING"
    OTHER = "OTHER"


class Segment(Message):
    """A group of participants with seats of its own: 초등학생 100석 (ENG-03)."""

    code: Code
    name: Name
    seats: Seats
    is_child: bool = False
    """Under 14: contact data only with a guardian's consent (ENG-15, 개인정보 보호법 22조의2)."""
    is_official: bool = False
    """공무원: results are told with and without them (ENG-06)."""


Segments = Annotated[tuple[Segment, ...], Field(min_length=1, max_length=20, strict=False)]


class AgendaItem(Message):
    """What is talked about, and where it comes from: a survey's top issue, or what was decided last time (ENG-14)."""

    text: Text
    survey: Uuid | None = None
    """A published one."""
    question: Code | None = None
    option: Code | None = None
    """What most of those who were asked have named."""
    feedback: Uuid | None = None
    """An item of an earlier session that is looked at again; those come first."""


Agenda = Annotated[tuple[AgendaItem, ...], Field(max_length=50, strict=False)]


class Cycle(Message):
    """One of the two rounds of a year: planned in 3월 and 8월, held in 4월 and 9~12월 (ENG-10)."""

    year: Annotated[int, Field(ge=1995, le=2199)]
    number: Annotated[int, Field(ge=1, le=2)]


class PlanTownHall(Command):
    """Plan a session with citizens (ENG-01, ENG-02)."""

    type: Literal["engagement.plan_town_hall.v1"] = "engagement.plan_town_hall.v1"
    roles: ClassVar = OFFICE

    name: Name
    kind: SessionKind = Field(default=SessionKind.TOWN_HALL, strict=False)
    starts_at: Instant
    minutes: Minutes
    place: Name
    budget_won: Won | None = None
    segments: Segments
    agenda: Agenda = ()
    cycle: Cycle | None = None
    is_hosted_by_mayor: bool = True
    exemption: BlackoutExemption | None = None


class TownHallPlanned(Event):
    """A session is planned."""

    type: Literal["engagement.town_hall_planned.v1"] = "engagement.town_hall_planned.v1"

    name: Name
    kind: SessionKind = Field(strict=False)
    starts_at: Instant
    minutes: Minutes
    place: Name
    budget_won: Won | None
    segments: Segments
    agenda: Agenda
    cycle: Cycle | None
    is_hosted_by_mayor: bool
    exemption: BlackoutExemption | None


class AnnounceTownHall(Command):
    """Announce a session, a week before it at least (ENG-01)."""

    type: Literal["engagement.announce_town_hall.v1"] = "engagement.announce_town_hall.v1"
    roles: ClassVar = OFFICE


class TownHallAnnounced(Event):
    """Citizens can read of it."""

    type: Literal["engagement.town_hall_announced.v1"] = "engagement.town_hall_announced.v1"


class CancelTownHall(Command):
    """Call a session off; what was registered stays on the record."""

    type: Literal["engagement.cancel_town_hall.v1"] = "engagement.cancel_town_hall.v1"
    roles: ClassVar = OFFICE

    reason: Text


class TownHallCancelled(Event):
    """It is not held."""

    type: Literal["engagement.town_hall_cancelled.v1"] = "engagement.town_hall_cancelled.v1"

    reason: Text


class OpenRegistration(Command):
    """Let people register for an announced session; it closes by itself when the doors open (ENG-01)."""

    type: Literal["engagement.open_registration.v1"] = "engagement.open_registration.v1"
    roles: ClassVar = OFFICE


class RegistrationOpened(Event):
    """People can register."""

    type: Literal["engagement.registration_opened.v1"] = "engagement.registration_opened.v1"


class SetAgenda(Command):
    """Say what a session talks about until its doors open: items of earlier sessions first, then new ones (ENG-14)."""

    type: Literal["engagement.set_agenda.v1"] = "engagement.set_agenda.v1"
    roles: ClassVar = OFFICE

    agenda: Annotated[Agenda, Field(min_length=1)]


class AgendaSet(Event):
    """A session talks about this, and nothing that it was to talk about before."""

    type: Literal["engagement.agenda_set.v1"] = "engagement.agenda_set.v1"

    agenda: Agenda


class OpenDoors(Command):
    """Begin to let people in, on the day of the session at the earliest (ENG-01)."""

    type: Literal["engagement.open_doors.v1"] = "engagement.open_doors.v1"
    roles: ClassVar = OFFICE


class DoorsOpened(Event):
    """People are checked in; nobody registers any more but at the door."""

    type: Literal["engagement.doors_opened.v1"] = "engagement.doors_opened.v1"


class CloseTownHall(Command):
    """End a session: nobody is let in and nothing is voted on any more."""

    type: Literal["engagement.close_town_hall.v1"] = "engagement.close_town_hall.v1"
    roles: ClassVar = OFFICE


class TownHallClosed(Event):
    """It is over; its results and what becomes of them follow."""

    type: Literal["engagement.town_hall_closed.v1"] = "engagement.town_hall_closed.v1"


class RecordSpending(Command):
    """Record what was spent on a session; beyond its budget only with a ground (ENG-11)."""

    type: Literal["engagement.record_spending.v1"] = "engagement.record_spending.v1"
    roles: ClassVar = OFFICE

    item: Name
    amount_won: Won
    spent_on: Day
    overrun_ground: Text | None = None
    """Why more is spent than was planned."""


class SpendingRecorded(Event):
    """Something was spent."""

    type: Literal["engagement.spending_recorded.v1"] = "engagement.spending_recorded.v1"

    item: Name
    amount_won: Won
    spent_on: Day
    overrun_ground: Text | None
    """Absent as long as the budget holds."""


TownHallStep = AnnounceTownHall | CancelTownHall | OpenRegistration | OpenDoors | CloseTownHall | RecordSpending
"""What is done to a session that is planned."""
TownHallCommand = PlanTownHall | SetAgenda | TownHallStep
TownHallEvent = (
    TownHallPlanned
    | TownHallAnnounced
    | TownHallCancelled
    | RegistrationOpened
    | DoorsOpened
    | TownHallClosed
    | SpendingRecorded
    | AgendaSet
)
