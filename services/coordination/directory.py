"""Who is to be reached for a post on a day: its holders, or who acts for them, and their sealed addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID

from contracts.coordination import (
    ClockFollowed,
    CoordinationEvent,
    DeputyDropped,
    DeputyRecorded,
    DropDeputy,
    DropPerson,
    EndPost,
    FollowClock,
    NoticeKind,
    NoticeRaised,
    ParentRecorded,
    PersonDropped,
    PersonRecorded,
    PostEnded,
    PostRecorded,
    Recipient,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
)
from contracts.registry import Post

EntryT = TypeVar("EntryT")
Command = RecordPerson | DropPerson | RecordPost | EndPost | RecordDeputy | DropDeputy | RecordParent
AT_DESKS: Final = frozenset({Post.OFFICER, Post.TEAM_HEAD})
"""Whom a directive comes to: 담당자 and 팀장."""
POSTS: Final[Mapping[Recipient, frozenset[Post]]] = {
    Recipient.OFFICER: frozenset({Post.OFFICER}),
    Recipient.TEAM_HEAD: frozenset({Post.TEAM_HEAD}),
    Recipient.BUREAU_HEAD: frozenset({Post.BUREAU_HEAD}),
    Recipient.MAYOR: frozenset({Post.MAYOR}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the city hall."""

    id: UUID
    account: str | None
    email: str | None
    """Sealed under the person's own key."""


@dataclass(frozen=True, slots=True)
class Held:
    """A post that somebody holds on some days."""

    person: UUID
    department: str | None
    post: Post
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether it is held on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Deputy:
    """An account that acts for another on some days."""

    absent: str
    acting: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Directory:
    """All that the registry tells of posts."""

    people: Mapping[UUID, Person] = field(default_factory=dict)
    posts: Mapping[UUID, Held] = field(default_factory=dict)
    """By assignment."""
    deputies: Mapping[UUID, Deputy] = field(default_factory=dict)
    """By delegation."""
    parents: Mapping[str, str] = field(default_factory=dict)
    """Bureau or department by the department that belongs to it."""


EMPTY: Final = Directory()


def find_people(directory: Directory, notice: NoticeRaised, office: str | None, day: date) -> tuple[Person, ...]:
    """Return who is reached by a notice on a day (ORG-06, ORG-12, DIR-20), in the order of their ids.

    `office` is the coordinating office's department, whose notices name none. A bureau's head is looked for from the
    department upwards; where there is none the vice mayor is told.
    """
    department = notice.department or office
    holders = set(_find_holders(directory, notice, department, day))
    if not holders and notice.recipient is Recipient.BUREAU_HEAD:
        holders = set(_hold(directory, frozenset({Post.VICE_MAYOR}), None, day))
    reached = {_find_acting(directory, person, day) for person in holders}
    return tuple(sorted((directory.people[each] for each in reached if each in directory.people), key=lambda p: p.id))


def _find_holders(directory: Directory, notice: NoticeRaised, department: str | None, day: date) -> Iterator[UUID]:
    posts = AT_DESKS if notice.kind is NoticeKind.SHARED else POSTS[notice.recipient]
    if notice.recipient is Recipient.MAYOR:
        yield from _hold(directory, posts, None, day)
    elif department is not None and notice.recipient is Recipient.BUREAU_HEAD:
        lineage = _climb(directory, department)
        yield from next((found for each in lineage if (found := [*_hold(directory, posts, each, day)])), [])
    elif department is not None:
        yield from _hold(directory, posts, department, day)


def _hold(directory: Directory, posts: frozenset[Post], department: str | None, day: date) -> Iterator[UUID]:
    for held in directory.posts.values():
        if held.post in posts and held.department == department and held.holds_on(day):
            yield held.person


def _climb(directory: Directory, department: str) -> Iterator[str]:
    """Yield a department and what it belongs to, each once."""
    seen: set[str] = set()
    here: str | None = department
    while here is not None and here not in seen:
        seen.add(here)
        yield here
        here = directory.parents.get(here)


def _find_acting(directory: Directory, person: UUID, day: date) -> UUID:
    """Return who acts for a person on a day, from deputy to deputy; the person where nobody does or is known to."""
    known = directory.people.get(person)
    own = known.account if known else None
    reached, seen = own, set[str]()
    while reached is not None and reached not in seen:
        seen.add(reached)
        reached = _find_deputy(directory, reached, day) or reached
    if reached == own:
        return person
    return next((each.id for each in directory.people.values() if each.account == reached), person)


def _find_deputy(directory: Directory, account: str, day: date) -> str | None:
    for deputy in directory.deputies.values():
        if deputy.absent == account and deputy.first <= day <= deputy.last:
            return deputy.acting
    return None


def decide(command: Command, known: Directory) -> tuple[CoordinationEvent, ...]:
    """Return the fact as an event, or nothing where it is known so already."""
    event = _make(command)
    return () if evolve(known, event) == known else (event,)


def _make(command: Command) -> CoordinationEvent:  # noqa: PLR0911 - one case a command
    content = command.model_dump(exclude={"type"})
    match command:
        case RecordPerson():
            return PersonRecorded(**content)
        case DropPerson():
            return PersonDropped(**content)
        case RecordPost():
            return PostRecorded(**content)
        case EndPost():
            return PostEnded(**content)
        case RecordDeputy():
            return DeputyRecorded(**content)
        case DropDeputy():
            return DeputyDropped(**content)
        case RecordParent():
            return ParentRecorded(**content)


def evolve(directory: Directory, event: CoordinationEvent) -> Directory:  # noqa: PLR0911 - one case an event
    """Return the directory after an event."""
    match event:
        case PersonRecorded():
            person = Person(event.person, event.account, event.email)
            return replace(directory, people={**directory.people, event.person: person})
        case PersonDropped():
            return replace(directory, people=_without(directory.people, event.person))
        case PostRecorded():
            held = Held(event.person, event.department, event.post, event.valid_from, event.valid_until)
            return replace(directory, posts={**directory.posts, event.assignment: held})
        case PostEnded() if event.assignment in directory.posts:
            ended = replace(directory.posts[event.assignment], last=event.last_day)
            return replace(directory, posts={**directory.posts, event.assignment: ended})
        case DeputyRecorded():
            deputy = Deputy(event.absent, event.acting, event.valid_from, event.valid_until)
            return replace(directory, deputies={**directory.deputies, event.delegation: deputy})
        case DeputyDropped():
            return replace(directory, deputies=_without(directory.deputies, event.delegation))
        case ParentRecorded(parent=None):
            return replace(directory, parents={k: v for k, v in directory.parents.items() if k != event.department})
        case ParentRecorded(parent=str() as parent):
            return replace(directory, parents={**directory.parents, event.department: parent})
        case _:
            return directory


def _without(of: Mapping[UUID, EntryT], key: UUID) -> dict[UUID, EntryT]:
    return {each: entry for each, entry in of.items() if each != key}


def decide_clock(command: FollowClock, known: datetime | None) -> tuple[CoordinationEvent, ...]:
    """Return the manual clock as a fact, or nothing where it is known to stand there or later: it never goes back."""
    return () if known is not None and command.now <= known else (ClockFollowed(now=command.now),)


def evolve_clock(state: datetime | None, event: CoordinationEvent) -> datetime | None:
    """Return what the manual clock shows after an event; None where the clock on the wall rules."""
    return event.now if isinstance(event, ClockFollowed) else state
