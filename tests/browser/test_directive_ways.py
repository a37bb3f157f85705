"""What people do with directives at the console: write, confirm, send, act on several, look back."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from playwright.sync_api import Page, expect

from contracts.values import Role
from gateway.auth import Accounts, Passwords, Principal
from infra.settings import LEAST_PASSWORD_KIB
from tests.browser.conftest import OpenPage
from tests.browser.looking import look
from tests.browser.walking import tab_to

LEAD: Final = "town-yeonmu"
HEAD: Final = Principal("yeonmu-team-head", Role.OFFICER, LEAD, "연무읍 총무팀장")
PASSWORD: Final = "a password of the head of the team"
TEXT: Final = "담당 팀을 정하고 현장을 확인함\n- 3곳 가운데 2곳을 마침"


@pytest.fixture(scope="module")
def head(system: Any) -> Iterator[str]:
    """Give a team of the lead department a head with an account (ORG-05, ORG-06)."""
    parts = urlsplit(system.system.plan.services.postgres_url)
    url = urlunsplit(parts._replace(path="/hwanryu_gateway"))

    async def put() -> None:
        async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
            await Accounts(pool, Passwords(LEAST_PASSWORD_KIB), "key").put(HEAD, PASSWORD)

    putting = threading.Thread(target=lambda: asyncio.run(put()))  # the browser's loop runs in this one
    putting.start()
    putting.join()
    desk = system.open("operator")
    person = _post(desk, "/v1/org/people", name="연무읍 총무팀장", account=HEAD.user)
    team = _post(desk, "/v1/org/teams", code="yeonmu-desk", department=LEAD, name="총무팀", valid_from="2024-01-02")
    post = {"department": LEAD, "team": team, "post": "TEAM_HEAD", "valid_from": "2024-01-02"}
    _post(desk, "/v1/org/assignments", person=person, **post)
    yield HEAD.user
    desk.close()


def _post(client: Any, path: str, **body: object) -> str:
    answer = client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
    return str(answer.raise_for_status().json()["id"])


def _issue(client: Any, text: str, lead: str | None = LEAD) -> str:
    directive = _post(client, "/v1/directives", text=text, kind="SIMPLE")
    if lead:
        _post(client, f"/v1/directives/{directive}/share", lead=lead)
    return directive


def _press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def test_a_report_is_written_confirmed_and_sent_by_keyboard(open_page: OpenPage, system: Any, head: str) -> None:
    """DIR-06, ADR 0022: saved while it is written, confirmed by the team's head, sent, and named in the event."""
    directive = _issue(system.open("operator"), "글쇠만으로 보고할 지시")
    page = open_page("desk", user="officer")
    page.goto(f"/directives/{directive}")
    _press(page, "#next-act a[href$='/report']")
    page.wait_for_selector("#text:focus")
    page.keyboard.insert_text(TEXT)
    expect(page.locator(".saved")).to_contain_text("저장 ")
    expect(page.locator(".paper-3")).to_have_text("3곳 가운데 2곳을 마침")
    expect(page.locator("#send button.primary")).to_have_text("확인 요청")
    page.set_input_files("input[data-upload]", {"name": "현장.txt", "mimeType": "text/plain", "buffer": b"photo"})
    expect(page.locator("[data-file-list] a")).to_have_text("현장.txt")
    expect(page.locator(".paper-files")).to_contain_text("현장.txt")
    _press(page, "#send button[value=ask]")
    expect(page.locator(".waiting-for")).to_have_text("팀장 확인을 기다립니다.")

    reader = open_page("desk")
    _sign_in_head(reader, head)
    reader.goto(f"/directives/{directive}")
    _press(reader, "#next-act .notice a")
    expect(reader.locator(".paper-2")).to_have_text("담당 팀을 정하고 현장을 확인함")
    expect(reader.locator(".paper-files")).to_contain_text("현장.txt")
    page.fill("#text", f"{TEXT}\n다음 주에 마침")
    expect(page.locator(".paper-2").last).to_have_text("다음 주에 마침")
    _press(reader, "main form button[type=submit]")
    expect(reader.locator("main .notice-warning")).to_contain_text("그사이 글이 바뀌었습니다.")
    expect(reader.locator(".paper-2").last).to_have_text("다음 주에 마침")
    _press(reader, "main form button[type=submit]")
    expect(reader.locator(".line-done")).to_contain_text("연무읍 총무팀장")

    page.reload()
    expect(page.locator("#text")).to_have_value(f"{TEXT}\n다음 주에 마침")
    _press(page, "#send button.primary")
    expect(page.locator("#sheet .chip").first).to_have_text("보고됨")
    expect(page.locator(".timeline")).to_contain_text("확인 연무읍 총무팀장")
    page.goto(f"/directives/{directive}/report")
    expect(page.locator(".code")).to_contain_text("WRONG_STATE")


def _sign_in_head(page: Page, head: str) -> None:
    page.goto("/login")
    page.fill("#user", head)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_what_was_written_is_never_lost(open_page: OpenPage, system: Any) -> None:
    """4,001 characters, a session that ends, a browser that dies: the text is there."""
    directive = _issue(system.open("operator"), "글이 남아야 하는 지시")
    page = open_page("phone", user="officer")
    sight = look(page, system.base_url, lambda page: page.goto(f"/directives/{directive}/report"))
    assert (sight.overflowing, sight.barriers, sight.errors, sight.not_drawn) == ([], [], [], [])
    page.fill("#text", "가" * 4001)
    page.click("#send button:first-child")
    expect(page.locator("#text-error")).to_have_text("추진상황: 4,000자까지입니다. 지금 4,001자이니 1자를 줄이세요.")
    expect(page.locator("#text")).to_have_value("가" * 4001)
    page.fill("#text", "끊겨도 남는 글")
    page.context.clear_cookies()
    page.click("#send button[value=save]")
    page.fill("#user", "officer")
    page.fill("#password", system.logins["officer"]["password"])
    page.press("#password", "Enter")
    expect(page.locator("#text")).to_have_value("끊겨도 남는 글")
    again = open_page("desk", user="officer")
    again.goto(f"/directives/{directive}/report")
    expect(again.locator("#text")).to_have_value("끊겨도 남는 글")
    again.click("button[value=drop]")
    expect(again.locator("#text")).to_have_value("")


def test_several_are_shared_at_once_each_with_its_result(open_page: OpenPage, system: Any) -> None:
    """DIR-04, DIR-05: what cannot be done is said before, and what became of each after."""
    desk = system.open("operator")
    two = [_issue(desk, f"한꺼번에 공유할 지시 {number}", lead=None) for number in (1, 2)]
    done = _issue(desk, "이미 공유한 지시")
    page = open_page("desk", user="operator")
    page.goto("/directives")
    for directive in (*two, done):
        page.check(f"#tick-{directive}")
    expect(page.locator("#bulk [data-count]")).to_have_text("3")
    page.click("#bulk button[value=share]")
    expect(page.locator(".planned .skipped")).to_have_count(1)
    page.click("main form button[value=sure]")
    expect(page.locator("#form-errors")).to_contain_text("주관부서를 한 곳 고르세요.")
    page.fill("#lead-filter", "연무")
    page.locator("#lead-list .pick:visible label").first.click()
    page.click("main form button[value=sure]")
    expect(page.locator("h1")).to_have_text("3건 가운데 2건을 처리했습니다")
    expect(page.locator(".planned .chip-done")).to_have_count(2)
    for directive in two:
        assert desk.get(f"/v1/directives/{directive}").json()["data"]["lead"]["code"] == LEAD


def test_a_past_day_is_shown_and_nothing_can_be_done_on_it(open_page: OpenPage, system: Any) -> None:
    """DIR-14: the board and one directive as of the end of 15 January 2024; counted by hand from what the API tells."""
    page = open_page("desk", user="operator")
    page.goto("/directives?as_of=2024-01-15&state=ISSUED")
    expect(page.locator(".past-strip strong")).to_have_text("2024. 1. 15.(월) 기준")
    expect(page.locator("#bulk")).to_have_count(0)
    page.goto("/directives?as_of=2024-01-15")
    shown = int(page.locator(".numbers b").first.inner_text())
    desk, every, cursor = system.open("auditor"), [], ""
    while True:
        answer = desk.get(f"/v1/directives?limit=200&fields=issued_on,visibility{cursor}").json()
        every += answer["data"]
        if not answer["links"]["next"]:
            break
        cursor = f"&cursor={answer['links']['next']}"
    known = [one for one in every if one["visibility"]["code"] != "AUDIT_ONLY"]
    assert shown == sum(one["issued_on"] <= "2024-01-15" for one in known) > 0
    page.locator("#board td.c-text a").first.click()
    expect(page.locator(".past-strip")).to_be_visible()
    expect(page.locator("#next-act")).to_have_count(0)
    page.click(".past-strip a")
    expect(page.locator(".past-strip")).to_have_count(0)


def test_a_board_is_named_and_found_again(open_page: OpenPage) -> None:
    """DIR-21."""
    page = open_page("desk", user="executive")
    page.goto("/directives?kind=PLAN")
    page.click(".foot .menu:last-of-type summary")
    page.fill("#view-name", "계획 지시")
    page.keyboard.press("Enter")
    expect(page.locator("#views a[aria-current]")).to_have_text("계획 지시")
    page.goto("/directives")
    page.get_by_role("link", name="계획 지시").click()
    page.wait_for_url("**/directives?kind=PLAN")
    page.click(".foot .menu:last-of-type summary")
    page.get_by_role("button", name="‘계획 지시’ 지우기").click()
    expect(page.get_by_role("link", name="계획 지시")).to_have_count(0)


def test_a_duplicate_is_merged_into_what_was_searched(open_page: OpenPage, system: Any) -> None:
    """DIR-03: both histories stay, each with a link to the other."""
    desk = system.open("operator")
    name = f"이어질 지시 {uuid4().hex[:8]}"
    kept, double = _issue(desk, name, lead=None), _issue(desk, "겹쳐서 끝날 지시", lead=None)
    page = open_page("phone", user="operator")
    page.goto(f"/directives/{double}")
    page.click(".others summary")
    page.click(f"a[href='/directives/{double}/merge']")
    page.fill("#into-filter", name)
    expect(page.locator("#into-list .pick")).to_have_count(1)
    page.locator("#into-list label").click()
    page.click("#send button.primary")
    expect(page.locator("main .notice-warning")).to_contain_text("병합하면 되돌릴 수 없습니다.")
    page.click("main form button[value=sure]")
    expect(page.locator("#sheet .chip").first).to_have_text("병합")
    page.click(f"#sheet a[href='/directives/{kept}']")
    expect(page.locator(f"#sheet a[href='/directives/{double}']")).to_have_count(1)
