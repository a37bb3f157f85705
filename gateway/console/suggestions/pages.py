"""Routes of 제안·민원: taken down at the counter, and what citizens send and look up without an account (ENG-66)."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from contracts.engagement.suggestions import PetitionChannel
from contracts.errors import Rejected
from gateway.answers.suggestions import (
    NewSuggestion,
    find_by_code,
    open_words,
    receive,
)
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Filled
from gateway.console.meetings.sending import Shown, send_form
from gateway.console.open.forms import Asked, send_asked, show_asked
from gateway.console.registers.pages import make_router
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.suggestions import laying
from gateway.console.suggestions.forms import SEND, TAKE, send_taken
from gateway.console.visits import SignedIn, require_own_page
from gateway.console.words import _
from gateway.guard import get_gate
from gateway.labels.engagement import PETITION_STATE_LABELS
from gateway.queries import suggestion
from gateway.receipts import make_code, write_code
from gateway.routers.suggestions import CITIZEN
from infra.clock import name_command

OPEN: Final = "/suggest"

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.post(laying.PATH)
async def take_down(request: Request, visit: SignedIn) -> Response:
    """Take down what a citizen says, and show the receipt code to hand out: here and nowhere else (ENG-66)."""
    shown = Shown(TAKE, Filled(key=""), laying.PATH, laying.PATH, _(laying.BOOK.title), send=send_taken)
    sent = await send_form(request, visit, shown, laying.PATH, suggestion.VIEW.name)
    if sent.status_code != go("").status_code:
        return sent
    made = name_command(visit.session.principal.user, read_field(await request.form(), "key"))
    code = write_code(await make_code(visit.gate.vault, made))
    return await show(request, "suggest_receipt.html", code=code, way=f"{laying.PATH}/{made}")


def _ask() -> Asked:
    return Asked(
        SEND,
        OPEN,
        _("로그인하지 않고 보냅니다. 보내면 접수증을 드리고, 그 접수증으로 처리상황과 답변을 봅니다."),
        _("적은 글과 연락처는 암호로 잠가 두고, 총괄부서와 맡은 부서만 읽습니다."),
        (f"{OPEN}/status", _("접수증으로 보기")),
    )


@router.get(OPEN)
async def open_form(request: Request) -> Response:
    """Show the empty form of a suggestion."""
    return await show_asked(request, _ask())


@router.post(OPEN)
async def send(request: Request) -> Response:
    """Send a suggestion without an account, and show its receipt code once; sent again it is the same (ENG-66)."""

    async def take(body: BaseModel, key: str) -> Response:
        assert isinstance(body, NewSuggestion)
        command, online = name_command(CITIZEN.user, key), PetitionChannel.ONLINE
        _done, code = await receive(get_gate(request), CITIZEN, command, body, online, dry_run=False)
        return await show(request, "suggest_receipt.html", code=write_code(code), way="")

    return await send_asked(request, _ask(), take)


@router.get(f"{OPEN}/status")
async def open_status(request: Request) -> Response:
    """Ask for a receipt code."""
    return await show(request, "suggest_status.html", own=None, error="")


@router.post(f"{OPEN}/status")
async def show_status(request: Request) -> Response:
    """Show how a petition stands to who has its code; a wrong one may be tried as rarely as a password (ENG-66)."""
    require_own_page(request)
    code, gate = read_field(await request.form(), "code"), get_gate(request)
    try:
        row = await find_by_code(gate, code[:40].replace("\x00", ""))
    except Rejected as no:
        return await show(request, "suggest_status.html", status=404, own=None, error=_(no.message))
    words = await open_words(gate, row, is_reader=True)
    return await show(
        request,
        "suggest_status.html",
        own=row,
        error="",
        chip=laying.make_chip(row),
        until=laying.show_until(row),
        states=PETITION_STATE_LABELS,
        words=words,
    )


staff = make_router(laying.BOOK)
