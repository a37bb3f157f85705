"""Contracts of meetings, committee resolutions and concurrence (ORG-08, ORG-09, ORG-10, CAL-08 to CAL-10)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.calendar.elections import LegalGround
from contracts.calendar.periods import WEEKDAYS
from contracts.messages import Command, Event, Message
from contracts.values import Code, Count, Day, Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})
HOSTS: Final = frozenset({Role.OPERATOR, Role.OFFICER})


class MeetingKind(StrEnum):
    """간부회의, 협업회의, 위원회, 보고회, 타운홀, 그 밖."""

    EXECUTIVE = "EXECUTIVE"
    COLLABORATION = "COLLABORATION"
    COMMITTEE = "COMMITTEE"
    BRIEFING = "BRIEFING"
    TOWN_HALL = "TOWN_HALL"
    OTHER = "OTHER"


class TypedDay(Message):
    """A day as it was typed, with its weekday where that was typed too: `4. 11(수)` (CAL-08)."""

    day: Day
    weekday: Annotated[str, StringConstraints(pattern=f"^[{WEEKDAYS}]$")] | None = None
    """One of 월화수목금토일."""


Candidates = Annotated[tuple[TypedDay, ...], Field(min_length=1, max_length=10, strict=False)]
"""The days that are possible; one alone is fixed (CAL-09)."""


class ScheduleMeeting(Command):
    """Plan a meeting, on one day or on one of several (CAL-09, CAL-10)."""

    type: Literal["registry.schedule_meeting.v1"] = "registry.schedule_meeting.v1"
    roles: ClassVar = HOSTS

    title: Name
    kind: MeetingKind = Field(strict=False)
    candidates: Candidates
    place: Name | None = None
    departments: tuple[Code, ...] = Field(default=(), max_length=100, strict=False)
    """Who takes part."""
    hosted_by_mayor: bool = False
    """Within sixty days before an election it then needs a legal ground (공직선거법 86조)."""
    legal_ground: LegalGround | None = Field(default=None, strict=False)
    approver: Name | None = None
    """Who has approved the legal ground; needed with it."""


class MeetingScheduled(Event):
    """A meeting is planned."""

    type: Literal["registry.meeting_scheduled.v1"] = "registry.meeting_scheduled.v1"

    title: Name
    kind: MeetingKind = Field(strict=False)
    candidates: tuple[Day, ...] = Field(strict=False)
    place: Name | None
    departments: tuple[Code, ...] = Field(strict=False)
    hosted_by_mayor: bool
    legal_ground: LegalGround | None = Field(default=None, strict=False)
    approver: Name | None


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

    held_on: TypedDay
    departments: tuple[Code, ...] = Field(default=(), max_length=100, strict=False)
    """Who took part."""
    minutes: Text | None = None
    decisions: tuple[Text, ...] = Field(max_length=50, strict=False)


class MeetingRecorded(Event):
    """A meeting was held; its decisions stand, numbered from 1."""

    type: Literal["registry.meeting_recorded.v1"] = "registry.meeting_recorded.v1"

    held_on: Day
    departments: tuple[Code, ...] = Field(strict=False)
    minutes: Text | None
    decisions: tuple[Text, ...] = Field(strict=False)


class CancelMeeting(Command):
    """Call a meeting off."""

    type: Literal["registry.cancel_meeting.v1"] = "registry.cancel_meeting.v1"
    roles: ClassVar = HOSTS

    reason: Text


class MeetingCancelled(Event):
    """A meeting was called off."""

    type: Literal["registry.meeting_cancelled.v1"] = "registry.meeting_cancelled.v1"

    reason: Text


class Verdict(StrEnum):
    """What a committee made of an item: 원안의결, 수정의결, 부결, 보류."""

    ADOPTED = "ADOPTED"
    AMENDED = "AMENDED"
    REJECTED = "REJECTED"
    DEFERRED = "DEFERRED"


class RecordResolution(Command):
    """Record what a committee resolved: who was there, how they voted, what it allows (ORG-08)."""

    type: Literal["registry.record_resolution.v1"] = "registry.record_resolution.v1"
    roles: ClassVar = OFFICE

    committee: Name
    agenda: Name
    resolved_on: TypedDay
    members: Annotated[int, Field(ge=1, le=200)]
    """Of the committee."""
    present: Annotated[int, Field(ge=0, le=200)]
    in_favour: Annotated[int, Field(ge=0, le=200)]
    against: Annotated[int, Field(ge=0, le=200)]
    verdict: Verdict = Field(strict=False)
    minutes: Text | None = None
    gates: Name | None = None
    """What may go on only with it, by its id: a project, a plan."""


class ResolutionRecorded(Event):
    """A committee has resolved."""

    type: Literal["registry.resolution_recorded.v1"] = "registry.resolution_recorded.v1"

    committee: Name
    agenda: Name
    resolved_on: Day
    members: Count
    present: Count
    in_favour: Count
    against: Count
    verdict: Verdict = Field(strict=False)
    minutes: Text | None
    gates: Name | None


class RequestConcurrence(Command):
    """Ask departments to concur with a plan; all of them must (협조·합의결재, ORG-09)."""

    type: Literal["registry.request_concurrence.v1"] = "registry.request_concurrence.v1"
    roles: ClassVar = HOSTS

    title: Name
    text: Text
    departments: tuple[Code, ...] = Field(min_length=1, max_length=60, strict=False)


class ConcurrenceRequested(Event):
    """Departments are asked to concur: PENDING until all have."""

    type: Literal["registry.concurrence_requested.v1"] = "registry.concurrence_requested.v1"

    title: Name
    text: Text
    by: Code | None
    """The department that asks; absent for the coordinating office."""
    departments: tuple[Code, ...] = Field(strict=False)


class Concur(Command):
    """A department concurs."""

    type: Literal["registry.concur.v1"] = "registry.concur.v1"
    roles: ClassVar = frozenset({Role.OFFICER})

    opinion: Text | None = None


class Concurred(Event):
    """A department has concurred; with the last one the plan is CONCURRED."""

    type: Literal["registry.concurred.v1"] = "registry.concurred.v1"

    department: Code
    opinion: Text | None
    is_last: bool


class RefuseConcurrence(Command):
    """A department does not concur: the plan goes back with the reason."""

    type: Literal["registry.refuse_concurrence.v1"] = "registry.refuse_concurrence.v1"
    roles: ClassVar = frozenset({Role.OFFICER})

    reason: Text | None = None
    """Needed: REASON_REQUIRED tells so."""


class ConcurrenceRefused(Event):
    """A department has refused; the plan is RETURNED."""

    type: Literal["registry.concurrence_refused.v1"] = "registry.concurrence_refused.v1"

    department: Code
    reason: Text


class ResubmitConcurrence(Command):
    """Ask again with a changed plan; every department is asked anew."""

    type: Literal["registry.resubmit_concurrence.v1"] = "registry.resubmit_concurrence.v1"
    roles: ClassVar = HOSTS

    text: Text


class ConcurrenceResubmitted(Event):
    """The changed plan is PENDING again."""

    type: Literal["registry.concurrence_resubmitted.v1"] = "registry.concurrence_resubmitted.v1"

    text: Text
    round: Annotated[int, Field(ge=2)]
