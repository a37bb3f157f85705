"""/v1/projects: the list, one project now and then, and what may be done with it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from contracts.projects.projects import RegisterProject
from gateway.access import TRIED, Asking, Commanded, Gated, Links, OptionalKey, Written, note_command, refuse_key
from gateway.answers.past import Look, tell_cut
from gateway.answers.projects import CONTEXT, PickedProjects, Projects, pick
from gateway.answers.projects_acts import ACTS
from gateway.answers.projects_wanted import ListChosen, OneWanted, find_project, read_projects, tag, tell_position
from gateway.answers.projects_whole import OneProject, show_whole
from gateway.auth import Principal
from gateway.commands import add_act, carry_out
from gateway.guard import GuardedRoute
from gateway.ordering import Order, order_by_key, order_by_reference
from gateway.queries import flagship_list, project
from gateway.views.project import Row

router = APIRouter(prefix="/v1/projects", route_class=GuardedRoute, tags=["사업"])


@router.get("", summary="사업 목록", response_model=Projects | PickedProjects)
async def list_projects(
    gate: Gated, principal: Asking, wanted: Annotated[ListChosen, Query()]
) -> PickedProjects | Response:
    """조건에 맞는 사업을 차례대로 한 쪽씩 답한다 (PRJ-13, PRJ-23, PRJ-44)."""
    async with read_projects(gate, wanted) as look:
        page = await wanted.list_cards(look.snapshot, principal)
    answer = Projects(
        data=[card.show(principal, past=look.is_past) for card in page.rows],
        links=Links(next=page.next_cursor),
        total=page.total,
        meta=tell_cut(look.cut, {CONTEXT: page.position}),
    )
    if wanted.fields:
        return pick(answer, wanted.fields)
    # written as what it is: as one of two models it costs the framework twice that
    return Response(answer.model_dump_json(by_alias=True), media_type="application/json")


@router.get("/{project}", summary="사업 하나")
async def read_project(
    gate: Gated,
    principal: Asking,
    project: UUID,
    asked: Annotated[OneWanted, Query()],
    response: Response,
) -> OneProject:
    """사업 하나와 그 절차·시설·권리·기록을 답한다; as_of와 known_at을 적으면 그때의 것이다."""
    async with read_projects(gate, asked) as look:
        row = await find_project(look, project)
        beside = await list_beside(look, row)
        meta = await tell_position(look)
    tag(response, look, row.version)
    return OneProject(data=show_whole(row, principal, asked.unit, beside, look.today, past=look.is_past), meta=meta)


async def list_beside(look: Look, row: Row) -> tuple[list[Row], list[int]]:
    """Return a project's parts and shares, and the years whose flagship it is."""
    children = await project.list_children(look.snapshot, row.project)
    return children, await flagship_list.list_years(look.snapshot, row.project)


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
