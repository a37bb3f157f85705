"""내 할 일 and 알림 by keyboard alone."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import tab_to


def test_the_first_thing_to_do_is_reached_by_keyboard_alone(open_page: OpenPage) -> None:
    """screens.md, 내 할 일: what is owed stands on the first page, its form one key away."""
    page = open_page("desk", user="operator")
    page.goto("/")
    way = page.locator("#home .act").get_attribute("href")
    assert way is not None
    tab_to(page, "#home .act")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{way}")
    expect(page.locator("main h1")).to_be_visible()


def test_a_notice_is_read_by_keyboard_and_counted_off(open_page: OpenPage) -> None:
    """CAL-13: unread ones are counted in the frame of every page."""
    page = open_page("desk", user="operator")
    page.goto("/notices?unread=true")
    first = page.locator(".notices form input[name=notice]").first.get_attribute("value")
    tab_to(page, ".notices form button")
    page.keyboard.press("Enter")
    expect(page.locator(f".notices input[value='{first}']")).to_have_count(0)
    tab_to(page, ".head form button")
    page.keyboard.press("Enter")
    expect(page.locator(".bell")).to_have_text("알림")
    page.goto("/notices?unread=true")
    expect(page.locator(".empty-title")).to_have_text("읽지 않은 알림이 없습니다.")
