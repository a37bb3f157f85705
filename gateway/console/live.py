"""Live updates: a stream of server-sent events that says only that a view has changed."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from gateway.console.rendering import ConsoleRoute
from gateway.console.visits import SignedIn, Visit
from gateway.queries import directive_board, directive_history
from gateway.queries.metadata import find_position

VIEWS: Final = {view.name: view.context for view in (directive_board.VIEW, directive_history.VIEW)}
"""The views that pages of the console watch, with the context of each."""

RETRY_MS: Final = 2_000
"""How long a browser waits before it connects again."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get("/live", response_class=EventSourceResponse)
async def follow_views(
    visit: SignedIn,
    view: Annotated[list[str], Query()],
    after: int = 0,
    last_event_id: Annotated[str, Header(pattern="^[0-9]{0,18}$")] = "",
) -> AsyncIterator[ServerSentEvent]:
    """Tell the browser each time one of the views has changed, until it leaves.

    `after` is the position that the page shows; what happened between the page and the stream is told at once.
    """
    watched = [name for name in view if name in VIEWS]
    yield ServerSentEvent(comment="connected", retry=RETRY_MS)
    told = int(last_event_id or after)
    if (reached := await _find_reached(visit, watched)) > told:
        told = reached
        yield _tell(told)
    async for position in visit.gate.changes(*watched):
        # A heartbeat looks for itself: a change while the browser was being told is not announced again.
        reached = position or await _find_reached(visit, watched)
        if position or reached > told:
            told = reached
            yield _tell(told)


def _tell(position: int) -> ServerSentEvent:
    return ServerSentEvent(event="change", raw_data=str(position), id=str(position))


async def _find_reached(visit: Visit, views: list[str]) -> int:
    """Return the position that the foremost of the views reflects."""
    async with visit.gate.reading() as snapshot:
        return max([await find_position(snapshot, view, VIEWS[view]) for view in views], default=0)
