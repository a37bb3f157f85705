"""메일: one row a letter, as the coordinating office sees what became of it; a notice that nobody reads has one."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.coordination import CoordinationEvent, MailClosed, MailEnd, MailEnded, MailStarted
from contracts.messages import Recorded

CONTEXT = "coordination"
PREFIX = "notice-"


@dataclass(frozen=True, slots=True)
class Row:
    """One person's letter of one notice; who it is and where it went is not in it."""

    mail: str
    """Notice and person."""
    notice: str
    person: str | None
    """None where nobody was written to."""
    state: str
    """SENDING, SENT, REFUSED, DEFERRED, UNKNOWN or NO_ADDRESS; NOBODY or EXPIRED of a notice that reached nobody."""
    attempt: int
    code: int | None
    """What the server answered."""
    status: str | None
    """The same in more detail (RFC 3463)."""
    at: datetime
    """When that was recorded."""
    again_at: datetime | None
    position: int


def keys(event: Recorded[CoordinationEvent]) -> tuple[str, ...]:
    """Return the letter that an event is about."""
    notice = event.subject.removeprefix(PREFIX)
    match event.data:
        case MailStarted() | MailEnded():
            return (f"{notice}:{event.data.person}",)
        case MailClosed(end=end) if end is not MailEnd.DONE:
            return (notice,)
        case _:
            return ()


def apply(row: Row | None, event: Recorded[CoordinationEvent]) -> Row | None:
    """Return the letter after an event."""
    match event.data:
        case MailStarted() as started:
            return _enter(event, str(started.person), "SENDING", started.attempt)
        case MailEnded() as ended:
            entered = _enter(event, str(ended.person), ended.outcome, ended.attempt)
            return replace(entered, code=ended.code, status=ended.status, again_at=ended.again_at)
        case MailClosed() as closed:
            return _enter(event, None, closed.end, 0)
        case _:
            return row


def _enter(event: Recorded[CoordinationEvent], person: str | None, state: str, attempt: int) -> Row:
    notice = event.subject.removeprefix(PREFIX)
    return Row(
        mail=notice if person is None else f"{notice}:{person}",
        notice=notice,
        person=person,
        state=str(state),
        attempt=attempt,
        code=None,
        status=None,
        at=event.time,
        again_at=None,
        position=event.position,
    )
