"""What tests and pictures share: a browser, its two widths, and how a person moves about."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WIDTHS: Final = {"phone": (360, 740), "desk": (1440, 900)}
"""A citizen's phone and a civil servant's screen (screens.md)."""


@contextmanager
def start_browser() -> Iterator[Browser]:
    """Start Chromium: the one that CHROMIUM names, else the one on the path."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not path:
        raise FileNotFoundError("no Chromium: set CHROMIUM to its executable")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def open_context(browser: Browser, width: str, base_url: str) -> BrowserContext:
    """Return a fresh context of one width, without cookies."""
    wide, high = WIDTHS[width]
    return browser.new_context(
        base_url=base_url, viewport={"width": wide, "height": high}, locale="ko-KR", timezone_id="Asia/Seoul"
    )


def sign_in(page: Page, user: str, password: str) -> None:
    """Sign in on the sign-in page and wait for the first page of who works here."""
    page.goto("/login")
    page.fill("#user", user)
    page.fill("#password", password)
    page.click("main button[type=submit]")
    page.wait_for_selector("nav.side", state="attached")


def find_first(page: Page, state: str) -> str:
    """Return the address of the latest directive in a state."""
    page.goto(f"/directives?state={state}")
    link = page.locator("#board td.c-text a").first.get_attribute("href")
    assert link, f"no directive is {state}"
    return link


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as a person without a mouse does, once the page is whole."""
    page.wait_for_load_state()
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key never reaches {selector}")
