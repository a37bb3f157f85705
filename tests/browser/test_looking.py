"""The checks of a page find what is wrong with a page that was broken on purpose."""

from typing import Any, Final

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import OpenPage
from tests.browser.looking import Sight, look

BROKEN: Final = """<!DOCTYPE html><html lang="ko"><head><title>x</title>
<link rel="stylesheet" href="/static/vendor/fonts.css">
<style>body { font-family: "Pretendard GOV", "Noto Sans KR", sans-serif }</style></head>
<body><main><h1>쪽</h1><p>\U000f1234 끝</p><p style="font-family: sans-serif">남의 글꼴</p>
<p style="color:#bbb">옅은 글</p><div style="width:3000px">넓음</div>
<img src="http://elsewhere.invalid/x.png" alt=""><script>throw new Error("broken")</script></main></body></html>"""


@pytest.fixture
def broken(open_page: OpenPage, system: Any) -> Sight:
    page = open_page("desk")

    def answer(route: Route) -> None:
        route.fulfill(body=BROKEN, content_type="text/html; charset=utf-8")

    page.route("**/broken", answer)
    return look(page, system.base_url, lambda page: page.goto("/broken"))


SAME: Final = """<!DOCTYPE html><html lang="ko"><head><title>x</title></head><body><main><h1>쪽</h1>
<p class="a">같은 글</p><p class="a">같은 글</p>
<div style="{ground}"><p class="a">같은 글</p></div></main></body></html>"""


@pytest.mark.parametrize(("ground", "is_barred"), [("background: #444", True), ("opacity: 0.4", True), ("", False)])
def test_the_same_letters_on_another_ground_are_looked_at(
    open_page: OpenPage, system: Any, ground: str, is_barred: bool
) -> None:
    """One of each kind is enough, and what it stands on belongs to the kind."""
    page = open_page("desk")
    content = SAME.format(ground=ground)
    page.route("**/same", lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    found = look(page, system.base_url, lambda page: page.goto("/same")).barriers
    assert any(barrier.startswith("color-contrast") for barrier in found) is is_barred


def test_each_fault_is_found(broken: Sight) -> None:
    assert "page" in broken.overflowing
    assert any(barrier.startswith("color-contrast") for barrier in broken.barriers)
    assert any("broken" in error for error in broken.errors)
    assert broken.foreign == ["http://elsewhere.invalid/x.png"]
    assert broken.not_drawn == ["\U000f1234"]
    assert broken.system_fonts
