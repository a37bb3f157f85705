"""Citizens are told of changes by 알림톡 over a real provider: exactly once where it keeps a key, else never twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest
import uvicorn

from contracts.coordination import Change, ChangeKind, Follow, MailOutcome, StartMail, TellFollower, Unfollow
from infra.alimtalk import Address, Provider, read_address, read_provider
from infra.local.alimtalk import Outbox, make_app
from infra.local.ports import take_free_port
from tests.integration.checking import read_events
from tests.integration.mailing import DAY, Hall, mailing
from tests.integration.waiting import eventually, until

CONTACT: Final = "engagement.suggestion.contact"
MOBILE: Final = "01000000000"
WRITTEN: Final = "010-0000-0000"


@asynccontextmanager
async def providing(outbox: Outbox) -> AsyncIterator[Provider]:
    """Run a provider of 알림톡 until the block ends."""
    port = take_free_port()
    server = uvicorn.Server(uvicorn.Config(make_app(outbox), host="127.0.0.1", port=port, log_level="warning"))
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        await until(lambda: server.started)
        url = f"http://secret@127.0.0.1:{port}/app?sender=city&template=notice"
        try:
            yield read_provider(url, outbox.window.total_seconds())
        finally:
            server.should_exit = True


async def follow(hall: Hall, *, is_digest: bool = False) -> tuple[UUID, Change]:
    """Let somebody follow a suggestion; return who it is, and a change of it."""
    who, topic = uuid4(), f"suggestion-{uuid4()}"
    sealed = await hall.vault.seal(who, CONTACT, WRITTEN)
    wish = Follow(topic=topic, contact=sealed, field=CONTACT, is_digest=is_digest, consent="contact-for-answer")
    await hall.run(wish, subject=who)
    hall.people[WRITTEN] = who
    return who, Change(kind=ChangeKind.SUGGESTION_ANSWERED, subject=topic, on=DAY)


async def test_a_change_reaches_a_mobile_number_once_and_no_number_is_in_the_log(hall: Hall) -> None:
    """ENG-09, XS-13: told twice by the policy it is one message."""
    outbox = Outbox()
    async with providing(outbox) as provider, mailing(hall, None, provider):
        who, change = await follow(hall)
        await hall.run(TellFollower(follower=who, change=change))
        await eventually(hall.list_ends)
    assert await hall.list_outcomes() == [(WRITTEN, MailOutcome.SENT, 200)]
    ((mobile, subject, body),) = outbox.messages
    assert (mobile, subject) == (MOBILE, "[논산시] 보내신 의견에 답변을 등록했습니다")
    assert "https://h.example/suggest" in body
    assert not any(b"0000-0000" in event.data for event in await read_events(hall.database))


@pytest.mark.parametrize(
    ("window", "outcome"), [(timedelta(minutes=10), MailOutcome.SENT), (timedelta(0), MailOutcome.UNKNOWN)]
)
async def test_an_answer_that_is_lost_is_asked_for_again_only_with_a_key(
    hall: Hall, window: timedelta, outcome: MailOutcome
) -> None:
    """Issue 6.6: with the key it is sent exactly once and known; without one it is shown as unknown, not sent again."""
    outbox = Outbox(window, is_silent=True)
    async with providing(outbox) as provider, mailing(hall, None, provider):
        who, change = await follow(hall)
        await hall.run(TellFollower(follower=who, change=change))
        await until(lambda: outbox.count(MOBILE) == 1)
        outbox.is_silent = False
        await eventually(hall.list_ends)
    assert [told for _, told, _ in await hall.list_outcomes()] == [outcome]
    assert outbox.count(MOBILE) == 1


@pytest.mark.parametrize(
    ("passed", "outcome", "count"),
    [(timedelta(0), MailOutcome.SENT, 1), (timedelta(minutes=9, seconds=30), MailOutcome.UNKNOWN, 0)],
)
async def test_what_a_process_left_is_sent_only_while_its_key_is_kept(
    hall: Hall, passed: timedelta, outcome: MailOutcome, count: int
) -> None:
    """Issue 6.6: it had started when it died; within the ten minutes it is done again, later it is unknown."""
    outbox = Outbox()
    async with providing(outbox) as provider:
        async with mailing(hall, None, provider):
            pass  # mail is on: notices owe mail from now on
        who, change = await follow(hall)
        await hall.run(TellFollower(follower=who, change=change))
        (raised,) = [each for each in await read_events(hall.database) if "citizen_notice_raised" in each.type]
        notice = UUID(raised.stream.removeprefix("notice-"))
        await hall.run(StartMail(notice=notice, person=who, attempt=1))
        hall.now = (await read_events(hall.database))[-1].recorded_at + passed
        async with mailing(hall, None, provider):
            await eventually(hall.list_ends, 30.0)
    assert [told for _, told, _ in await hall.list_outcomes()] == [outcome]
    assert outbox.count(MOBILE) == count


async def test_who_stopped_is_told_nothing_more(hall: Hall) -> None:
    """XS-13: consent is respected."""
    outbox = Outbox()
    async with providing(outbox) as provider, mailing(hall, None, provider):
        who, change = await follow(hall)
        await hall.run(Unfollow(), subject=who)
        await hall.run(TellFollower(follower=who, change=change))
    assert outbox.messages == []
    assert not any("citizen_notice" in event.type for event in await read_events(hall.database))


def test_a_contact_is_a_mobile_number_or_an_address() -> None:
    """ENG-34: as people write them; a telephone that takes no message is neither."""
    assert read_address(WRITTEN) == read_address('{"phone": "01000000000", "name": null}') == Address(mobile=MOBILE)
    assert read_address("someone@city.example") == Address(mail="someone@city.example")
    assert read_address("041-746-0000") is None
    assert read_address("전화 주세요") is None
