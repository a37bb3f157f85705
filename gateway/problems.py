"""Errors at HTTP: RFC 9457 problem+json, one table from code to status (api.md, Problems)."""

from collections.abc import Sequence
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from contracts.errors import STATUS_OF_CODE, Rejected, Status
from gateway.auth import SignInRefused, TokenRefused
from gateway.away import AWAY, is_away
from infra.clock import make_id

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 1
UNAUTHENTICATED: Final = 401
RETRYABLE: Final = frozenset({Status.PENDING, Status.UNAVAILABLE, Status.EXPIRED})
HTTP_DETAILS: Final[dict[int, tuple[str, str]]] = {
    401: ("UNAUTHENTICATED", "인증이 필요합니다. POST /v1/token으로 토큰을 받아 보내세요."),
    404: ("NOT_FOUND", "찾는 것이 없거나 볼 권한이 없습니다. 주소를 확인하세요."),
    405: ("METHOD_NOT_ALLOWED", "이 주소에서 쓸 수 없는 방법입니다. API 문서를 확인하세요."),
    413: ("TOO_LARGE", "보낸 내용이 1 MiB를 넘습니다. 나누어 보내세요."),
    415: ("UNSUPPORTED_TYPE", "Content-Type은 application/json이어야 합니다."),
    500: ("BUG", "서버 오류입니다. trace 값을 운영자에게 알려 주세요."),
}
"""Status to code and Korean detail, for errors that no rule gave."""
LATE_COMMAND: Final = "제시간에 답하지 못해 처리 여부를 모릅니다. 같은 키로 다시 보내면 안전합니다."
_log: Final = structlog.get_logger()


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
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[dict[str, str]] = (),
    current: dict[str, str] | None = None,
    cause: BaseException | None = None,
) -> JSONResponse:
    """Return a problem; its `trace` also stands in the log, with the cause, where the fault is not the asker's."""
    trace = make_id().hex
    if status >= Status.BUG:
        _log.error(
            "problem", code=code, status=int(status), path=request.url.path, trace=trace, cause=repr(cause or detail)
        )
    retryable = status in RETRYABLE
    body: dict[str, object] = {
        "type": f"/v1/problems/{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
        "retryable": retryable,
        "trace": trace,
    }
    if errors:
        body["errors"] = list(errors)
    if current:
        body["current"] = current
    headers = {"Retry-After": str(RETRY_AFTER_S)} if retryable else {}
    if status == UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def explain_late(request: Request) -> JSONResponse:
    """Return the problem of a request whose deadline has passed; what a command did is then unknown."""
    if request.method in {"GET", "HEAD"}:
        code, detail = "EXPIRED", "제시간에 답하지 못했습니다. 잠시 뒤 다시 읽으세요."
    else:
        code, detail = "OUTCOME_UNKNOWN", LATE_COMMAND
    problem = make_problem(request, Status.EXPIRED, code, detail)
    problem.headers["Connection"] = "close"
    return problem


async def _answer_rejected(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Rejected)
    status = STATUS_OF_CODE[error.code]
    return make_problem(
        request, status, error.code, error.message, current=error.details, cause=error.__cause__ or error
    )


async def _answer_unauthenticated(request: Request, _: Exception) -> JSONResponse:
    return make_problem(request, 401, *HTTP_DETAILS[401])


async def _answer_sign_in(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SignInRefused)
    if error.locked_until is None:
        return make_problem(request, 401, "WRONG_PASSWORD", "아이디나 비밀번호가 맞지 않습니다.")
    until = {"locked_until": error.locked_until.isoformat()}
    detail = "비밀번호를 다섯 번 잘못 넣어 잠겼습니다. 15분 뒤 다시 시도하세요."
    return make_problem(request, 401, "LOCKED", detail, current=until)


async def _answer_shape(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"pointer": "/" + "/".join(str(part) for part in each["loc"]), "code": each["type"], "message": each["msg"]}
        for each in error.errors()
    ]
    detail = "요청의 형식이 맞지 않습니다. errors의 항목을 고쳐 다시 보내세요."
    return make_problem(request, Status.SHAPE, "BAD_SHAPE", detail, errors=errors)


async def _answer_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, detail = HTTP_DETAILS.get(error.status_code, ("HTTP_ERROR", "요청을 처리할 수 없습니다."))
    return make_problem(request, error.status_code, code, detail, cause=error)


async def _answer_away(request: Request, error: Exception) -> JSONResponse:
    if not is_away(error):
        return await _answer_bug(request, error)
    detail = "저장소가 잠시 답하지 않습니다. 잠시 뒤 다시 보내세요."
    return make_problem(request, Status.UNAVAILABLE, "BUSY", detail, cause=error)


async def _answer_bug(request: Request, error: Exception) -> JSONResponse:
    _log.error("bug", path=request.url.path, exc_info=error)
    return make_problem(request, 500, *HTTP_DETAILS[500], cause=error)
