"""Routes of 사업 목록: its three looks, and the same projects as a file."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi import Query as Asked
from fastapi.responses import Response

from contracts.errors import Status
from contracts.projects.projects import RegisterProject
from gateway.console.exports.making import find_maker, send_file
from gateway.console.projects import listing
from gateway.console.projects.amounts import name_unit
from gateway.console.projects.query import PAGE_SIZE, PATH, SORTS, Query, tell_filter
from gateway.console.projects.reading import Listed, read_all, read_list
from gateway.console.rendering import ConsoleRoute, is_part, show, show_error
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.exports import hangul, plain, workbook
from gateway.exports.making import Maker, NotMade
from gateway.exports.projects import COLUMNS, Listing, list_rows, make_book, make_paper
from gateway.labels.projects import PHASE_LABELS, PROJECT_KIND_LABELS, SOURCE_LABELS
from gateway.queries.portfolio import Dimension
from gateway.queries.rows import Place
from infra.clock import SEOUL

EXPORTS: Final = (("xlsx", "엑셀(xlsx)"), ("csv", "CSV"), ("hwpx", "한글(hwpx)"))
YEARS_BACK: Final = 10
YEARS_AHEAD: Final = 8

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get(PATH)
async def show_projects(request: Request, visit: SignedIn, query: Annotated[Query, Asked()]) -> Response:
    """Show the projects: as rows, by their money, or on a timeline (PRJ-10 to PRJ-24, PRJ-43)."""
    place = Place(PAGE_SIZE, query.cursor or None, str(sorted(query.conditions.items())), query.is_falling)
    listed = await read_list(visit, query, place)
    laid_out = listing.lay_out_page(listed.page, query, listed.names, listed.day, listed.calendar)
    told = tell_filter(query, listed.names.departments, listed.names.programmes)
    response = await show(
        request,
        "_projects.html" if is_part(request) else "projects.html",
        status=200,
        listing=laid_out,
        total=listing.lay_out_total(listed.sums, told, query.money_unit),
        sources=listing.chart_sources(listed.sums, query.money_unit),
        charts=_draw_charts(listed, query),
        timeline=_draw_timeline(listed, laid_out, query),
        query=query,
        word=name_unit(query.money_unit),
        menus=listed.menus,
        years=range(visit.today.year + YEARS_AHEAD, visit.today.year - YEARS_BACK, -1),
        kinds=PROJECT_KIND_LABELS,
        phases=PHASE_LABELS,
        source_words=SOURCE_LABELS,
        sorts=SORTS,
        may_register=visit.may_send(RegisterProject) and not query.is_past,
        exports=[(query.link_export(ending), word) for ending, word in EXPORTS],
        page_size=PAGE_SIZE,
        day=listed.day,
        cut=listed.cut,
        is_part=is_part(request),
    )
    if request.headers.get("hx-source", "").startswith("form"):
        response.headers["HX-Push-Url"] = query.link()
    return response


def _draw_charts(listed: Listed, query: Query) -> list[listing.Chart]:
    if query.view != "money":
        return []
    unit, names = query.money_unit, listed.names
    programmes = listed.groups[Dimension.PROGRAMME]
    leads = listed.groups[Dimension.LEAD]
    return [
        listing.chart_by(
            programmes,
            _("재원사업"),
            names.programmes,
            {str(key): query.link(programme=str(key), show="") for key in programmes if key},
            unit,
        ),
        listing.chart_by(
            leads,
            _("주관부서"),
            names.departments,
            {str(key): query.link(lead=str(key), show="") for key in leads if key},
            unit,
        ),
        listing.chart_years(
            listed.years, {each.year: query.link(year=each.year, show="") for each in listed.years if each.year}, unit
        ),
    ]


def _draw_timeline(listed: Listed, laid_out: listing.Listing, query: Query) -> listing.Timeline | None:
    return listing.lay_out_timeline(listed.page.rows, laid_out.lines, listed.day) if query.view == "timeline" else None


@router.get(f"{PATH}/export.{{ending}}")
async def export_projects(
    request: Request,
    visit: SignedIn,
    ending: Annotated[str, Path(pattern="^(xlsx|csv|hwpx)$")],
    query: Annotated[Query, Asked()],
) -> Response:
    """Send every project of the list with its sums, not the page only."""
    listed = await read_all(visit, query)
    told = tell_filter(query, listed.names.departments, listed.names.programmes)
    made = _make_listing(visit, listed, told, query)
    try:
        content, media_type = await _make_file(find_maker(request), made, ending)
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    return send_file(content, media_type, f"{made.name}.{ending}")


def _make_listing(visit: Visit, listed: Listed, told: str, query: Query) -> Listing:
    return Listing(
        rows=listed.page.rows,
        departments=listed.names.departments,
        programmes=listed.names.programmes,
        sums=listed.sums,
        told=told,
        unit=query.money_unit,
        day=listed.day,
        calendar=listed.calendar,
        at=visit.moment.at.astimezone(SEOUL),
        position=listed.page.position,
        is_sample=visit.moment.manual,
    )


async def _make_file(maker: Maker, made: Listing, ending: str) -> tuple[bytes, str]:
    """Return the file and its type. Raises: NotMade, Rejected with BUSY."""
    match ending:
        case "csv":
            headers = [column.header for column in COLUMNS]
            return await asyncio.to_thread(plain.write_csv, headers, list_rows(made)), plain.MEDIA_TYPE
        case "hwpx":
            return await maker.make_hwpx(make_paper(made)), hangul.MEDIA_TYPE
        case _:
            return await maker.make_workbook(make_book(made)), workbook.MEDIA_TYPE
