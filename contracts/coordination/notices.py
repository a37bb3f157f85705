"""Notices: a post is told that something about a directive concerns it. Its words are never in a notice."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.deadlines import Stage
from contracts.directives import Clock, Level
from contracts.messages import Command, Event
from contracts.values import Code, Day, Role, Uuid

ITSELF: Final = frozenset({Role.SYSTEM})


class NoticeKind(StrEnum):
    """What a notice is about."""

    SHARED = "SHARED"
    """A directive has come to the department."""
    REMINDER = "REMINDER"
    """A deadline comes (CAL-13)."""
    ESCALATION = "ESCALATION"
    """A deadline was missed (DIR-20)."""
    RESCHEDULED = "RESCHEDULED"
    """A deadline has moved with the calendar (CAL-11)."""
    RETURNED = "RETURNED"
    """The outcome must be supplemented (DIR-08)."""
    TRANSFERRED = "TRANSFERRED"
    """The department leads from now on, or no longer (DIR-16)."""


class Recipient(StrEnum):
    """The post that a notice is for: 담당자, 팀장, 국장·부시장, 시장 (DIR-20)."""

    OFFICER = "OFFICER"
    TEAM_HEAD = "TEAM_HEAD"
    BUREAU_HEAD = "BUREAU_HEAD"
    MAYOR = "MAYOR"


ESCALATED_TO: Final[Mapping[Level, Recipient]] = {
    Level.TEAM_HEAD: Recipient.TEAM_HEAD,
    Level.BUREAU_HEAD: Recipient.BUREAU_HEAD,
    Level.MAYOR: Recipient.MAYOR,
}
"""Whom a lateness is told (DIR-20)."""


class RaiseNotice(Command):
    """Tell one post of one department something about a directive."""

    type: Literal["coordination.raise_notice.v1"] = "coordination.raise_notice.v1"
    roles: ClassVar = ITSELF

    directive: Uuid
    kind: NoticeKind = Field(strict=False)
    recipient: Recipient = Field(strict=False)
    department: Code | None
    """Whose it is; absent for the coordinating office."""
    clock: Clock | None = Field(default=None, strict=False)
    """Which deadline; absent where the notice is of none."""
    stage: Stage | None = Field(default=None, strict=False)
    due: Day | None = None


class NoticeRaised(Event):
    """A post is told something about a directive; who holds it is found when it is read or sent."""

    type: Literal["coordination.notice_raised.v1"] = "coordination.notice_raised.v1"

    directive: Uuid
    kind: NoticeKind = Field(strict=False)
    recipient: Recipient = Field(strict=False)
    department: Code | None
    clock: Clock | None = Field(strict=False)
    stage: Stage | None = Field(strict=False)
    due: Day | None
