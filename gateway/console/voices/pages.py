"""Routes of 내 의견은 어떻게 되었나, without an account: look up, read, be told, be told no more (ENG-09, XS-13)."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from contracts.errors import Rejected
from contracts.short_codes import read_short
from gateway.answers.follows import CITIZEN, NewFollower, follow, stop
from gateway.answers.voices import VoiceTold, show_voice
from gateway.console.forms import read_field
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import require_own_page
from gateway.console.words import _
from gateway.gate import Gate
from gateway.guard import get_gate
from gateway.queries import department
from gateway.queries.voice import find_voice
from infra.clock import make_id, name_command

PATH: Final = "/voice"
router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get(PATH)
async def ask(request: Request, code: str = "") -> Response:
    """Ask for a short code, and lead to its page."""
    if code and read_short(code[:20]) is not None:
        return go(f"{PATH}/{code[:20].upper().replace('-', '').replace(' ', '')}")
    error = _("열 자리 번호가 아닙니다. 화면이나 알림에 적힌 번호를 다시 확인하세요.") if code else ""
    return await show(request, "voice_ask.html", code=code[:20], error=error)


@router.get(f"{PATH}/{{code}}")
async def read(request: Request, code: str) -> Response:
    """Show what became of what people said (ENG-09)."""
    return await _show(request, await _find(get_gate(request), code))


@router.post(f"{PATH}/{{code}}")
async def follow_here(request: Request, code: str) -> Response:
    """Be told of this session from now on; a mistake is shown beside what was written."""
    require_own_page(request)
    gate, form = get_gate(request), await request.form()
    voice = await _find(gate, code)
    contact = read_field(form, "contact").strip()
    try:
        wish = NewFollower(
            town_hall=UUID(voice.town_hall),
            contact=contact,
            is_digest=bool(read_field(form, "is_digest")),
            agreed=bool(read_field(form, "agreed")),  # type: ignore[arg-type]  # refused below where it is not True
        )
        await follow(gate, name_command(CITIZEN.user, read_field(form, "key")), wish, dry_run=False)
    except ValidationError:
        error = _("연락처를 적고, 알림을 받는 데 동의해 주세요.")
        return await _show(request, voice, status=422, contact=contact, error=error)
    except Rejected as no:
        return await _show(request, voice, status=422, contact=contact, error=_(no.message))
    return await _show(request, voice, is_following=True)


@router.get(f"{PATH}/stop/{{follower}}")
async def ask_to_stop(request: Request, follower: UUID) -> Response:
    """Ask whether no more is to be told."""
    return await show(request, "voice_stop.html", follower=follower, key=str(make_id()), is_done=False)


@router.post(f"{PATH}/stop/{{follower}}")
async def stop_here(request: Request, follower: UUID) -> Response:
    """Tell no more, and destroy the contact's key; whoever had stopped before is told the same (XS-13)."""
    require_own_page(request)
    key = name_command(CITIZEN.user, read_field(await request.form(), "key"))
    try:
        await stop(get_gate(request), key, follower, dry_run=False)
    except Rejected as no:
        if no.code != "NOT_FOUND":
            raise
    return await show(request, "voice_stop.html", follower=follower, key="", is_done=True)


async def _find(gate: Gate, code: str) -> VoiceTold:
    async with gate.reading() as snapshot:
        voice = await find_voice(snapshot, code[:20])
        if voice is None:
            raise Rejected("NOT_FOUND", _("그런 주소가 없습니다. 열 자리를 다시 확인하세요."))
        names = await department.find_names(snapshot, {item.department for item in voice.items})
    return show_voice(voice, names)


async def _show(
    request: Request,
    voice: VoiceTold,
    *,
    status: int = 200,
    contact: str = "",
    error: str = "",
    is_following: bool = False,
) -> Response:
    return await show(
        request,
        "voice.html",
        status=status,
        voice=voice,
        key=str(make_id()),
        contact=contact,
        error=error,
        is_following=is_following,
    )
