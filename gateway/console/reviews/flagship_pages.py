"""Routes of 역점사업: the list of a year, chosen, approved after a question, and as files (PRJ-80)."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import STATUS_OF_CODE, Rejected, Status
from contracts.projects.flagships import ApproveFlagships, ListFlagships
from gateway.console import words
from gateway.console.exports.making import find_maker, send_file
from gateway.console.forms import read_count, read_field
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, show, show_error
from gateway.console.reviews import reading
from gateway.console.reviews.flagships import Flagships, lay_out, read_choice
from gateway.console.reviews.grid import PATH
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.exports import hangul, tables, workbook
from gateway.exports.making import NotMade
from gateway.exports.reviews import tell_flagships, tell_quarter
from gateway.exports.tables import Table
from gateway.queries import flagship_list, project, review
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_page
from infra.clock import make_id

FOUND: Final = 50
"""Projects that a search offers at once."""
KEY: Final = 200
"""Letters of a form's key."""
Year = Annotated[int, Path(ge=1900, le=2199)]
Words = Annotated[str, Query(max_length=100)]

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/flagships/{year}")
async def show_flagships(request: Request, visit: SignedIn, year: Year, q: Words = "") -> Response:
    """Show a year's list, and what may come onto it while it is not approved (PRJ-80)."""
    return await _show(request, visit, year, q)


async def _show(
    request: Request, visit: Visit, year: int, q: str = "", *, status: int = 200, failure: Trouble | None = None
) -> Response:
    flagships, position = await _read(visit, year, q.replace("\x00", "").strip())
    return await show(
        request,
        "review_flagships.html",
        status=status,
        flagships=flagships,
        words=q,
        failure=failure,
        key=str(make_id()),
        may_choose=visit.may_send(ListFlagships) and not flagships.is_approved,
        may_approve=visit.may_send(ApproveFlagships) and not flagships.is_approved and bool(flagships.choices),
        position=position,
    )


async def _read(visit: Visit, year: int, q: str) -> tuple[Flagships, int]:
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, flagship_list.VIEW, year)
        ones = await reading.find_projects(snapshot, row.projects if row is not None else [])
        order = [project.TABLE.c.name, project.TABLE.c.project]
        chosen = project.choose(project.Filter(q=q or None, year=year))
        found = await list_page(snapshot, project.VIEW, chosen, order, Place(FOUND + len(ones)))
        names = await reading.name_leads(snapshot, {**ones, **{each.project: each for each in found.rows}})
        reviews = await reading.list_quarterly(snapshot, str(year))
        position = await find_position(snapshot, flagship_list.VIEW.name, reading.CONTEXT)
    return lay_out(year, row, ones, found.rows[:FOUND], names, reviews, visit.today), position


@router.post("/flagships/{year}")
async def choose_flagships(request: Request, visit: SignedIn, year: Year) -> Response:
    """Take the ticked projects as the year's list, in place of the one before (PRJ-80)."""
    form = await request.form()
    require_token(request, visit.session, form)
    command = read_choice(year, form)
    if command is None:
        failure = Trouble(_("저장하지 못했습니다"), _("역점사업을 하나 이상 고르세요."), "")
        return await _show(request, visit, year, status=422, failure=failure)
    return await _send(request, visit, year, command, read_field(form, "key"), read_count(form, "version"))


@router.get("/flagships/{year}/approve")
async def ask_approval(request: Request, visit: SignedIn, year: Year) -> Response:
    """Ask before a list is approved: it stays as it is then (PRJ-80)."""
    flagships, position = await _read(visit, year, "")
    return await show(
        request, "review_flagships_approve.html", flagships=flagships, key=str(make_id()), position=position
    )


@router.post("/flagships/{year}/approve")
async def approve_flagships(request: Request, visit: SignedIn, year: Year) -> Response:
    """Approve a year's list (PRJ-80)."""
    form = await request.form()
    require_token(request, visit.session, form)
    command = ApproveFlagships(year=year)
    return await _send(request, visit, year, command, read_field(form, "key"), read_count(form, "version"))


async def _send(
    request: Request, visit: Visit, year: int, command: ListFlagships | ApproveFlagships, key: str, seen: int
) -> Response:
    try:
        done = await visit.gate.send(visit.session.principal, command, key=key[:KEY] or str(make_id()), if_match=seen)
    except Rejected as rejected:
        failure = explain(rejected, _("저장하지 못했습니다"))
        return await _show(request, visit, year, status=STATUS_OF_CODE[rejected.code], failure=failure)
    await visit.gate.wait_for(flagship_list.VIEW.name, reading.CONTEXT, done.position)
    return go(f"{PATH}/flagships/{year}")


@router.get("/files/{name}")
async def download_reviews(
    request: Request,
    visit: SignedIn,
    name: Annotated[str, Path(pattern=r"^(19|20|21)[0-9]{2}(-Q[1-4])?\.(hwpx|xlsx)$")],
) -> Response:
    """Send a year's list, or a quarter's reviews, as a file: Korean whatever the console speaks (PRJ-80, PRJ-81)."""
    stem, _dot, ending = name.partition(".")
    words.choose_language(words.Language.KOREAN)
    table = await _tell(visit, stem)
    maker = find_maker(request)
    try:
        if ending == "hwpx":
            made, media_type = await maker.make_hwpx(tables.make_paper(table)), hangul.MEDIA_TYPE
        else:
            made, media_type = await maker.make_workbook(tables.make_book(table)), workbook.MEDIA_TYPE
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    return send_file(made, media_type, f"{table.name}.{ending}")


async def _tell(visit: Visit, stem: str) -> Table:
    """Return a year's list, or a quarter's reviews. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.exporting() as snapshot:
        row = await find_row(snapshot, flagship_list.VIEW, int(stem[:4]))
        if row is None:
            raise Rejected("NOT_FOUND", _("그해의 역점사업 목록이 없습니다. 연도를 확인하세요."))
        known = await reading.find_projects(snapshot, row.projects)
        names = await reading.name_leads(snapshot, known)
        found = await reading.list_quarterly(snapshot, stem)
        position = await find_position(snapshot, review.VIEW.name, reading.CONTEXT)
    ones = [known[key] for key in row.projects if key in known]
    at, is_sample = visit.moment.at, visit.moment.manual
    if "-" in stem:
        by_project = {each.project: each for each in found}
        return tell_quarter(stem, ones, by_project, names, at, position, is_sample=is_sample)
    ratings = {(each.project, each.quarter): each.rating for each in found}
    return tell_flagships(row, ones, ratings, names, at, is_sample=is_sample)
