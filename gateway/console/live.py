"""Live updates: a stream of server-sent events that says only that a view has changed."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from gateway.console.rendering import ConsoleRoute
from gateway.console.visits import LIVE, SignedIn
from gateway.queries import directive_board, history, project

CONTEXT: Final = directive_board.VIEW.context
"""The context of the views that most pages watch."""

VIEWS: Final[Mapping[str, str]] = {
    directive_board.VIEW.name: CONTEXT,
    history.VIEWS[CONTEXT].name: CONTEXT,
    project.VIEW.name: project.VIEW.context,
}
"""The views that pages of the console watch, with their contexts: a page watches one context."""

RETRY_MS: Final = 2_000
"""How long a browser waits before it connects again."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get(LIVE, response_class=EventSourceResponse)
async def follow_views(
    visit: SignedIn,
    view: Annotated[list[str], Query()],
    after: int = 0,
    last_event_id: Annotated[str, Header(pattern="^[0-9]{0,18}$")] = "",
) -> AsyncIterator[ServerSentEvent]:
    """Tell the browser each time one of the views has changed, until it leaves or its session ends.

    `after` is the position that the page shows; what happened between the page and the stream is told at once.
    """
    context = next((VIEWS[name] for name in view if name in VIEWS), CONTEXT)
    watched = [name for name in view if VIEWS.get(name) == context]
    sessions, token = visit.gate.sessions, visit.session.token
    yield ServerSentEvent(comment="connected", retry=RETRY_MS)
    async for position in visit.gate.changes(*watched, context=context, after=int(last_event_id or after)):
        if await sessions.find(token, renew=False) is None:
            return
        if position:
            yield _tell(position)


def _tell(position: int) -> ServerSentEvent:
    return ServerSentEvent(event="change", raw_data=str(position), id=str(position))
