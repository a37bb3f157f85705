"""The signpost leads where the framework would have gone, and takes nothing that no route takes whole."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Match

from gateway.app import build_routes
from gateway.signpost import Signpost, find_head


@pytest.fixture(scope="module")
def routes() -> Sequence[BaseRoute]:
    return build_routes().routes


@pytest.fixture(scope="module")
def signpost(routes: Sequence[BaseRoute]) -> Signpost:
    (found,) = (route for route in routes if isinstance(route, Signpost))
    return found


def ask(method: str, path: str, **more: Any) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": [], "root_path": "", **more}


def list_requests(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Yield a method and an address of every route, and the same address with a part more."""
    for each in iter_route_contexts(
        [route for route in routes if type(route).__module__.partition(".")[0] != "gateway"]
    ):
        path = re.sub(r"\{[^}]*\}", "2024", str(each.path))
        for method in (*(each.methods or {"GET"}), "DELETE"):
            yield method, path
            yield method, f"{path}/more"


def test_it_leads_where_the_framework_would_have_gone(routes: Sequence[BaseRoute], signpost: Signpost) -> None:
    """Every address by its methods and one more: a hundred routers asked one after the other say the same."""
    others = routes[routes.index(signpost) + 1 :]
    asked = set(list_requests(routes))
    assert len(asked) > 2_000
    for method, path in asked:
        whole = (route for route in others if route.matches(ask(method, path))[0] is Match.FULL)
        match, found = signpost.matches(ask(method, path))
        first = next(whole, None)
        assert (match, found.get("signpost")) == (Match.NONE if first is None else Match.FULL, first), (method, path)


@pytest.mark.parametrize(
    "asked",
    [
        ask("GET", "/nowhere"),
        ask("PUT", "/directives"),
        ask("GET", "/directives", root_path="/city"),
        ask("GET", ""),
        ask("GET", "/directives", type="websocket"),
    ],
    ids=["unknown", "method", "root", "empty", "websocket"],
)
def test_what_no_route_takes_whole_goes_the_frameworks_way(signpost: Signpost, asked: dict[str, Any]) -> None:
    assert signpost.matches(asked) == (Match.NONE, {})


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("/", "/"), ("/directives", "/directives"), ("/directives/new", "/directives"), ("/v1", "/v1/"),
        ("/v1/directives", "/v1/directives"), ("/v1/directives/x/share", "/v1/directives"), ("/v1x/y", "/v1x"),
    ],
)  # fmt: skip
def test_an_address_begins_with_a_word_of_its_own(path: str, head: str) -> None:
    assert find_head(path) == head
