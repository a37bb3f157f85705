"""Where the console leads after signing in."""

import pytest

from gateway.console.visits import choose_return


@pytest.mark.parametrize("path", ["/directives/new", "/org?as_of=2024-02-01", "/directives?q=%EC%A7%80"])
def test_a_page_of_the_console_is_returned_to(path: str) -> None:
    assert choose_return(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "/",
        "/login?next=/x",
        "/logout",
        "https://elsewhere.invalid/",
        "//elsewhere.invalid",
        "/\\elsewhere.invalid",
        "/x\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
    ],
)
def test_anything_else_leads_home(path: str | None) -> None:
    assert choose_return(path) == "/"
