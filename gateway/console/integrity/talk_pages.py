"""Routes of the reporters' pages: no account, no cookie, no script, no address handed on (ENG-63, ADR 0033)."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.answers.integrity import find_own, open_words, receive, write_as_reporter
from gateway.answers.integrity_shown import show_own
from gateway.console.forms import read_field
from gateway.console.present import format_count
from gateway.console.rendering import ConsoleRoute, show_plain
from gateway.console.words import _
from gateway.guard import get_gate
from gateway.queries.integrity_report import Row
from gateway.receipts import require_unguessable
from gateway.routers.integrity_open import Holder, NewMessage, NewReport
from infra.clock import make_id

PATH: Final = "/integrity-talk"
LONGEST: Final = 4_000
"""Characters of one text (contracts.values.Text)."""

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def open_form(request: Request) -> Response:
    """Show where to write."""
    return _show_form(request)


@router.post("")
async def send(request: Request) -> Response:
    """Send a report and show its code, here and nowhere else; sent again it is the same."""
    form = await _read_form(request)
    key, words, is_afraid = (
        read_field(form, "key"),
        read_field(form, "words"),
        bool(read_field(form, "has_retaliation")),
    )
    try:
        require_unguessable(key)
        body = NewReport(words=words, has_retaliation=is_afraid)
        code = await receive(get_gate(request), key, body.words, has_retaliation=is_afraid)
    except ValidationError:
        return _show_form(request, key, words, is_afraid=is_afraid, error=_tell_length(words), status=422)
    except Rejected as no:
        status = STATUS_OF_CODE[no.code]
        return _show_form(request, str(make_id()), words, is_afraid=is_afraid, error=_tell(no), status=status)
    return _show(request, "integrity_talk_code.html", code=code)


@router.get("/status")
async def open_status(request: Request) -> Response:
    """Ask for a receipt code."""
    return _show(request, "integrity_talk_thread.html", own=None, error="")


@router.post("/status")
async def show_thread(request: Request) -> Response:
    """Show the thread of a code; a wrong one may be tried as rarely as a password."""
    code = read_field(await _read_form(request), "code")
    try:
        row = await find_own(get_gate(request), Holder(code=code).code)
    except (ValidationError, Rejected):
        return _refuse_code(request)
    return await _show_thread(request, row, code)


@router.post("/messages")
async def add_message(request: Request) -> Response:
    """Add a message by whoever has the code, and show the thread."""
    form = await _read_form(request)
    key, code, words = (read_field(form, name) for name in ("key", "code", "words"))
    gate = get_gate(request)
    try:
        row = await find_own(gate, Holder(code=code).code)
    except (ValidationError, Rejected):
        return _refuse_code(request)
    try:
        require_unguessable(key)
        body = NewMessage(code=code, words=words)
        row = await write_as_reporter(gate, key, body.code, body.words)
    except ValidationError:
        return await _show_thread(request, row, code, words=words, error=_tell_length(words), status=422)
    except Rejected as no:
        return await _show_thread(request, row, code, words=words, error=_tell(no), status=STATUS_OF_CODE[no.code])
    return await _show_thread(request, row, code, is_sent=True)


async def _read_form(request: Request) -> FormData:
    """Return a form of our own pages. Raises: Rejected with NOT_PERMITTED.

    The pages hand no address on, so that browsers do not say of what origin a form is.
    """
    if request.headers.get("sec-fetch-site") not in {None, "same-origin", "none"}:
        raise Rejected("NOT_PERMITTED", "다른 사이트에서 보낸 요청이라 처리하지 않았습니다.")
    return await request.form()


def _show_form(
    request: Request, key: str = "", words: str = "", *, is_afraid: bool = False, error: str = "", status: int = 200
) -> Response:
    values = {"key": key or str(make_id()), "words": words, "is_afraid": is_afraid, "error": error}
    return _show(request, "integrity_talk.html", status=status, **values)


def _refuse_code(request: Request) -> Response:
    error = _("그런 접수증이 없습니다. 스무 자리를 다시 확인하세요.")
    return _show(request, "integrity_talk_thread.html", status=404, own=None, error=error)


async def _show_thread(
    request: Request,
    row: Row,
    code: str,
    *,
    words: str = "",
    error: str = "",
    is_sent: bool = False,
    status: int = 200,
) -> Response:
    own = show_own(row, await open_words(get_gate(request), row))
    values = {"own": own, "code": code, "key": str(make_id()), "words": words, "error": error, "is_sent": is_sent}
    return _show(request, "integrity_talk_thread.html", status=status, **values)


def _show(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    response = show_plain(request, template, status=status, longest=LONGEST, **values)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _tell_length(words: str) -> str:
    if not words:
        return _("내용을 적으세요.")
    return _("%(most)s자까지 적을 수 있습니다. 나누어 보내세요.", most=format_count(LONGEST))


def _tell(no: Rejected) -> str:
    return _("보내지 못했습니다. 쓴 내용은 그대로 있습니다.") if no.code == "BUSY" else _(no.message)
