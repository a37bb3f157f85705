"""/v1/projects: the list, one project now and then, and what may be done with it."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from contracts.errors import Rejected
from contracts.projects.projects import RegisterProject
from gateway.access import TRIED, Asking, Commanded, Gated, Links, OptionalKey, Written, note_command, refuse_key
from gateway.answers.past import NOT_THEN
from gateway.answers.projects import (
    CONTEXT,
    OneProject,
    PickedProjects,
    Projects,
    pick,
    show_project,
    show_whole,
)
from gateway.answers.projects_acts import ACTS
from gateway.answers.projects_wanted import ListChosen, OneWanted, Reading, read_projects
from gateway.auth import Principal
from gateway.commands import add_act, carry_out
from gateway.guard import GuardedRoute
from gateway.ordering import Order, order_by_key, order_by_reference
from gateway.queries import flagship_list, history, project, rows
from gateway.views.project import PREFIX, Row

HISTORY: Final = history.VIEWS[CONTEXT]

router = APIRouter(prefix="/v1/projects", route_class=GuardedRoute, tags=["사업"])


@router.get("", summary="사업 목록")
async def list_projects(
    gate: Gated, principal: Asking, wanted: Annotated[ListChosen, Query()]
) -> Projects | PickedProjects:
    """조건에 맞는 사업을 차례대로 한 쪽씩 답한다 (PRJ-13, PRJ-23, PRJ-44)."""
    async with read_projects(gate, wanted) as reading:
        page = await wanted.list_page(reading.snapshot, principal)
        meta = await reading.tell()
    answer = Projects(
        data=[show_project(row, principal, wanted.unit, past=bool(reading.cut)) for row in page.rows],
        links=Links(next=page.next_cursor),
        total=page.total,
        meta=meta,
    )
    return pick(answer, wanted.fields) if wanted.fields else answer


@router.get("/{project}", summary="사업 하나")
async def read_project(
    gate: Gated,
    principal: Asking,
    project: UUID,
    asked: Annotated[OneWanted, Query()],
    response: Response,
) -> OneProject:
    """사업 하나와 그 절차·시설·권리·기록을 답한다; as_of와 known_at을 적으면 그때의 것이다."""
    async with read_projects(gate, asked, HISTORY) as reading:
        row = await find_row(reading, project)
        beside = await list_beside(reading, row)
        meta = await reading.tell()
    past = bool(reading.cut)
    if not past:
        response.headers["ETag"] = f'"{row.version}"'
    return OneProject(data=show_whole(row, principal, asked.unit, beside, reading.day, past=past), meta=meta)


async def find_row(reading: Reading, key: UUID) -> Row:
    """Return a project as it is, or was. Raises: Rejected with NOT_FOUND."""
    row = now = await rows.find_row(reading.snapshot, project.VIEW, str(key))
    if now is not None and reading.cut:
        stream = f"{PREFIX}{key}"
        row = await history.find_as_of(reading.snapshot, project.VIEW, stream, str(key), reading.cut)
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THEN if now is not None else "그런 사업이 없습니다. 주소를 확인하세요.")
    return row


async def list_beside(reading: Reading, row: Row) -> tuple[list[Row], list[int]]:
    """Return a project's parts and shares, and the years whose flagship it is."""
    children = await project.list_children(reading.snapshot, row.project)
    return children, await flagship_list.list_years(reading.snapshot, row.project)


@router.post("", status_code=201, responses=TRIED, summary="사업 등록")
async def register_project(
    request: Request,
    gate: Gated,
    principal: Asking,
    key: OptionalKey,
    body: RegisterProject,
    asked: Commanded,
    response: Response,
) -> Written:
    """사업을 등록한다. external_ref가 있으면 Idempotency-Key는 없어도 된다 (PRJ-05, PRJ-44)."""
    order = order_project(principal, body, key)
    note_command(request, order.id)
    return await carry_out(gate, principal, order, asked, response, router.prefix)


def order_project(principal: Principal, body: RegisterProject, key: str | None) -> Order:
    """Return the order of a new project. Raises: Rejected with IDEMPOTENCY_KEY_REQUIRED."""
    if body.external_ref is not None:
        return order_by_reference(principal, body, CONTEXT, body.external_ref)
    if key is None:
        raise refuse_key()
    return order_by_key(principal, body, key)


for path, act in ACTS.items():
    add_act(router, f"/{{subject}}/{path}", act.command, act.name, (act.summary, act.description))
