"""A browser against the real system."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.walking import open_context, sign_in, start_browser

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(system: Any) -> Iterator[Browser]:
    """Start Chromium after the system; of one module, because its event loop blocks other tests' loops."""
    assert system.base_url
    with start_browser() as started:
        yield started


@pytest.fixture
def open_page(browser: Browser, system: Any) -> Iterator[OpenPage]:
    """Return a function that opens a page of its own context: `open_page("desk", user="operator")`."""
    contexts = []

    def open_one(width: str, *, user: str | None = None) -> Page:
        context = open_context(browser, width, system.base_url)
        contexts.append(context)
        page = context.new_page()
        if user:
            sign_in(page, user, system.logins[user]["password"])
        return page

    yield open_one
    for context in contexts:
        context.close()
