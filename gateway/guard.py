"""The door of every route: who asks, how often, and whether gateway/rights/ lets them in."""

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from contracts.errors import CODES, Rejected
from gateway.auth import Principal, TokenRefused
from gateway.clients import NOTICE
from gateway.gate import Gate
from gateway.limits import Limits, Standing, name_address
from gateway.rights import RIGHTS, Right, find_right, name_route
from infra.clock import SEOUL, name_command, read_now

SINGLE: Final = ("idempotency-key", "if-match")
"""Headers of which the framework would take one of two."""


class GuardedRoute(APIRoute):
    """A route that lets in whom the rights file names, before anything of the body is read.

    Raises: LookupError when it is made without being listed there.
    """

    right: Right
    """Who may use it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler behind its door."""
        handle = super().get_route_handler()
        self.right = find_right(self.methods or (), self.path)

        async def handle_guarded(request: Request) -> Response:
            if not getattr(request.state, "is_admitted", False):
                await self.admit(request)
            self.check(request)
            return await handle(request)

        return handle_guarded

    async def identify(self, request: Request) -> Principal:
        """Return who asks. Raises: TokenRefused."""
        return await identify_bearer(request)

    async def admit(self, request: Request) -> None:
        """Let the request in. Raises: what `identify` raises; Rejected TOO_MANY_REQUESTS, NOT_PERMITTED."""
        await self._admit(request, self.right)
        request.state.is_admitted = True

    def check(self, request: Request) -> None:
        """Refuse what the framework would take silently: a value that comes twice, a body of another type.

        Raises: RequestValidationError; Rejected UNSUPPORTED_TYPE.
        """
        refuse_doubles(request)
        if self.body_field is not None:
            require_json(request)

    async def _admit(self, request: Request, right: Right) -> None:
        if right.is_open:
            await _count_address(request, right)
            return
        try:
            principal = await self.identify(request)
        except Exception:  # whatever keeps somebody out, each knock counts; it is told as it was raised
            await _count_address(request, right)
            raise
        request.state.principal = principal
        if right.is_command and (key := request.headers.get("idempotency-key")):
            request.state.command = name_command(principal.user, key)
        if right.is_counted:
            _note(request, await _find_limits(request).count(principal.user, principal.rate))
        if principal.role not in right.roles:
            raise Rejected("NOT_PERMITTED", "지금 역할로는 할 수 없는 일입니다. 기획감사실 혁신기획팀에 문의하세요.")


class Passage(BaseRoute):
    """Leads to guarded routes, through their own doors."""


def refuse_doubles(request: Request) -> None:
    """Raises: RequestValidationError for a parameter, or a header that names or bounds a command, that comes twice."""
    names = [("query", name) for name, _ in request.query_params.multi_items()]
    names += [("header", name) for name in SINGLE for _ in request.headers.getlist(name)]
    if len(set(names)) < len(names):
        doubles = [place for place, count in Counter(names).items() if count > 1]
        raise RequestValidationError([{"loc": place, "type": "repeated", "msg": "given twice"} for place in doubles])


def require_json(request: Request) -> None:
    """Raises: Rejected with UNSUPPORTED_TYPE for a body that is not said to be JSON in UTF-8; there may be none."""
    told = request.headers.get("content-type")
    is_empty = request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    if told is None and is_empty:
        return
    kind, _, charset = (told or "").lower().replace(" ", "").replace('"', "").partition(";")
    if kind != "application/json" or charset not in {"", "charset=utf-8"}:
        raise Rejected("UNSUPPORTED_TYPE", CODES["UNSUPPORTED_TYPE"].remedy)


def get_gate(request: Request) -> Gate:
    """Return the application's gate."""
    gate = request.app.state.gate
    assert isinstance(gate, Gate)
    return gate


async def identify_bearer(request: Request) -> Principal:
    """Return who holds the bearer token; a client is told when its secret ends soon. Raises: TokenRefused."""
    holder, expires_at = await find_holder(request)
    if expires_at is not None and expires_at - read_now() <= NOTICE:
        request.state.headers.append((b"client-secret-expires", expires_at.astimezone(SEOUL).isoformat().encode()))
    return holder


async def find_holder(request: Request) -> tuple[Principal, datetime | None]:
    """Return who holds the bearer token now, and when the secret of a client expires, while which its token is good.

    Raises: TokenRefused, also for a token that was good when the request came.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused("no token")
    gate = get_gate(request)
    holder = gate.tokens.read(token.strip())
    if holder.acting_for is not None:
        return await _recheck_acting(gate, holder), None
    return (holder, None) if holder.secret is None else await gate.registered.recheck(holder)


async def _recheck_acting(gate: Gate, holder: Principal) -> Principal:
    """Return a deputy with what the account that is away may do now. Raises: TokenRefused once the delegation ends."""
    assert holder.acting_for is not None
    held = await gate.find_acting(holder, holder.acting_for)
    if held is None:
        raise TokenRefused("the delegation has ended")
    return replace(held, label=holder.label)


def require_whole(app: FastAPI) -> None:
    """Make sure that the rights file and the routes are the same set, and that each route has its door.

    Raises: LookupError.
    """
    found = set()
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Passage):
            continue
        key = name_route(route.methods or {"GET"}, route.path or "")
        right = find_right(route.methods or {"GET"}, route.path or "")
        guarded = isinstance(route.original_route, GuardedRoute) and route.original_route.path == route.path
        if not guarded and not right.is_open:
            raise LookupError(f"{key} is no GuardedRoute: give its router `route_class=GuardedRoute`")
        found.add(key)
    if idle := set(RIGHTS) - found:
        raise LookupError(f"gateway/rights/ lists what does not exist: {', '.join(sorted(idle))}")


async def count_ticket(request: Request, ticket: str) -> None:
    """Count what is sent with a ticket. Raises: Rejected TOO_MANY_REQUESTS."""
    _note(request, await _find_limits(request).count_ticket(ticket))


async def count_guess(request: Request) -> None:
    """Count a ticket that is none, as a try to sign in. Raises: Rejected TOO_MANY_REQUESTS."""
    address = name_address(request.client.host if request.client else "")
    _note(request, await _find_limits(request).count_sign_in(address))


async def _count_address(request: Request, right: Right) -> None:
    limits, address = _find_limits(request), name_address(request.client.host if request.client else "")
    if not right.is_counted:
        standing = await limits.count_hall(address)
        if standing.is_over:  # else it is nobody's business how many others there are
            _note(request, standing)
        return
    standing = await (limits.count_sign_in(address) if right.is_sign_in else limits.count(address))
    _note(request, standing)


def _find_limits(request: Request) -> Limits:
    limits = request.app.state.limits
    assert isinstance(limits, Limits)
    return limits


def _note(request: Request, standing: Standing) -> None:
    """Put the standing on the answer, whatever it will be. Raises: Rejected TOO_MANY_REQUESTS."""
    request.state.headers.extend(standing.list_headers())
    if standing.is_over:
        raise Rejected(
            "TOO_MANY_REQUESTS",
            f"1분에 {standing.limit}건까지 보낼 수 있습니다. {standing.reset_s}초 뒤에 다시 보내세요.",
        )
