"""Citizens who follow something, and what they are told of it: that it changed, never what it says (ENG-09, XS-13).

A topic is the stream that changes: `suggestion-<id>`, `town_hall-<id>`. One change is told once to each who follows.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.messages import Command, Event, Message
from contracts.sealed import Sealed
from contracts.values import Code, Day, Role, Storable, Stream, Uuid

CITIZENS: Final = frozenset({Role.CITIZEN, Role.SYSTEM})
"""Who follows, and a policy for who left a contact with consent to be told."""
ITSELF: Final = frozenset({Role.SYSTEM})

LINK: Final = "<link>"
"""In the words of a letter: the link that only its reader shall have."""
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)+$", max_length=80), Storable]
"""As what a contact is sealed: without it the contact does not open."""


class ChangeKind(StrEnum):
    """What has happened to what somebody follows."""

    RESULT_PUBLISHED = "RESULT_PUBLISHED"
    """투표 결과 발표."""
    FEEDBACK_REQUESTED = "FEEDBACK_REQUESTED"
    """담당 부서 검토 시작."""
    FEEDBACK_ADOPTED = "FEEDBACK_ADOPTED"
    FEEDBACK_DECLINED = "FEEDBACK_DECLINED"
    FEEDBACK_REFERRED = "FEEDBACK_REFERRED"
    SESSION_CANCELLED = "SESSION_CANCELLED"
    SUGGESTION_CLASSIFIED = "SUGGESTION_CLASSIFIED"
    """담당 부서 지정."""
    SUGGESTION_TRANSFERRED = "SUGGESTION_TRANSFERRED"
    SUPPLEMENT_REQUESTED = "SUPPLEMENT_REQUESTED"
    SUGGESTION_EXTENDED = "SUGGESTION_EXTENDED"
    SUGGESTION_ANSWERED = "SUGGESTION_ANSWERED"
    SURVEY_INVITED = "SURVEY_INVITED"
    """만족도 조사 초대."""


class Change(Message):
    """One change of status."""

    kind: ChangeKind = Field(strict=False)
    subject: Stream
    """What changed: the item, where the topic holds several."""
    on: Day


class InvitationLink(Message):
    """To which survey a notice leads: what stands in the link besides is made out when it is sent."""

    survey: Uuid
    invitation: Uuid
    generation: Annotated[int, Field(ge=1, le=9)]


class Follow(Command):
    """Follow a topic: be told of each change, by a contact that was left for it with consent."""

    type: Literal["coordination.follow.v1"] = "coordination.follow.v1"
    roles: ClassVar = CITIZENS

    topic: Stream
    contact: Sealed
    field: FieldName
    is_digest: bool = False
    """Told once a day, at 18:00, of all that changed."""
    consent: Code
    """The wording that was agreed to."""


class Followed(Event):
    """Somebody is told of a topic's changes from now on."""

    type: Literal["coordination.followed.v1"] = "coordination.followed.v1"

    topic: Stream
    contact: Sealed
    field: FieldName
    is_digest: bool
    consent: Code


class Unfollow(Command):
    """Be told no more: consent is taken back, and the contact's key destroyed."""

    type: Literal["coordination.unfollow.v1"] = "coordination.unfollow.v1"
    roles: ClassVar = CITIZENS


class Unfollowed(Event):
    """Somebody is told no more."""

    type: Literal["coordination.unfollowed.v1"] = "coordination.unfollowed.v1"


class LinkTopic(Command):
    """Copy that what changes belongs to a topic: a round or an item to its session."""

    type: Literal["coordination.link_topic.v1"] = "coordination.link_topic.v1"
    roles: ClassVar = ITSELF

    topic: Stream
    parent: Stream


class TopicLinked(Event):
    """Who follows the parent is told of this too."""

    type: Literal["coordination.topic_linked.v1"] = "coordination.topic_linked.v1"

    parent: Stream


class TellChange(Command):
    """Tell all who follow a topic, or what it belongs to, that it changed."""

    type: Literal["coordination.tell_change.v1"] = "coordination.tell_change.v1"
    roles: ClassVar = ITSELF

    topic: Stream
    change: Change


class ChangeTold(Event):
    """Each who follows the topic now is told of this change: a sweep sees to it."""

    type: Literal["coordination.change_told.v1"] = "coordination.change_told.v1"

    topic: Stream
    change: Change


class TellFollower(Command):
    """Tell one who follows of a change: at once, or with the day's others."""

    type: Literal["coordination.tell_follower.v1"] = "coordination.tell_follower.v1"
    roles: ClassVar = ITSELF

    follower: Uuid
    change: Change


class CitizenNoticeRaised(Event):
    """Somebody outside is to be told of changes; the contact stays sealed."""

    type: Literal["coordination.citizen_notice_raised.v1"] = "coordination.citizen_notice_raised.v1"

    follower: Uuid
    topic: Stream
    contact: Sealed
    field: FieldName
    is_digest: bool
    change: Change
    """The first one of a digest."""
    link: InvitationLink | None


class DigestExtended(Event):
    """A digest tells of one change more."""

    type: Literal["coordination.digest_extended.v1"] = "coordination.digest_extended.v1"

    change: Change


class TellInvitation(Command):
    """Send somebody the link to a survey, once for each generation of it (ENG-34)."""

    type: Literal["coordination.tell_invitation.v1"] = "coordination.tell_invitation.v1"
    roles: ClassVar = ITSELF

    contact: Sealed
    field: FieldName
    link: InvitationLink


class OweDigest(Command):
    """Send a day's digest: a timer's."""

    type: Literal["coordination.owe_digest.v1"] = "coordination.owe_digest.v1"
    roles: ClassVar = ITSELF

    notice: Uuid


FollowCommand = Follow | Unfollow | LinkTopic | TellChange | TellFollower | TellInvitation | OweDigest
FollowEvent = Followed | Unfollowed | TopicLinked | ChangeTold | CitizenNoticeRaised | DigestExtended
