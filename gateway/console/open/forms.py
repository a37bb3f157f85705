"""Forms that anybody may send: nobody signs them, so that their own key stands for who sent them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.console.meetings.forms import Filled, Spec, make_command, place_refusal, read_filled
from gateway.console.rendering import Trouble, explain, show
from gateway.console.visits import require_own_page
from gateway.console.words import _
from gateway.receipts import SHORTEST_KEY
from infra.clock import make_id


@dataclass(frozen=True, slots=True)
class Asked:
    """A form with what is said around it, in the language of the request."""

    spec: Spec
    action: str
    lead: str
    note: str = ""
    way: tuple[str, str] | None = None
    """Where else to go: address and word."""
    crumb: tuple[str, str] | None = None
    """What it belongs to."""


async def show_asked(
    request: Request, asked: Asked, filled: Filled | None = None, *, failure: Trouble | None = None, status: int = 200
) -> Response:
    """Show a form, empty or as it was filled in."""
    filled = filled or Filled(key=str(make_id()))
    return await show(request, "open_form.html", status=status, asked=asked, filled=filled, failure=failure)


async def send_asked(request: Request, asked: Asked, send: Callable[[BaseModel, str], Awaitable[Response]]) -> Response:
    """Return what `send` answers to what a form was read as, and its key; else the form with what is wrong with it."""
    require_own_page(request)
    filled = read_filled(asked.spec, await request.form())
    if len(filled.key) < SHORTEST_KEY:
        raise Rejected("BAD_SHAPE", _("화면을 새로 열어 다시 보내세요."))
    body = make_command(asked.spec, filled)
    if isinstance(body, dict):
        return await show_asked(request, asked, replace(filled, errors=body), status=422)
    try:
        return await send(body, filled.key)
    except Rejected as no:
        status = STATUS_OF_CODE[no.code]
        if placed := place_refusal(asked.spec, no):
            return await show_asked(request, asked, replace(filled, errors=placed), status=status)
        failure = explain(no, _("보내지 못했습니다"))
        return await show_asked(request, asked, filled, failure=failure, status=status)
