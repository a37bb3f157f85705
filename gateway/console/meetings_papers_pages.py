"""Routes of 의결 and 협조: what committees resolved, and who has concurred with what (ORG-08, ORG-09)."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.registry import RecordResolution, RequestConcurrence
from gateway.console import meetings
from gateway.console.meetings_forms import ASK, ASK_AGAIN, CONCUR, REFUSE, RESOLVE, Filled, Spec
from gateway.console.meetings_pages import CONTEXT, Shown, send_form, show_form
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import concurrence, resolution
from gateway.queries.department import list_departments
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_page
from infra.clock import make_id

RESOLUTIONS: Final = "/resolutions"
CONCURRENCES: Final = "/concurrences"
ANSWERS: Final[Mapping[str, Spec]] = {"concur": CONCUR, "refuse": REFUSE, "resubmit": ASK_AGAIN}
PAGE_SIZE: Final = 50
Cursor = Annotated[str, Query(max_length=500)]

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get(RESOLUTIONS)
async def list_resolutions(request: Request, visit: SignedIn, cursor: Cursor = "") -> Response:
    """Show the resolutions of committees, the latest first (ORG-08)."""
    order = [resolution.TABLE.c.first_day, resolution.TABLE.c.resolution]
    async with visit.gate.reading() as snapshot:
        place = Place(PAGE_SIZE, cursor or None, RESOLUTIONS, is_falling=True)
        page = await list_page(snapshot, resolution.VIEW, [], order, place, total=True)
    return await show(
        request,
        "meetings_resolutions.html",
        votes=[meetings.lay_out_vote(row) for row in page.rows],
        total=page.total,
        next_link=f"{RESOLUTIONS}?cursor={page.next_cursor}" if page.next_cursor else None,
        may_record=visit.may_send(RecordResolution),
        position=page.position,
    )


@router.get(f"{RESOLUTIONS}/new")
async def open_resolution(request: Request, visit: SignedIn) -> Response:
    """Show the empty form of a resolution."""
    return await show_form(request, visit, Shown(RESOLVE, Filled(key=str(make_id())), RESOLUTIONS, RESOLUTIONS))


@router.post(RESOLUTIONS)
async def record_resolution(request: Request, visit: SignedIn) -> Response:
    """Record what a committee resolved; quorum and majority are checked (ORG-08)."""
    shown = Shown(RESOLVE, Filled(key=""), RESOLUTIONS, RESOLUTIONS)
    return await send_form(request, visit, shown, RESOLUTIONS, resolution.VIEW.name)


@router.get(f"{RESOLUTIONS}/{{resolution_id}}")
async def show_resolution(request: Request, visit: SignedIn, resolution_id: UUID, after: int = 0) -> Response:
    """Show one resolution: agenda, members, vote, minutes, verdict (ORG-08)."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, resolution.VIEW, str(resolution_id))
        position = await find_position(snapshot, resolution.VIEW.name, CONTEXT)
    if row is None and after:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    if row is None:
        raise Rejected("NOT_FOUND", _("그런 의결이 없습니다. 주소를 확인하세요."))
    return await show(request, "meetings_resolution.html", vote=meetings.lay_out_vote(row), position=position)


@router.get(CONCURRENCES)
async def list_concurrences(request: Request, visit: SignedIn, cursor: Cursor = "") -> Response:
    """Show the requests for concurrence, the last changed first (ORG-09)."""
    order = [concurrence.TABLE.c.position, concurrence.TABLE.c.concurrence]
    async with visit.gate.reading() as snapshot:
        place = Place(PAGE_SIZE, cursor or None, CONCURRENCES, is_falling=True)
        page = await list_page(snapshot, concurrence.VIEW, [], order, place, total=True)
    names = await _list_names(visit)
    return await show(
        request,
        "meetings_concurrences.html",
        requests=[meetings.lay_out_request(row, names, visit.session.principal) for row in page.rows],
        total=page.total,
        next_link=f"{CONCURRENCES}?cursor={page.next_cursor}" if page.next_cursor else None,
        may_ask=visit.may_send(RequestConcurrence),
        position=page.position,
    )


@router.get(f"{CONCURRENCES}/new")
async def open_concurrence(request: Request, visit: SignedIn) -> Response:
    """Show the empty form of a request."""
    return await show_form(request, visit, Shown(ASK, Filled(key=str(make_id())), CONCURRENCES, CONCURRENCES))


@router.post(CONCURRENCES)
async def request_concurrence(request: Request, visit: SignedIn) -> Response:
    """Ask departments to concur with a plan (ORG-09)."""
    shown = Shown(ASK, Filled(key=""), CONCURRENCES, CONCURRENCES)
    return await send_form(request, visit, shown, CONCURRENCES, concurrence.VIEW.name)


@router.get(f"{CONCURRENCES}/{{concurrence_id}}")
async def show_concurrence(request: Request, visit: SignedIn, concurrence_id: UUID, after: int = 0) -> Response:
    """Show one request: who has concurred, who has not, and why it was returned (ORG-09)."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, concurrence.VIEW, str(concurrence_id))
        position = await find_position(snapshot, concurrence.VIEW.name, CONTEXT)
    if row is None and after:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    if row is None:
        raise Rejected("NOT_FOUND", _("그런 협조 요청이 없습니다. 주소를 확인하세요."))
    laid_out = meetings.lay_out_request(row, await _list_names(visit), visit.session.principal)
    specs = [(act, ANSWERS[act], str(make_id())) for act in laid_out.acts]
    return await show(request, "meetings_concurrence.html", asked_for=laid_out, specs=specs, position=position)


@router.post(f"{CONCURRENCES}/{{concurrence_id}}/{{act}}")
async def answer_concurrence(request: Request, visit: SignedIn, concurrence_id: UUID, act: str) -> Response:
    """Concur, refuse with a reason, or ask again with a changed plan (ORG-09)."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, concurrence.VIEW, str(concurrence_id))
    if row is None or act not in ANSWERS:
        raise Rejected("NOT_FOUND", _("그런 협조 요청이 없습니다. 주소를 확인하세요."))
    here = f"{CONCURRENCES}/{concurrence_id}"
    shown = Shown(ANSWERS[act], Filled(key=""), f"{here}/{act}", here, row.title)
    return await send_form(request, visit, shown, CONCURRENCES, concurrence.VIEW.name, subject=concurrence_id)


async def _list_names(visit: Visit) -> dict[str, str]:
    async with visit.gate.reading() as snapshot:
        return {row.code: row.name for row in await list_departments(snapshot, visit.today)}
