"""/v1/work-plans: the plan of a year, its tasks and budget sheet, and the reports that were published (PRJ-01 to 5)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from contracts.errors import Rejected
from contracts.projects.plans import AdoptWorkPlan, CorrectTask, PublishWorkPlan, ReportKind, SetBudgetSheet
from contracts.values import Day
from gateway.access import Asking, Gated
from gateway.answers.entries import (
    NOT_THERE,
    EntriesWanted,
    find_entry,
    list_entries,
    tell_row,
    tell_version,
)
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import Listing, One
from gateway.answers.work_plans import (
    EDITIONS,
    PLANS,
    BudgetSheet,
    Edition,
    Progress,
    WholeEdition,
    WorkPlan,
    show_plan,
    show_progress,
    show_sheet,
)
from gateway.commands import Year, add_act, add_making
from gateway.guard import GuardedRoute
from gateway.queries import project, rows, work_plan, work_plan_edition
from gateway.reading import add_list

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["주요업무계획"])
OfYear = Annotated[Year, Path(alias="year")]
Number = Annotated[int, Field(ge=1, le=1_000_000), Path(alias="edition")]


class EditionsWanted(EntriesWanted):
    """Which reports."""

    kind: Annotated[ReportKind | None, Field(description="계획 보고 또는 추진상황 보고")] = None


class ProgressAsked(PastParameters):
    """How things stand on which day."""

    on: Annotated[Day | None, Field(description="이날을 기준으로 나눈다; 적지 않으면 as_of의 날이나 오늘")] = None


add_list(
    router,
    "/work-plans",
    PLANS,
    EntriesWanted,
    list,
    ("주요업무계획 목록", "해마다의 목표·전략·과제를 새것부터 답한다 (PRJ-01)."),
)


@router.get("/work-plans/{year}", summary="한 해의 주요업무계획")
async def read_work_plan(
    gate: Gated, principal: Asking, year: OfYear, asked: Annotated[PastParameters, Query()], response: Response
) -> One[WorkPlan]:
    """한 해의 목표·전략·과제와 두 보고의 발행 여부를 답한다 (PRJ-01, PRJ-02)."""
    row, cut, meta = await find_entry(gate, work_plan.VIEW, PLANS.name_stream(year), year, asked)
    async with gate.reading() as snapshot:
        chosen = work_plan_edition.choose(year=year)
        editions = await rows.list_all(snapshot, work_plan_edition.VIEW, chosen, work_plan_edition.ORDER)
    until = [each for each in editions if each.edition <= row.editions]
    answer = One[WorkPlan](data=show_plan(row, principal, bool(cut), until), meta=meta)
    tell_version(response, answer)
    return answer


@router.get("/work-plans/{year}/progress", summary="그동안 추진상황과 앞으로 추진계획")
async def read_progress(
    gate: Gated, _: Asking, year: OfYear, asked: Annotated[ProgressAsked, Query()]
) -> One[Progress]:
    """과제마다 마일스톤을 어느 날을 기준으로 그동안과 앞으로 가운데 꼭 한 곳에 나눈다 (PRJ-03)."""
    async with looking(gate, asked, work_plan.VIEW, project.VIEW) as look:
        row = await rows.find_row(look.snapshot, work_plan.VIEW, year)
        projects = await project.list_of_tasks(look.snapshot, year)
        meta = await look.tell()
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    return One[Progress](data=show_progress(row, projects, asked.on or look.today), meta=meta)


@router.get("/work-plans/{year}/budget-sheet", summary="사업비 조서")
async def read_budget_sheet(
    gate: Gated, _: Asking, year: OfYear, asked: Annotated[PastParameters, Query()]
) -> One[BudgetSheet]:
    """한 해의 사업비 조서를 적힌 계와 줄을 더한 계로 답한다 (PRJ-04)."""
    row, _cut, meta = await find_entry(gate, work_plan.VIEW, PLANS.name_stream(year), year, asked)
    if row.sheet is None:
        raise Rejected("NOT_FOUND", "그 해의 사업비 조서가 없습니다. 먼저 등록하세요.")
    return One[BudgetSheet](data=show_sheet(row, row.sheet), meta=meta)


@router.get("/work-plans/{year}/editions", summary="발행한 주요업무 보고")
async def list_editions(
    gate: Gated, principal: Asking, year: OfYear, wanted: Annotated[EditionsWanted, Query()]
) -> Listing[Edition]:
    """한 해에 발행한 계획 보고와 추진상황 보고를 차례대로 답한다 (PRJ-02)."""
    return await list_entries(gate, EDITIONS, principal, wanted, work_plan_edition.choose(year=year, kind=wanted.kind))


@router.get("/work-plans/{year}/editions/{edition}", summary="발행한 보고 하나")
async def read_edition(
    gate: Gated, _: Asking, year: OfYear, edition: Number, asked: Annotated[PastParameters, Query()]
) -> One[WholeEdition]:
    """발행한 날에 선 그대로 답한다; 나중에 바뀐 것은 들어가지 않는다 (PRJ-02, PRJ-03)."""
    key = f"{year}-{edition}"
    row, _cut, meta = await find_entry(gate, work_plan_edition.VIEW, PLANS.name_stream(year), key, asked)
    if row.published_on is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    return One[WholeEdition](data=tell_row(WholeEdition, row), meta=meta)


add_making(
    router,
    "/work-plans",
    AdoptWorkPlan,
    "adopt_work_plan",
    ("주요업무계획 수립", "한 해의 목표·전략·과제를 등록한다 (PRJ-01, PRJ-05)."),
)
add_act(
    router,
    "/work-plans/{year}/correct",
    CorrectTask,
    "correct_task",
    ("과제 정정", "과제 하나를 고친다; 고치기 전과 뒤가 모두 남는다 (PLT-02)."),
)
add_act(
    router,
    "/work-plans/{year}/publish",
    PublishWorkPlan,
    "publish_work_plan",
    ("주요업무 보고 발행", "오늘 선 그대로 과제와 마일스톤을 발행한다; 발행한 것은 바뀌지 않는다 (PRJ-02)."),
)
add_act(
    router,
    "/work-plans/{year}/budget-sheet",
    SetBudgetSheet,
    "set_budget_sheet",
    ("사업비 조서 등록", "줄과 적힌 계를 등록한다; 어긋난 계는 불일치로 옮겨 적어야 받는다 (PRJ-04, INC-23)."),
)
