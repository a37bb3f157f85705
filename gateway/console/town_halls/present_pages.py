"""The presenter's page: the round that a session is at, who votes, and what comes next on large buttons (ENG-04)."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.answers.participants import require_session
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.town_halls import laying, rounds
from gateway.console.visits import SignedIn
from gateway.queries import poll_round
from gateway.queries.rows import list_all
from infra.clock import make_id

AT_ONCE: Final = frozenset({"open", "pause", "resume"})
"""Acts that can be undone: a button is enough."""
ENDED: Final = frozenset({"PUBLISHED", "FINAL", "VOIDED"})

router = APIRouter(prefix=laying.PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/{session}/present")
async def present(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Show the round that runs, else the one to publish, else the next one that is planned, and those after it."""
    held = await require_session(visit.gate, session)
    async with visit.gate.reading() as snapshot:
        chosen = poll_round.choose(town_hall=str(session))
        found = await list_all(snapshot, poll_round.VIEW, chosen, poll_round.ORDER)
    lines = [rounds.lay_out_round(row, visit.session.principal) for row in found if row.state not in ENDED]
    lines.sort(key=lambda line: _ORDER.index(line.row.state))
    return await show(
        request,
        "present.html",
        row=held,
        own=f"{laying.PATH}/{session}",
        line=lines[0] if lines else None,
        waiting=lines[1:],
        at_once=AT_ONCE,
        key=str(make_id()),
    )


_ORDER: Final = ("OPEN", "PAUSED", "CLOSED", "PLANNED")
"""What the presenter is at first."""
