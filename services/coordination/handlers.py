"""Commands of the coordination: which streams each reads and writes."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.coordination import (
    CloseMail,
    CoordinationEvent,
    DropDeputy,
    DropPerson,
    EndMail,
    EndPost,
    Follow,
    FollowClock,
    LinkTopic,
    OweDigest,
    RaiseNotice,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
    StartMail,
    SwitchMailing,
    TellChange,
    TellFollower,
    TellInvitation,
    Unfollow,
)
from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Result
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.business_clock import ManualClock
from infra.deciding import Decision, Handle, Handlers
from infra.loading import Fold, Loading
from infra.reacting import derive_id
from services.coordination import directory, follower, mailing, notice
from services.coordination.index import (
    DIRECTORY,
    DIRECTORY_STREAM,
    FOLLOWER,
    IS_MAILING,
    MAILING_STREAM,
    NOTICE,
    TOPIC,
    find_evening,
    name_follower,
    name_stream,
    name_topic,
)

CLOCK: Final[Fold[datetime | None, CoordinationEvent]] = Fold(None, directory.evolve_clock)
CommandT = TypeVar("CommandT", bound=Command)
StateT = TypeVar("StateT")
FollowT = TypeVar("FollowT", Follow, Unfollow)
TopicT = TypeVar("TopicT", LinkTopic, TellChange)
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


async def follow(envelope: Envelope[FollowT], loading: Loading[CoordinationEvent]) -> Decision[CoordinationEvent]:
    """Follow a topic, or no more; a policy's command names nobody: it makes a follower of its own."""
    key = envelope.subject or envelope.id
    stream = name_follower(key)
    state = await loading.load(stream, FOLLOWER)
    if state == follower.NOBODY and isinstance(envelope.body, Unfollow):
        raise Rejected("NOT_FOUND", "받아 보는 소식이 없습니다. 이미 그만 받기로 했는지 확인하세요.")
    events = follower.decide(envelope.body, state)
    return Decision(stream, Result(id=str(key)), [(stream, event) for event in events])


async def act_on_topic(envelope: Envelope[TopicT], loading: Loading[CoordinationEvent]) -> Decision[CoordinationEvent]:
    """Link a topic to what it belongs to, or tell that it changed."""
    stream = name_topic(envelope.body.topic)
    events = follower.decide_topic(envelope.body, await loading.load(stream, TOPIC))
    return Decision(stream, Result(id=envelope.body.topic), [(stream, event) for event in events])


async def tell_follower(
    envelope: Envelope[TellFollower], loading: Loading[CoordinationEvent]
) -> Decision[CoordinationEvent]:
    """Tell one who follows, at once or with the day's digest; what comes after the evening waits for the next day's."""
    who = envelope.body.follower
    following = await loading.load(name_follower(who), FOLLOWER)
    is_mailing = await loading.load(MAILING_STREAM, IS_MAILING)
    key, state = envelope.id, await loading.load(name_stream(envelope.id), NOTICE)
    if following.followed is not None and following.followed.is_digest:
        key, state = await _find_digest(loading, who, find_evening(envelope.effective_at).date())
    day = find_seoul_day(envelope.effective_at)
    events = notice.decide_citizen(envelope.body, state, following, day, is_mailing=is_mailing)
    stream = name_stream(key)
    return Decision(stream, Result(id=str(key)), [(stream, event) for event in events])


async def tell_invitation(
    envelope: Envelope[TellInvitation], loading: Loading[CoordinationEvent]
) -> Decision[CoordinationEvent]:
    """Send the link of an invitation, each generation on a stream of its own (ENG-34)."""
    link = envelope.body.link
    key = derive_id("invitation", link.invitation, link.generation)
    stream = name_stream(key)
    is_mailing = await loading.load(MAILING_STREAM, IS_MAILING)
    day = find_seoul_day(envelope.effective_at)
    state = await loading.load(stream, NOTICE)
    events = notice.decide_invitation(envelope.body, state, day, is_mailing=is_mailing)
    return Decision(stream, Result(id=str(key)), [(stream, event) for event in events])


async def _find_digest(loading: Loading[CoordinationEvent], who: UUID, day: date) -> tuple[UUID, notice.State]:
    """Return the first digest of somebody, from a day on, that is not sent yet."""
    while True:
        key = derive_id("digest", who, day.isoformat())
        state = await loading.load(name_stream(key), NOTICE)
        if isinstance(state, notice.Unraised | notice.Gathering):
            return key, state
        day += timedelta(days=1)


async def owe_digest(envelope: Envelope[OweDigest], loading: Loading[CoordinationEvent]) -> Decision[CoordinationEvent]:
    """Send a day's digest in its evening."""
    stream = name_stream(envelope.body.notice)
    is_mailing = await loading.load(MAILING_STREAM, IS_MAILING)
    day = find_seoul_day(envelope.effective_at)
    state = await loading.load(stream, NOTICE)
    events = notice.decide_digest(envelope.body, state, day, is_mailing=is_mailing)
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
    .on(Follow, follow)
    .on(Unfollow, follow)
    .on(LinkTopic, act_on_topic)
    .on(TellChange, act_on_topic)
    .on(TellFollower, tell_follower)
    .on(TellInvitation, tell_invitation)
    .on(OweDigest, owe_digest)
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
