"""A real mail server for tests: it keeps what it takes, and misbehaves on demand."""

import asyncio
from asyncio import WriteTransport
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"


@dataclass
class Mailbox:
    """What arrived, and what the server answers next."""

    port: int = 0
    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    """Whom each went to, and what it says."""
    to_recipients: dict[str, str] = field(default_factory=dict)
    """Answer by address; one that is not named is fine."""
    to_words: str | None = OK
    """Answer after the words; None cuts the connection."""
    offered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody was named."""
    may_name: asyncio.Event = field(default_factory=asyncio.Event)
    """Held back, it answers nobody who names somebody."""
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    """Held back, it has the words and says nothing yet."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.port}"

    def count(self, address: str) -> int:
        """Return how many letters have come for somebody."""
        return sum(address in to for to, _ in self.letters)

    async def handle_RCPT(  # noqa: N802 - as the server calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        self.offered.set()
        await self.may_name.wait()
        answer = self.to_recipients.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self.to_words in {OK, None}:
            assert isinstance(envelope.content, bytes)
            self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        await self.may_answer.wait()
        if self.to_words is None:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
            return OK
        return self.to_words


@asynccontextmanager
async def receiving(port: int = 0) -> AsyncIterator[Mailbox]:
    """Run a mail server until the block ends."""
    mailbox = Mailbox()
    mailbox.may_name.set()
    mailbox.may_answer.set()
    loop = asyncio.get_running_loop()
    make: Callable[[], SMTP] = lambda: SMTP(mailbox, hostname="mail.example", loop=loop)  # noqa: E731 - a factory
    server = await loop.create_server(make, "127.0.0.1", port)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        mailbox.may_name.set()
        mailbox.may_answer.set()
        server.close()
        await server.wait_closed()
