"""What the coordination's own log makes it do later: the letters that it owes, and what is to be done of each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from contracts.coordination import (
    CoordinationEvent,
    MailClosed,
    MailEnd,
    MailEnded,
    MailOutcome,
    MailOwed,
)
from contracts.messages import Recorded
from infra.agenda import Agenda, Drop, Put
from infra.loading import Fold
from infra.mailing import Desk, Letter, Lost, Mailing, Plan
from services.coordination import directory, letter, mailing, notice
from services.coordination.directory import Directory, Person

PREFIX: Final = "notice-"
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
IS_MAILING: Final[Fold[bool, CoordinationEvent]] = Fold(False, mailing.evolve, is_dated=False)


def keep(event: Recorded[CoordinationEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the lookup of owed mail."""
    key = event.subject.removeprefix(PREFIX)
    match event.data:
        case MailOwed():
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
    if lost := tuple(Lost(who, each.number) for who, each in state.attempts.items() if each.outcome is None):
        return Plan(lost=lost)
    if day > _find_last_day(state):
        return Plan(end=MailEnd.EXPIRED)
    people = directory.find_people(known, state.notice, desk.office, day)
    words = letter.write(state.notice, desk.console_url)
    letters = [
        Letter(person.id, person.email, number, words.subject, words.body)
        for person in people
        if person.email is not None and (number := _find_next(person, state)) is not None
    ]
    due = [each for each in letters if _is_due(state.attempts.get(each.person), now)]
    return Plan(letters=tuple(due)) if letters else Plan(end=_find_end(people, state))


def _find_last_day(state: notice.Owed) -> date:
    """Return the last day on which a notice is news: a deadline that still runs is one, however late it was entered."""
    last = state.owed_on + NEWS
    return last if state.notice.due is None else max(last, state.notice.due)


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


AGENDA: Final[Agenda[CoordinationEvent]] = Agenda(keep)
MAILING: Final[Mailing[CoordinationEvent]] = Mailing(MAIL, name_stream, NOTICE, (DIRECTORY_STREAM, DIRECTORY), plan)
