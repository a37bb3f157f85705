"""받아적기, 회의 and 회의 브리핑: from a memo to shared directives by keyboard alone, from a decision, onto paper."""

import re
from typing import Any, Final

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import tab_to

MEMO: Final = """12월 첫째 주 간부회의 말씀

□ 안전
 ❍ 연무읍 화약고 둘레의 출입 통제를 다시 볼 것
  - 육군훈련소와 일정을 맞출 것
 ❍ 은진면 저수지 수문의 누수를 12. 6.(목)까지 보고할 것
□ 당부
 - 전 부서는 전화 응대에 친절을 다할 것을 당부
"""
"""The 6th of December 2024 is a Friday."""


def _note(page: Page) -> str:
    expect(page.locator("#children")).to_be_visible()
    return page.url


def test_a_memo_is_shared_by_keyboard_alone(open_page: OpenPage) -> None:
    """DIR-03, DIR-04: rows, a suggestion taken over, a row for all departments, one confirmation, who opened it."""
    page = open_page("desk", user="operator")
    page.goto("/memo")
    page.wait_for_selector("#text:focus")
    page.keyboard.insert_text(MEMO)
    expect(page.locator("[data-row]")).to_have_count(3)
    expect(page.locator("#lead-0")).to_have_value("연무읍")
    expect(page.locator("#row-1 .memo-warning").first).to_contain_text("(목)가 아니라 (금)")
    page.fill("#lead-2", "")
    expect(page.locator("[data-count=unassigned]")).to_have_text("1")
    page.locator("#text").focus()
    tab_to(page, "#row-0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-2")).to_be_focused()
    page.keyboard.type("x")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("기획감사실")
    page.keyboard.press("Escape")
    page.keyboard.press("5")
    expect(page.locator("[data-count=unassigned]")).to_have_text("0")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("공유 내용 확인")
    expect(page.locator(".memo-check tbody tr")).to_have_count(3)
    expect(page.locator(".memo-check")).to_contain_text("곳이 각각 회신")
    page.keyboard.press("Enter")
    _note(page)
    expect(page.locator(".memo-children > li")).to_have_count(3)
    expect(page.locator(".memo-children .chip-moving")).to_have_count(3)
    expect(page.locator(".memo-seen").first).to_contain_text("열람 0 / 1곳")
    page.goto("/memo")
    expect(page.locator("#text")).to_have_value("")


def test_a_memo_sent_again_is_the_same_and_one_row_stops_all(open_page: OpenPage) -> None:
    """DIR-03: nothing is stored where one row is refused; the key made with the form makes a retry the same act."""
    page = open_page("desk", user="operator")
    page.goto("/memo")
    page.fill("#text", "❍ 강경읍 포구의 안내판을 고칠 것\n❍ 노성면 고택의 지붕을 살필 것")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.fill("#lead-1", "없는과")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#error-1")).to_have_text("‘없는과’ 부서가 없습니다. 목록에서 고르세요.")
    expect(page.locator("#lead-1")).to_be_focused()
    page.fill("#lead-1", "노성면")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#memo-sure")
    fields = page.evaluate("Object.fromEntries(new FormData(document.getElementById('memo-sure')))") | {"act": "share"}
    first, second = (page.request.post("/memo", form=fields) for _ in range(2))
    assert first.url == second.url
    page.goto(first.url)
    expect(page.locator(".memo-children > li")).to_have_count(2)
    changed = page.request.post("/memo", form=fields | {"text-0": "다른 글"})
    assert changed.status == 409
    assert "이미 저장된 메모 보기" in changed.text()


def test_an_expired_session_gives_the_memo_back(open_page: OpenPage, system: Any) -> None:
    page = open_page("desk", user="operator")
    page.goto("/memo")
    page.fill("#text", "❍ 로그인이 끊겨도 남는 건")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.fill("#lead-0", "기획감사실")
    page.reload()
    expect(page.locator("#lead-0")).to_have_value("기획감사실")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    page.fill("#user", "operator")
    page.fill("#password", system.logins["operator"]["password"])
    page.click("main button[type=submit]")
    expect(page.locator("#text")).to_have_value("❍ 로그인이 끊겨도 남는 건")
    expect(page.locator("#lead-0")).to_have_value("기획감사실")


def test_nothing_of_a_memo_stays_in_a_browser_whose_session_has_ended(open_page: OpenPage, system: Any) -> None:
    """A shared computer: the text is on the screen alone, and comes back to its writer."""
    page = open_page("desk", user="operator")
    page.goto("/memo")
    page.fill("#text", "❍ 남의 눈에 띄면 안 되는 건")
    expect(page.locator("[data-row]")).to_have_count(1)
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('hwanryu-memo-')).length"
    assert page.evaluate(kept) == 1
    page.context.clear_cookies()
    page.fill("#text", "❍ 남의 눈에 띄면 안 되는 건\n❍ 로그인이 끊긴 뒤에 적은 건")
    expect(page.locator("#session-ended")).to_be_visible()
    page.fill("#meeting", "간부회의")
    assert page.evaluate(kept) == 0
    page.click("#session-ended a")
    page.fill("#user", "operator")
    page.fill("#password", system.logins["operator"]["password"])
    page.click("main button[type=submit]")
    expect(page.locator("#text")).to_have_value("❍ 남의 눈에 띄면 안 되는 건\n❍ 로그인이 끊긴 뒤에 적은 건")
    page.goto("/memo")
    page.fill("#text", "❍ 로그인 화면에서 지워질 건")
    assert page.evaluate(kept) == 1
    page.context.clear_cookies()
    page.goto("/login")
    assert page.evaluate(kept) == 0


def test_ctrl_enter_right_after_typing_loses_no_order(open_page: OpenPage) -> None:
    """DIR-03: the rows follow half a second later; what was typed last is shown before anything is asked."""
    page = open_page("desk", user="operator")
    page.goto("/memo")
    page.fill("#text", "❍ 채운면 둑을 볼 것")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.fill("#text", "❍ 채운면 둑을 볼 것\n❍ 방금 적은 건")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main div.notice-info")).to_contain_text("모두 공유를 다시 누르세요.")
    expect(page.locator("[data-row]")).to_have_count(2)


def test_a_phone_only_takes_the_memo_and_the_office_splits_it(open_page: OpenPage) -> None:
    """DIR-03: dictated on a phone, made into directives at a desk."""
    phone = open_page("phone", user="operator")
    phone.goto("/memo")
    phone.fill("#text", "❍ 벌곡면 산길의 쓰러진 나무를 치울 것")
    expect(phone.locator(".memo-share")).to_be_hidden()
    phone.click(".memo-save")
    note = _note(phone)
    desk = open_page("desk", user="operator")
    desk.goto(note)
    desk.click("text=지시로 정리")
    expect(desk.locator("#lead-0")).to_have_value("벌곡면")
    desk.locator("#row-0").focus()
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("#memo-sure")
    desk.keyboard.press("Enter")
    assert _note(desk) == note
    expect(desk.locator(".memo-children > li")).to_have_count(1)


def test_a_decision_becomes_a_directive_and_the_page_is_one_sheet(open_page: OpenPage) -> None:
    """ORG-10, CAL-08: a wrong weekday is refused, each of decision and directive names the other; A4 is one page."""
    page = open_page("desk", user="operator")
    page.goto("/meetings/new")
    page.fill("#title", "1월 넷째 주 간부회의")
    page.select_option("#kind", "EXECUTIVE")
    page.fill("#when", "1. 22.(화)")
    page.click("main form button[type=submit]")
    expect(page.locator("#when-error")).to_contain_text("(화)가 아니라 (월)")
    page.fill("#when", "1. 22.(월)")
    page.click("main form button[type=submit]")
    page.click("text=결과 적기")
    page.fill("#decisions", "양촌면 곶감 판매장의 주차 대책을 낼 것\n다음 회의는 현장에서 열 것")
    page.click("main form button[type=submit]")
    page.wait_for_selector(".meet-issue")
    meeting = page.url
    page.locator(".meet-issue button").first.click()
    expect(page.locator(".meet-made")).to_have_count(1)
    page.click(".meet-made a")
    expect(page.locator(f"main a[href='/meetings/{meeting.rpartition('/')[2]}']").first).to_be_visible()
    mayor = open_page("desk", user="mayor")
    mayor.goto(f"/briefing?meeting={meeting.rpartition('/')[2]}")
    assert len(re.findall(rb"/Type\s*/Page\b", mayor.pdf(prefer_css_page_size=True))) == 1
    for place in ("moved", "done"):
        shown = int(mayor.locator(f".brief-figures a[href='#{place}']").inner_text())
        assert mayor.locator(f"#{place} .brief-line").count() == shown
    late = mayor.locator(".brief-figures a[href='/directives?overdue=report']")
    count = late.inner_text()
    late.click()
    expect(mayor.locator(".count")).to_have_text(re.compile(rf"^{count}건"))
