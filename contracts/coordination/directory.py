"""Facts that the coordination copies from the registry: who holds which post, who acts for whom, the clock (ADR 0007).

Addresses stay sealed under their person's own key (ADR 0009): only who sends a letter opens one, for that moment.
"""

from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.registry import Post
from contracts.sealed import Sealed
from contracts.values import Code, Day, Instant, Name, Role, Uuid

ITSELF: Final = frozenset({Role.SYSTEM})


class RecordPerson(Command):
    """Copy a person of the registry: the account, and the address as it is sealed."""

    type: Literal["coordination.record_person.v1"] = "coordination.record_person.v1"
    roles: ClassVar = ITSELF

    person: Uuid
    account: Name | None
    email: Sealed | None


class PersonRecorded(Event):
    """The coordination knows a person."""

    type: Literal["coordination.person_recorded.v1"] = "coordination.person_recorded.v1"

    person: Uuid
    account: Name | None
    email: Sealed | None


class DropPerson(Command):
    """Copy that a person's data are destroyed (PLT-07)."""

    type: Literal["coordination.drop_person.v1"] = "coordination.drop_person.v1"
    roles: ClassVar = ITSELF

    person: Uuid


class PersonDropped(Event):
    """Nothing is ever sent to a person any more."""

    type: Literal["coordination.person_dropped.v1"] = "coordination.person_dropped.v1"

    person: Uuid


class RecordPost(Command):
    """Copy who holds a post on which days (ORG-06)."""

    type: Literal["coordination.record_post.v1"] = "coordination.record_post.v1"
    roles: ClassVar = ITSELF

    assignment: Uuid
    person: Uuid
    department: Code | None
    post: Post = Field(strict=False)
    valid_from: Day
    valid_until: Day | None


class PostRecorded(Event):
    """The coordination knows who holds a post."""

    type: Literal["coordination.post_recorded.v1"] = "coordination.post_recorded.v1"

    assignment: Uuid
    person: Uuid
    department: Code | None
    post: Post = Field(strict=False)
    valid_from: Day
    valid_until: Day | None


class EndPost(Command):
    """Copy until when somebody holds a post (ORG-06)."""

    type: Literal["coordination.end_post.v1"] = "coordination.end_post.v1"
    roles: ClassVar = ITSELF

    assignment: Uuid
    last_day: Day


class PostEnded(Event):
    """The coordination knows until when somebody holds a post."""

    type: Literal["coordination.post_ended.v1"] = "coordination.post_ended.v1"

    assignment: Uuid
    last_day: Day


class RecordDeputy(Command):
    """Copy which account acts for which on which days (ORG-12)."""

    type: Literal["coordination.record_deputy.v1"] = "coordination.record_deputy.v1"
    roles: ClassVar = ITSELF

    delegation: Uuid
    absent: Name
    acting: Name
    valid_from: Day
    valid_until: Day


class DeputyRecorded(Event):
    """The coordination knows who acts for whom."""

    type: Literal["coordination.deputy_recorded.v1"] = "coordination.deputy_recorded.v1"

    delegation: Uuid
    absent: Name
    acting: Name
    valid_from: Day
    valid_until: Day


class DropDeputy(Command):
    """Copy that an account acts for another no more (ORG-12)."""

    type: Literal["coordination.drop_deputy.v1"] = "coordination.drop_deputy.v1"
    roles: ClassVar = ITSELF

    delegation: Uuid


class DeputyDropped(Event):
    """An account acts for another no more."""

    type: Literal["coordination.deputy_dropped.v1"] = "coordination.deputy_dropped.v1"

    delegation: Uuid


class RecordParent(Command):
    """Copy to which bureau or department a department belongs (ORG-01)."""

    type: Literal["coordination.record_parent.v1"] = "coordination.record_parent.v1"
    roles: ClassVar = ITSELF

    department: Code
    parent: Code | None


class ParentRecorded(Event):
    """The coordination knows to what a department belongs."""

    type: Literal["coordination.parent_recorded.v1"] = "coordination.parent_recorded.v1"

    department: Code
    parent: Code | None


class FollowClock(Command):
    """Copy the manual business clock of the registry: whose post it is today depends on it."""

    type: Literal["coordination.follow_clock.v1"] = "coordination.follow_clock.v1"
    roles: ClassVar = ITSELF

    now: Instant


class ClockFollowed(Event):
    """The coordination knows that the manual business clock stands at `now`."""

    type: Literal["coordination.clock_followed.v1"] = "coordination.clock_followed.v1"

    now: Instant
