"""Voting on a phone while a hall looks on: opened by itself, kept while offline, counted once, shown once published."""

from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walking import open_context
from tests.e2e.holding import check_in, make, open_doors, plan_town_hall, read, register

QUESTION: Final = {
    "question": "새 도서관의 이름으로 무엇이 가장 좋습니까?",
    "options": [{"code": "open", "text": "열린도서관"}, {"code": "future", "text": "미래도서관"}],
}


@pytest.fixture(scope="module")
def operator(system: Any) -> httpx.Client:
    client: httpx.Client = system.open("operator")
    return client


@pytest.fixture
def hall(operator: httpx.Client, request: pytest.FixtureRequest) -> str:
    """Return a session of the test's own: what another one voted is not shown in it."""
    return plan_town_hall(operator, str(request.node.name))


@pytest.fixture
def ticket(operator: httpx.Client, hall: str) -> str:
    held = register(operator, hall, "first")
    open_doors(operator, hall)
    assert check_in(operator, hall, held).status_code == 200
    return str(held["ticket"])


@pytest.fixture
def phone(browser: Browser, system: Any) -> Iterator[Page]:
    with open_context(browser, "phone", system.base_url) as context:
        yield context.new_page()


def open_round(operator: httpx.Client, hall: str, key: str, **changes: Any) -> str:
    made = str(make(operator, "/v1/rounds", key, {"town_hall": hall, **QUESTION, **changes})["id"])
    make(operator, f"/v1/rounds/{made}/rule", f"{key}-rule", {"rule": "RAW_SUM"})
    make(operator, f"/v1/rounds/{made}/open", f"{key}-open", {})
    return made


def end(operator: httpx.Client, made: str) -> None:
    told = make(operator, f"/v1/rounds/{made}/close", f"{made}-close", {})
    read(operator, f"/v1/rounds/{made}", told)
    make(operator, f"/v1/rounds/{made}/publish", f"{made}-publish", {})


def test_a_vote_that_was_made_offline_is_sent_once_the_phone_is_back(
    phone: Page, operator: httpx.Client, hall: str, ticket: str
) -> None:
    """ENG-04, ENG-05: it opens by itself, is kept over a reload, gets one receipt, counts once, and shows the end."""
    phone.goto(f"/vote/{hall}#{ticket}")
    expect(phone.locator("#status")).to_contain_text("아직 투표가 열리지 않았습니다")
    made = open_round(operator, hall, "browser-offline")
    expect(phone.locator("#question")).to_have_text(str(QUESTION["question"]))
    phone.context.set_offline(True)
    phone.keyboard.press("2")
    phone.click("#send")
    expect(phone.locator("#status")).to_contain_text("인터넷이 끊겼습니다")
    phone.context.set_offline(False)
    expect(phone.locator("#status")).to_contain_text("내 표를 받았습니다", timeout=20_000)
    receipt = str(phone.locator("#receipt").text_content()).replace(" ", "")
    assert operator.get(f"/v1/open/receipts/{receipt}").json()["question"] == QUESTION["question"]
    phone.reload()
    expect(phone.locator("#receipt")).to_contain_text(receipt[:4])
    end(operator, made)
    expect(phone.locator("#result-title")).to_contain_text("결과", timeout=20_000)
    expect(phone.locator("#rows tr").nth(1)).to_contain_text("1 (100.0%)")
    assert read(operator, f"/v1/rounds/{made}/result")["everybody"]["ballots"] == 1


def test_the_wall_shows_how_many_have_voted_and_the_result_once_it_is_published(
    browser: Browser, system: Any, phone: Page, operator: httpx.Client, hall: str, ticket: str
) -> None:
    """ENG-04: counts as they arrive, no choice before the end; in another language the phone says the same."""
    with open_context(browser, "desk", system.base_url) as context:
        wall = context.new_page()
        wall.goto(f"/screen/{hall}")
        made = open_round(operator, hall, "browser-wall")
        expect(wall.locator("#question")).to_have_text(str(QUESTION["question"]))
        phone.goto(f"/vote/{hall}#{ticket}")
        phone.select_option("#language", "vi")
        expect(phone.locator("#status")).to_contain_text("Đã mở bỏ phiếu")
        phone.locator("#options label").first.click()
        phone.click("#send")
        expect(wall.locator("#ballots")).to_have_text("1", timeout=20_000)
        expect(wall.locator("#present")).to_have_text("1")
        assert wall.locator(".votes").count() == 0
        end(operator, made)
        expect(wall.locator("li.first")).to_contain_text("열린도서관", timeout=20_000)
        expect(wall.locator("li.first .votes")).to_have_text("1 표 · 100.0%")
