"""분기 점검 by keyboard alone, and a report on the screen and on paper, as a person sees them."""

import re
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import WIDTHS

QUARTER: Final = "2024-Q1"
SERIOUS: Final = {"serious", "critical"}


def find_serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in SERIOUS]


def test_a_line_is_checked_by_keyboard_only(open_page: OpenPage) -> None:
    """DIR-09, DIR-15: down, 1, Enter saves and goes on; 2 opens cause and remedy."""
    page = open_page("desk", user="operator")
    page.goto(f"/reports/{QUARTER}/check?standing=MISSING")
    lines = page.locator("[data-line]:has(input[type=radio])")
    missing = int(re.findall(r"\d+", page.locator("#check-progress a").first.inner_text())[0])
    first, second, third = (lines.nth(n).get_attribute("id") for n in range(3))
    page.locator(f"#{first} input[type=radio]").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{first} .is-saved")).to_have_text("저장함")
    expect(page.locator(f"#{second} input[type=radio]").first).to_be_focused()
    expect(page.locator("#check-progress a").first).to_have_text(f"미점검 {missing - 1}건")
    page.keyboard.press("2")
    expect(page.locator(f"#{second} textarea[name=cause]")).to_be_focused()
    page.keyboard.insert_text("예산이 모자람")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#{second} [aria-invalid]")).to_be_focused()
    page.keyboard.insert_text("추경에 반영")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#{second} .is-saved")).to_have_text("저장함")
    expect(page.locator(f"#{third} input[type=radio]").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#{first} input[type=radio]").first).to_be_focused()


@pytest.mark.parametrize("width", list(WIDTHS))
def test_the_pages_of_quarters_can_be_used_by_everybody(open_page: OpenPage, width: str) -> None:
    page = open_page(width, user="operator")
    for path in ("/reports", f"/reports/{QUARTER}/check", f"/reports/{QUARTER}/publish", "/directives/import"):
        page.goto(path)
        assert find_serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
