"""Mail of a notice: owed with it, started before the words go out, ended by what the server said. No address is in it.

SMTP has no transaction with a log. So what is certain is told apart from what is not: a letter that was started and
of which nothing more is known may have arrived, is shown so, and is not sent again by itself.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.messages import Command, Event
from contracts.values import Day, Instant, Role, Storable, Uuid

ITSELF: Final = frozenset({Role.SYSTEM})
Attempt = Annotated[int, Field(ge=1, le=99)]
"""Which attempt at one person, from 1."""
ReplyCode = Annotated[int, Field(ge=200, le=599)]
"""What the server answered (RFC 5321); its words may hold an address and are kept nowhere."""
StatusCode = Annotated[str, StringConstraints(pattern=r"^[245]\.[0-9]{1,3}\.[0-9]{1,3}$"), Storable]
"""The same in more detail (RFC 3463), where the server said it."""


class MailOutcome(StrEnum):
    """What became of one attempt."""

    SENT = "SENT"
    """The server has taken it on."""
    REFUSED = "REFUSED"
    """The server has refused it for good (5xx)."""
    DEFERRED = "DEFERRED"
    """The server may take it later (4xx), or the connection broke before the words went out."""
    UNKNOWN = "UNKNOWN"
    """The words may have arrived: the connection or the process broke before the server's answer was stored."""
    NO_ADDRESS = "NO_ADDRESS"
    """The address is none, or was destroyed since."""


class MailEnd(StrEnum):
    """Why nothing more is sent of a notice."""

    DONE = "DONE"
    """Every holder of the post has an outcome."""
    NOBODY = "NOBODY"
    """Nobody holds the post; the notice stands for it."""
    NO_ADDRESS = "NO_ADDRESS"
    """Who holds the post has no address."""
    EXPIRED = "EXPIRED"
    """It is no news any more."""


class SwitchMailing(Command):
    """Say whether notices are mailed from now on, as the service is set up."""

    type: Literal["coordination.switch_mailing.v1"] = "coordination.switch_mailing.v1"
    roles: ClassVar = ITSELF

    is_on: bool


class MailingSwitched(Event):
    """From now on notices are mailed, or are not."""

    type: Literal["coordination.mailing_switched.v1"] = "coordination.mailing_switched.v1"

    is_on: bool


class MailOwed(Event):
    """A notice is to be mailed to whoever holds its post when it is sent."""

    type: Literal["coordination.mail_owed.v1"] = "coordination.mail_owed.v1"

    owed_on: Day
    """By the business clock."""


class StartMail(Command):
    """Note that the words of a notice go out to a person next: from here on they may arrive."""

    type: Literal["coordination.start_mail.v1"] = "coordination.start_mail.v1"
    roles: ClassVar = ITSELF

    notice: Uuid
    person: Uuid
    attempt: Attempt


class MailStarted(Event):
    """The words of a notice go out to a person."""

    type: Literal["coordination.mail_started.v1"] = "coordination.mail_started.v1"

    person: Uuid
    attempt: Attempt


class EndMail(Command):
    """Note what became of an attempt."""

    type: Literal["coordination.end_mail.v1"] = "coordination.end_mail.v1"
    roles: ClassVar = ITSELF

    notice: Uuid
    person: Uuid
    attempt: Attempt
    outcome: MailOutcome = Field(strict=False)
    code: ReplyCode | None = None
    """Absent where the server said nothing."""
    status: StatusCode | None = None
    again_at: Instant | None = None
    """When it is tried again, by the clock on the wall."""


class MailEnded(Event):
    """An attempt has an outcome."""

    type: Literal["coordination.mail_ended.v1"] = "coordination.mail_ended.v1"

    person: Uuid
    attempt: Attempt
    outcome: MailOutcome = Field(strict=False)
    code: ReplyCode | None
    status: StatusCode | None
    again_at: Instant | None


class CloseMail(Command):
    """Note that nothing more is sent of a notice."""

    type: Literal["coordination.close_mail.v1"] = "coordination.close_mail.v1"
    roles: ClassVar = ITSELF

    notice: Uuid
    end: MailEnd = Field(strict=False)


class MailClosed(Event):
    """Nothing more is sent of a notice."""

    type: Literal["coordination.mail_closed.v1"] = "coordination.mail_closed.v1"

    end: MailEnd = Field(strict=False)
