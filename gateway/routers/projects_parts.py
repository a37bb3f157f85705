"""/v1/projects/{project}/funding, milestones, parcels, contracts: what belongs to one project, each by itself."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from contracts.projects import AboutKind
from contracts.values import Day
from gateway.access import Asking, Gated, Links
from gateway.answers.entries import may_edit
from gateway.answers.past import Look
from gateway.answers.projects_contracts import Contract, show_contract
from gateway.answers.projects_flags import OF_FUNDING, OF_LAND, OF_SCHEDULE, list_flags
from gateway.answers.projects_funding import Beside, OneFunding, show_funding
from gateway.answers.projects_land import OneParcels, show_parcels
from gateway.answers.projects_schedule import OneMilestones, show_milestones
from gateway.answers.projects_wanted import OneWanted, find_project, read_projects, tag, tell_position
from gateway.answers.registers import Listing, PageWanted
from gateway.guard import GuardedRoute
from gateway.queries import contract, holiday, project, rows
from gateway.views.project import Row

router = APIRouter(prefix="/v1/projects/{project}", route_class=GuardedRoute, tags=["사업"])


class DayWanted(OneWanted):
    """Of which day milestones are told."""

    day: Annotated[
        Day | None, Field(description="이날 어떠한지; 적지 않으면 as_of의 날, 그것도 없으면 업무 시계의 오늘")
    ] = None


class ContractsWanted(PageWanted, OneWanted):
    """Which page of a project's contracts."""


@router.get("/funding", summary="사업의 돈")
async def read_funding(
    gate: Gated, _: Asking, project: UUID, asked: Annotated[OneWanted, Query()], response: Response
) -> OneFunding:
    """재원·연도·항목별 계획, 확보와 집행, 보조율로 나눈 것, 세부사업을 답한다 (PRJ-10 ~ PRJ-23)."""
    async with read_projects(gate, asked) as look:
        row = await find_project(look, project)
        beside = await load_beside(look, row)
        meta = await tell_position(look)
    tag(response, look, row.version)
    return OneFunding(data=show_funding(row, beside, look.today.year, asked.unit), meta=meta)


async def load_beside(look: Look, row: Row) -> Beside:
    """Return what a project's money is told with."""
    children = await project.list_children(look.snapshot, row.project)
    parent = await rows.find_row(look.snapshot, project.VIEW, row.parent or "")
    flags = await list_flags(look.snapshot, AboutKind.PROJECT, row.project, OF_FUNDING)
    return Beside(children, parent, flags)


@router.get("/milestones", summary="사업의 일정")
async def read_milestones(
    gate: Gated, _: Asking, project: UUID, asked: Annotated[DayWanted, Query()], response: Response
) -> OneMilestones:
    """일정마다 계획과 예상, 이룬 날, 그날의 상태와 지연을 답한다; 그동안과 앞으로로 나눈다 (PRJ-03, PRJ-30, PRJ-43)."""
    async with read_projects(gate, asked) as look:
        row = await find_project(look, project)
        calendar = await holiday.load_known(look.snapshot)
        flags = await list_flags(look.snapshot, AboutKind.PROJECT, row.project, OF_SCHEDULE)
        meta = await tell_position(look)
    tag(response, look, row.version)
    return OneMilestones(data=show_milestones(row, asked.day or look.today, calendar, flags), meta=meta)


@router.get("/parcels", summary="사업의 땅")
async def read_parcels(
    gate: Gated, _: Asking, project: UUID, asked: Annotated[OneWanted, Query()], response: Response
) -> OneParcels:
    """소유자별 필지와 면적, 계산한 평과 다르게 적힌 것, 취득한 만큼을 답한다 (PRJ-36, PRJ-37)."""
    async with read_projects(gate, asked) as look:
        row = await find_project(look, project)
        flags = await list_flags(look.snapshot, AboutKind.PROJECT, row.project, OF_LAND)
        meta = await tell_position(look)
    tag(response, look, row.version)
    return OneParcels(data=show_parcels(row, flags, asked.unit), meta=meta)


@router.get("/contracts", summary="사업의 용역")
async def list_project_contracts(
    gate: Gated, principal: Asking, project: UUID, wanted: Annotated[ContractsWanted, Query()]
) -> Listing[Contract]:
    """사업의 용역을 시작한 차례로 답한다; 이어진 용역의 금액은 앞 용역에 더하지 않는다 (PRJ-31, PRJ-33)."""
    async with read_projects(gate, wanted) as look:
        row = await find_project(look, project)
        conditions = contract.choose(project=row.project)
        place = wanted.place()
        page = await rows.list_page(look.snapshot, contract.VIEW, conditions, contract.ORDER, place, total=wanted.total)
        meta = await tell_position(look)
    own, past = may_edit(principal, row.lead), look.is_past
    shown = [show_contract(each, principal, wanted.unit, is_own=own, past=past) for each in page.rows]
    return Listing[Contract](data=shown, links=Links(next=page.next_cursor), total=page.total, meta=meta)
