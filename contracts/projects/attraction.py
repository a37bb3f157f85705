"""Contracts of institutions that the city wants to win: each, how many, what is heard of them (PRJ-70 to PRJ-72)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event
from contracts.projects.claims import Claims
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Name, Role, Text

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

Institutions = Annotated[int, Field(ge=0, le=100_000)]
"""How many institutions (개소)."""


class TargetKind(StrEnum):
    """신설, 이전, and what the source does not tell (INC-24)."""

    NEW = "NEW"
    MOVE = "MOVE"
    UNKNOWN = "UNKNOWN"


class TargetStatus(StrEnum):
    """유치대상, 협의 중, 유치 확정, 무산."""

    TARGET = "TARGET"
    IN_TALKS = "IN_TALKS"
    WON = "WON"
    LOST = "LOST"


class AddTarget(Command):
    """Enter an institution that the city wants to win, or has won (PRJ-70)."""

    type: Literal["projects.add_target.v1"] = "projects.add_target.v1"
    roles: ClassVar = EDITORS

    name: Name
    kind: TargetKind = Field(strict=False)
    """UNKNOWN needs a claim: TARGET_TYPE_UNKNOWN."""
    status: TargetStatus = Field(default=TargetStatus.TARGET, strict=False)
    since: TypedDate | None = None
    """Since when it has that status: `'07년`. Needed where it is won or lost."""
    claims: Claims = ()


class TargetAdded(Event):
    """The city wants to win an institution, or has won it."""

    type: Literal["projects.target_added.v1"] = "projects.target_added.v1"

    name: Name
    kind: TargetKind = Field(strict=False)
    status: TargetStatus = Field(strict=False)
    since: Period | None
    by: Code | None
    """The department that looks after it; it and the coordinating office alone may change it."""


class SetTargetStatus(Command):
    """Say how things stand with an institution."""

    type: Literal["projects.set_target_status.v1"] = "projects.set_target_status.v1"
    roles: ClassVar = EDITORS

    status: TargetStatus = Field(strict=False)
    on: TypedDate
    note: Text | None = None


class TargetStatusSet(Event):
    """How things stand with an institution."""

    type: Literal["projects.target_status_set.v1"] = "projects.target_status_set.v1"

    status: TargetStatus = Field(strict=False)
    since: Period
    note: Text | None


class ConfirmTargetKind(Command):
    """Say whether an institution is new or moves, once that is known (INC-24)."""

    type: Literal["projects.confirm_target_kind.v1"] = "projects.confirm_target_kind.v1"
    roles: ClassVar = EDITORS

    kind: TargetKind = Field(strict=False)
    source: Text


class TargetKindConfirmed(Event):
    """It is known whether an institution is new or moves."""

    type: Literal["projects.target_kind_confirmed.v1"] = "projects.target_kind_confirmed.v1"

    kind: TargetKind = Field(strict=False)
    source: Text


class SetTargetCount(Command):
    """Record how many institutions somebody wants to win from a day on (PRJ-71)."""

    type: Literal["projects.set_target_count.v1"] = "projects.set_target_count.v1"
    roles: ClassVar = EDITORS

    body: Name
    """Whose number it is: 충청남도."""
    count: Institutions
    before: Institutions | None = None
    """What the source says it was before: `기존 34개소`."""
    on: TypedDate
    source: Text


class TargetCountSet(Event):
    """The number of institutions that somebody wants to win has changed."""

    type: Literal["projects.target_count_set.v1"] = "projects.target_count_set.v1"

    body: Name
    count: Institutions
    before: Institutions | None
    """Absent of the first number."""
    since: Period
    source: Text


class NoteTrend(Command):
    """Note what is heard of institutions that move (이슈·동향, PRJ-72)."""

    type: Literal["projects.note_trend.v1"] = "projects.note_trend.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    text: Text
    source: Text


class TrendNoted(Event):
    """Something was heard of institutions that move."""

    type: Literal["projects.trend_noted.v1"] = "projects.trend_noted.v1"

    on: Period
    text: Text
    source: Text


TargetCommand = AddTarget | SetTargetStatus | ConfirmTargetKind
TargetEvent = TargetAdded | TargetStatusSet | TargetKindConfirmed
CountCommand = SetTargetCount | NoteTrend
CountEvent = TargetCountSet | TrendNoted
