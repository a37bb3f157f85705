"""Codes of what is done about directives (domain.md 4.2)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

DIRECTIVES: Final[Mapping[str, Explained]] = {
    "ALREADY_REPORTED": Explained(
        Status.STATE,
        "이미 보고함",
        "우선보고는 지시마다 한 번입니다.",
        "진행 상황은 POST /v1/directives/{id}/progress로 보내세요.",
    ),
    "REPORT_MISSING": Explained(
        Status.STATE,
        "우선보고 전",
        "우선보고를 하기 전에는 진행 상황을 올릴 수 없습니다.",
        "먼저 POST /v1/directives/{id}/report로 보고하세요.",
    ),
    "DUE_DATE_KEPT": Explained(
        Status.STATE,
        "기한을 새로 정할 수 없음",
        "공유 후 1근무일 안의 이관은 기한을 그대로 이어받고, 보고를 마친 지시사항에는 기한이 없습니다.",
        "report_due를 빼고 다시 보내세요.",
    ),
    "QUARTER_INCOMPLETE": Explained(
        Status.STATE,
        "분기 점검이 끝나지 않음",
        "분기가 끝나지 않았거나, 점검하지 않은 지시사항이 있습니다.",
        "current의 numbers를 점검한 뒤 다시 발행하세요.",
    ),
    "PROGRESS_BACKWARDS": Explained(
        Status.RULE,
        "추진율이 줄어듦",
        "앞서 보고한 추진율보다 낮습니다.",
        "맞다면 reason에 줄어든 사유를 적어 다시 보내세요.",
    ),
    "SELF_CLOSE_FORBIDDEN": Explained(
        Status.RULE,
        "자기 처리결과를 종결함",
        "처리결과를 올린 사람은 그 지시사항을 종결할 수 없습니다.",
        "총괄부서의 다른 담당자에게 종결을 요청하세요.",
    ),
    "REASON_REQUIRED": Explained(
        Status.RULE,
        "사유 없음",
        "되돌리거나 동의하지 않거나 다시 발행할 때는 사유가 있어야 합니다.",
        "reason에 사유를 적어 다시 보내세요.",
    ),
    "MAYOR_REPORT_REQUIRED": Explained(
        Status.RULE,
        "시장 보고 없음",
        "계속관리로 종결하려면 시장에게 보고한 문서가 있어야 합니다.",
        "mayor_report에 보고 문서의 번호나 제목을 적어 다시 보내세요.",
    ),
    "CAUSE_AND_REMEDY_REQUIRED": Explained(
        Status.RULE,
        "부진사유나 대안 없음",
        "부진으로 점검하려면 부진사유와 대안이 모두 있어야 합니다.",
        "cause와 remedy를 적어 다시 보내세요.",
    ),
    "NOT_IN_QUARTER": Explained(
        Status.RULE,
        "그 분기의 점검 대상이 아님",
        "분기 말까지 공유하지 않았거나, 분기가 시작되기 전에 끝났거나, 아직 시작하지 않은 분기입니다. "
        "보고서라면 그 분기에 지시사항이 하나도 없습니다.",
        "지시사항의 공유일과 종결일을 보고 분기를 고쳐 보내세요.",
    ),
    "DUE_DATE_NOT_OPEN": Explained(
        Status.RULE,
        "정할 수 없는 기한",
        "새 기한은 오늘 뒤의 근무일이어야 합니다.",
        "GET /v1/calendar/{year}에서 근무일을 확인하고 다시 보내세요.",
    ),
    "LEAD_NOT_UNIQUE": Explained(
        Status.RULE,
        "주관부서가 한 곳이 아님",
        "주관부서를 협조부서로도 적었습니다.",
        "supporting에서 주관부서를 빼고 다시 보내세요.",
    ),
}
