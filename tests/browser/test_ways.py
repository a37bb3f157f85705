"""What people do at the console, from signing in to a shared directive, and what must not be lost on the way."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import WIDTHS, find_first, tab_to

LONG_WORD: Final = "가" * 60
"""A title of sixty syllables without a blank (screens.md, craft test)."""

FIRST_TEXT: Final = "#board td.c-text a"


def _issue(page: Page, text: str) -> None:
    page.goto("/directives/new")
    page.fill("#text", text)
    page.check("#kind-SIMPLE", force=True)
    page.click("main form button[type=submit]")
    page.wait_for_selector("#sheet")


def _open_board(open_page: OpenPage, user: str = "operator") -> Page:
    page = open_page("desk", user=user)
    page.goto("/directives")
    return page


def test_a_directive_is_issued_and_shared_by_keyboard_only(open_page: OpenPage, system: Any) -> None:
    """DIR-01, DIR-04, DIR-05."""
    page = open_page("desk")
    page.goto("/login")
    page.keyboard.insert_text("operator")
    tab_to(page, "#password")
    page.keyboard.insert_text(system.logins["operator"]["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#home")
    page.goto("/directives")
    tab_to(page, "a[href='/directives/new']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#text:focus")
    page.keyboard.insert_text("글쇠만으로 등록한 지시")
    tab_to(page, "#kind-SIMPLE")
    page.keyboard.press("Space")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet .chip").first).to_have_text("미공유")
    tab_to(page, "#lead-filter")
    page.keyboard.insert_text("기획감사")
    tab_to(page, "#lead-list input")
    page.keyboard.press("Space")
    tab_to(page, "#next-act button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('공유 내용 확인')")
    tab_to(page, "main form[method=post] button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet .chip").first).to_have_text("공유됨")
    expect(page.locator(".timeline .node-fact")).to_have_count(2)


def test_the_board_changes_by_itself_and_leaves_the_person_alone(open_page: OpenPage) -> None:
    """Another's new directive appears without a reload; focus, typed text and scroll position stay."""
    reader, writer = _open_board(open_page, "officer"), open_page("desk", user="mayor")
    expect(reader.locator("#live")).to_have_attribute("data-state", "on")
    reader.evaluate("window.notReloaded = true")
    reader.locator("#board td.c-text a").nth(12).focus()
    reader.evaluate("window.scrollTo(0, 160)")
    focused = reader.evaluate("document.activeElement.getAttribute('href')")
    _issue(writer, "저절로 나타나는 지시")
    expect(reader.locator(FIRST_TEXT).first).to_have_text("저절로 나타나는 지시")
    assert reader.evaluate("window.notReloaded")
    assert reader.evaluate("document.activeElement.getAttribute('href')") == focused
    assert reader.evaluate("window.scrollY") == 160


def test_a_directive_changes_by_itself(open_page: OpenPage) -> None:
    """DIR-14."""
    writer, reader = open_page("desk", user="operator"), open_page("phone", user="mayor")
    _issue(writer, "공유를 지켜보는 지시")
    reader.goto(writer.url)
    expect(reader.locator("#live")).to_have_attribute("data-state", "on")
    writer.locator("#lead-list .pick label").first.click()
    writer.click("#next-act button[type=submit]")
    writer.click("main form[method=post] button[type=submit]")
    expect(reader.locator("#sheet .chip").first).to_have_text("공유됨")
    expect(reader.locator(".step-done")).to_have_count(2)


def test_a_search_narrows_the_board_and_stands_in_the_address(open_page: OpenPage) -> None:
    """DIR-21."""
    page = _open_board(open_page)
    number = page.locator("#board td.c-number").nth(3).inner_text()
    page.fill("#q", number)
    expect(page.locator("#board tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(f"q={number}$"))
    page.fill("#q", "없는낱말")
    expect(page.locator(".empty-title")).to_have_text("조건에 맞는 지시사항이 없습니다.")


def test_each_key_number_opens_to_its_rows(open_page: OpenPage) -> None:
    page = _open_board(open_page)
    for index in range(page.locator(".numbers a").count()):
        page.goto("/directives")
        number = page.locator(".numbers a").nth(index)
        shown = int(number.locator("b").inner_text().replace(",", ""))
        number.click()
        expect(page.locator(".numbers a").nth(index)).to_have_attribute("aria-current", "true")
        stated = re.match(r"([\d,]+)건", page.locator(".count").inner_text())
        assert stated
        assert int(stated[1].replace(",", "")) == shown


def test_following_pages_show_each_row_once(open_page: OpenPage) -> None:
    page = _open_board(open_page)
    total = int(page.locator(".numbers b").first.inner_text().replace(",", ""))
    seen: list[str] = []
    while True:
        seen += page.locator("#board td.c-number").all_inner_texts()
        following = page.get_by_role("link", name=re.compile("^다음"))
        if not following.count():
            break
        first = page.locator("#board td.c-number").first.inner_text()
        following.click()
        expect(page.locator("#board td.c-number").first).not_to_have_text(first)
    assert len(seen) == len(set(seen)) == total


def test_an_expired_session_gives_the_draft_back(open_page: OpenPage, system: Any) -> None:
    page = open_page("desk", user="mayor")
    page.goto("/directives/new")
    page.fill("#text", "로그인이 끊겨도 남는 지시")
    page.check("#kind-PLAN", force=True)
    page.context.clear_cookies()
    page.click("main form button[type=submit]")
    expect(page.locator(".notice-title")).to_have_text("로그인이 만료되어 저장하지 못했습니다")
    page.fill("#user", "mayor")
    page.fill("#password", system.logins["mayor"]["password"])
    page.click("main button[type=submit]")
    expect(page.locator("#text")).to_have_value("로그인이 끊겨도 남는 지시")
    expect(page.locator("#kind-PLAN")).to_be_checked()
    page.click("main form button[type=submit]")
    expect(page.locator(".directive-text")).to_have_text("로그인이 끊겨도 남는 지시")


def test_a_board_whose_session_ended_says_so_and_stays(open_page: OpenPage) -> None:
    reader, writer = _open_board(open_page, "officer"), open_page("desk", user="mayor")
    expect(reader.locator("#live")).to_have_attribute("data-state", "on")
    reader.context.clear_cookies()
    _issue(writer, "로그인이 끝난 화면에는 오지 않는 지시")
    expect(reader.locator("#session-ended")).to_be_visible()
    assert reader.locator("#board tbody tr").count() > 0


def test_going_back_from_the_question_keeps_what_was_chosen(open_page: OpenPage) -> None:
    page = open_page("desk", user="operator")
    page.goto(find_first(page, "ISSUED"))
    page.locator("#lead-list .pick label").nth(2).click()
    page.click(".more summary")
    page.locator("#supporting-list .pick label").nth(4).click()
    page.click("#next-act button[type=submit]")
    page.get_by_role("button", name="이전으로").click()
    expect(page.locator("#lead-list input").nth(2)).to_be_checked()
    expect(page.locator("#supporting-list input").nth(4)).to_be_checked()
    expect(page.locator("[data-picked=supporting-list]")).to_contain_text("1:")


def test_a_form_of_another_site_is_refused(open_page: OpenPage) -> None:
    page = open_page("desk", user="mayor")
    page.goto("/directives/new")
    fields = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    whole = fields | {"text": "남의 사이트에서 보낸 지시", "kind": "SIMPLE"}
    without_token = page.request.post("/directives", form=whole | {"csrf": "x"})
    from_elsewhere = page.request.post("/directives", form=whole, headers={"Origin": "https://elsewhere.invalid"})
    assert (without_token.status, from_elsewhere.status) == (403, 403)


def test_signing_in_returns_to_where_one_was(open_page: OpenPage, system: Any) -> None:
    page = open_page("desk")
    page.goto("/org?as_of=2024-02-01")
    page.fill("#user", "auditor")
    page.fill("#password", system.logins["auditor"]["password"])
    page.click("main button[type=submit]")
    expect(page).to_have_url(re.compile(r"/org\?as_of=2024-02-01$"))


@pytest.mark.parametrize("next_page", ["https://elsewhere.invalid/", "//elsewhere.invalid/", "/\\elsewhere.invalid"])
def test_signing_in_never_leads_to_another_site(open_page: OpenPage, system: Any, next_page: str) -> None:
    page = open_page("desk")
    page.goto(f"/login?next={next_page}")
    page.fill("#user", "auditor")
    page.fill("#password", system.logins["auditor"]["password"])
    page.click("main button[type=submit]")
    expect(page).to_have_url(re.compile(r"^http://[^/]+/$"))


def test_a_form_sent_twice_is_one_directive(open_page: OpenPage) -> None:
    page = open_page("desk", user="mayor")
    page.goto("/directives/new")
    page.fill("#text", "두 번 눌러도 한 건인 지시")
    page.check("#kind-SIMPLE", force=True)
    fields = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    first, second = (page.request.post("/directives", form=fields) for _ in range(2))
    assert first.url == second.url != page.url


def test_what_another_did_first_is_shown_beside_mine(open_page: OpenPage) -> None:
    first, second = open_page("desk", user="operator"), open_page("desk", user="operator")
    _issue(first, "둘이 함께 공유하려는 지시")
    second.goto(first.url)
    for page in (first, second):
        page.locator("#lead-list .pick label").first.click()
        page.click("#next-act button[type=submit]")
        page.wait_for_selector("h1:has-text('공유 내용 확인')")
    first.click("main form[method=post] button[type=submit]")
    first.wait_for_selector("#sheet")
    second.click("main form[method=post] button[type=submit]")
    expect(second.locator("h1")).to_have_text("그사이 다른 사람이 먼저 처리했습니다")
    expect(second.locator(".beside section")).to_have_count(2)


def test_a_form_that_came_too_late_leaves_the_page(open_page: OpenPage) -> None:
    first, second = open_page("desk", user="operator"), open_page("desk", user="operator")
    _issue(first, "한 사람만 공유하는 지시")
    second.goto(first.url)
    expect(second.locator("#live")).to_have_attribute("data-state", "on")
    first.locator("#lead-list .pick label").first.click()
    first.click("#next-act button[type=submit]")
    first.click("main form[method=post] button[type=submit]")
    expect(second.locator("#next-act")).to_contain_text(
        "다른 담당자가 먼저 처리했습니다. 여기서 고른 내용은 저장되지 않았습니다."
    )
    first.wait_for_selector("#sheet")
    expect(first.locator("#next-act form[action$='/share']")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/directives?q=%00", 200),
        ("/directives?cursor=x", 400),
        ("/directives?start=x", 400),
        ("/directives/x", 404),
        ("/org?as_of=x", 200),
        ("/live?view=no-such-view", 200),
    ],
)
def test_a_wrong_address_is_explained(open_page: OpenPage, path: str, status: int) -> None:
    page = open_page("desk", user="auditor")
    found = page.evaluate("path => fetch(path).then((answer) => { answer.body.cancel(); return answer.status; })", path)
    assert found == status


def test_only_the_coordinating_office_sees_the_share(open_page: OpenPage) -> None:
    """ORG-06."""
    for user, forms in (("operator", 1), ("mayor", 0), ("officer", 0), ("auditor", 0)):
        page = open_page("desk", user=user)
        page.goto(find_first(page, "ISSUED"))
        expect(page.locator("#next-act form[action$='/share']")).to_have_count(forms)


@pytest.mark.parametrize("width", list(WIDTHS))
def test_a_word_of_sixty_syllables_stays_in_its_place(open_page: OpenPage, width: str) -> None:
    page = open_page(width, user="mayor")
    _issue(page, LONG_WORD)
    for path in (page.url, "/directives"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("path", ["/directives", "/directives/new", "/org", "/styleguide", "/login"])
def test_four_times_as_large_loses_nothing(open_page: OpenPage, path: str) -> None:
    """WCAG 1.4.10: 400 % of 1280 x 1024 leaves 320 x 256 of layout; nothing scrolls sideways."""
    page = open_page("phone", user="operator")
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    main = page.locator("#main")
    expect(main).to_be_visible()


def test_fifteen_rows_are_seen_at_once(open_page: OpenPage) -> None:
    page = _open_board(open_page)
    bottoms = page.eval_on_selector_all(
        "#board tbody tr", "rows => rows.map(row => row.getBoundingClientRect().bottom)"
    )
    assert sum(bottom <= 900 for bottom in bottoms) >= 15


def test_nothing_in_a_row_covers_its_neighbour(open_page: OpenPage) -> None:
    """Three digits of lateness are the most that a year has."""
    page = _open_board(open_page)
    page.eval_on_selector_all(
        "#board .c-report .chip > span", "words => words.forEach((word) => (word.textContent = '지연 200근무일'))"
    )
    covered = page.eval_on_selector_all(
        "#board tbody td",
        "cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.className)",
    )
    assert covered == []


def test_a_thousand_rows_are_laid_out(open_page: OpenPage) -> None:
    """The board itself asks for fifty; a thousand of its rows still fit their columns."""
    page = _open_board(open_page)
    page.evaluate("""() => {
      const body = document.querySelector("#board tbody");
      const rows = [...body.rows];
      while (body.rows.length < 1000) rows.forEach((row) => body.append(row.cloneNode(true)));
    }""")
    heights = page.eval_on_selector_all("#board tbody tr", "rows => rows.map(row => Math.round(row.offsetHeight))")
    assert len(heights) >= 1000
    assert set(heights) <= {40, 41}
