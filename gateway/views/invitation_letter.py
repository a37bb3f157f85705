"""초대의 편지: one row a letter that brings a survey's link; where it went is not in it (ENG-34)."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.coordination import (
    CitizenNoticeRaised,
    CoordinationEvent,
    InvitationLink,
    MailClosed,
    MailEnd,
    MailEnded,
    MailOwed,
    MailStarted,
)
from contracts.messages import Recorded

CONTEXT = "coordination"
PREFIX = "notice-"


@dataclass(frozen=True, slots=True)
class Row:
    """The letter of one generation of an invitation."""

    letter: str
    """Id of its notice."""
    survey: str
    invitation: str
    generation: int
    state: str
    """OFF where letters were switched off, OWED, or as of `gateway/views/mail.py`."""
    at: datetime
    """When that was recorded."""
    position: int


def keys(event: Recorded[CoordinationEvent]) -> tuple[str, ...]:
    """Return the notice that an event may be about: only those of invitations have a row."""
    match event.data:
        case CitizenNoticeRaised(link=None):
            return ()
        case CitizenNoticeRaised() | MailOwed() | MailStarted() | MailEnded() | MailClosed():
            return (event.subject.removeprefix(PREFIX),)
        case _:
            return ()


def apply(row: Row | None, event: Recorded[CoordinationEvent]) -> Row | None:
    """Return the letter after an event."""
    match event.data:
        case CitizenNoticeRaised(link=InvitationLink() as link):
            return Row(
                letter=event.subject.removeprefix(PREFIX),
                survey=str(link.survey),
                invitation=str(link.invitation),
                generation=link.generation,
                state="OFF",
                at=event.time,
                position=event.position,
            )
        case MailOwed():
            return _stand(row, "OWED", event)
        case MailStarted():
            return _stand(row, "SENDING", event)
        case MailEnded(outcome=outcome):
            return _stand(row, outcome, event)
        case MailClosed(end=end) if end is not MailEnd.DONE:
            return _stand(row, end, event)
        case _:
            return row


def _stand(row: Row | None, state: str, event: Recorded[CoordinationEvent]) -> Row | None:
    return row and replace(row, state=str(state), at=event.time, position=event.position)
