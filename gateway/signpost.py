"""The way to the routers that an address may belong to, past all others.

The framework asks a hundred routers one after the other, and every route of each, whether an address is its own: that
was half of what a read cost the gateway (infra/decisions/0037-signpost.md). Addresses begin with a word of their own,
by which the few that know it are found; what none of them takes whole goes the framework's way, which explains why.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from gateway.guard import Passage

API: Final = "/v1"
"""Its addresses have their own word in the second place."""


def find_head(path: str) -> str:
    """Return what an address begins with: `/v1/directives` of the API, `/directives` of the pages."""
    first, _, rest = path[1:].partition("/")
    return f"{API}/{rest.partition('/')[0]}" if f"/{first}" == API else f"/{first}"


class Signpost(Passage):
    """Stands before all other routes and leads to the first that takes a request whole, as they stand."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        heads = [_find_heads(each) for each in routes]
        self._ways = {head: _choose(routes, heads, head) for head in frozenset().union(*filter(None, heads))}
        self._others = _choose(routes, heads, None)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take what one of the routes takes whole."""
        if scope["type"] != "http" or scope.get("root_path"):
            return Match.NONE, {}
        for route in self._ways.get(find_head(scope["path"]), self._others):
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, "signpost": route}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go where `matches` has led."""
        await scope["signpost"].handle(scope, receive, send)


def _find_heads(route: BaseRoute) -> frozenset[str] | None:
    """Return what the addresses of a route, or of all that are included with it, begin with; None for anything."""
    heads = frozenset(find_head(each.path or "/{any}") for each in iter_route_contexts([route]))
    return None if any("{" in head for head in heads) else heads


def _choose(
    routes: Iterable[BaseRoute], heads: Iterable[frozenset[str] | None], head: str | None
) -> tuple[BaseRoute, ...]:
    return tuple(route for route, own in zip(routes, heads, strict=True) if own is None or head in own)
