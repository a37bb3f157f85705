"""A read that is not yet there says where and when to ask again."""

import pytest
from starlette.requests import Request

from gateway.problems import make_problem


def ask(method: str) -> Request:
    scope = {
        "type": "http", "method": method, "path": "/v1/projects", "query_string": b"as_of=2018-08-01", "headers": [],
        "scheme": "http", "server": ("127.0.0.1", 8080),
    }  # fmt: skip
    return Request(scope)


@pytest.mark.parametrize(("method", "where"), [("GET", "/v1/projects?as_of=2018-08-01"), ("POST", None)])
def test_a_pending_read_comes_at_the_same_address(method: str, where: str | None) -> None:
    """PLT-04, PLT-19: 202 with Retry-After, and Location of a read; a command is not sent again by following it."""
    answer = make_problem(ask(method), "NOT_YET", "아직입니다.")
    assert (answer.status_code, answer.headers["Retry-After"]) == (202, "1")
    assert answer.headers.get("Location") == where
