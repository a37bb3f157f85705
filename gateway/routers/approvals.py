"""/v1/approvals: the approval of an international event, step by step, and what goes on beside it (PRJ-58 to 64)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from contracts.projects.approvals import (
    AttachEvidence,
    ForecastStep,
    OpenApproval,
    PassStep,
    RecordPolicyGrade,
    RejectStep,
    ReopenApproval,
    RequireEvidence,
    SetEventFacts,
    SetEventPeriod,
    SubmitStep,
)
from contracts.projects.cooperation import (
    FixBoomUpDay,
    PlanBoomUp,
    RecordActual,
    RecordBoomUp,
    SetTarget,
    SetTrack,
)
from contracts.registry import DepartmentKind
from contracts.values import Code, Uuid
from gateway.access import Asking, Gated
from gateway.answers.approvals import Approval, Coverage, at_day, show_coverage
from gateway.answers.entries import (
    EntriesWanted,
    Words,
    choose_by,
    find_day,
    find_entry,
    list_entries,
    tell_entry,
    tell_version,
)
from gateway.answers.past import PastParameters, read_cut
from gateway.answers.registers import Listing, One
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.queries import approval, department, rows
from gateway.views.approval import PREFIX

APPROVALS: Final = approval.VIEW
router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["국제행사 승인"])


class ApprovalsWanted(EntriesWanted):
    """Which approvals."""

    q: Words = None
    project: Annotated[Uuid | None, Field(description="이 사업의 승인 절차")] = None
    department: Annotated[Code | None, Field(description="승인을 받으려는 부서")] = None
    state: Annotated[str | None, Field(pattern="^(OPEN|APPROVED)$", description="진행 중이거나 승인된 것")] = None


@router.get("/approvals", summary="국제행사 승인 목록")
async def list_approvals(
    gate: Gated, principal: Asking, wanted: Annotated[ApprovalsWanted, Query()]
) -> Listing[Approval]:
    """승인받을 행사를 이름 차례로 답한다 (PRJ-58)."""
    register = at_day(await find_day(gate, await read_cut(gate, wanted)))
    return await list_entries(gate, register, principal, wanted, choose_by(wanted, approval.choose))


@router.get("/approvals/{approval}", summary="국제행사 승인 하나")
async def read_approval(
    gate: Gated, principal: Asking, approval: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[Approval]:
    """단계와 밀린 날수, 요건마다의 수치와 충족 여부, 증빙, 협력, 지표, 붐업 행사를 답한다 (PRJ-58 ~ PRJ-64)."""
    register = at_day(await find_day(gate, await read_cut(gate, asked)))
    answer = await tell_entry(gate, register, principal, str(approval), asked)
    tell_version(response, answer)
    return answer


@router.get("/approvals/{approval}/coverage", summary="읍면동 붐업 현황")
async def read_coverage(
    gate: Gated, _: Asking, approval: UUID, asked: Annotated[PastParameters, Query()]
) -> One[Coverage]:
    """읍면동마다 붐업 행사가 몇 번 열렸고 몇 번 남았는지 답한다 (PRJ-64)."""
    day = await find_day(gate, await read_cut(gate, asked))
    row, _cut, meta = await find_entry(gate, APPROVALS, f"{PREFIX}{approval}", str(approval), asked)
    async with gate.reading() as snapshot:
        chosen = [department.TABLE.c.kind == DepartmentKind.TOWN_OFFICE, *rows.is_valid_on(department.VIEW, day)]
        towns = await rows.list_all(snapshot, department.VIEW, chosen, [department.TABLE.c.code])
    names = {each.code: each.name for each in towns}
    return One[Coverage](data=show_coverage(row, names, day), meta=meta)


add_making(
    router,
    "/approvals",
    OpenApproval,
    "open_approval",
    ("국제행사 승인 절차 등록", "승인까지의 단계를 차례대로 계획한다; 날짜가 정해지지 않은 단계도 있다 (PRJ-58)."),
)
for act, command, name, summary, description in (
    (
        "facts",
        SetEventFacts,
        "set_event_facts",
        "행사 계획 수치",
        "방문객·참가국·사업비를 새로 적는다 (PRJ-59).",
    ),
    ("period", SetEventPeriod, "set_event_period", "행사 기간", "첫날부터 마지막 날까지, 30일 이내로 정한다 (PRJ-60)."),
    ("evidence", RequireEvidence, "require_evidence", "증빙 요건", "제출할 때 있어야 할 문서를 정한다 (PRJ-61)."),
    ("attach", AttachEvidence, "attach_evidence", "증빙 붙이기", "요건에 맞는 문서를 붙인다 (PRJ-61)."),
    ("grade", RecordPolicyGrade, "record_policy_grade", "정책성등급", "대외경제정책연구원의 등급을 적는다 (PRJ-59)."),
    ("submit", SubmitStep, "submit_step", "단계 제출", "앞 단계와 증빙, 요건을 본 뒤 제출을 적는다 (PRJ-58, 59, 61)."),
    ("pass", PassStep, "pass_step", "단계 통과", "통과를 적는다; 마지막 단계면 승인이다 (PRJ-58)."),
    ("reject", RejectStep, "reject_step", "단계 미통과", "사유를 적는다; 보완해 다시 제출할 수 있다 (PRJ-58)."),
    (
        "forecast",
        ForecastStep,
        "forecast_step",
        "단계 예상",
        "예상하는 때를 적고 밀린 날수를 센다 (PRJ-58).",
    ),
    (
        "reopen",
        ReopenApproval,
        "reopen_approval",
        "다시 승인",
        "사업비가 30 % 늘면 처음부터 밟는다 (PRJ-59).",
    ),
    ("track", SetTrack, "set_track", "협력 상황", "상대마다 상황과 다음 할 일을 적는다 (PRJ-62)."),
    ("target", SetTarget, "set_target", "지표 목표", "방문객·외국인 방문객의 목표를 정한다 (PRJ-63)."),
    ("actual", RecordActual, "record_actual", "지표 실적", "센 값을 적는다; 마지막 것을 따른다 (PRJ-63)."),
    ("boom-up", PlanBoomUp, "plan_boom_up", "붐업 행사 계획", "날짜나 후보 날짜로 계획한다 (PRJ-64, CAL-09)."),
    ("boom-up-day", FixBoomUpDay, "fix_boom_up_day", "붐업 행사 날짜 확정", "후보 가운데 하루로 정한다 (CAL-09)."),
    (
        "boom-up-record",
        RecordBoomUp,
        "record_boom_up",
        "붐업 행사 결과",
        "어느 읍면동에 몇 명이 모였는지 (PRJ-64).",
    ),
):
    add_act(router, f"/approvals/{{subject}}/{act}", command, name, (summary, description))
