"""What the office does with a project: registered, funded and cancelled by keyboard alone."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import tab_to
from tests.e2e.asking import add_project, own


def _type(page: Page, field: str, text: str) -> None:
    tab_to(page, field)
    page.keyboard.insert_text(text)


def _submit(page: Page) -> None:
    tab_to(page, "main form.sheet-form button[type=submit]")
    page.keyboard.press("Enter")


def test_the_list_changes_by_itself(open_page: OpenPage, system: Any) -> None:
    """What another registers appears without a reload, within what was searched for."""
    page = open_page("desk", user="operator")
    name = own("저절로 나타나는 사업")
    page.goto(f"/projects?q={name}")
    expect(page.locator("#live")).to_have_attribute("data-state", "on")
    expect(page.locator("#projects .empty-title")).to_be_visible()
    add_project(system.open("operator"), name)
    expect(page.locator("#projects .p-name a")).to_have_text(name, timeout=15_000)


def test_a_project_is_registered_funded_and_given_up_by_keyboard_only(open_page: OpenPage) -> None:
    """PRJ-10, PRJ-12: 약 stays; what is wrong is told at its field; what cannot be undone is asked once more."""
    page = open_page("desk", user="operator")
    page.goto("/projects/new")
    _submit(page)
    expect(page.locator("#form-errors")).to_be_focused()
    _type(page, "#name", "표본 광역관광 개발")
    for choice in ("#kind", "#lead"):
        tab_to(page, choice)
        page.keyboard.press("ArrowDown")
    _type(page, "#period", "2020 ~ 2030")
    _submit(page)
    expect(page.locator("h1")).to_have_text("표본 광역관광 개발")
    tab_to(page, ".project-acts .primary")
    page.keyboard.press("Enter")
    expect(page.locator("#total")).to_be_visible()
    _type(page, "#total", "약 670억원")
    _submit(page)
    expect(page.locator("#money .figures")).to_contain_text("약 67,000백만원")
    expect(page.locator("#money .figures")).to_contain_text("약 670억원")
    page.goto(f"{page.url.partition('?')[0]}/cancel")
    _type(page, "#reason", "표본을 지움")
    _submit(page)
    expect(page.locator("h1")).to_have_text("사업 취소 확인")
    tab_to(page, "button[value=sure]")
    page.keyboard.press("Enter")
    expect(page.locator(".project-marks .chip")).to_have_text("취소")
    expect(page).to_have_url(re.compile(r"/projects/[0-9a-f-]{36}"))
