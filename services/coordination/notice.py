"""A notice and its mail: raised once, owed to those who hold its post, tried until each of them has an outcome.

What is certain is told apart from what is not (ADR 0020): an attempt that was started and never ended may have arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from contracts.coordination import (
    Change,
    ChangeKind,
    CitizenNoticeRaised,
    CloseMail,
    CoordinationEvent,
    DigestExtended,
    EndMail,
    MailClosed,
    MailEnded,
    MailOutcome,
    MailOwed,
    MailStarted,
    NoticeRaised,
    OweDigest,
    RaiseNotice,
    Recipient,
    StartMail,
    TellFollower,
    TellInvitation,
)
from contracts.errors import Rejected
from services.coordination.follower import Follower

ON_THE_DASHBOARD: Final = frozenset({Recipient.MAYOR})
"""Told in the application only (DIR-20)."""

AFTER_THE_WORDS: Final = frozenset({MailOutcome.SENT, MailOutcome.UNKNOWN})
"""Outcomes of attempts that were started only."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last attempt at one person."""

    number: int
    outcome: MailOutcome | None = None
    """None while it is under way, or was when a process ended."""
    again_at: datetime | None = None
    """When to try again, by the clock on the wall."""


@dataclass(frozen=True, slots=True)
class Unraised:
    """There is no such notice."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A notice that stands in the application, and nowhere else."""

    notice: NoticeRaised | CitizenNoticeRaised


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a citizen is told; a digest grows until it is sent in the evening."""

    notice: CitizenNoticeRaised
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice that is to be mailed."""

    notice: NoticeRaised | CitizenNoticeRaised
    owed_on: date
    attempts: Mapping[UUID, Attempt] = field(default_factory=dict)
    """The last one at each person."""
    changes: tuple[Change, ...] = ()
    """What a citizen is told."""


State = Unraised | Raised | Gathering | Owed
UNRAISED: Final = Unraised()


def decide(command: RaiseNotice, state: State, day: date, *, is_mailing: bool) -> tuple[CoordinationEvent, ...]:
    """Return the notice, with the mail that it owes from then on; nothing where it is raised already."""
    if not isinstance(state, Unraised):
        return ()
    raised = NoticeRaised(**command.model_dump(exclude={"type"}))
    is_mailed = is_mailing and command.recipient not in ON_THE_DASHBOARD
    return (raised, MailOwed(owed_on=day)) if is_mailed else (raised,)


def decide_citizen(
    command: TellFollower, state: State, follower: Follower, day: date, *, is_mailing: bool
) -> tuple[CoordinationEvent, ...]:
    """Return the notice of a change, or what its digest grows by; nothing for who follows no more, or was told."""
    followed = follower.followed
    if followed is None or isinstance(state, Raised | Owed):
        return ()
    if isinstance(state, Gathering):
        is_new = followed.is_digest and command.change not in state.changes
        return (DigestExtended(change=command.change),) if is_new else ()
    told = followed.model_dump(exclude={"type", "entry", "consent"})
    raised = CitizenNoticeRaised(**told, follower=command.follower, change=command.change, link=None)
    return (raised, MailOwed(owed_on=day)) if is_mailing and not followed.is_digest else (raised,)


def decide_invitation(
    command: TellInvitation, state: State, day: date, *, is_mailing: bool
) -> tuple[CoordinationEvent, ...]:
    """Return the notice of a survey's link; nothing where it was raised already."""
    if not isinstance(state, Unraised):
        return ()
    who = command.link.invitation
    raised = CitizenNoticeRaised(
        follower=who,
        topic=f"survey-{command.link.survey}",
        contact=command.contact,
        field=command.field,
        is_digest=False,
        change=Change(kind=ChangeKind.SURVEY_INVITED, subject=f"invitation-{who}", on=day),
        link=command.link,
    )
    return (raised, MailOwed(owed_on=day)) if is_mailing else (raised,)


def decide_digest(command: OweDigest, state: State, day: date, *, is_mailing: bool) -> tuple[CoordinationEvent, ...]:
    """Return that a day's digest is sent, once."""
    del command
    return (MailOwed(owed_on=day),) if is_mailing and isinstance(state, Gathering) else ()


def decide_mail(command: StartMail | EndMail | CloseMail, state: State) -> tuple[CoordinationEvent, ...]:
    """Return what becomes of a notice's mail. Raises: Rejected with WRONG_STATE, so that no letter goes out twice."""
    if not isinstance(state, Owed):
        raise refuse("보낼 메일이 없는 알림입니다.")
    match command:
        case CloseMail():
            return (MailClosed(end=command.end),)
        case StartMail():
            if not _is_next(command, state):
                raise refuse("이미 보냈거나 보내고 있는 메일입니다.")
            return (MailStarted(person=command.person, attempt=command.attempt),)
        case EndMail():
            if not _may_end(command, state):
                raise refuse("시작하지 않았거나 이미 끝난 메일입니다.")
            return (MailEnded(**command.model_dump(exclude={"type", "notice"})),)


def evolve(state: State, event: CoordinationEvent) -> State:
    """Return the notice after an event."""
    match event, state:
        case NoticeRaised(), _:
            return Raised(event)
        case MailOwed(), Raised():
            return Owed(state.notice, event.owed_on)
        case MailStarted(), Owed():
            return _note(state, event.person, Attempt(event.attempt))
        case MailEnded(), Owed():
            return _note(state, event.person, Attempt(event.attempt, event.outcome, event.again_at))
        case MailClosed(), Owed():
            return Raised(state.notice)
        case _:
            return _evolve_citizen(state, event)


def _evolve_citizen(state: State, event: CoordinationEvent) -> State:
    match event, state:
        case CitizenNoticeRaised(), _:
            return Gathering(event, (event.change,))
        case DigestExtended(), Gathering():
            return replace(state, changes=(*state.changes, event.change))
        case MailOwed(), Gathering():
            return Owed(state.notice, event.owed_on, changes=state.changes)
        case _:
            return state


def refuse(message: str) -> Rejected:
    """Return the refusal of what somebody else has done already."""
    return Rejected("WRONG_STATE", message)


def _is_next(command: StartMail | EndMail, state: Owed) -> bool:
    """Tell whether a person's next attempt is this one: the first, or the one after a deferral."""
    known = state.attempts.get(command.person)
    if known is None:
        return command.attempt == 1
    return known.outcome is MailOutcome.DEFERRED and command.attempt == known.number + 1


def _may_end(command: EndMail, state: Owed) -> bool:
    """Tell whether an attempt is under way, or ends before its words went out."""
    if state.attempts.get(command.person) == Attempt(command.attempt):
        return True
    return command.outcome not in AFTER_THE_WORDS and _is_next(command, state)


def _note(state: Owed, person: UUID, attempt: Attempt) -> Owed:
    return replace(state, attempts={**state.attempts, person: attempt})
