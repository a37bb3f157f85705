"""심사분석 by keyboard alone: numbers, Enter, and what lags asks for cause, remedy and recovery (PRJ-81, PRJ-82)."""

import re
from typing import Any, Final

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.e2e.asking import add_project, own, post
from tests.running import eventually

YEAR: Final = 2_011
"""Has no flagships in the sample, nor in other tests."""
TODAY: Final = "2024-01-25"
"""Where the sample of the tests stops: a day that is asked for by name can only be read."""


def test_a_quarter_is_entered_by_keyboard_only(open_page: OpenPage, system: Any) -> None:
    """PRJ-82: down goes on in the same column; what lags is saved with its three words only."""
    operator = system.open("operator")
    first, second = (add_project(operator, own("역점사업"), period=f"{YEAR}. 1. ~ {YEAR}. 12.") for _ in range(2))
    post(operator, f"/v1/flagships/{YEAR}/list", {"year": YEAR, "projects": [first, second]}, 200)
    post(operator, f"/v1/flagships/{YEAR}/approve", {"year": YEAR}, 200)
    page = open_page("desk", user="operator")
    path = f"/reviews?quarter={YEAR}-Q1"
    eventually(lambda: second in operator_page(page, path), "both are in the grid")
    lines = {key: page.locator(f"#row-{key}") for key in (first, second)}
    lines[first].locator("[name=planned]").focus()
    page.keyboard.insert_text("40")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("36")
    page.keyboard.press("Enter")
    expect(lines[first].locator(".is-saved")).to_have_text("저장함")
    expect(lines[first].locator("[data-share]")).to_have_text("90%")
    expect(lines[second].locator("[name=planned]")).to_be_focused()
    page.keyboard.insert_text("40")
    page.keyboard.press("ArrowUp")
    expect(lines[first].locator("[name=planned]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("20")
    page.keyboard.press("Enter")
    cause = lines[second].locator("[name=cause]")
    expect(cause).to_be_focused()
    page.keyboard.insert_text("보상 지연")
    page.keyboard.press("Control+Enter")
    expect(lines[second].locator("[name=remedy]")).to_have_attribute("aria-invalid", "true")
    expect(lines[second].locator("[name=remedy]")).to_be_focused()
    page.keyboard.insert_text("수용재결 신청")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("2030. 6월")
    page.keyboard.press("Enter")
    expect(lines[second].locator(".is-saved")).to_have_text("저장함")
    expect(lines[second].locator("[data-rating]")).to_have_text(re.compile("심각"))
    page.goto(f"{path}&as_of={TODAY}")
    expect(page.locator(".past-strip")).to_be_visible()
    expect(lines[second]).to_contain_text("수용재결 신청")
    expect(page.locator("[name=planned]")).to_have_count(0)


def operator_page(page: Any, path: str) -> str:
    """Return what the grid shows now."""
    page.goto(path)
    return str(page.content())
