"""Contracts of inter-local groups (연계협력, 생활권): who works together, from when until when (PRJ-52)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event, Message
from contracts.values import Code, Day, Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})


class GroupKind(StrEnum):
    """생활권, 권역, 행정협의회, 그 밖."""

    LIVING_ZONE = "LIVING_ZONE"
    REGION = "REGION"
    COUNCIL = "COUNCIL"
    OTHER = "OTHER"


class GroupMember(Message):
    """A partner that works with the city."""

    partner: Code
    is_outside_province: bool = False
    """옥천 lies in 충청북도 (INC-38)."""


GroupMembers = Annotated[tuple[GroupMember, ...], Field(min_length=1, max_length=50, strict=False)]
"""Beside the city itself, which is in every group of its own and is not named."""


class FormGroup(Command):
    """Enter a group of municipalities that the city is in."""

    type: Literal["projects.form_group.v1"] = "projects.form_group.v1"
    roles: ClassVar = OFFICE

    code: Code
    name: Name
    kind: GroupKind = Field(strict=False)
    members: GroupMembers
    valid_from: Day


class GroupFormed(Event):
    """A group works together."""

    type: Literal["projects.group_formed.v1"] = "projects.group_formed.v1"

    code: Code
    name: Name
    kind: GroupKind = Field(strict=False)
    members: GroupMembers
    valid_from: Day


class JoinGroup(Command):
    """Say from when on a partner is in a group."""

    type: Literal["projects.join_group.v1"] = "projects.join_group.v1"
    roles: ClassVar = OFFICE

    code: Code
    member: GroupMember
    valid_from: Day


class GroupJoined(Event):
    """A partner is in a group."""

    type: Literal["projects.group_joined.v1"] = "projects.group_joined.v1"

    code: Code
    member: GroupMember
    valid_from: Day


class LeaveGroup(Command):
    """Say until when a partner is in a group."""

    type: Literal["projects.leave_group.v1"] = "projects.leave_group.v1"
    roles: ClassVar = OFFICE

    code: Code
    partner: Code
    last_day: Day
    reason: Text


class GroupLeft(Event):
    """A partner's membership has a last day."""

    type: Literal["projects.group_left.v1"] = "projects.group_left.v1"

    code: Code
    partner: Code
    last_day: Day
    reason: Text


GroupCommand = FormGroup | JoinGroup | LeaveGroup
GroupEvent = GroupFormed | GroupJoined | GroupLeft
