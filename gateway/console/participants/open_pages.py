"""Routes of taking part without an account: the sessions that were announced, registering, the own ticket (ENG-03)."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.answers.participants import NewParticipant, register
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Filled
from gateway.console.open.forms import Asked, send_asked, show_asked
from gateway.console.participants.desk_pages import TICKET, show_ticket
from gateway.console.participants.forms import JOIN, offer_segments
from gateway.console.participants.laying import make_chip
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.town_halls import laying
from gateway.console.visits import require_own_page
from gateway.console.words import _
from gateway.guard import get_gate
from gateway.queries import rows, seating, town_hall
from gateway.routers.participants_open import CITIZEN, Held, Standing, read_standing, withdraw
from gateway.routers.town_halls_open import HIDDEN, tell_segment
from gateway.views.town_hall import Row
from infra.clock import make_id, name_command

PATH: Final = "/open/town-halls"
SHOWN: Final = 50
"""Sessions on the page, the newest first."""
NOT_ANNOUNCED: Final = "알린 행사 가운데 그런 것이 없습니다. 목록에서 찾아보세요."
_TYPED: Final = "쓸 수 없는 참가표입니다. 글자를 다시 확인하세요."

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_sessions(request: Request) -> Response:
    """Show the sessions that were announced, the newest first (ENG-01)."""
    place = rows.Place(SHOWN, is_falling=True)
    chosen = [town_hall.TABLE.c.state != HIDDEN]
    async with get_gate(request).reading() as snapshot:
        page = await rows.list_page(snapshot, town_hall.VIEW, chosen, town_hall.ORDER, place)
    return await show(request, "open_town_halls.html", lines=[laying.lay_out_line(row) for row in page.rows])


@router.get("/{session}")
async def show_session(request: Request, session: UUID) -> Response:
    """Show one session with what is talked about, and the seats that are free (ENG-01, ENG-03)."""
    row = await _require(request, session)
    async with get_gate(request).reading() as snapshot:
        counted = await seating.find_segments(snapshot, row.town_hall)
    segments = [tell_segment(each, counted.get(str(each["code"]))) for each in row.segments]
    return await show(
        request,
        "open_town_hall.html",
        line=laying.lay_out_line(row),
        row=row,
        segments=segments,
        own=f"{PATH}/{session}",
    )


@router.get("/{session}/register")
async def open_form(request: Request, session: UUID) -> Response:
    """Show the form of a registration."""
    filled = Filled(key=str(make_id()), values={"channel": "ONSITE"})
    return await show_asked(request, _ask(await _require(request, session)), filled)


@router.post("/{session}/register")
async def send(request: Request, session: UUID) -> Response:
    """Register without an account, and show the ticket; sent again it is the same (ENG-03, ENG-15)."""
    row, gate = await _require(request, session), get_gate(request)

    async def join(body: BaseModel, key: str) -> Response:
        assert isinstance(body, NewParticipant)
        made = await register(gate, CITIZEN, session, name_command(f"open {PATH}/{session}", key), body)
        return await show_ticket(request, row, made, f"{PATH}/{session}")

    return await send_asked(request, _ask(row), join)


@router.get("/{session}/ticket")
async def ask_ticket(request: Request, session: UUID) -> Response:
    """Ask for a ticket."""
    return await _show_standing(request, await _require(request, session))


@router.post("/{session}/ticket")
async def show_standing(request: Request, session: UUID) -> Response:
    """Show the holder of a ticket how far the registration is, or give it up (ENG-03)."""
    require_own_page(request)
    row, form, gate = await _require(request, session), await request.form(), get_gate(request)
    typed = read_field(form, "ticket").rpartition("#")[2].replace(" ", "")
    try:
        held = Held(ticket=TICKET.validate_python(typed))
        tell = withdraw if read_field(form, "act") == "withdraw" else read_standing
        standing = await tell(gate, session, held)
    except ValidationError:
        return await _show_standing(request, row, error=_(_TYPED), status=400)
    except Rejected as no:
        return await _show_standing(request, row, error=_(no.message), status=STATUS_OF_CODE[no.code])
    return await _show_standing(request, row, standing=standing, ticket=typed)


async def _show_standing(
    request: Request,
    row: Row,
    *,
    standing: Standing | None = None,
    ticket: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    segments = {each["code"]: each["name"] for each in row.segments}
    return await show(
        request,
        "open_ticket.html",
        status=status,
        row=row,
        line=laying.lay_out_line(row),
        own=f"{PATH}/{row.town_hall}",
        standing=standing,
        chip=make_chip(standing.state) if standing else None,
        segment=segments.get(standing.segment, "") if standing else "",
        ticket=ticket,
        error=error,
    )


def _ask(row: Row) -> Asked:
    own = f"{PATH}/{row.town_hall}"
    return Asked(
        offer_segments(JOIN, row.segments, "segment"),
        f"{own}/register",
        _("로그인하지 않고 신청합니다. 신청하면 참가표를 드립니다. 자리가 다 찼으면 차례를 기다립니다."),
        _("전화번호와 이름은 암호로 잠가 둡니다."),
        (f"{own}/ticket", _("받은 참가표로 보기")),
        (own, row.name),
    )


async def _require(request: Request, session: UUID) -> Row:
    """Return a session that was announced. Raises: Rejected with NOT_FOUND."""
    async with get_gate(request).reading() as snapshot:
        row = await rows.find_row(snapshot, town_hall.VIEW, str(session))
    if row is None or row.state == HIDDEN:
        raise Rejected("NOT_FOUND", _(NOT_ANNOUNCED))
    return row
