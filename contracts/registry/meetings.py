"""Contracts of meetings: planned on a day or on one of several, held, their decisions (ORG-10, CAL-08 to CAL-10)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.elections import LegalGround
from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.values import Code, Day, Name, Role, Text

HOSTS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

TypedDate = Name
"""A date as it is typed: `2024-03-03`, `2018. 4. 11(수)`, `3. 3.(일) 또는 3. 9.(토)`; a weekday is checked (CAL-08).

Where no year is typed it is that of the business clock.
"""
Departments = Annotated[tuple[Code, ...], Field(max_length=100, strict=False)]
"""Who takes part, or took part."""
Decisions = Annotated[tuple[Text, ...], Field(max_length=50, strict=False)]
"""What was decided, in the order of its numbers, from 1."""


class MeetingKind(StrEnum):
    """간부회의, 협업회의, 위원회, 보고회, 타운홀, 그 밖."""

    EXECUTIVE = "EXECUTIVE"
    COLLABORATION = "COLLABORATION"
    COMMITTEE = "COMMITTEE"
    BRIEFING = "BRIEFING"
    TOWN_HALL = "TOWN_HALL"
    OTHER = "OTHER"


class BlackoutExemption(Message):
    """Why the law lets the mayor host it before an election all the same, and who answers for it (CAL-10)."""

    ground: LegalGround = Field(strict=False)
    approver: Name
    """Account id."""


class ScheduleMeeting(Command):
    """Plan a meeting on a day, on some days, or on one of several that are possible (CAL-09, CAL-10)."""

    type: Literal["registry.schedule_meeting.v1"] = "registry.schedule_meeting.v1"
    roles: ClassVar = HOSTS

    title: Name
    kind: MeetingKind = Field(strict=False)
    when: TypedDate
    place: Name | None = None
    departments: Departments = ()
    is_hosted_by_mayor: bool = False
    """Then it needs an exemption within sixty days before an election (공직선거법 86조)."""
    exemption: BlackoutExemption | None = None


class MeetingScheduled(Event):
    """A meeting is planned; where its days are candidates it waits for its date."""

    type: Literal["registry.meeting_scheduled.v1"] = "registry.meeting_scheduled.v1"

    title: Name
    kind: MeetingKind = Field(strict=False)
    by: Code | None
    """The department that plans it; it and the coordinating office alone may change it."""
    when: Period
    place: Name | None
    departments: Departments
    is_hosted_by_mayor: bool
    exemption: BlackoutExemption | None


class FixDate(Command):
    """Choose one of the candidate days (CAL-09)."""

    type: Literal["registry.fix_date.v1"] = "registry.fix_date.v1"
    roles: ClassVar = HOSTS

    day: Day


class DateFixed(Event):
    """The meeting has its day."""

    type: Literal["registry.date_fixed.v1"] = "registry.date_fixed.v1"

    day: Day


class RecordMeeting(Command):
    """Record what a meeting decided, item by item: each may become a directive (ORG-10)."""

    type: Literal["registry.record_meeting.v1"] = "registry.record_meeting.v1"
    roles: ClassVar = HOSTS

    held_on: TypedDate
    departments: Departments = ()
    minutes: Text | None = None
    decisions: Decisions


class MeetingRecorded(Event):
    """A meeting was held; a directive names its decision by the meeting and the decision's number."""

    type: Literal["registry.meeting_recorded.v1"] = "registry.meeting_recorded.v1"

    held_on: Day
    departments: Departments
    minutes: Text | None
    decisions: Decisions


class CancelMeeting(Command):
    """Call a meeting off."""

    type: Literal["registry.cancel_meeting.v1"] = "registry.cancel_meeting.v1"
    roles: ClassVar = HOSTS

    reason: Text


class MeetingCancelled(Event):
    """A meeting was called off."""

    type: Literal["registry.meeting_cancelled.v1"] = "registry.meeting_cancelled.v1"

    reason: Text
