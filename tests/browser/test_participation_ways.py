"""What people do on the pages of participation, on a phone and by keys alone."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import WIDTHS, tab_to

LINKS = ".open-ways a:visible"


def test_on_a_phone_the_open_menu_leads_on_by_keys(open_page: OpenPage) -> None:
    """Closed it is one line that says where one is; nothing hidden is reached by Tab."""
    page = open_page("phone")
    page.goto("/open/town-halls")
    summary = page.locator(".open-menu summary")
    expect(summary).to_have_text("메뉴 타운홀")
    assert page.locator(LINKS).count() == 0
    assert page.locator(".open-ways").bounding_box()["height"] <= 50  # type: ignore[index]  # it is drawn
    tab_to(page, ".open-menu summary")
    page.keyboard.press("Enter")
    expect(page.locator(LINKS)).to_have_count(10)
    tab_to(page, ".open-menu a[href='/open/surveys']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/open/surveys")


def test_without_a_script_the_open_menu_opens_too(browser: Browser, system: Any) -> None:
    wide, high = WIDTHS["phone"]
    viewport: Any = {"width": wide, "height": high}
    with browser.new_page(base_url=system.base_url, viewport=viewport, java_script_enabled=False) as page:
        page.goto("/open/juries")
        page.click(".open-menu summary")
        expect(page.locator(LINKS)).to_have_count(10)
        page.goto("/open")
        expect(page.locator(LINKS)).to_have_count(10)


def test_on_a_desk_each_open_page_is_one_click_away(open_page: OpenPage) -> None:
    page = open_page("desk")
    page.goto("/open/town-halls")
    expect(page.locator(LINKS)).to_have_count(10)
    assert page.locator(".open-menu").is_hidden()


def test_a_search_among_directives_keeps_what_was_typed(open_page: OpenPage, filled: Any) -> None:
    """ENG-09: the list changes, the decision and the chosen directive stay."""
    assert filled
    page = open_page("desk", user="operator")
    page.goto("/feedback")
    page.goto(f"{page.locator('.reg-main a').first.get_attribute('href')}/adopt")
    page.fill("#decision", "그대로 함")
    page.locator("#directive-list label").first.click()
    chosen = choose(page)
    page.fill("#directive-asked", "없는낱말")
    expect(page.locator("#directive-list input")).to_have_count(1)
    page.press("#directive-asked", "Enter")
    expect(page.locator("#directive-list input")).to_have_count(1)
    assert (choose(page), page.input_value("#decision")) == (chosen, "그대로 함")


def choose(page: Page) -> str | None:
    return page.locator("#directive-list input:checked").get_attribute("value")
