"""Routes of 제안·민원: taken down at the counter, and what citizens send and look up without an account (ENG-66)."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.engagement.suggestions import PetitionChannel
from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.answers.suggestions import (
    NewSuggestion,
    find_by_code,
    make_code,
    open_words,
    receive,
    write_code,
)
from gateway.console.forms import read_field
from gateway.console.meetings_forms import Filled, make_command, read_filled
from gateway.console.meetings_sending import Shown, send_form
from gateway.console.registers.pages import make_router
from gateway.console.rendering import ConsoleRoute, explain, go, show
from gateway.console.suggestions import laying
from gateway.console.suggestions.forms import SEND, TAKE, send_taken
from gateway.console.visits import SignedIn, require_own_page
from gateway.console.words import _
from gateway.guard import get_gate
from gateway.labels_engagement import PETITION_STATE_LABELS
from gateway.queries import suggestion
from gateway.routers.suggestions import CITIZEN, SHORTEST_KEY
from infra.clock import make_id, name_command

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
    code = write_code(await make_code(visit.gate, made, dry_run=False))
    return await show(request, "suggest_receipt.html", code=code, way=f"{laying.PATH}/{made}")


@router.get(OPEN)
async def open_form(request: Request) -> Response:
    """Show the empty form of a suggestion."""
    return await show(request, "suggest.html", spec=SEND, filled=Filled(key=str(make_id())), failure=None)


@router.post(OPEN)
async def send(request: Request) -> Response:
    """Send a suggestion without an account, and show its receipt code once; sent again it is the same (ENG-66)."""
    require_own_page(request)
    filled = read_filled(SEND, await request.form())
    if len(filled.key) < SHORTEST_KEY:
        raise Rejected("BAD_SHAPE", _("화면을 새로 열어 다시 보내세요."))
    body = make_command(SEND, filled)
    if isinstance(body, dict):
        return await show(
            request, "suggest.html", status=422, spec=SEND, filled=replace(filled, errors=body), failure=None
        )
    assert isinstance(body, NewSuggestion)
    command = name_command(CITIZEN.user, filled.key)
    try:
        _done, code = await receive(get_gate(request), CITIZEN, command, body, PetitionChannel.ONLINE, dry_run=False)
    except Rejected as no:
        failure, status = explain(no, _("보내지 못했습니다")), STATUS_OF_CODE[no.code]
        return await show(request, "suggest.html", status=status, spec=SEND, filled=filled, failure=failure)
    return await show(request, "suggest_receipt.html", code=write_code(code), way="")


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
