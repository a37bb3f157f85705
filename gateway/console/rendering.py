"""Pages from templates, their security headers, and the page that explains an error."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import iter_route_contexts
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contracts.errors import STATUS_OF_CODE, Rejected, Status
from gateway import labels
from gateway.auth import Principal, Session
from gateway.away import is_away, is_unstorable
from gateway.console import present, words
from gateway.console.assets import read_version
from gateway.console.navigation import REPORTS, Way, list_ways
from gateway.console.visits import SignInNeeded, find_session, require_session
from gateway.gate import Gate
from gateway.guard import GuardedRoute, get_gate
from gateway.labels import engagement as labels_engagement
from gateway.queries import notice
from infra.clock import make_id

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Nothing inline, nothing from elsewhere, nothing kept by a shared computer."""

NOBODY: Final[Mapping[str, object]] = {"session": None, "moment": None}
"""The frame of a page that asks no store."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error as a person reads it: what happened, why, what to do."""

    title: str
    cause: str
    remedy: str


TROUBLES: Final[Mapping[int, Trouble]] = {
    400: Trouble(
        "주소나 입력이 올바르지 않습니다",
        "주소의 일부가 빠졌거나 잘못 적혔습니다.",
        "목록에서 다시 찾아 들어가세요.",
    ),
    403: Trouble(
        "이 일을 할 권한이 없습니다",
        "지금 로그인한 역할로는 할 수 없는 일입니다.",
        "권한이 필요하면 기획감사실 혁신기획팀에 요청하세요.",
    ),
    404: Trouble(
        "찾는 화면이 없습니다",
        "주소가 바뀌었거나, 없는 번호이거나, 볼 수 있는 문서가 아닙니다.",
        "번호나 내용의 낱말로 목록에서 찾아보세요.",
    ),
    409: Trouble(
        "그사이 상태가 바뀌었습니다",
        "화면을 연 뒤 다른 사람이 먼저 처리했습니다.",
        "지금 상태를 확인한 뒤 필요하면 다시 하세요.",
    ),
    412: Trouble(
        "그사이 내용이 바뀌었습니다",
        "화면을 연 뒤 다른 사람이 먼저 고쳤습니다.",
        "지금 내용을 확인한 뒤 필요하면 다시 하세요.",
    ),
    401: Trouble("로그인이 필요합니다", "로그인하지 않았거나 로그인이 만료되었습니다.", "로그인한 뒤 다시 하세요."),
    405: Trouble("쓸 수 없는 방법입니다", "이 주소는 다른 방법으로 열어야 합니다.", "목록에서 다시 찾아 들어가세요."),
    408: Trouble(
        "보내는 데 너무 오래 걸렸습니다",
        "정해진 시간 안에 내용이 다 오지 않았습니다. 아무것도 저장되지 않았습니다.",
        "네트워크를 확인하고 다시 보내세요.",
    ),
    410: Trouble(
        "파기된 내용입니다",
        "법령이나 요청에 따라 파기했고 되살릴 수 없습니다.",
        "파기 사실과 시각은 이력에 남아 있습니다.",
    ),
    413: Trouble("내용이 너무 큽니다", "한 번에 1 MiB까지 보낼 수 있습니다.", "줄이거나 나누어 보내세요."),
    415: Trouble("받지 않는 형식입니다", "이 화면이 보내는 형식이 아닙니다.", "화면을 새로 열어 다시 하세요."),
    422: Trouble("처리할 수 없는 요청입니다", "업무 규칙에 맞지 않습니다.", "내용을 고쳐 다시 하세요."),
    429: Trouble(
        "요청이 너무 잦습니다",
        "1분 동안 보낼 수 있는 요청 수를 넘었습니다.",
        "1분쯤 뒤에 다시 하세요. 작성하던 내용은 앞 화면에 그대로 있습니다.",
    ),
    500: Trouble(
        "처리하지 못했습니다",
        "프로그램 안에서 예상하지 못한 오류가 났습니다. 입력한 것은 저장되지 않았습니다.",
        "잠시 뒤 다시 하고, 되풀이되면 아래 오류 번호를 시스템 관리자에게 알려 주세요.",
    ),
    202: Trouble("반영하는 중입니다", "저장했고 화면에 반영하는 중입니다.", "잠시 뒤 다시 여세요."),
    503: Trouble(
        "지금은 처리할 수 없습니다",
        "잠시 많은 일이 몰렸거나 뒷단의 서비스가 준비 중입니다. 아무것도 저장되지 않았습니다.",
        "잠시 뒤 그대로 다시 보내세요. 두 번 처리되지 않습니다.",
    ),
    504: Trouble(
        "결과를 아직 모릅니다",
        "정해진 시간 안에 답이 오지 않았습니다. 처리되었을 수도 있습니다.",
        "그대로 다시 보내세요. 두 번 처리되지 않습니다.",
    ),
}


@cache
def load_templates() -> Environment:
    """Return the templates; an undefined name in one is an error, and every value is escaped."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        day=present.format_day,
        moment=present.format_moment,
        count=present.format_count,
        clock=present.format_clock,
    )
    templates.globals.update(
        labels=labels, labels_engagement=labels_engagement, present=present, version=read_version(), _=words._
    )
    return templates


def is_part(request: Request) -> bool:
    """Tell whether htmx asks for the changing part of a page only."""
    return request.headers.get("hx-request") == "true"


async def show(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return the page; templates find the session, the business clock and the path beside `values`."""
    session, gate = await find_session(request), get_gate(request)
    absent = await gate.list_absent(session.principal.user) if session and not is_part(request) else []
    unread = await _count_notices(gate, session) if session and not is_part(request) else 0
    own = (REPORTS,) if session and gate.integrity and await gate.integrity.admits(session.principal) else ()
    frame = {"session": session, "moment": await gate.now(), "absent": absent, "unread_notices": unread}
    return render(request, template, status, frame | {"own_ways": own} | values)


async def _count_notices(gate: Gate, session: Session) -> int:
    async with gate.reading() as snapshot:
        return await notice.count_unread(snapshot, session.principal)


def render(request: Request, template: str, status: int, values: Mapping[str, object]) -> HTMLResponse:
    """Return the page from `values` alone, which hold the session and the business clock."""
    frame = {
        "path": request.url.path,
        "here": _find_here(request),
        "language": words.get_language(),
        "status": status,
        "ways": _list_ways(request, values),
        "absent": [],
        "unread_notices": 0,
        "acting_ended": getattr(request.state, "acting_ended", False),
        "asked": "",
    }
    html = load_templates().get_template(template).render(frame | dict(values))
    return HTMLResponse(html, status, headers=dict(HEADERS))


def _list_ways(request: Request, values: Mapping[str, Any]) -> list[tuple[str, list[Way]]]:
    session = values["session"]
    if not isinstance(session, Session):
        return []
    return list_ways(session.principal.role, list_pages(request), *values.get("own_ways", ()))


def list_pages(request: Request) -> frozenset[str]:
    """Return the addresses that this build answers, as routes write them."""
    app = request.app
    if not hasattr(app.state, "pages"):
        app.state.pages = frozenset(route.path or "" for route in iter_route_contexts(app.routes))
    pages: frozenset[str] = app.state.pages
    return pages


def _find_here(request: Request) -> str:
    """Return the page to come back to: the one that is shown, with what it was asked."""
    if request.method != "GET":
        return request.url.path
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def go(path: str) -> RedirectResponse:
    """Return the redirect after a form (303), so that loading again sends nothing twice."""
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


def explain(rejected: Rejected, title: str = "") -> Trouble:
    """Return the refusal for people; where only time helps, the message speaks to programs and is not shown."""
    status = STATUS_OF_CODE[rejected.code]
    trouble = find_trouble(status)
    if status in {Status.PENDING, Status.UNAVAILABLE, Status.EXPIRED}:
        return trouble
    return Trouble(title or trouble.title, words._(rejected.message), trouble.remedy)


def find_trouble(status: int) -> Trouble:
    """Return what a status means, in the language of the request."""
    trouble = TROUBLES.get(status, TROUBLES[500])
    return Trouble(*(words._(said) for said in (trouble.title, trouble.cause, trouble.remedy)))


async def show_error(request: Request, status: int, code: str, *, cause: str = "") -> Response:
    """Return the page that gives cause, remedy and code; it needs no store, which may be what is missing."""
    if is_part(request):
        return Response(status_code=204, headers={"HX-Trigger": "part-failed"})
    trouble = find_trouble(status)
    values = {"trouble": trouble, "cause": cause or trouble.cause, "code": code}
    try:
        return await show(request, "error.html", status=status, **values)
    except Exception:  # noqa: BLE001 - the boundary of the process: without its stores it still explains itself
        _log.exception("console_frame_failed")
        return render(request, "error.html", status, {**NOBODY, **values})


def show_without_stores(request: Request, status: int, code: str) -> Response:
    """Return the page of an error without asking who looks at it: the stores are what is missing."""
    if is_part(request):
        return Response(status_code=204, headers={"HX-Trigger": "part-failed"})
    trouble = find_trouble(status)
    values = {**NOBODY, "trouble": trouble, "cause": trouble.cause, "code": code}
    return render(request, "error.html", status, values)


def show_plain(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page that is the same for everybody and needs no store; browsers and programs share its address."""
    response = render(request, template, status, {**NOBODY, **values})
    response.headers["Vary"] = "Accept"
    return response


def show_late(request: Request) -> Response:
    """Return the page of a request whose deadline has passed."""
    _log.error("console_late")
    response = show_without_stores(request, Status.EXPIRED, "OUTCOME_UNKNOWN")
    response.headers["Connection"] = "close"
    return response


async def ask_sign_in(request: Request) -> Response:
    """Return the way to the sign-in page; what was typed into a form goes along and comes back."""
    if is_part(request):
        # A stream must see a refusal to slow down; a refreshed part must not be replaced.
        status = 401 if request.url.path == "/live" else 204
        return Response(status_code=status, headers={"HX-Trigger": "session-ended"})
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "GET":
        return go(f"/login?next={quote(here, safe='/')}")
    form = await request.form()
    kept = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != "csrf"]
    return await show(
        request, "login.html", status=401, next=here, kept=kept, user="", error="", expired=True, draft=True
    )


async def show_failure(request: Request, error: Exception) -> Response:
    """Return the page of a store that is away, of what no store takes, or of an error that nobody foresaw."""
    if is_away(error):
        _log.error("console_store_away", error=error)
        return show_without_stores(request, Status.UNAVAILABLE, "BUSY")
    if is_unstorable(error):
        cause = words._("저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지우세요.")
        return await show_error(request, 400, "BAD_SHAPE", cause=cause)
    number = make_id().hex[:12]
    _log.exception("console_failed", number=number)
    return await show_error(request, 500, number)


class ConsoleRoute(GuardedRoute):
    """A route of the console: the session tells who asks, what goes wrong becomes a page for people."""

    async def identify(self, request: Request) -> Principal:
        """Return who is signed in. Raises: SignInNeeded."""
        return (await require_session(request)).principal

    def check(self, request: Request) -> None:
        """Take lists of values, as forms send them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with the errors of the console explained."""
        handle = super().get_route_handler()

        async def handle_waiting(request: Request) -> Response:
            try:
                return await handle(request)
            except Rejected as rejected:  # a screen of the past is being made: the whole page asks again
                if rejected.code != "NOT_YET" or request.method != "GET" or is_part(request):
                    raise
                return await show(request, "not_yet.html", status=202)

        async def handle_explained(request: Request) -> Response:
            words.choose_language(request.cookies.get(words.COOKIE))
            try:
                return await handle_waiting(request)
            except SignInNeeded:
                return await ask_sign_in(request)
            except Rejected as rejected:
                return await show_error(
                    request, STATUS_OF_CODE[rejected.code], rejected.code, cause=explain(rejected).cause
                )
            except RequestValidationError as error:
                is_path = any(found["loc"][0] == "path" for found in error.errors())
                return await show_error(request, *((404, "NOT_FOUND") if is_path else (400, "BAD_SHAPE")))
            except Exception as error:  # noqa: BLE001 - the boundary of the process: a person gets a page, the log the trace
                return await show_failure(request, error)

        return handle_explained
