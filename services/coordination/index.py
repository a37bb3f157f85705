"""What the coordination's own log makes it do later: letters it owes, who is told of a change, digests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from contracts.calendar.hours import SEOUL
from contracts.coordination import (
    ChangeTold,
    CitizenNoticeRaised,
    CoordinationEvent,
    Followed,
    MailClosed,
    MailEnd,
    MailEnded,
    MailOutcome,
    MailOwed,
    MailStarted,
    NoticeRaised,
    OweDigest,
    TellFollower,
    Unfollowed,
)
from contracts.messages import Command, Recorded
from infra.agenda import Agenda, Drop, Put, Sweep
from infra.letters import FIELD, Desk, Letter, LetterLink, Lost, Mailing, Plan
from infra.loading import Fold
from services.coordination import citizen_letter, directory, follower, letter, mailing, notice
from services.coordination.directory import Directory, Person
from services.coordination.follower import Follower, Parents

PREFIX: Final = "notice-"
FOLLOWERS: Final = "followers"
"""Lookup of who follows, by id; the bucket is the topic."""
DIGESTS: Final = "digests"
"""Timers: digests that wait for the evening, by id."""
EVENING: Final = time(18)
"""When a day's digest is sent, in Seoul by the business clock."""
DIRECTORY_STREAM: Final = "directory"
MAILING_STREAM: Final = "mailing"
MAIL: Final = "mail"
"""Lookup of notices whose mail is owed; the bucket tells from when on, by the clock on the wall."""
NEWS: Final = timedelta(days=7)
"""After this a notice is no news: what waited while mail was off, or a clock that was moved on, fills no mailbox."""
MOST: Final = 12
"""Attempts at one person: with the pauses between them (infra/mailing.py) a day and a half."""
NOTICE: Final[Fold[notice.State, CoordinationEvent]] = Fold(notice.UNRAISED, notice.evolve)
DIRECTORY: Final[Fold[Directory, CoordinationEvent]] = Fold(directory.EMPTY, directory.evolve, is_dated=False)
FOLLOWER: Final[Fold[Follower, CoordinationEvent]] = Fold(follower.NOBODY, follower.evolve)
TOPIC: Final[Fold[Parents, CoordinationEvent]] = Fold((), follower.evolve_topic)
IS_MAILING: Final[Fold[bool, CoordinationEvent]] = Fold(False, mailing.evolve, is_dated=False)


def keep(event: Recorded[CoordinationEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the lookups of owed mail and of who follows, and in the digests' timers."""
    _, _, key = event.subject.partition("-")
    match event.data:
        case Followed(topic=topic):
            return (Put(FOLLOWERS, key, topic),)
        case Unfollowed():
            return (Drop(FOLLOWERS, key),)
        case CitizenNoticeRaised(is_digest=True):
            return (Put(DIGESTS, key, due_at=find_evening(event.effectiveat)),)
        case _:
            return _keep_mail(key, event.data)


def _keep_mail(key: str, event: CoordinationEvent) -> Sequence[Put | Drop]:
    match event:
        case MailOwed() | MailStarted():
            return (Put(MAIL, key),)
        case MailEnded(outcome=MailOutcome.DEFERRED, again_at=again_at) if again_at is not None:
            return (Put(MAIL, key, again_at.astimezone(UTC).isoformat(timespec="seconds")),)
        case MailClosed():
            return (Drop(MAIL, key),)
        case _:
            return ()


def plan(state: notice.State, known: Directory, desk: Desk, day: date, now: datetime) -> Plan:
    """Return what is to be done next of a notice's mail: who is reached is found anew each time."""
    if not isinstance(state, notice.Owed):
        return Plan()
    people, words = _address(state, known, desk, day)
    field, link = _find_sealing(state.notice)
    drafts = {
        person.id: Letter(person.id, person.email, 1, words.subject, words.body, field, link)
        for person in people
        if person.email is not None
    }
    lost = [(who, each.number) for who, each in state.attempts.items() if each.outcome is None]
    if lost:
        return Plan(lost=tuple(Lost(who, number, drafts.get(who)) for who, number in lost))
    if day > _find_last_day(state):
        return Plan(end=MailEnd.EXPIRED)
    letters = [
        replace(drafts[person.id], attempt=number)
        for person in people
        if person.id in drafts and (number := _find_next(person, state)) is not None
    ]
    due = [each for each in letters if _is_due(state.attempts.get(each.person), now)]
    return Plan(letters=tuple(due)) if letters else Plan(end=_find_end(people, state))


def _address(state: notice.Owed, known: Directory, desk: Desk, day: date) -> tuple[Sequence[Person], letter.Words]:
    """Return who is reached, and the words: who follows by the contact of then, a post by who holds it now."""
    match state.notice:
        case CitizenNoticeRaised() as raised:
            words = citizen_letter.write(raised, state.changes, desk.console_url)
            return (Person(raised.follower, None, raised.contact),), words
        case raised:
            people = directory.find_people(known, raised, desk.office, day)
            return people, letter.write(raised, desk.console_url)


def _find_sealing(raised: NoticeRaised | CitizenNoticeRaised) -> tuple[str, LetterLink | None]:
    """Return as what the address is sealed, and the link that a letter holds."""
    if not isinstance(raised, CitizenNoticeRaised):
        return FIELD, None
    told = raised.link
    link = LetterLink(told.survey, "invitation", told.invitation, told.generation) if told is not None else None
    return raised.field, link


def _find_last_day(state: notice.Owed) -> date:
    """Return the last day on which a notice is news: a deadline that still runs is one, however late it was entered."""
    last = state.owed_on + NEWS
    due = None if isinstance(state.notice, CitizenNoticeRaised) else state.notice.due
    return last if due is None else max(last, due)


def _find_next(person: Person, state: notice.Owed) -> int | None:
    """Return the number of the next attempt at a person; None where there is none any more."""
    match state.attempts.get(person.id):
        case None:
            return 1
        case notice.Attempt(number, MailOutcome.DEFERRED) if number < MOST:
            return number + 1
        case _:
            return None


def _is_due(last: notice.Attempt | None, now: datetime) -> bool:
    """Tell whether the pause after the last attempt is over, to the second: as the lookup holds it."""
    return last is None or last.again_at is None or last.again_at.replace(microsecond=0) <= now


def _find_end(people: Sequence[Person], state: notice.Owed) -> MailEnd:
    if state.attempts:
        return MailEnd.DONE
    return MailEnd.NO_ADDRESS if people else MailEnd.NOBODY


def name_stream(key: UUID) -> str:
    """Return the stream of a notice."""
    return f"{PREFIX}{key}"


def name_follower(key: UUID) -> str:
    """Return the stream of who follows something."""
    return f"follower-{key}"


def name_topic(topic: str) -> str:
    """Return the stream of what is told of a topic."""
    return f"topic-{topic}"


def find_evening(moment: datetime) -> datetime:
    """Return the next evening in which digests are sent."""
    local = moment.astimezone(SEOUL)
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, EVENING, SEOUL)


def owe_digest(key: str, due_at: datetime) -> Command:
    """Return the command of a digest's timer, of whichever moment it was due."""
    del due_at
    return OweDigest(notice=UUID(key))


def find_told(event: Recorded[CoordinationEvent]) -> str | None:
    """Return the topic that an event tells a change of."""
    return event.data.topic if isinstance(event.data, ChangeTold) else None


def tell_follower(event: Recorded[CoordinationEvent], key: str) -> Command:
    """Return the command that tells one who follows."""
    assert isinstance(event.data, ChangeTold), "only such an event sets the sweep off"
    return TellFollower(follower=UUID(key), change=event.data.change)


AGENDA: Final[Agenda[CoordinationEvent]] = Agenda(
    keep, sweeps=(Sweep("followers", FOLLOWERS, find_told, tell_follower),), timers={DIGESTS: owe_digest}
)
MAILING: Final[Mailing[CoordinationEvent]] = Mailing(MAIL, name_stream, NOTICE, (DIRECTORY_STREAM, DIRECTORY), plan)
