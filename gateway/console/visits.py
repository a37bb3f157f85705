"""Who is at the console: session cookie, CSRF token, and where to go after signing in."""

from dataclasses import dataclass, replace
from datetime import date
from hmac import compare_digest
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.errors import Rejected
from contracts.messages import Command
from gateway.auth import Session
from gateway.gate import Gate, Moment
from gateway.guard import get_gate

COOKIE: Final = "hwanryu_session"
HOME: Final = "/"
LIVE: Final = "/live"
"""Where pages listen for changes."""


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has expired."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a person who is signed in; `moment` is the business clock."""

    gate: Gate
    session: Session
    moment: Moment

    @property
    def today(self) -> date:
        """Return the Seoul day of the business clock."""
        return self.moment.day

    def may_send(self, command: type[Command]) -> bool:
        """Tell whether the person's role may send the command at all (decided.md, Rights)."""
        return self.session.principal.role in command.roles


async def find_session(request: Request) -> Session | None:
    """Return the session of the cookie, if it still runs; asked of the database once a request."""
    if not hasattr(request.state, "session"):
        token = request.cookies.get(COOKIE)
        found = await get_gate(request).sessions.find(token, renew=_is_act(request)) if token else None
        request.app.state.watching.remember(token, found)
        request.state.session = found and await _stand_in(request, found)
    session: Session | None = request.state.session
    return session


async def _stand_in(request: Request, session: Session) -> Session:
    """Return the session with the rights of whom it acts for; with its own once the delegation has ended (ORG-12).

    Forms that were rendered before the end are refused then: nobody sends as oneself what was written for another.
    """
    if session.acting_for is None:
        return session
    gate = get_gate(request)
    held = await gate.find_acting(session.principal, session.acting_for)
    if held is not None:
        return replace(session, principal=held)
    request.state.acting_ended = True
    return await gate.sessions.act_for(session, None)


def _is_act(request: Request) -> bool:
    """Tell whether a person did something: a page that refreshes itself does not keep its session alive."""
    refreshes = request.headers.get("hx-request") == "true" and not request.headers.get("hx-source", "").startswith(
        "form"
    )
    return not refreshes and request.url.path != LIVE


async def require_visit(request: Request) -> Visit:
    """Return the visit. Raises: SignInNeeded."""
    gate = get_gate(request)
    return Visit(gate, await require_session(request), await gate.now())


async def require_session(request: Request) -> Session:
    """Return the session. Raises: SignInNeeded."""
    session = await find_session(request)
    if session is None:
        raise SignInNeeded
    return session


SignedIn = Annotated[Visit, Depends(require_visit)]


def keep_session(request: Request, response: Response, session: Session) -> None:
    """Give the session to the browser; it ends with the browser or after the server's idle time."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, session.token, httponly=True, samesite="lax", secure=secure)


def require_own_page(request: Request) -> None:
    """Refuse a form that another site sent; browsers state it in Sec-Fetch-Site or in Origin.

    Raises: Rejected NOT_PERMITTED.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign_site = site not in {None, "same-origin", "none"}
    foreign_origin = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign_site or foreign_origin:
        raise Rejected("NOT_PERMITTED", "다른 사이트에서 보낸 요청이라 처리하지 않았습니다.")


def require_token(request: Request, session: Session, form: FormData) -> None:
    """Refuse a form that was not rendered for this session.

    Raises: Rejected NOT_PERMITTED.
    """
    require_own_page(request)
    token = form.get("csrf")
    if not isinstance(token, str) or not compare_digest(token.encode(), session.csrf.encode()):
        raise Rejected("NOT_PERMITTED", "화면을 연 뒤 로그인이 바뀌었습니다. 화면을 새로 열어 다시 해 주세요.")


def choose_return(path: str | None) -> str:
    """Return the page to go to after signing in: a page of this console, never another site."""
    page = stay_here(path)
    return HOME if urlsplit(page).path in {"/", "/login", "/logout"} else page


def stay_here(path: str | None) -> str:
    """Return a page of this console, never another site: the one that a form names, or the first."""
    if not path or not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "/"
    return path
