"""Speaks SMTP: what a server says of a letter, in numbers only, as its words may name a person.

Exception
└── Away                 transient: no mail server to be had; nothing is stored, all is owed still
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import Final
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPSenderRefused, SMTPStatus

from contracts.coordination import MailOutcome

ANSWER_S: Final = 30.0
"""How long the mail server may take for one answer; ours are on the same network."""
REFUSED: Final = 500
"""From this reply code on an answer is for good."""
ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
"""What is sent to: it stands in a command and in a header, so nothing that could end either."""
WIRE: Final = compat32.clone(cte_type="7bit", linesep="\r\n")
"""Letters of plain signs only: they need no extension of the server."""
_STATUS: Final = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")


class Away(Exception):
    """No mail server is to be had; its text names no person."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes out."""

    host: str
    port: int
    is_tls: bool
    """TLS from the first byte; else by STARTTLS where the server has it, and always where there is a password."""
    user: str | None
    password: str | None
    sender: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an attempt, and what the server said of it, in numbers."""

    outcome: MailOutcome
    code: int | None = None
    status: str | None = None


def read_server(url: str, sender: str) -> Server:
    """Return the server of `smtp://user:password@host:port` or `smtps://...`. Raises: ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("SMTP_URL is smtp://host:port or smtps://host:port")  # not the URL: it may hold a password
    if not ADDRESS.fullmatch(sender):
        raise ValueError("MAIL_FROM is the address that notices come from")
    is_tls = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Server(parts.hostname, parts.port or (465 if is_tls else 25), is_tls, user, password, sender)


class Line:
    """One connection to the server, opened when it is needed first and again where it broke."""

    def __init__(self, server: Server, note: Callable[[str | None], None]) -> None:
        self._server = server
        self._note = note
        self._smtp: SMTP | None = None

    async def open(self) -> SMTP:
        """Return a connection that may take a letter. Raises: Away."""
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp
        server = self._server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.is_tls,
            start_tls=False if server.is_tls else True if server.user else None,
            local_hostname=server.sender.rpartition("@")[2],
            timeout=ANSWER_S,
        )
        try:
            await smtp.connect()
        except (SMTPException, OSError) as error:
            smtp.close()
            raise Away(f"{type(error).__name__} {getattr(error, 'code', '')}".strip()) from None
        self._note(None)
        self._smtp = smtp
        return smtp

    async def offer(self, smtp: SMTP, address: str) -> Answer | None:
        """Return why the server does not take a letter for somebody; None where the words may follow.

        What it says of our own address is nothing about the person: that may be put right.
        """
        try:
            await smtp.mail(self._server.sender)
            await smtp.rcpt(address)
        except SMTPSenderRefused as no:
            return replace(read_answer(no), outcome=MailOutcome.DEFERRED)
        except SMTPResponseException as no:
            answer = read_answer(no)
            with suppress(SMTPException, OSError):
                await smtp.rset()
            return answer
        except (SMTPException, OSError):
            smtp.close()
            return Answer(MailOutcome.DEFERRED)
        return None

    async def close(self) -> None:
        """Say good-bye, if there is anybody."""
        if self._smtp is not None and self._smtp.is_connected:
            with suppress(SMTPException, OSError):
                await self._smtp.quit()
        self._smtp = None


async def deliver(smtp: SMTP, message: bytes) -> Answer:
    """Return what became of the words: only an answer of the server tells, whatever it is."""
    try:
        await smtp.data(message)
    except SMTPResponseException as no:
        return read_answer(no)
    except (SMTPException, OSError):
        smtp.close()
        return Answer(MailOutcome.UNKNOWN)
    return Answer(MailOutcome.SENT, SMTPStatus.completed)


def read_answer(no: SMTPResponseException) -> Answer:
    """Return a refusal in numbers: its words may name the person."""
    code = no.code if 200 <= no.code < 600 else None
    found = _STATUS.match(str(no.message))
    is_final = no.code >= REFUSED
    return Answer(MailOutcome.REFUSED if is_final else MailOutcome.DEFERRED, code, found and found.group())


def write_message(sender: str, address: str, subject: str, text: str, name: object, now: datetime) -> bytes:
    """Return a letter as it goes out; `name`, of its Message-ID, is the same at each attempt: a mailbox may know it."""
    message = MIMEText(text, "plain", "utf-8", policy=WIRE)
    message["From"] = formataddr(("환류", sender))
    message["To"] = address
    # A message of the newer kind loses a space where it folds a long subject.
    message["Subject"] = Header(subject, "utf-8", header_name="Subject")  # type: ignore[assignment]  # it takes one
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes()
