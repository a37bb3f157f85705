"""Routes of 의결 and 협조: what committees resolved, and who has concurred with what (ORG-08, ORG-09)."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Column
from starlette.datastructures import FormData

from contracts.errors import Rejected
from contracts.registry import RecordResolution, RequestConcurrence
from gateway.console.meetings import laying as meetings
from gateway.console.meetings.forms import ASK, ASK_AGAIN, CONCUR, REFUSE, RESOLVE, Filled, Spec
from gateway.console.meetings.pages import is_id
from gateway.console.meetings.sending import CONTEXT, Shown, fill, send_form, show_form
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import concurrence, resolution
from gateway.queries.department import list_departments
from gateway.queries.metadata import find_position
from gateway.queries.rows import EventT, Page, Place, RowT, find_row, list_page
from gateway.views.concurrence import Row
from infra.clock import make_id
from infra.projections import View

RESOLUTIONS: Final = "/resolutions"
CONCURRENCES: Final = "/concurrences"
ANSWERS: Final[Mapping[str, Spec]] = {"concur": CONCUR, "refuse": REFUSE, "resubmit": ASK_AGAIN}
MISSING: Final[Mapping[str, str]] = {
    resolution.VIEW.name: "그런 의결이 없습니다. 주소를 확인하세요.",
    concurrence.VIEW.name: "그런 협조 요청이 없습니다. 주소를 확인하세요.",
}
PAGE_SIZE: Final = 50
Cursor = Annotated[str, Query(max_length=500)]

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get(RESOLUTIONS)
async def list_resolutions(request: Request, visit: SignedIn, cursor: Cursor = "") -> Response:
    """Show the resolutions of committees, the latest first (ORG-08)."""
    order = [resolution.TABLE.c.first_day, resolution.TABLE.c.resolution]
    page, link = await _read_list(visit, resolution.VIEW, order, RESOLUTIONS, cursor)
    return await show(
        request,
        "meetings_resolutions.html",
        votes=[meetings.lay_out_vote(row) for row in page.rows],
        total=page.total,
        next_link=link,
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
    found = await _read_one(visit, resolution.VIEW, resolution_id, after)
    if found is None:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    row, position = found
    return await show(request, "meetings_resolution.html", vote=meetings.lay_out_vote(row), position=position)


@router.get(CONCURRENCES)
async def list_concurrences(request: Request, visit: SignedIn, cursor: Cursor = "") -> Response:
    """Show the requests for concurrence, the last changed first (ORG-09)."""
    order = [concurrence.TABLE.c.position, concurrence.TABLE.c.concurrence]
    page, link = await _read_list(visit, concurrence.VIEW, order, CONCURRENCES, cursor)
    names = await _list_names(visit)
    return await show(
        request,
        "meetings_concurrences.html",
        requests=[meetings.lay_out_request(row, names, visit.session.principal) for row in page.rows],
        total=page.total,
        next_link=link,
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
    found = await _read_one(visit, concurrence.VIEW, concurrence_id, after)
    if found is None:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    row, position = found
    laid_out = meetings.lay_out_request(row, await _list_names(visit), visit.session.principal)
    specs = [(act, ANSWERS[act], str(make_id())) for act in laid_out.acts]
    return await show(request, "meetings_concurrence.html", asked_for=laid_out, specs=specs, position=position)


@router.post(f"{CONCURRENCES}/{{concurrence_id}}/{{act}}")
async def answer_concurrence(request: Request, visit: SignedIn, concurrence_id: UUID, act: str) -> Response:
    """Concur, refuse with a reason, or ask again with a changed plan (ORG-09)."""

    async def reread() -> Shown:
        async with visit.gate.reading() as snapshot:
            row = await find_row(snapshot, concurrence.VIEW, str(concurrence_id))
        if row is None or act not in ANSWERS:
            raise Rejected("NOT_FOUND", _(MISSING[concurrence.VIEW.name]))
        return _make_answer(row, act)

    path, view = CONCURRENCES, concurrence.VIEW.name
    return await send_form(request, visit, await reread(), path, view, subject=concurrence_id, reread=reread)


async def go_on(visit: Visit, path: Sequence[str], form: FormData) -> Shown | None:
    """Return the form of an address with what was typed when its session had ended; None where there is none."""
    match path:
        case ["resolutions"]:
            return fill(Shown(RESOLVE, Filled(key=""), RESOLUTIONS, RESOLUTIONS), form)
        case ["concurrences"]:
            return fill(Shown(ASK, Filled(key=""), CONCURRENCES, CONCURRENCES), form)
        case ["concurrences", key, act] if act in ANSWERS and is_id(key):
            async with visit.gate.reading() as snapshot:
                row = await find_row(snapshot, concurrence.VIEW, key)
            return None if row is None else fill(_make_answer(row, act), form)
        case _:
            return None


def _make_answer(row: Row, act: str) -> Shown:
    here = f"{CONCURRENCES}/{row.concurrence}"
    answers_round = 0 if act == "resubmit" else row.round
    return Shown(
        ANSWERS[act],
        Filled(key=""),
        f"{here}/{act}",
        here,
        row.title,
        version=row.version,
        round=answers_round,
        now=meetings.tell_request(row),
    )


async def _read_list(
    visit: Visit, view: View[RowT, EventT], order: Sequence[Column[Any]], path: str, cursor: str
) -> tuple[Page[RowT], str | None]:
    """Return a page of a list, the latest first, and the link to the next one."""
    place = Place(PAGE_SIZE, cursor or None, path, is_falling=True)
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, view, [], order, place, total=True)
    return page, f"{path}?cursor={page.next_cursor}" if page.next_cursor else None


async def _read_one(visit: Visit, view: View[RowT, EventT], key: UUID, after: int) -> tuple[RowT, int] | None:
    """Return what has an id, and what the view reflects; nothing of what was stored and has yet to come.

    Raises: Rejected with NOT_FOUND.
    """
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, view, str(key))
        position = await find_position(snapshot, view.name, CONTEXT)
    if row is None and not after:
        raise Rejected("NOT_FOUND", _(MISSING[view.name]))
    return None if row is None else (row, position)


async def _list_names(visit: Visit) -> dict[str, str]:
    async with visit.gate.reading() as snapshot:
        return {row.code: row.name for row in await list_departments(snapshot, visit.today)}
