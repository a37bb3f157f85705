"""A browser against the real system."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # ships no types

from tests.browser.filling import fill
from tests.browser.walking import open_context, sign_in, start_browser

OpenPage = Callable[..., Page]
SHARES: Final = ("office", "others")
"""Whose pages each of two workers looks at: the coordinating office's are half of all."""


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # whose base has no types
    """Keeps the tests of a file with one worker; those that look at every page in two shares."""

    def _split_scope(self, nodeid: str) -> str:
        share = next((share for share in SHARES if nodeid.endswith(f"[{share}]")), "")
        return nodeid.partition("::")[0] + share


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the shares, the longest by far: no worker ends alone with one of them."""
    items.sort(key=lambda item: not item.nodeid.endswith(tuple(f"[{share}]" for share in SHARES)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Share the tests among the workers."""
    return ByFile(config, log)


@pytest.fixture(scope="module")
def browser(system: Any) -> Iterator[Browser]:
    """Start Chromium after the system; of one module, because its event loop blocks other tests' loops."""
    assert system.base_url
    with start_browser() as started:
        yield started


@pytest.fixture(scope="session")
def filled(system: Any) -> Any:
    """A system with something to show on every page."""
    fill(system)
    return system


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
