"""Codes of the evaluations (domain.md 4.4)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

_PLANS: Final[Mapping[str, Explained]] = {
    "WEIGHT_SUM_MISMATCH": Explained(
        Status.RULE,
        "배점의 합이 맞지 않음",
        "한 평가군의 평가분야 배점은 더해서 100, 시군평가 지표의 배점은 더해서 1,000이어야 합니다.",
        "details의 sum을 보고 배점을 고쳐 다시 보내세요.",
    ),
    "UNKNOWN_AREA": Explained(
        Status.RULE,
        "평가군에 없는 평가분야",
        "지표가 그 평가군에 없는 분야를 가리킵니다.",
        "평가계획의 areas에서 분야의 코드를 골라 보내세요.",
    ),
    "INDICATOR_WEIGHT_EXCEEDED": Explained(
        Status.RULE,
        "지표 배점이 분야의 배점을 넘음",
        "한 분야의 지표 배점을 더하면 그 분야의 배점을 넘습니다.",
        "details의 area와 sum을 보고 지표의 배점을 나누어 다시 보내세요.",
    ),
    "TARGET_INVALID": Explained(
        Status.RULE,
        "쓸 수 없는 목표값",
        "목표값이 0 이하이거나, 이행 여부 지표의 목표가 1이 아니거나, 만족도 지표가 높을수록 좋음·목표 100이 아닙니다.",
        "목표값을 고치거나 지표의 산식을 바꾸어 보내세요.",
    ),
    "TARGETS_INCOMPLETE": Explained(
        Status.RULE,
        "평가 대상 부서가 조직과 다름",
        "그해의 모든 부서는 한 평가군에 들거나 제외로 적혀야 합니다.",
        "details의 missing과 unknown 부서를 확인해 평가군을 고치세요.",
    ),
    "RULE_DROPPED": Explained(
        Status.RULE,
        "시행한 계획의 가감점을 뺌",
        "이미 준 가감점이 셈에서 빠지지 않게, 새 판에도 앞 판의 가감점 항목이 모두 있어야 합니다.",
        "details의 rules를 adjustments에 되살려 보내세요. 점수와 상한은 바꿀 수 있습니다.",
    ),
    "PLAN_FROZEN": Explained(
        Status.STATE,
        "시행한 평가계획은 그대로 고칠 수 없음",
        "평가를 시작한 계획은 굳어 있습니다.",
        "사유를 적어 새 판으로 바꾸세요.",
    ),
}
_PLEDGES: Final[Mapping[str, Explained]] = {
    "CHANGE_PROCEDURE_REQUIRED": Explained(
        Status.RULE,
        "변경 절차를 거쳐야 하는 공약",
        "확정한 공약은 시민배심원단의 승인, 평가단 확인, 시장 승인, 공표를 모두 거쳐야 바뀝니다.",
        "공약 변경을 신청하고, 회의를 마친 배심원단이 승인한 안건의 번호를 적으세요.",
    ),
    "CHANGE_UNDER_WAY": Explained(
        Status.STATE,
        "이미 변경 절차가 진행 중인 공약",
        "한 공약의 변경은 한 번에 하나만 절차를 밟습니다.",
        "details의 change를 공표하거나 반려한 뒤 다시 신청하세요.",
    ),
    "PLEDGES_INCOMPLETE": Explained(
        Status.RULE,
        "확정할 준비가 되지 않은 공약",
        "분야별 건수가 약속한 수와 다르거나, 주관부서·실현가능성 검토·실천계획이 없는 공약이 있습니다.",
        "details의 fields와 missing을 보고 빠진 것을 채운 뒤 확정하세요.",
    ),
}

_PROVINCE: Final[Mapping[str, Explained]] = {
    "SET_CONFIRMED": Explained(
        Status.STATE,
        "확정한 지표는 그대로 고칠 수 없음",
        "도가 확정한 그해의 지표입니다.",
        "사유를 적어 지표를 변경하세요.",
    ),
    "COUNT_MISMATCH": Explained(
        Status.RULE,
        "지표의 수가 맞지 않음",
        "정량·정성 지표의 수가 도가 알린 수와 다릅니다.",
        "details의 수를 보고 지표를 더하거나 빼서 다시 보내세요.",
    ),
    "UNKNOWN_PREDECESSOR": Explained(
        Status.RULE,
        "이어받을 지표가 없음",
        "이어받는다고 적은 지표가 앞선 해의 확정한 지표가 아닙니다.",
        "앞선 해의 지표 목록에서 코드를 골라 보내세요.",
    ),
    "LINEAGE_FIXED": Explained(
        Status.RULE,
        "이어받은 지표는 바꿀 수 없음",
        "어느 지표를 이어받는지는 확정할 때 정해집니다.",
        "predecessor를 확정할 때와 같게 보내세요.",
    ),
    "MONTH_NOT_IN_CYCLE": Explained(
        Status.RULE,
        "보고회가 없는 달",
        "그해의 일정에 부진지표 보고회를 여는 달로 정해지지 않은 달입니다.",
        "details의 months에서 달을 골라 보내세요.",
    ),
    "UNKNOWN_LEAGUE": Explained(
        Status.RULE,
        "그해에 없는 평가군이나 시군",
        "시부와 군부는 따로 평가하며, 시군은 그해에 정한 평가군에만 있습니다.",
        "그해의 leagues에서 평가군과 시군의 코드를 골라 보내세요.",
    ),
    "RECORD_DATE_PASSED": Explained(
        Status.RULE,
        "실적기준일이 지난 실적",
        "실적기준일 뒤의 값은 그해의 시군평가에 쓰지 못합니다.",
        "details의 record_date까지의 값을 적어 보내세요.",
    ),
    "SUBMISSION_CLOSED": Explained(
        Status.STATE,
        "최종실적 제출기한이 지남",
        "정성과 정량은 제출기한이 저마다 다르고, 지난 뒤에는 보완 요구가 있을 때만 다시 냅니다.",
        "총괄부서에 기한을 확인하세요.",
    ),
    "INDICATOR_DROPPED": Explained(
        Status.STATE,
        "빠진 지표",
        "지표 변경으로 그해의 평가에서 빠졌습니다.",
        "그해의 지표 목록을 확인하세요.",
    ),
}

_SCORECARDS: Final[Mapping[str, Explained]] = {
    "SELF_VERIFICATION": Explained(
        Status.FORBIDDEN,
        "자기 부서의 실적을 스스로 확인할 수 없음",
        "실적을 적은 사람이나 그 부서 사람은 확인·평가·이의 결정을 할 수 없습니다.",
        "다른 부서의 담당자가 처리하게 하세요.",
    ),
    "VALUE_INVALID": Explained(
        Status.RULE,
        "지표에 맞지 않는 값",
        "이행 여부 지표는 0이나 1, 만족도는 0에서 100까지입니다.",
        "값을 고쳐 다시 보내세요.",
    ),
    "UNKNOWN_SURVEY": Explained(
        Status.RULE,
        "설문의 번호가 아님",
        "지표가 따를 설문은 그 번호(소문자 UUID)로 적습니다.",
        "설문 목록에서 번호를 그대로 옮겨 보내세요.",
    ),
    "SURVEY_LINKED": Explained(
        Status.STATE,
        "이미 다른 설문을 따르는 지표",
        "한 지표는 설문 하나의 점수만 따릅니다.",
        "details의 survey를 끊은 뒤 다시 이으세요.",
    ),
    "ALREADY_VERIFIED": Explained(
        Status.STATE,
        "이미 확인된 실적",
        "확인된 실적은 그대로 고칠 수 없습니다.",
        "담당 부서에 되돌려 달라고 하거나, 결과에 이의를 신청하세요.",
    ),
    "VALUE_CHANGED": Explained(
        Status.STATE,
        "그사이 다시 적은 실적",
        "본 실적이 아니라 그 뒤에 다시 적은 실적이 확인을 기다립니다.",
        "다시 읽어 새로 적은 실적을 보고, 그 number로 확인하세요.",
    ),
    "UNKNOWN_RULE": Explained(
        Status.RULE,
        "평가계획에 없는 가감점",
        "그해 평가계획의 가감점 항목이 아닙니다.",
        "평가계획의 adjustments에서 코드를 골라 보내세요.",
    ),
    "INDICATORS_INCOMPLETE": Explained(
        Status.STATE,
        "지표 배점이 다 차지 않음",
        "확정된 지표의 배점 합이 분야의 배점과 다른 부서가 있습니다.",
        "details의 departments를 보고 지표를 모두 확정한 뒤 다시 보내세요.",
    ),
    "EVALUATION_CLOSED": Explained(
        Status.STATE,
        "끝난 평가",
        "그해 평가는 최종 확정되어 더 바뀌지 않습니다.",
        "확정된 결과를 확인하세요.",
    ),
    "YEAR_NOT_OVER": Explained(
        Status.STATE,
        "아직 끝나지 않은 해",
        "순위는 그해가 끝난 뒤, 다음 해 1월부터 매깁니다.",
        "다음 해에 다시 보내세요. 그 전에는 예상 점수를 보세요.",
    ),
    "OBJECTION_WINDOW_CLOSED": Explained(
        Status.STATE,
        "이의신청 기간이 아님",
        "순위를 알린 뒤 정해진 날까지만 이의를 신청할 수 있습니다.",
        "details의 until을 확인하세요.",
    ),
    "OBJECTIONS_OPEN": Explained(
        Status.STATE,
        "이의신청이 끝나지 않음",
        "이의신청 기간이 남았거나 결정하지 않은 이의가 있습니다.",
        "details의 until과 departments를 보고 모두 결정한 뒤 확정하세요.",
    ),
    "RANKING_STALE": Explained(
        Status.STATE,
        "순위를 매긴 뒤 점수가 바뀜",
        "순위를 매긴 뒤에 실적이나 가감점, 평가계획이 바뀌었습니다.",
        "순위를 다시 매긴 뒤 확정하세요.",
    ),
}

_INTEGRITY: Final[Mapping[str, Explained]] = {
    "METHOD_MISSING": Explained(
        Status.STATE,
        "산정 방법이 없음",
        "청렴지수를 셈할 그해의 가중치가 적혀 있지 않습니다.",
        "산정 방법을 먼저 적은 뒤 다시 보내세요.",
    ),
    "WEEK_MISMATCH": Explained(
        Status.RULE,
        "날과 주가 다름",
        "방송한 날이 적은 주에 들지 않습니다.",
        "details의 year와 week로 고쳐 보내세요.",
    ),
    "SPEAKER_AGAIN": Explained(
        Status.RULE,
        "같은 사람이 이어서 방송함",
        "청렴방송은 돌아가며 합니다.",
        "다른 사람을 적어 보내세요.",
    ),
}

EVALUATIONS: Final[Mapping[str, Explained]] = {**_PLANS, **_INTEGRITY, **_SCORECARDS, **_PROVINCE, **_PLEDGES}
