"""Routes of 심사분석: the grid by keyboard, one review, opening ad hoc, agreeing, closing (PRJ-81, PRJ-82)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.directives import Quarter
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.projects.flagships import ListFlagships
from contracts.projects.reviews import OpenReview, find_rating_policy
from gateway.console.meetings.forms import Filled
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.registers.declaring import offer
from gateway.console.rendering import ConsoleRoute, explain, go, is_part, show
from gateway.console.reviews import forms, grid, reading
from gateway.console.reviews.grid import (
    PATH,
    Entry,
    Line,
    lay_out_records,
    link,
    make_record,
    name_review,
    read_entry,
)
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.queries import project, review
from gateway.queries.rows import list_all
from infra.clock import make_id

PLACES: Final[Mapping[str, str]] = {
    "CAUSE_AND_REMEDY_REQUIRED": "cause",
    "DAY_IN_PAST": "recovery",
    "WEEKDAY_MISMATCH": "recovery",
    "BAD_SHAPE": "recovery",
}
"""The field of a refusal, by its code."""
UNSTORABLE: Final = "저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지우세요."
LIVE: Final = ("REGISTERED", "STARTED")
"""Phases of what may be reviewed ad hoc."""
Act = Annotated[str, Path(pattern="^(agree|close|correct)$")]
ReadLine = Callable[[], Awaitable[Line]]
"""Returns the line as it stands now."""

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_quarter(request: Request, visit: SignedIn, query: Annotated[grid.Query, Query()]) -> Response:
    """Show the grid of a quarter's flagship projects, and the reviews opened beside the quarters (PRJ-81)."""
    opened = await reading.read_quarter(visit, query)
    return await show(
        request,
        "reviews.html",
        grid=opened.grid,
        query=query,
        flagships=opened.flagships,
        ad_hoc=opened.ad_hoc,
        may_open=visit.may_send(OpenReview) and not opened.cut,
        may_choose=visit.may_send(ListFlagships) and not opened.cut,
        cut=opened.cut,
        past=query,
        past_path=PATH,
        past_kept={"quarter": opened.grid.quarter, "standing": query.wanted},
        position=opened.position,
    )


@router.post("/quarters/{quarter}/{project_id}")
async def record_quarter(request: Request, visit: SignedIn, quarter: Quarter, project_id: UUID) -> Response:
    """Save one line: as a line for the page that has it, else back to the grid (PRJ-82)."""

    async def read_again() -> Line:
        return await reading.read_quarter_line(visit, quarter, project_id)

    return await _record(request, visit, project_id, quarter, None, read_again, f"{link(quarter)}#row-{project_id}")


@router.post("/{review_id}/record")
async def record_ad_hoc(request: Request, visit: SignedIn, review_id: UUID) -> Response:
    """Save what an ad-hoc review found (PRJ-82)."""

    async def read_again() -> Line:
        return (await reading.read_review(visit, review_id))[0]

    known = await read_again()
    return await _record(request, visit, UUID(known.project), None, review_id, read_again, f"{PATH}/{review_id}")


async def _record(
    request: Request,
    visit: Visit,
    project_id: UUID,
    quarter: str | None,
    subject: UUID | None,
    read_again: ReadLine,
    back: str,
) -> Response:
    form = await request.form()
    require_token(request, visit.session, form)
    entry = read_entry(form, visit.today)
    command = None if entry.errors else make_record(project_id, quarter, entry)
    if command is None:
        kept = replace(entry, errors=entry.errors or {"cause": _(UNSTORABLE)})
        return await _show_line(request, keep(await read_again(), kept), status=422)
    try:
        await reading.record(visit, command, entry, subject=subject)
    except Rejected as rejected:
        said = explain(rejected).cause
        name = PLACES.get(rejected.code)
        kept = replace(entry, errors={name: said} if name else {})
        line = keep(await read_again(), kept, said)
        return await _show_line(request, line, status=STATUS_OF_CODE[rejected.code])
    if not is_part(request):
        return go(back)
    return await _show_line(request, replace(await read_again(), is_saved=True, note=_("저장함")))


def keep(line: Line, entry: Entry, said: str = "") -> Line:
    """Return the line with what was filled in, on the version that is there now: it is shown beside it."""
    kept = replace(entry, seen=line.entry.seen)
    return replace(line, entry=kept, note=said or next(iter(entry.errors.values()), ""))


async def _show_line(request: Request, line: Line, *, status: int = 200) -> Response:
    template = "_review_line.html" if is_part(request) else "review_line.html"
    return await show(request, template, status=status, line=line)


@router.get("/new")
async def open_form(request: Request, visit: SignedIn, project: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Show the form that opens a review of a project ad hoc (PRJ-81)."""
    return await show_form(request, visit, await _make_opening(visit, project))


@router.post("")
async def open_review(request: Request, visit: SignedIn) -> Response:
    """Open a review ad hoc."""
    return await send_form(request, visit, await _make_opening(visit), PATH, review.VIEW.name)


async def _make_opening(visit: Visit, chosen: str = "") -> Shown:
    async with visit.gate.reading() as snapshot:
        conditions = project.choose(project.Filter(phases=LIVE))
        found = await list_all(snapshot, project.VIEW, conditions, [project.TABLE.c.name, project.TABLE.c.project])
    spec = offer(forms.OPEN, "project", [(each.project, each.name) for each in found])
    filled = Filled(key=str(make_id()), values={"project": chosen})
    return Shown(spec, filled, PATH, PATH, _("심사분석"))


@router.get("/{review_id}")
async def show_review(request: Request, visit: SignedIn, review_id: UUID, after: int = 0) -> Response:
    """Show one review with each time that it was recorded, and what may be done about it."""
    try:
        line, row, position = await reading.read_review(visit, review_id)
    except Rejected:
        if not after:
            raise
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    return await show(
        request,
        "review.html",
        line=line,
        row=row,
        records=lay_out_records(row, visit.today),
        title=name_review(row),
        policy=find_rating_policy(visit.today),
        acts=forms.list_acts(row) if visit.may_send(OpenReview) else [],
        position=position,
    )


@router.get("/{review_id}/{act}")
async def open_act(request: Request, visit: SignedIn, review_id: UUID, act: Act) -> Response:
    """Show the form that agrees to a remedy, asks before a review is closed, or puts it right (PRJ-82, XS-04)."""
    return await show_form(request, visit, await _make_act(visit, review_id, act))


@router.post("/{review_id}/{act}")
async def do_act(request: Request, visit: SignedIn, review_id: UUID, act: Act) -> Response:
    """Agree to a remedy, close a review, or put it right (PRJ-82, XS-04)."""

    async def reread() -> Shown:
        return await _make_act(visit, review_id, act)

    shown = await reread()
    return await send_form(request, visit, shown, PATH, review.VIEW.name, subject=review_id, reread=reread)


async def _make_act(visit: Visit, review_id: UUID, act: str) -> Shown:
    line, row, _position = await reading.read_review(visit, review_id)
    values = {"remedy": row.remedy or "", "answers_for_it": row.answers_for_it or line.lead_name}
    told = {"agree": values, "correct": {"planned": line.entry.planned, "actual": line.entry.actual}}
    filled = Filled(key=str(make_id()), values=told.get(act, {}))
    here = f"{PATH}/{review_id}"
    now = forms.tell_standing(line)
    return Shown(forms.ACTS[act], filled, f"{here}/{act}", here, line.name, version=row.version, now=now)
