"""Contracts of the coordination: whom of the city hall something is told that another context has done."""

from typing import Annotated

from pydantic import Field

from contracts.coordination.directory import (
    ClockFollowed,
    DeputyDropped,
    DeputyRecorded,
    DropDeputy,
    DropPerson,
    EndPost,
    FollowClock,
    ParentRecorded,
    PersonDropped,
    PersonRecorded,
    PostEnded,
    PostRecorded,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
)
from contracts.coordination.follows import (
    LINK,
    Change,
    ChangeKind,
    ChangeTold,
    CitizenNoticeRaised,
    DigestExtended,
    Follow,
    FollowCommand,
    Followed,
    FollowEvent,
    InvitationLink,
    LinkTopic,
    OweDigest,
    TellChange,
    TellFollower,
    TellInvitation,
    TopicLinked,
    Unfollow,
    Unfollowed,
)
from contracts.coordination.mails import (
    CloseMail,
    EndMail,
    MailClosed,
    MailEnd,
    MailEnded,
    MailingSwitched,
    MailOutcome,
    MailOwed,
    MailStarted,
    StartMail,
    SwitchMailing,
)
from contracts.coordination.notices import ESCALATED_TO, NoticeKind, NoticeRaised, RaiseNotice, Recipient

__all__ = [
    "ESCALATED_TO",
    "LINK",
    "Change",
    "ChangeKind",
    "ChangeTold",
    "CitizenNoticeRaised",
    "ClockFollowed",
    "CloseMail",
    "CoordinationCommand",
    "CoordinationEvent",
    "DeputyDropped",
    "DeputyRecorded",
    "DigestExtended",
    "DropDeputy",
    "DropPerson",
    "EndMail",
    "EndPost",
    "Follow",
    "FollowClock",
    "Followed",
    "InvitationLink",
    "LinkTopic",
    "MailClosed",
    "MailEnd",
    "MailEnded",
    "MailOutcome",
    "MailOwed",
    "MailStarted",
    "MailingSwitched",
    "NoticeKind",
    "NoticeRaised",
    "OweDigest",
    "ParentRecorded",
    "PersonDropped",
    "PersonRecorded",
    "PostEnded",
    "PostRecorded",
    "RaiseNotice",
    "Recipient",
    "RecordDeputy",
    "RecordParent",
    "RecordPerson",
    "RecordPost",
    "StartMail",
    "SwitchMailing",
    "TellChange",
    "TellFollower",
    "TellInvitation",
    "TopicLinked",
    "Unfollow",
    "Unfollowed",
]

DirectoryCommand = RecordPerson | DropPerson | RecordPost | EndPost | RecordDeputy | DropDeputy | RecordParent
MailCommand = SwitchMailing | StartMail | EndMail | CloseMail
CoordinationCommand = Annotated[
    RaiseNotice | MailCommand | DirectoryCommand | FollowCommand | FollowClock, Field(discriminator="type")
]
CoordinationEvent = Annotated[
    NoticeRaised
    | MailingSwitched
    | MailOwed
    | MailStarted
    | MailEnded
    | MailClosed
    | PersonRecorded
    | PersonDropped
    | PostRecorded
    | PostEnded
    | DeputyRecorded
    | DeputyDropped
    | ParentRecorded
    | FollowEvent
    | ClockFollowed,
    Field(discriminator="type"),
]
