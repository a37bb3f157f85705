"""Contracts of international exchange: visits with partners abroad, and officers posted there and here (PRJ-56, 57)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Name, Role, Text, Uuid

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

Countries = Annotated[int, Field(ge=1, le=300)]
"""How many countries took part."""
Partners = Annotated[tuple[Code, ...], Field(max_length=50, strict=False)]
"""Codes of partners: cities abroad, schools, missions."""


class Headcount(Message):
    """How many people, as exactly as it is known: `30여명` is about 30 (INC-15)."""

    n: Annotated[int, Field(ge=0, le=100_000_000)]
    is_approximate: bool = False


class ExchangeKind(StrEnum):
    """방문, 학생 교류, 축제 초청, 회의, 그 밖."""

    VISIT = "VISIT"
    STUDENT = "STUDENT"
    FESTIVAL = "FESTIVAL"
    CONFERENCE = "CONFERENCE"
    OTHER = "OTHER"


class RecordExchange(Command):
    """Record something that was done together with partners abroad (PRJ-56)."""

    type: Literal["projects.record_exchange.v1"] = "projects.record_exchange.v1"
    roles: ClassVar = EDITORS

    name: Name
    kind: ExchangeKind = Field(strict=False)
    on: TypedDate
    partners: Partners = ()
    countries: Countries | None = None
    people: Headcount | None = None
    content: Text | None = None
    outcome: Text | None = None


class ExchangeRecorded(Event):
    """Something was done together with partners abroad."""

    type: Literal["projects.exchange_recorded.v1"] = "projects.exchange_recorded.v1"

    name: Name
    kind: ExchangeKind = Field(strict=False)
    on: Period
    by: Code | None
    """The department that records it."""
    partners: Partners
    countries: Countries | None
    people: Headcount | None
    content: Text | None
    outcome: Text | None


class Direction(StrEnum):
    """Who comes here, and who goes there (상호파견)."""

    IN = "IN"
    OUT = "OUT"


class StartPosting(Command):
    """Enter an officer who is posted to a partner, or from one to the city (PRJ-57)."""

    type: Literal["projects.start_posting.v1"] = "projects.start_posting.v1"
    roles: ClassVar = EDITORS

    partner: Code
    direction: Direction = Field(strict=False)
    person: Uuid | None = None
    """In the registry, where the officer is the city's."""
    period: TypedDate
    """As it is planned, from the first day to the last: `2018. 3. ~ 2019. 2.`, or open."""


class PostingStarted(Event):
    """An officer is posted."""

    type: Literal["projects.posting_started.v1"] = "projects.posting_started.v1"

    partner: Code
    direction: Direction = Field(strict=False)
    person: Uuid | None
    by: Code | None
    """The department that looks after it; it and the coordinating office alone may change it."""
    period: Period


class EndPosting(Command):
    """Say when a posting ended."""

    type: Literal["projects.end_posting.v1"] = "projects.end_posting.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    reason: Text | None = None


class PostingEnded(Event):
    """A posting is over."""

    type: Literal["projects.posting_ended.v1"] = "projects.posting_ended.v1"

    ended_on: Period
    reason: Text | None


class ReportPosting(Command):
    """Hand in a report of a posting, while it lasts or when it is over."""

    type: Literal["projects.report_posting.v1"] = "projects.report_posting.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    text: Text


class PostingReported(Event):
    """A posting was reported on."""

    type: Literal["projects.posting_reported.v1"] = "projects.posting_reported.v1"

    number: Annotated[int, Field(ge=1, le=1_000_000)]
    reported_on: Period
    text: Text


PostingCommand = StartPosting | EndPosting | ReportPosting
PostingEvent = PostingStarted | PostingEnded | PostingReported
