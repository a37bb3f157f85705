"""Routes of the voting page and the projector's, the same for everybody: a ticket stays behind the # of its address."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from gateway.console.rendering import ConsoleRoute, show_plain
from gateway.guard import get_gate
from gateway.queries import town_hall
from gateway.queries.rows import find_row
from gateway.views.town_hall import Row

HIDDEN: Final = frozenset({"PLANNED", "CANCELLED"})
"""States in which citizens do not know of a session."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get("/vote/{session}")
async def show_voting(request: Request, session: UUID) -> Response:
    """Show where to vote in a session; who may, its ticket tells when it is used (ENG-04)."""
    held = await _find_session(request, session)
    return show_plain(request, "vote.html", hall=held.town_hall, name=held.name)


@router.get("/screen/{session}")
async def show_screen(request: Request, session: UUID) -> Response:
    """Show what a hall's projector shows: the question, how many have voted, and the result once it is published."""
    held = await _find_session(request, session)
    address = f"{request.app.state.console_url}/vote/{held.town_hall}"
    return show_plain(request, "screen.html", hall=held.town_hall, name=held.name, address=address)


async def _find_session(request: Request, session: UUID) -> Row:
    """Return a session that citizens know of. Raises: Rejected with NOT_FOUND."""
    async with get_gate(request).reading() as snapshot:
        held = await find_row(snapshot, town_hall.VIEW, str(session))
    if held is None or held.state in HIDDEN:
        raise Rejected("NOT_FOUND", "그런 투표가 없습니다. 받은 표의 주소를 다시 확인하세요.")
    return held
