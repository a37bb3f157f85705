"""Commands of the coordination: which streams each reads and writes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.coordination import (
    CloseMail,
    CoordinationEvent,
    DropDeputy,
    DropPerson,
    EndMail,
    EndPost,
    FollowClock,
    RaiseNotice,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
    StartMail,
    SwitchMailing,
)
from contracts.messages import Command, Envelope, Result
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.business_clock import ManualClock
from infra.deciding import Decision, Handle, Handlers
from infra.loading import Fold, Loading
from services.coordination import directory, mailing, notice
from services.coordination.index import DIRECTORY, DIRECTORY_STREAM, IS_MAILING, MAILING_STREAM, NOTICE, name_stream

CLOCK: Final[Fold[datetime | None, CoordinationEvent]] = Fold(None, directory.evolve_clock)
CommandT = TypeVar("CommandT", bound=Command)
StateT = TypeVar("StateT")
MailT = TypeVar("MailT", StartMail, EndMail, CloseMail)


async def tell(envelope: Envelope[RaiseNotice], loading: Loading[CoordinationEvent]) -> Decision[CoordinationEvent]:
    """Raise a notice on a stream of its own, and owe its mail where mail is on."""
    stream = name_stream(envelope.id)
    is_mailing = await loading.load(MAILING_STREAM, IS_MAILING)
    day = find_seoul_day(envelope.effective_at)
    events = notice.decide(envelope.body, await loading.load(stream, NOTICE), day, is_mailing=is_mailing)
    return Decision(stream, Result(id=str(envelope.id), state="RAISED"), [(stream, event) for event in events])


async def mail(envelope: Envelope[MailT], loading: Loading[CoordinationEvent]) -> Decision[CoordinationEvent]:
    """Note what becomes of a notice's mail."""
    stream = name_stream(envelope.body.notice)
    events = notice.decide_mail(envelope.body, await loading.load(stream, NOTICE))
    return Decision(stream, Result(id=str(envelope.body.notice)), [(stream, event) for event in events])


def keep(
    stream: str,
    fold: Fold[StateT, CoordinationEvent],
    decide: Callable[[CommandT, StateT], Sequence[CoordinationEvent]],
) -> "Handle[CommandT, CoordinationEvent]":
    """Return what handles a command on the one stream of its kind."""

    async def handle(envelope: Envelope[CommandT], loading: Loading[CoordinationEvent]) -> Decision[CoordinationEvent]:
        events = decide(envelope.body, await loading.load(stream, fold))
        return Decision(stream, Result(id=stream), [(stream, event) for event in events])

    return handle


HANDLERS: Final[Handlers[CoordinationEvent]] = (
    Handlers[CoordinationEvent]()
    .on(RaiseNotice, tell)
    .on(SwitchMailing, keep(MAILING_STREAM, IS_MAILING, mailing.decide))
    .on(StartMail, mail)
    .on(EndMail, mail)
    .on(CloseMail, mail)
    .on(RecordPerson, keep(DIRECTORY_STREAM, DIRECTORY, directory.decide))
    .on(DropPerson, keep(DIRECTORY_STREAM, DIRECTORY, directory.decide))
    .on(RecordPost, keep(DIRECTORY_STREAM, DIRECTORY, directory.decide))
    .on(EndPost, keep(DIRECTORY_STREAM, DIRECTORY, directory.decide))
    .on(RecordDeputy, keep(DIRECTORY_STREAM, DIRECTORY, directory.decide))
    .on(DropDeputy, keep(DIRECTORY_STREAM, DIRECTORY, directory.decide))
    .on(RecordParent, keep(DIRECTORY_STREAM, DIRECTORY, directory.decide))
    .on(FollowClock, keep(CLOCK_STREAM, CLOCK, directory.decide_clock))
)
MANUAL_CLOCK: Final[ManualClock[CoordinationEvent]] = ManualClock(CLOCK, lambda now: now)
