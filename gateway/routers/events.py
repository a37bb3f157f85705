"""/v1/events: what has happened, for integrators, in pages or as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from contracts.coordination import CoordinationEvent
from contracts.directives import DirectivesEvent
from contracts.engagement import EngagementEvent
from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.registry import RegistryEvent
from contracts.values import Code
from gateway.access import Asking, Gated, Links, Meta, Parameters
from gateway.answers.entries import NOT_THERE
from gateway.answers.evaluated import find_assigned
from gateway.answers.events import Cursor, Page, find_heads, find_told, read_cursor, read_page, show_event, write_cursor
from gateway.answers.lists import allow, split
from gateway.auth import TokenRefused
from gateway.away import AWAY, is_away
from gateway.gate import Gate
from gateway.guard import GuardedRoute, find_holder
from gateway.queries import history, scorecard

STREAM: Final = "text/event-stream"
STREAM_PAGE: Final = 500
"""Events that a stream holds in memory at once."""
RETRY_MS: Final = 2_000
"""How long a reader should wait before it connects again."""
AWAY_S: Final = 1.0
"""Between two tries while the store is away."""
CURSOR: Final = r"^([a-z]+:([0-9]{1,9}\.)?[0-9]{1,15}(,[a-z]+:([0-9]{1,9}\.)?[0-9]{1,15})*)?$"

router = APIRouter(prefix="/v1/events", route_class=GuardedRoute, tags=["이벤트"])


class EventsAsked(BaseModel):
    """Which events."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        str,
        StringConstraints(pattern=CURSOR, max_length=300),
        Field(
            description="이 자리 뒤의 이벤트, `directives:120,registry:40`; 빠진 문맥은 처음부터. "
            "링크와 흐름의 id는 `directives:1.120`처럼 앞에 기록의 차수가 붙는다"
        ),
    ] = ""
    types: Annotated[
        str,
        AfterValidator(allow(history.TYPES)),
        Field(description="쉼표로 이은 이벤트 종류; 적지 않으면 모두"),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=500, description="한 쪽의 건수")] = 100


class EventLinks(Links):
    """Where to go on."""

    later: str
    """Where the events begin that come after this page: the address to ask again."""


AnyEvent = (
    Recorded[RegistryEvent]
    | Recorded[DirectivesEvent]
    | Recorded[CoordinationEvent]
    | Recorded[ProjectsEvent]
    | Recorded[EngagementEvent]
    | Recorded[EvaluationsEvent]
)
"""An event of any context."""


class EventPage(BaseModel):
    """Events as CloudEvents 1.0, by the moment at which they were stored; those of one context by position."""

    data: list[AnyEvent]
    links: EventLinks
    meta: Meta


@router.get(
    "",
    summary="이벤트",
    response_model=EventPage,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
async def read_events(
    request: Request,
    gate: Gated,
    principal: Asking,
    asked: Annotated[EventsAsked, Query()],
    accept: Annotated[str, Header(description="text/event-stream이면 이어지는 흐름으로 답한다")] = "application/json",
    last_event_id: Annotated[
        str, Header(pattern=CURSOR, max_length=300, description="흐름이 끊긴 자리; after보다 앞선다")
    ] = "",
) -> Response:
    """일어난 일을 CloudEvents 1.0으로, 저장된 차례대로 답한다.

    흐름은 토큰과 함께 끝난다: 10분이 지나거나 연계 시스템이나 그 비밀이 폐기되면. 새 토큰을 받아 마지막 id를
    Last-Event-ID로 보내면 빠짐도 겹침도 없이 이어진다.
    """
    if STREAM in accept:
        after = read_cursor(last_event_id or asked.after)
        await refuse_restored(gate, after)
        lines = follow(request, gate, after, split(asked.types))
        return StreamingResponse(lines, media_type=STREAM, headers={"Cache-Control": "no-store"})
    after = read_cursor(asked.after)
    await refuse_restored(gate, after)
    await gate.require({context: place.position for context, place in after.items()}, *history.VIEWS.values())
    async with gate.reading() as snapshot:
        page = await read_page(snapshot, after, split(asked.types), asked.limit)
        assigned = await scorecard.list_assigned(snapshot, principal)
    later = str(request.url.include_query_params(after=write_cursor(page.after)).replace(scheme="", netloc=""))
    shown = [event for told in page.told if (event := show_event(told, principal, assigned)) is not None]
    rest = {"links": {"next": None if page.is_last else later, "later": later}, "meta": {"position": page.position}}
    body = f'{{"data": [{", ".join(shown)}], {json.dumps(rest)[1:]}'
    return Response(body, media_type="application/json")


@router.get("/{context}/{position}", summary="이벤트 하나", response_model=AnyEvent)
async def read_event(
    gate: Gated,
    principal: Asking,
    context: Annotated[Code, Path()],
    position: Annotated[int, Path(ge=1, le=2**53)],
    asked: Annotated[Parameters, Query()],
) -> Response:
    """어느 값이든 그것을 적은 이벤트를 그대로 답한다; 볼 수 없거나 아직 일어나지 않은 것은 없는 것과 같다 (EVL-17)."""
    view = history.VIEWS.get(context)
    if view is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    await gate.require(asked.reach(context), view)
    await gate.wait_for(view.name, context, position)  # what was just stored is there in a moment
    async with gate.reading() as snapshot:
        told = await find_told(snapshot, context, position)
        assigned = await scorecard.list_assigned(snapshot, principal)
    event = show_event(told, principal, assigned) if told is not None else None
    if event is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    return Response(event, media_type="application/json")


async def refuse_restored(gate: Gate, after: Cursor) -> None:
    """Make sure that the logs are those that the cursor was told of; what is only late is waited for elsewhere.

    Raises: Rejected with LOG_RESTORED.
    """
    try:
        async with gate.reading() as snapshot:
            await find_heads(snapshot, after)
    except AWAY as error:
        if not is_away(error):
            raise
    except Rejected as no:
        if no.code != "NOT_YET":
            raise


async def follow(request: Request, gate: Gate, after: Cursor, types: tuple[str, ...]) -> AsyncIterator[bytes]:
    """Yield the events after a cursor and those to come, each with the cursor after it; comments meanwhile.

    It ends with its asker's token, which is looked at again before each page and with each heartbeat.
    """
    yield format_sse_event(comment="connected", retry=RETRY_MS)
    while True:
        try:
            holder, _ = await find_holder(request)
            page = await _read_shared(gate, after, types)
            assigned = await find_assigned(gate, holder)
        except TokenRefused:
            return
        except Rejected as no:
            if no.code != "NOT_YET":
                return  # a log was restored meanwhile: who connects again is told so
            yield format_sse_event(comment="not yet")
            await asyncio.sleep(AWAY_S)
            continue
        except AWAY as error:
            if not is_away(error):
                raise
            yield format_sse_event(comment="away")
            await asyncio.sleep(AWAY_S)
            continue
        for told in page.told:
            if (event := show_event(told, holder, assigned)) is not None:
                yield format_sse_event(data_str=event, id=told.cursor)
        after = page.after
        if page.is_last and not await gate.wait_beyond(_name_views(after, page.reached)):
            yield format_sse_event(comment="heartbeat")


async def _read_shared(gate: Gate, after: Cursor, types: tuple[str, ...]) -> Page:
    """Return a page, read once for all followers who stand at the same cursor."""

    async def read() -> Page:
        async with gate.reading() as snapshot:
            return await read_page(snapshot, after, types, STREAM_PAGE)

    page = await gate.pages.read(("events", write_cursor(after), types), read)
    assert isinstance(page, Page)
    return page


def _name_views(after: Cursor, reached: Mapping[str, int]) -> dict[tuple[str, str], int]:
    places = {context: max(place.position, reached[context]) for context, place in after.items()}
    return {(history.VIEWS[context].name, context): position for context, position in places.items()}
