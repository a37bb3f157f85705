"""Mail through the whole system: from the share of a directive to the mailbox of who holds the post."""

import asyncio
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.integration.mailboxes import Mailbox, receiving
from tests.running import Running, eventually, run_in_thread

ADDRESS = "roads-officer@city.example"


@contextmanager
def receiving_in_thread() -> Iterator[Mailbox]:
    """Run a mail server beside a test that is not asynchronous."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = receiving()
    try:
        yield asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10.0)
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10.0)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10.0)
        loop.close()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with receiving_in_thread() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def mailing(mailbox: Mailbox) -> Iterator[Running]:
    """An empty system on the clock on the wall that was given a mail server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMTP_URL", mailbox.url)
        patch.setenv("MAIL_FROM", "hwanryu@city.example")
        with run_in_thread("mail", sample=False) as running:
            yield running


def post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json())


def share(system: Running) -> dict[str, Any]:
    """Return a directive that was shared with the roads' department."""
    made = post(system.open("mayor"), "/v1/directives", {"text": "포트홀을 점검할 것", "kind": "SIMPLE"})
    post(system.open("operator"), f"/v1/directives/{made['id']}/share", {"lead": "roads"})
    return made


def look(system: Running) -> str:
    """Return the page of notices as the office sees it."""
    with httpx.Client(base_url=system.base_url, follow_redirects=True, trust_env=False) as browser:
        password = system.logins["operator"]["password"]
        browser.post("/login", data={"user": "operator", "password": password}).raise_for_status()
        return browser.get("/notices").raise_for_status().text


def test_a_share_is_mailed_to_who_holds_the_post_until_the_person_is_erased(mailing: Running, mailbox: Mailbox) -> None:
    """DIR-20, ORG-06, PLT-07: the registry's own words lead to the address, and to none once its key is destroyed."""
    operator = mailing.open("operator")
    unit = {"code": "roads", "name": "도로과", "name_known": True, "kind": "HEADQUARTERS", "lineage": "roads"}
    post(operator, "/v1/org/departments", {**unit, "valid_from": "2020-01-01", "valid_until": None})
    person = post(operator, "/v1/org/people", {"name": "도로과 담당자", "email": ADDRESS})
    held = {"person": person["id"], "department": "roads", "post": "OFFICER", "valid_from": "2020-01-01"}
    post(operator, "/v1/org/assignments", held)
    made = share(mailing)
    eventually(lambda: mailbox.count(ADDRESS) == 1, "the letter", 30.0)
    ((_, letter),) = mailbox.letters
    assert letter["Subject"] == "[환류] 지시사항이 공유되었습니다"
    assert "포트홀" not in letter.get_content()
    eventually(lambda: "보냄" in look(mailing), "the office sees that it was sent")
    post(operator, f"/v1/org/people/{person['id']}/erase", {"reason": "퇴직"})
    other = share(mailing)
    assert other["number"] != made["number"]
    eventually(lambda: "맡은 사람 없음" in look(mailing), "the office sees that nobody was written to", 30.0)
    assert mailbox.count(ADDRESS) == 1
    assert ADDRESS not in mailing.system.logs("coordination", 10_000)
