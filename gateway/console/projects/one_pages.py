"""Routes of 사업 하나: its page, now or as it was."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from gateway.console.projects.act_table import ACTS
from gateway.console.projects.acts import offer
from gateway.console.projects.amounts import UNITS, name_unit, read_unit
from gateway.console.projects.one import lay_out_sheet
from gateway.console.projects.one_reading import open_project
from gateway.console.projects.query import PATH, Query
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn

SAVED: Final = "project_saved.html"

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get(f"{PATH}/{{project}}")
async def show_project(
    request: Request,
    visit: SignedIn,
    project: UUID,
    unit: str = "",
    as_of: str = "",
    known_at: str = "",
    after: int = 0,
) -> Response:
    """Show one project (PRJ-10 to PRJ-44); `after` is a position that it has to reflect first."""
    try:
        opened = await open_project(visit, project, read_unit(unit), as_of, known_at)
    except Rejected as rejected:
        if after and rejected.code == "NOT_FOUND":
            return await show(request, SAVED, status=202)
        raise
    if opened.reading.position < after:
        return await show(request, SAVED, status=202)
    here = Query(unit=unit or Query.model_fields["unit"].default, as_of=as_of, known_at=known_at)
    suffix = here.link_one("").removeprefix(f"{PATH}/")
    path = f"{PATH}/{project}"
    units = [
        (here.model_copy(update={"unit": name}).link_one(str(project)), name_unit(each), each is read_unit(unit))
        for name, each in UNITS.items()
    ]
    return await show(
        request,
        "project.html",
        status=200,
        sheet=lay_out_sheet(opened.reading, suffix),
        offer=offer(ACTS, opened.reading, visit.session.principal, is_past=bool(opened.cut)),
        path=path,
        units=units,
        word=name_unit(read_unit(unit)),
        here_query=here,
        as_of=as_of,
        known_at=known_at,
        cut=opened.cut,
        day=opened.reading.day,
        list_link=here.link(),
    )
