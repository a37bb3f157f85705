"""Errors at HTTP: RFC 9457 problem+json, from the table of codes (api.md, Problems)."""

from collections.abc import Mapping, Sequence
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from contracts.errors import CODES, Rejected, Status
from gateway.auth import SignInRefused, TokenRefused
from gateway.away import AWAY, is_away
from gateway.observing import name_route
from gateway.shapes import explain_shape, sum_up
from infra.clock import make_id
from infra.trail import read_trail

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 1
RETRYABLE: Final = frozenset({Status.PENDING, Status.SLOW, Status.MANY, Status.UNAVAILABLE, Status.EXPIRED})
UNSURE: Final = frozenset({Status.UNAVAILABLE, Status.EXPIRED})
"""With these a command may have been stored or not."""
CODE_OF_STATUS: Final[Mapping[int, str]] = {
    Status.UNAUTHENTICATED: "UNAUTHENTICATED",
    Status.UNKNOWN: "NOT_FOUND",
    Status.METHOD: "METHOD_NOT_ALLOWED",
    Status.LARGE: "TOO_LARGE",
    Status.MEDIA: "UNSUPPORTED_TYPE",
}
"""Codes of errors that the framework gives."""
LATE_COMMAND: Final = "제시간에 답하지 못해 처리 여부를 모릅니다. 같은 키로 다시 보내면 안전합니다."
CUT_OFF: Final = "서버가 다시 켜지느라 처리 여부를 모릅니다. 같은 키로 다시 보내면 안전합니다."
BUG: Final = "서버 오류입니다. trace 값을 운영자에게 알려 주세요."
_log: Final = structlog.get_logger()


class Outdated(Rejected):
    """A VERSION_CONFLICT that tells what has changed since the version that the sender saw (api.md, Problems)."""

    def __init__(self, conflict: Rejected, changed: Mapping[str, object]) -> None:
        super().__init__(conflict.code, conflict.message, conflict.details)
        self.changed = changed


class Problem(BaseModel):
    """The answer to what was refused or failed (RFC 9457)."""

    type: str
    """Address of the page that explains the code."""
    title: str
    status: int
    code: str
    detail: str
    """Korean; says what to do."""
    retryable: bool
    """True: the same request may be sent again, a command with its key."""
    trace: str
    """Names the request in the log."""
    errors: list[dict[str, str]] | None = None
    """What is wrong with the shape: `pointer`, `code`, `message`."""
    current: dict[str, object] | None = None
    """What stands now, where that led to the refusal; `changed`: the fields that are not as the sender saw them."""
    command: str | None = None
    """Id of a command whose outcome may be asked for."""
    links: dict[str, str] | None = None
    error: str | None = None
    """The name that RFC 6749 gives it, at /v1/token."""


def add_problem_handlers(app: FastAPI) -> None:
    """Make the application answer every error as a problem."""
    app.add_exception_handler(Rejected, _answer_rejected)
    app.add_exception_handler(TokenRefused, _answer_unauthenticated)
    app.add_exception_handler(SignInRefused, _answer_sign_in)
    app.add_exception_handler(RequestValidationError, _answer_shape)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_bug)
    for kind in AWAY:
        app.add_exception_handler(kind, _answer_away)


def make_problem(
    request: Request,
    code: str,
    detail: str,
    *,
    status: int | None = None,
    errors: Sequence[dict[str, str]] = (),
    current: Mapping[str, object] | None = None,
    error: str | None = None,
    cause: BaseException | None = None,
) -> JSONResponse:
    """Return a problem; its `trace` also stands in the log, with the cause, where the fault is not the asker's."""
    explained, trace = CODES[code], find_trace()
    status = status or explained.status
    if status >= Status.BUG:
        _log.error("problem", code=code, status=int(status), route=name_route(request), trace=trace, cause=cause)
    command = _find_command(request) if status in UNSURE else None
    problem = Problem(
        type=f"/v1/problems/{code}",
        title=explained.title,
        status=status,
        code=code,
        detail=detail,
        retryable=status in RETRYABLE,
        trace=trace,
        errors=list(errors) or None,
        current=dict(current) if current else None,
        command=command,
        error=error,
        links=link_command(command),
    )
    return JSONResponse(problem.model_dump(exclude_none=True), status, _make_headers(request, status), MEDIA_TYPE)


def link_command(command: str | None) -> dict[str, str] | None:
    """Return where a command's outcome may be asked for."""
    return {"command": f"/v1/commands/{command}"} if command else None


def find_trace() -> str:
    """Return the number under which the request stands in logs and traces."""
    trail = read_trail()
    return (trail.correlation_id if trail else make_id()).hex


def _make_headers(request: Request, status: int) -> dict[str, str]:
    if status == Status.UNAUTHENTICATED:
        return {"WWW-Authenticate": "Bearer"}
    # How long to wait with too many requests, the limits tell.
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status in RETRYABLE - {Status.MANY} else {}
    if status == Status.PENDING and request.method == "GET":  # the answer will stand where it was asked for
        headers["Location"] = f"{request.url.path}?{request.url.query}"
    return headers


def _find_command(request: Request) -> str | None:
    """Return the id of the command that the request was let in with."""
    command = getattr(request.state, "command", None)
    return str(command) if command else None


def explain_late(request: Request, is_read: bool) -> JSONResponse:
    """Return the problem of a request whose deadline has passed; `is_read`: all of it had come by then."""
    if not is_read:
        problem = make_problem(request, "BODY_TOO_SLOW", CODES["BODY_TOO_SLOW"].remedy)
    elif request.method in {"GET", "HEAD"}:
        problem = make_problem(request, "EXPIRED", "제시간에 답하지 못했습니다. 잠시 뒤 다시 읽으세요.")
    else:
        problem = make_problem(request, "OUTCOME_UNKNOWN", LATE_COMMAND)
    problem.headers["Connection"] = "close"
    return problem


def explain_end(request: Request, error: Exception | None) -> JSONResponse:
    """Return the problem of a request that ended without an answer: by a bug, or, without one, cut off."""
    if error is not None:
        return make_problem(request, "BUG", BUG, cause=error)
    if request.method in {"GET", "HEAD"}:
        problem = make_problem(request, "BUSY", "서버가 다시 켜지고 있습니다. 잠시 뒤 다시 읽으세요.")
    else:
        problem = make_problem(request, "OUTCOME_UNKNOWN", CUT_OFF)
    problem.headers["Connection"] = "close"
    return problem


async def _answer_rejected(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Rejected)
    current: dict[str, object] = dict(error.details)
    if isinstance(error, Outdated):
        current["changed"] = dict(error.changed)
    return make_problem(request, error.code, error.message, current=current, cause=error.__cause__ or error)


async def _answer_unauthenticated(request: Request, _: Exception) -> JSONResponse:
    return make_problem(request, "UNAUTHENTICATED", "인증이 필요합니다. POST /v1/token으로 토큰을 받아 보내세요.")


async def _answer_sign_in(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SignInRefused)
    if error.locked_until is None:
        return make_problem(request, "WRONG_PASSWORD", "아이디나 비밀번호가 맞지 않습니다.")
    until = {"locked_until": error.locked_until.isoformat()}
    detail = "비밀번호를 다섯 번 잘못 넣어 잠겼습니다. 15분 뒤 다시 시도하세요."
    return make_problem(request, "LOCKED", detail, current=until)


async def _answer_shape(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = explain_shape(error.errors())
    return make_problem(request, "BAD_SHAPE", sum_up(errors), errors=errors)


async def _answer_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = CODE_OF_STATUS.get(error.status_code, "BAD_SHAPE" if error.status_code < Status.BUG else "BUG")
    problem = make_problem(request, code, CODES[code].remedy, status=error.status_code, cause=error)
    problem.headers.update(error.headers or {})
    return problem


async def _answer_away(request: Request, error: Exception) -> JSONResponse:
    if not is_away(error):
        return await _answer_bug(request, error)
    return make_problem(request, "BUSY", "저장소가 잠시 답하지 않습니다. 잠시 뒤 다시 보내세요.", cause=error)


async def _answer_bug(request: Request, error: Exception) -> JSONResponse:
    _log.error("bug", route=name_route(request), exc_info=error)
    return make_problem(request, "BUG", BUG, cause=error)
