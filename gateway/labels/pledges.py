"""Korean words for the codes of pledges, for API and console."""

from collections.abc import Mapping
from typing import Final

from contracts.evaluations.pledge_changes import PledgeChangeKind, PledgeChangeStep
from contracts.evaluations.pledge_grades import ManifestoGrade
from contracts.evaluations.pledges import Feasibility, PledgeStanding, PledgeState

PLEDGE_SET_STATE_LABELS: Final[Mapping[str, str]] = {"OPEN": "등록 중", "CONFIRMED": "확정"}
PLEDGE_STATE_LABELS: Final[Mapping[str, str]] = {
    PledgeState.REGISTERED: "점검 전",
    PledgeState.ON_TRACK: "정상추진",
    PledgeState.PARTIAL: "일부추진",
    PledgeState.DONE: "완료",
    PledgeState.CONTINUING: "이행후계속추진",
    PledgeState.ON_HOLD: "보류",
    PledgeState.ABANDONED: "폐기",
}
PLEDGE_STANDING_LABELS: Final[Mapping[str, str]] = {
    PledgeStanding.ON_TRACK: "정상추진",
    PledgeStanding.PARTIAL: "일부추진",
    PledgeStanding.DONE: "완료로 올림",
}
FEASIBILITY_LABELS: Final[Mapping[str, str]] = {
    Feasibility.FEASIBLE: "가능",
    Feasibility.CONDITIONAL: "조건부 가능",
    Feasibility.INFEASIBLE: "어려움",
}
CHANGE_KIND_LABELS: Final[Mapping[str, str]] = {
    PledgeChangeKind.CONTENT: "내용 변경",
    PledgeChangeKind.TARGET: "실천계획 변경",
    PledgeChangeKind.HOLD: "보류",
    PledgeChangeKind.RESUME: "보류 해제",
    PledgeChangeKind.ABANDON: "폐기",
    PledgeChangeKind.ADD: "공약 추가",
}
CHANGE_STEP_LABELS: Final[Mapping[str, str]] = {
    PledgeChangeStep.REQUESTED: "신청",
    PledgeChangeStep.JURY_APPROVED: "시민배심원단 승인",
    PledgeChangeStep.PANEL_CONFIRMED: "평가단 확인",
    PledgeChangeStep.MAYOR_APPROVED: "시장 승인",
    PledgeChangeStep.PUBLISHED: "공표·적용",
    PledgeChangeStep.REFUSED: "반려",
}
GRADE_LABELS: Final[Mapping[str, str]] = {each: each.value for each in ManifestoGrade}
HISTORY_LABELS: Final[Mapping[str, str]] = {
    "pledge_registered": "등록",
    "lead_assigned": "주관부서 지정",
    "feasibility_reviewed": "실현가능성 검토",
    "action_plan_adopted": "실천계획 수립",
    "pledge_quarter_checked": "분기 점검",
    "pledge_status_changed": "추진상태 변경",
    "pledge_content_changed": "내용 변경",
}
