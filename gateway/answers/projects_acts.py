"""What may be done with a project, each act once: its command, what the documents say of it, and when it is open."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from contracts.projects import budget, funding, matters, milestones, parcels, procedures, projects
from contracts.values import Role
from gateway.acts import Act
from gateway.answers.entries import may_edit
from gateway.auth import Principal
from gateway.rights import list_allowed
from gateway.views.project import Row

PATH: Final = "/v1/projects/{subject}"

_LIFE: Final[Mapping[str, Act]] = {
    "correct": Act(
        projects.CorrectProject,
        "correct_project",
        "사업 바로잡기",
        "잘못 적은 항목 하나를 사유와 함께 바로잡는다; 앞의 값도 남는다 (PLT-02).",
    ),
    "start": Act(
        projects.StartProject,
        "start_project",
        "사업 시작",
        "행정절차와 투자심사를 마친 사업을 시작한다 (PRJ-34).",
    ),
    "complete": Act(projects.CompleteProject, "complete_project", "사업 완료", "뜻한 바를 이룬 사업을 마친다."),
    "cancel": Act(projects.CancelProject, "cancel_project", "사업 취소", "사유를 적어 사업을 그만둔다."),
}
_MONEY: Final[Mapping[str, Act]] = {
    "fund": Act(
        funding.SetFundingPlan,
        "set_funding_plan",
        "재원계획",
        "총사업비를 재원·연도·항목별로 정한다; 합이 맞아야 한다 (PRJ-10, PRJ-21, PRJ-22).",
    ),
    "assign-programme": Act(
        funding.AssignProgramme,
        "assign_programme",
        "재원사업 지정",
        "어느 재원사업의 보조율로 나눌지 정한다 (PRJ-14).",
    ),
    "divide": Act(
        funding.DivideProject,
        "divide_project",
        "세부사업으로 나누기",
        "합이 전체와 같은 세부사업으로 한 번에 나눈다 (PRJ-13).",
    ),
    "adjust-parts": Act(
        funding.AdjustParts,
        "adjust_parts",
        "세부사업 금액 조정",
        "세부사업의 금액을 한꺼번에, 전부 아니면 하나도 고치지 않는다 (PRJ-13).",
    ),
    "secure": Act(
        budget.SecureBudget,
        "secure_budget",
        "예산 확보",
        "확정된 예산 회차에서 받은 돈을 적는다 (PRJ-19, PRJ-20).",
    ),
    "execute": Act(
        budget.ExecuteBudget,
        "execute_budget",
        "집행",
        "쓴 돈을 적는다; 확보액을 넘으면 까닭을 적는다 (PRJ-18).",
    ),
    "transfer": Act(budget.TransferBudget, "transfer_budget", "전용", "확보하고 쓰지 않은 돈을 다른 항목으로 옮긴다."),
    "carry-over": Act(
        budget.CarryOver, "carry_over_budget", "이월", "한 해에 쓰지 않은 돈을 뒤의 해로 넘긴다 (PRJ-23)."
    ),
}
_SCHEDULE: Final[Mapping[str, Act]] = {
    "plan-milestone": Act(
        milestones.PlanMilestone,
        "plan_milestone",
        "일정 계획",
        "번호 차례로 이루어질 일정을 적는다; 달이나 분기로도 적을 수 있다 (PRJ-30).",
    ),
    "replan-milestone": Act(
        milestones.ReplanMilestone,
        "replan_milestone",
        "일정 다시 계획",
        "사유를 적어 계획한 날짜를 바꾼다; 앞의 계획도 남는다 (PRJ-30).",
    ),
    "forecast-milestone": Act(
        milestones.ForecastMilestone,
        "forecast_milestone",
        "일정 예상",
        "지금 보기에 언제 이룰지 적는다; 역점사업이 10근무일 늦으면 수시 심사분석을 연다 (PRJ-43).",
    ),
    "reach-milestone": Act(
        milestones.ReachMilestone,
        "reach_milestone",
        "일정 완료",
        "앞 일정을 마친 뒤 증빙과 함께 마친다 (PRJ-30).",
    ),
    "drop-milestone": Act(
        milestones.DropMilestone, "drop_milestone", "일정 빼기", "사유를 적어 일정을 뺀다; 뒤의 일정은 기다리지 않는다."
    ),
    "require-procedure": Act(
        procedures.RequireProcedure,
        "require_procedure",
        "행정절차 추가",
        "시작하기 전에 마칠 절차를 점검표에 올린다 (PRJ-34).",
    ),
    "pass-procedure": Act(
        procedures.PassProcedure,
        "pass_procedure",
        "행정절차 통과",
        "마친 절차를 적는다; 투자심사는 어느 단계에서 받았는지도 적는다 (PRJ-35).",
    ),
    "fail-procedure": Act(
        procedures.FailProcedure,
        "fail_procedure",
        "행정절차 미통과",
        "통과하지 못한 절차와 사유를 적는다; 다시 받을 수 있다.",
    ),
}
_LAND: Final[Mapping[str, Act]] = {
    "register-parcels": Act(
        parcels.RegisterParcels,
        "register_parcels",
        "필지 등록",
        "사업의 땅을 필지별로, 또는 소유자별 수와 면적으로 적는다; ㎡가 기준이다 (PRJ-36).",
    ),
    "acquire-parcels": Act(
        parcels.AcquireParcels, "acquire_parcels", "필지 취득", "사들인 필지와 치른 값을 적는다 (PRJ-37)."
    ),
}
_MATTERS: Final[Mapping[str, Act]] = {
    "list-facilities": Act(
        matters.ListFacilities, "list_facilities", "시설 추가", "사업으로 생길 시설을 목록에 올린다 (PRJ-38)."
    ),
    "set-facility": Act(
        matters.SetFacilityStatus, "set_facility_status", "시설 상태", "시설이 어디까지 왔는지 적는다 (PRJ-38)."
    ),
    "apply-for-property": Act(
        matters.ApplyForProperty,
        "apply_for_property",
        "지식재산 출원",
        "상표나 디자인을 출원했음을 적는다 (PRJ-39).",
    ),
    "register-property": Act(
        matters.RegisterProperty,
        "register_property",
        "지식재산 등록",
        "출원한 권리의 등록을 적는다; 상표는 10년 뒤에 갱신한다 (PRJ-39).",
    ),
    "distribute": Act(
        matters.DistributeToDepartments,
        "distribute_to_departments",
        "전 부서 배부",
        "그날 있는 모든 부서에 나누어 주었음을 적는다 (PRJ-40).",
    ),
    "request-replacement": Act(
        matters.RequestReplacement,
        "request_replacement",
        "대체사업 검토",
        "이 사업을 다른 사업으로 바꾸자고 사유를 적는다 (PRJ-41).",
    ),
    "approve-replacement": Act(
        matters.ApproveReplacement,
        "approve_replacement",
        "대체사업 승인",
        "다른 사업으로 바꾼다; 돈과 재원사업, 전체 사업은 그대로다 (PRJ-41).",
    ),
    "link-contribution": Act(
        matters.LinkContribution, "link_contribution", "출연금", "기관에 출연한 돈을 사업에 잇는다 (PRJ-25)."
    ),
    "note": Act(
        matters.NoteEvent, "note_event", "있었던 일", "선정처럼 사업에 있었던 일을 날짜와 출처와 함께 적는다 (PRJ-42)."
    ),
}
ACTS: Final[Mapping[str, Act]] = {**_LIFE, **_MONEY, **_SCHEDULE, **_LAND, **_MATTERS}
"""By the last part of its address."""
ENDED: Final = ("COMPLETED", "CANCELLED")
AFTER_THE_END: Final = ("correct", "note")
OFFERS: Final = 1_000
"""Offers remembered: kinds of projects by kinds of askers."""


def _is_planned(row: Row) -> bool:
    return row.total_won is not None


def _has_open_milestone(row: Row) -> bool:
    return any(each["reached"] is None and each["dropped_for"] is None for each in row.milestones)


def _has_open_procedure(row: Row) -> bool:
    return any(each["result"] != "PASSED" for each in row.procedures)


OPEN_WHERE: Final[Mapping[str, Callable[[Row], Any]]] = {
    "start": lambda row: row.phase == "REGISTERED",
    "assign-programme": _is_planned,
    "divide": lambda row: _is_planned(row) and not row.is_divided and row.relation != "PART",
    "adjust-parts": lambda row: row.is_divided,
    "secure": _is_planned,
    "transfer": lambda row: len(row.lines) > 1,
    "carry-over": lambda row: row.secured_won > 0,
    "replan-milestone": _has_open_milestone,
    "forecast-milestone": _has_open_milestone,
    "reach-milestone": _has_open_milestone,
    "drop-milestone": _has_open_milestone,
    "pass-procedure": _has_open_procedure,
    "fail-procedure": _has_open_procedure,
    "acquire-parcels": lambda row: row.parcel_count > 0,
    "set-facility": lambda row: row.facilities,
    "register-property": lambda row: any(each["registered_on"] is None for each in row.rights),
    "request-replacement": lambda row: row.replacement_requested_for is None,
    "approve-replacement": lambda row: row.replacement_requested_for is not None,
}
"""What an act needs of a project that has not ended; any other act needs nothing."""


def list_open(row: Row) -> tuple[str, ...]:
    """Return the acts that the project's state allows, whoever asks."""
    if row.phase in ENDED:
        return AFTER_THE_END
    return tuple(act for act in ACTS if act not in OPEN_WHERE or OPEN_WHERE[act](row))


def list_acts(open_acts: tuple[str, ...], lead: str, principal: Principal) -> list[str]:
    """Return which open acts are the asker's: its lead department and the coordinating office change a project."""
    return list(_offer(open_acts, principal.role, is_own=may_edit(principal, lead)))


@lru_cache(maxsize=OFFERS)
def _offer(acts: tuple[str, ...], role: Role, *, is_own: bool) -> tuple[str, ...]:
    return tuple(list_allowed(PATH, acts if is_own else (), role, is_own=is_own))
