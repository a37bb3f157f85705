"""/v1/projects/totals and /timeline: what the listed projects cost together, and how their milestones stand."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from contracts.values import Day
from gateway.access import Asking, Gated, Links
from gateway.answers.projects_schedule import Timeline, show_line
from gateway.answers.projects_sums import Totals, TotalsChosen, add_groups
from gateway.answers.projects_wanted import PageChosen, read_projects, tell_position
from gateway.guard import GuardedRoute
from gateway.queries import holiday

router = APIRouter(prefix="/v1/projects", route_class=GuardedRoute, tags=["사업"])


class TimelineChosen(PageChosen):
    """Which projects, and of which day their milestones are told."""

    day: Annotated[
        Day | None, Field(description="이날 어떠한지; 적지 않으면 as_of의 날, 그것도 없으면 업무 시계의 오늘")
    ] = None


@router.get("/totals", summary="사업비 합계")
async def read_totals(gate: Gated, principal: Asking, wanted: Annotated[TotalsChosen, Query()]) -> Totals:
    """같은 조건의 목록에 있는 사업의 합계를 한 가지로 나누어 답한다; 나눈 것을 더하면 전체와 같다 (PRJ-13 ~ PRJ-23)."""
    async with read_projects(gate, wanted) as look:
        chosen = await wanted.choose(look.snapshot, principal)
        whole, groups = await add_groups(look.snapshot, wanted, chosen)
        meta = await tell_position(look)
    return Totals(by=wanted.by, basis=wanted.basis, whole=whole, groups=groups, meta=meta)


@router.get("/timeline", summary="사업 일정표")
async def read_timeline(gate: Gated, principal: Asking, wanted: Annotated[TimelineChosen, Query()]) -> Timeline:
    """목록에 있는 사업마다 일정의 계획과 예상, 지연을 답한다 (PRJ-30, PRJ-43)."""
    async with read_projects(gate, wanted) as look:
        page = await wanted.list_page(look.snapshot, principal)
        calendar = await holiday.load_known(look.snapshot)
        meta = await tell_position(look)
    day = wanted.day or look.today
    lines = [show_line(row, day, calendar) for row in page.rows]
    return Timeline(day=day, data=lines, links=Links(next=page.next_cursor), total=page.total, meta=meta)
