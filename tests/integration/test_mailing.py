"""Notices go out by mail over a real server: once each, or shown as unknown, whatever dies in between."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import httpx
import pytest

from contracts.coordination import (
    DropPerson,
    EndPost,
    MailOutcome,
    NoticeKind,
    Recipient,
    RecordDeputy,
)
from contracts.messages import Command
from contracts.registry import Post
from contracts.values import Role
from infra.deciding import Runner
from infra.local.ports import take_free_port
from infra.log import open_log
from infra.smtp import Line
from services.coordination.handlers import HANDLERS
from tests.integration.brokers import Broker
from tests.integration.checking import find_faults, read_events
from tests.integration.mailboxes import OK, Mailbox, receiving
from tests.integration.mailing import DAY, DECODER, FROM, KEY, Hall, is_switched, mailing, remind
from tests.integration.waiting import eventually, until
from tests.making import make_envelope

PROCESS_S: Final = 60.0
"""Deadline of what a process that starts first does, on a busy machine."""
ROOT: Final = Path(__file__).parents[2]


async def test_a_share_reaches_the_officers_and_the_team_head_and_nobody_learns_an_address(hall: Hall) -> None:
    """DIR-20: 담당자 and 팀장; the words of a directive are in no letter, addresses in no event."""
    async with receiving() as mailbox, mailing(hall, mailbox.url):
        for address, post in (("one@city.example", Post.OFFICER), ("head@city.example", Post.TEAM_HEAD)):
            await hall.enter(address, post)
        await hall.run(notice := remind(kind=NoticeKind.SHARED))
        await eventually(hall.list_ends)
    assert sorted(to for to, _ in mailbox.letters) == [["head@city.example"], ["one@city.example"]]
    letter = mailbox.letters[0][1]
    assert letter["Subject"] == "[환류] 지시사항이 공유되었습니다"
    assert f"https://h.example/directives/{notice.directive}" in letter.get_content()
    assert {outcome for _, outcome, _ in await hall.list_outcomes()} == {MailOutcome.SENT}
    events = await read_events(hall.database)
    assert not any(b"city.example" in event.data for event in events)
    assert find_faults(events) == []


async def test_a_refusal_is_for_good_and_a_deferral_is_tried_again_after_its_pause(hall: Hall) -> None:
    """CAL-13: what the server says decides; the first pause is a minute."""
    async with receiving() as mailbox, mailing(hall, mailbox.url):
        mailbox.to_recipients = {
            "gone@city.example": "550 5.1.1 <gone@city.example> unknown",
            "grey@city.example": "451 4.7.1 later",
        }
        for address in mailbox.to_recipients:
            await hall.enter(address, Post.OFFICER)
        await hall.run(remind())
        await eventually(lambda: hall.has_ended(2))
        assert sorted(await hall.list_outcomes()) == [
            ("gone@city.example", MailOutcome.REFUSED, 550),
            ("grey@city.example", MailOutcome.DEFERRED, 451),
        ]
        mailbox.to_recipients.clear()
        await hall.run(remind(kind=NoticeKind.RETURNED))  # the mailer has come round again when this one is out
        await eventually(lambda: hall.has_ended(4))
        assert mailbox.count("grey@city.example") == 1
        hall.now += timedelta(minutes=1)
        await eventually(lambda: hall.has_ended(5))
    assert (await hall.list_outcomes())[-1] == ("grey@city.example", MailOutcome.SENT, 250)
    assert (mailbox.count("gone@city.example"), mailbox.count("grey@city.example")) == (1, 2)
    assert not any(b"gone@" in event.data for event in await read_events(hall.database))


async def test_a_cancellation_that_is_swallowed_on_the_way_ends_it_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Python 3.11's wait_for does when what it waited for comes at that very moment."""
    is_closing = asyncio.Event()

    async def close(_: Line) -> None:
        is_closing.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    monkeypatch.setattr(Line, "close", close)
    async with asyncio.timeout(PROCESS_S), receiving() as mailbox, mailing(hall, mailbox.url):
        await hall.enter("one@city.example", Post.OFFICER)
        await hall.run(remind())
        await is_closing.wait()


async def test_a_connection_that_is_cut_after_the_words_is_unknown_and_not_sent_again(hall: Hall) -> None:
    async with receiving() as mailbox, mailing(hall, mailbox.url):
        mailbox.to_words = None
        await hall.enter("one@city.example", Post.OFFICER)
        await hall.run(remind())
        await eventually(lambda: hall.has_ended(1))
        mailbox.to_words = OK
        await hall.run(remind(kind=NoticeKind.RETURNED))
        await eventually(lambda: hall.has_ended(2))
    outcomes = [outcome for _, outcome, _ in await hall.list_outcomes()]
    assert (outcomes, mailbox.count("one@city.example")) == ([MailOutcome.UNKNOWN, MailOutcome.SENT], 2)


async def test_words_that_the_server_will_not_have_are_refused(hall: Hall) -> None:
    async with receiving() as mailbox, mailing(hall, mailbox.url):
        mailbox.to_words = "554 5.6.0 no such words"
        await hall.enter("one@city.example", Post.OFFICER)
        await hall.run(remind())
        await eventually(lambda: hall.has_ended(1))
    assert await hall.list_outcomes() == [("one@city.example", MailOutcome.REFUSED, 554)]


async def test_a_server_that_is_away_costs_no_letter(hall: Hall) -> None:
    port = take_free_port()
    async with mailing(hall, f"smtp://127.0.0.1:{port}") as mailer:
        await hall.enter("one@city.example", Post.OFFICER)
        await hall.run(remind())
        await until(lambda: mailer.tell().away)
        assert await hall.list_outcomes() == []
        async with receiving(port) as mailbox:
            await eventually(hall.list_ends)
            assert mailer.tell().away is None
    assert mailbox.count("one@city.example") == 1


async def test_a_password_is_not_sent_in_the_clear(hall: Hall) -> None:
    """The server offers no TLS: nothing is said to it, nothing is lost."""
    async with receiving() as mailbox:
        url = f"smtp://hwanryu:secret@127.0.0.1:{mailbox.port}"
        async with mailing(hall, url) as mailer:
            await hall.enter("one@city.example", Post.OFFICER)
            await hall.run(remind())
            away = await until(lambda: mailer.tell().away)
        assert (mailbox.letters, "secret" in str(away)) == ([], False)


async def test_the_holder_is_found_when_it_is_sent_and_who_acts_gets_it(hall: Hall) -> None:
    """ORG-06, ORG-12: posts handed over while the server was away; nobody of whom nothing is left is written to."""
    first = await hall.enter("first@city.example", Post.OFFICER)
    await hall.enter("next@city.example", Post.OFFICER, "next")
    await hall.enter("deputy@city.example", Post.BUREAU_HEAD, "deputy")
    erased = await hall.enter("erased@city.example", Post.OFFICER)
    port = take_free_port()
    async with mailing(hall, f"smtp://127.0.0.1:{port}") as mailer:
        await hall.run(remind())
        await until(lambda: mailer.tell().away)
        deputy = RecordDeputy(delegation=uuid4(), absent="next", acting="deputy", valid_from=DAY, valid_until=DAY)
        await hall.run(EndPost(assignment=first, last_day=DAY - timedelta(days=1)), deputy, DropPerson(person=erased))
        async with receiving(port) as mailbox:
            await eventually(hall.list_ends)
    assert [to for to, _ in mailbox.letters] == [["deputy@city.example"]]


async def test_an_address_whose_key_was_destroyed_is_none(hall: Hall) -> None:
    """PLT-07: even before the registry's word of it has come."""
    async with receiving() as mailbox, mailing(hall, mailbox.url):
        who = await hall.enter("one@city.example", Post.OFFICER)
        await hall.vault.erase(who)
        await hall.enter("two@city.example\r\nRCPT TO:<x@y.example>", Post.OFFICER)
        await hall.run(remind())
        await eventually(lambda: hall.has_ended(2))
    assert {outcome for _, outcome, _ in await hall.list_outcomes()} == {MailOutcome.NO_ADDRESS}
    assert mailbox.letters == []


async def test_mail_that_is_off_owes_nothing_and_a_notice_nobody_holds_stands(hall: Hall) -> None:
    """Switched on, it sends what comes from then on."""
    await hall.enter("one@city.example", Post.OFFICER)
    async with mailing(hall, None):
        await hall.run(remind())
    async with receiving() as mailbox:
        async with mailing(hall, mailbox.url):
            await hall.run(remind(Recipient.TEAM_HEAD))
            await eventually(hall.list_ends)
            await hall.run(remind(Recipient.MAYOR), remind())
            await eventually(hall.has_ended)
        async with mailing(hall, None):
            await hall.run(remind())
    assert (await hall.list_ends())[0] == "NOBODY"
    assert len(mailbox.letters) == 1


@dataclass
class Process:
    """The service as a process of its own."""

    port: int
    settings: dict[str, str]
    running: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and return when it is ready."""
        words = (sys.executable, "-m", "infra.role", "services.coordination.app")
        self.running = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env={**os.environ, **self.settings})
        await eventually(self.is_up, PROCESS_S)

    async def is_up(self) -> bool:
        """Tell whether its mail is told to be on."""
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                told = (await client.get(f"http://127.0.0.1:{self.port}/statusz")).json()
            except httpx.TransportError:
                return False
        return bool(told["mail"]["is_on"] and told["database"])

    async def end(self, number: signal.Signals) -> None:
        """End it, and wait for its end."""
        if self.running is not None and self.running.returncode is None:
            self.running.send_signal(number)
            await self.running.wait()


@asynccontextmanager
async def prepared(hall: Hall, broker: Broker, mailbox: Mailbox) -> AsyncIterator[Process]:
    """Give the service's process, not started yet; it is ended with the block."""
    port = take_free_port()
    settings = {
        "DATABASE_URL": hall.database.url, "RABBITMQ_URL": broker.url, "HEALTH_PORT": str(port), "SIGNING_KEY": KEY,
        "SMTP_URL": mailbox.url, "MAIL_FROM": FROM, "VAULT_KEY": KEY,
        "VAULT_URL": hall.keys.as_role("hwanryu_coordination"),
    }  # fmt: skip
    process = Process(port, settings)
    try:
        yield process
    finally:
        await process.end(signal.SIGKILL)


async def test_a_service_that_is_killed_before_the_words_sends_once_and_after_them_shows_unknown(
    hall: Hall, broker: Broker
) -> None:
    """SIGKILL where the server was told whom it is for, then where it has the words: one letter each, none twice."""
    hall.now = datetime.now(UTC)
    await hall.enter("one@city.example", Post.OFFICER)
    async with receiving() as mailbox, prepared(hall, broker, mailbox) as service:
        mailbox.may_name.clear()
        await service.start()
        await eventually(lambda: is_switched(hall, is_on=True), PROCESS_S)
        await raise_today(hall, [remind()])
        async with asyncio.timeout(PROCESS_S):
            await mailbox.offered.wait()
        await service.end(signal.SIGKILL)
        mailbox.may_name.set()
        mailbox.may_answer.clear()
        await service.start()
        await until(lambda: mailbox.count("one@city.example") == 1, PROCESS_S)
        assert await hall.list_outcomes() == []
        await service.end(signal.SIGKILL)
        mailbox.may_answer.set()
        await service.start()
        await eventually(hall.list_ends, PROCESS_S)
        await service.end(signal.SIGTERM)
        assert service.running is not None
        assert service.running.returncode == 0
    assert await hall.list_outcomes() == [("one@city.example", MailOutcome.UNKNOWN, None)]
    assert mailbox.count("one@city.example") == 1
    assert find_faults(await read_events(hall.database)) == []


async def raise_today(hall: Hall, commands: Sequence[Command]) -> None:
    """Raise notices that are news on the clock on the wall."""
    async with open_log(hall.database.url, connections=1) as log:
        runner = Runner(log, DECODER, HANDLERS)
        for command in commands:
            await runner.run(make_envelope(command, role=Role.SYSTEM, effective_at=hall.now, expires_at=None))
