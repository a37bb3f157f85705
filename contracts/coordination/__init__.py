"""Contracts of the coordination: whom of the city hall something is told that another context has done."""

from typing import Annotated

from pydantic import Field

from contracts.coordination.directory import (
    ClockRecorded,
    DeputyDropped,
    DeputyRecorded,
    DropDeputy,
    DropPerson,
    EndPost,
    ParentRecorded,
    PersonDropped,
    PersonRecorded,
    PostEnded,
    PostRecorded,
    RecordClock,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
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
from contracts.coordination.notices import NoticeKind, NoticeRaised, RaiseNotice, Recipient

__all__ = [
    "ClockRecorded",
    "CloseMail",
    "CoordinationCommand",
    "CoordinationEvent",
    "DeputyDropped",
    "DeputyRecorded",
    "DropDeputy",
    "DropPerson",
    "EndMail",
    "EndPost",
    "MailClosed",
    "MailEnd",
    "MailEnded",
    "MailOutcome",
    "MailOwed",
    "MailStarted",
    "MailingSwitched",
    "NoticeKind",
    "NoticeRaised",
    "ParentRecorded",
    "PersonDropped",
    "PersonRecorded",
    "PostEnded",
    "PostRecorded",
    "RaiseNotice",
    "Recipient",
    "RecordClock",
    "RecordDeputy",
    "RecordParent",
    "RecordPerson",
    "RecordPost",
    "StartMail",
    "SwitchMailing",
]

DirectoryCommand = RecordPerson | DropPerson | RecordPost | EndPost | RecordDeputy | DropDeputy | RecordParent
MailCommand = SwitchMailing | StartMail | EndMail | CloseMail
CoordinationCommand = Annotated[RaiseNotice | MailCommand | DirectoryCommand | RecordClock, Field(discriminator="type")]
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
    | ClockRecorded,
    Field(discriminator="type"),
]
