"""The route of the voting page, which is the same for everybody: the ticket stays behind the # and is sent nowhere."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from gateway.console.rendering import ConsoleRoute, show_plain
from gateway.guard import get_gate
from gateway.queries import town_hall
from gateway.queries.rows import find_row

HIDDEN: Final = frozenset({"PLANNED", "CANCELLED"})
"""States in which citizens do not know of a session."""

router = APIRouter(prefix="/vote", route_class=ConsoleRoute, include_in_schema=False)


@router.get("/{session}")
async def show_voting(request: Request, session: UUID) -> Response:
    """Show where to vote in a session; who may, its ticket tells when it is used (ENG-04)."""
    async with get_gate(request).reading() as snapshot:
        held = await find_row(snapshot, town_hall.VIEW, str(session))
    if held is None or held.state in HIDDEN:
        raise Rejected("NOT_FOUND", "그런 투표가 없습니다. 받은 표의 주소를 다시 확인하세요.")
    return show_plain(request, "vote.html", hall=held.town_hall, name=held.name)
