"""Codes of projects, their money, land, reviews and records (domain.md 4.3)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

_MONEY: Final[Mapping[str, Explained]] = {
    "BAD_AMOUNT": Explained(
        Status.RULE,
        "읽을 수 없는 금액",
        "금액의 쉼표나 단위가 맞지 않거나, 음수이거나, 원으로 나누어떨어지지 않거나, 너무 큽니다.",
        "224,250천원, 20백만원, 약 670억원처럼 수와 단위를 적으세요.",
    ),
    "FUNDING_SUM_MISMATCH": Explained(
        Status.RULE,
        "재원의 합이 총사업비와 다름",
        "국비·도비·시비 등 재원을 더한 금액이 총사업비와 다릅니다.",
        "current의 stated와 computed를 보고 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "YEAR_SPLIT_MISMATCH": Explained(
        Status.RULE,
        "연도별 금액의 합이 다름",
        "연도별 투자계획을 더한 금액이 총사업비나 재원의 금액과 다릅니다.",
        "current의 stated와 computed를 보고 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "BREAKDOWN_MISMATCH": Explained(
        Status.RULE,
        "세부 내역의 합이 다름",
        "세부 내역을 더한 금액이 전체보다 많거나, 전부라고 했는데 전체와 다릅니다.",
        "current의 stated와 computed를 보고 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "NATIONAL_SHARE_CAP": Explained(
        Status.RULE,
        "국비 비율이 한도를 넘음",
        "국제행사는 국비가 총사업비의 30%를 넘을 수 없습니다(국제행사의 유치·개최 등에 관한 규정).",
        "국비를 줄이거나 다른 재원을 늘려 다시 보내세요.",
    ),
    "ROLLUP_MISMATCH": Explained(
        Status.RULE,
        "세부사업의 합이 전체와 다름",
        "세부사업의 총사업비를 더한 금액이 전체 사업의 총사업비와 다릅니다.",
        "세부사업의 금액을 한꺼번에 고쳐 보내거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "RATE_DEVIATION": Explained(
        Status.RULE,
        "재원이 보조율과 다름",
        "적힌 재원이 보조율로 계산한 금액과 단위를 넘게 다릅니다. 거부하지 않고 불일치로 남깁니다.",
        "불일치 대장에서 출처를 확인하고 결정하세요.",
    ),
    "RATES_DO_NOT_ADD_UP": Explained(
        Status.RULE,
        "보조율의 합이 100%가 아님",
        "재원별 비율을 더하면 100%(10,000)여야 하고, 나머지를 맡을 시비나 지방비가 있어야 합니다.",
        "비율을 확인해 고쳐 보내세요.",
    ),
    "UNKNOWN_PROGRAMME": Explained(
        Status.RULE,
        "모르는 재원사업",
        "그런 코드의 재원사업이 없거나, 그날에는 아직 시행하지 않습니다.",
        "재원사업을 먼저 등록하거나 코드를 확인하세요.",
    ),
    "UNKNOWN_ROUND": Explained(
        Status.RULE,
        "확정되지 않은 예산",
        "그 회차의 본예산이나 추가경정예산이 확정되어 있지 않습니다.",
        "예산 회차를 먼저 확정한 뒤 보내세요.",
    ),
    "SECURED_EXCEEDS_TOTAL": Explained(
        Status.RULE,
        "확보액이 사업비를 넘음",
        "확보한 예산이 총사업비나 그 항목의 사업비보다 많아집니다.",
        "current의 secured와 total을 보고 금액이나 재원계획을 고치세요.",
    ),
    "EXECUTED_EXCEEDS_SECURED": Explained(
        Status.RULE,
        "집행액이 확보액을 넘음",
        "집행한 금액이 확보한 예산보다 많아집니다.",
        "금액을 확인하세요. 사실이면 override_reason에 까닭을 적어 보내세요.",
    ),
    "TRANSFER_EXCEEDS_SECURED": Explained(
        Status.RULE,
        "남은 예산보다 많이 옮김",
        "전용하거나 이월할 금액이 확보하고 아직 쓰지 않은 예산보다 많습니다.",
        "current의 available을 보고 금액을 고쳐 보내세요.",
    ),
}
_CLAIMS: Final[Mapping[str, Explained]] = {
    "CLAIM_NOT_NEEDED": Explained(
        Status.RULE,
        "어긋난 것이 없음",
        "claims에 적은 규칙을 어긴 것이 없습니다.",
        "그 claim을 빼고 다시 보내세요.",
    ),
}
_SCHEDULE: Final[Mapping[str, Explained]] = {
    "MILESTONE_ORDER": Explained(
        Status.RULE,
        "일정의 순서가 맞지 않음",
        "앞 번호보다 먼저 하기로 했거나, 앞 번호를 마치지 않고 다음을 마쳤습니다.",
        "번호나 날짜를 고치거나 앞 일정을 먼저 마치세요. 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "EVIDENCE_MISSING": Explained(
        Status.RULE,
        "증빙 없음",
        "증빙이 있어야 하는데 붙이지 않았습니다.",
        "파일이나 문서의 주소를 붙여 다시 보내세요.",
    ),
    "PROCEDURE_MISSING": Explained(
        Status.RULE,
        "행정절차가 끝나지 않음",
        "사업을 시작하기 전에 마쳐야 할 행정절차가 남아 있습니다.",
        "current의 missing에 있는 절차를 마친 뒤 다시 하세요.",
    ),
    "INVESTMENT_REVIEW_MISSING": Explained(
        Status.RULE,
        "투자심사를 받지 않음",
        "투자심사 대상인 사업은 투자심사를 통과하기 전에 집행할 수 없습니다.",
        "투자심사 결과를 기록한 뒤 집행하세요.",
    ),
    "INVESTMENT_REVIEW_TIER": Explained(
        Status.RULE,
        "투자심사의 단계가 맞지 않음",
        "사업비와 재원에 따라 받아야 할 투자심사보다 낮은 단계의 심사입니다.",
        "current의 needed를 보고 그 단계의 심사 결과를 적으세요.",
    ),
}
_LAND: Final[Mapping[str, Explained]] = {
    "PARCEL_SUM_MISMATCH": Explained(
        Status.RULE,
        "필지나 면적의 합이 다름",
        "소유자별 필지 수나 면적을 더한 것이 적힌 전체와 다릅니다.",
        "current의 stated와 computed를 보고 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "PYEONG_MISMATCH": Explained(
        Status.RULE,
        "평이 면적과 다름",
        "1㎡를 0.3025평으로 계산한 값과 적힌 평이 다릅니다.",
        "㎡가 기준입니다. 평을 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "PARCELS_EXCEEDED": Explained(
        Status.RULE,
        "있는 것보다 많이 취득함",
        "취득한 필지 수나 면적이 등록한 것보다 많아집니다.",
        "current의 count와 area를 보고 고쳐 보내세요.",
    ),
}
_MATTERS: Final[Mapping[str, Explained]] = {
    "DISTRIBUTION_INCOMPLETE": Explained(
        Status.RULE,
        "빠진 부서가 있음",
        "그날 있는 모든 부서에 배부해야 하는데 빠진 부서가 있습니다.",
        "current의 missing에 있는 부서를 넣어 다시 보내세요.",
    ),
}
_CONTRACTS: Final[Mapping[str, Explained]] = {
    "CONSORTIUM_SHARES": Explained(
        Status.RULE,
        "지분의 합이 100%가 아님",
        "공동수급체의 지분을 더하면 100%(10,000)여야 합니다.",
        "계약서의 지분을 확인해 고쳐 보내세요.",
    ),
    "PERIOD_DAYS_MISMATCH": Explained(
        Status.RULE,
        "기간의 길이가 다름",
        "첫날과 마지막 날을 모두 세어 계산한 길이가 적힌 것과 다릅니다.",
        "날짜나 길이를 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "BRIEFING_ORDER": Explained(
        Status.RULE,
        "보고회의 순서가 맞지 않음",
        "보고회는 착수, 중간 1차·2차…, 최종의 차례로 엽니다.",
        "current의 next를 보고 번호나 종류를 고쳐 보내세요.",
    ),
    "FINAL_BRIEFING_MISSING": Explained(
        Status.RULE,
        "최종보고회 전",
        "최종보고회를 열지 않은 용역은 준공할 수 없습니다.",
        "최종보고회를 기록하거나, 열지 않았다면 waiver_reason에 까닭을 적어 보내세요.",
    ),
}
_REVIEWS: Final[Mapping[str, Explained]] = {
    "NOT_A_FLAGSHIP": Explained(
        Status.RULE,
        "역점사업이 아님",
        "분기 심사분석은 그해의 확정된 역점사업에만 합니다.",
        "역점사업 목록을 확인하거나, 수시 심사분석을 열어 기록하세요.",
    ),
    "REMEDY_NOT_AGREED": Explained(
        Status.STATE,
        "대안을 정하지 않음",
        "부진한 사업의 심사분석은 대안을 정한 뒤 끝냅니다.",
        "대안을 먼저 정하세요.",
    ),
    "FLAGSHIPS_FROZEN": Explained(
        Status.STATE,
        "확정된 역점사업 목록",
        "확정한 역점사업 목록은 고칠 수 없습니다.",
        "바뀐 것은 다음 해의 목록에 반영하세요.",
    ),
}
_RECORDS: Final[Mapping[str, Explained]] = {
    "UNKNOWN_PARTNER": Explained(
        Status.RULE,
        "모르는 기관",
        "그런 코드의 외부 기관이 등록되어 있지 않습니다.",
        "기관 목록에서 코드를 확인하거나 기관을 먼저 등록하세요.",
    ),
    "BUDGET_SHEET_MISMATCH": Explained(
        Status.RULE,
        "사업비 조서의 합이 다름",
        "사업별 금액이나 재원별 금액을 더한 것이 조서에 적힌 계와 다릅니다.",
        "current의 stated와 computed를 보고 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "GROUP_MEMBER_TWICE": Explained(
        Status.RULE,
        "이미 들어 있는 기관",
        "그 기간에 이미 협력권에 들어 있는 기관입니다.",
        "구성원의 기간을 확인하고, 다시 들어온 것이면 나간 날 뒤의 날짜를 적으세요.",
    ),
    "STEP_ORDER": Explained(
        Status.RULE,
        "단계의 순서가 맞지 않음",
        "앞 단계가 끝나기 전에는 다음 단계로 갈 수 없습니다.",
        "current의 next에 있는 단계부터 처리하세요.",
    ),
    "EVENT_TOO_LONG": Explained(
        Status.RULE,
        "행사 기간이 너무 김",
        "국제행사는 첫날과 마지막 날을 모두 세어 30일을 넘을 수 없습니다.",
        "기간을 줄이세요. 날짜가 정해지지 않았으면 달과 함께 최대 일수를 적으세요.",
    ),
    "ELIGIBILITY_NOT_MET": Explained(
        Status.RULE,
        "승인 요건에 맞지 않음",
        "국제행사 승인 요건 가운데 채우지 못한 것이 있습니다.",
        "current의 rules에 있는 요건을 확인하고 행사 계획을 고친 뒤 다시 제출하세요.",
    ),
    "REAPPROVAL_REQUIRED": Explained(
        Status.RULE,
        "다시 승인받아야 함",
        "총사업비가 승인받은 금액보다 30% 이상 늘었습니다.",
        "승인 절차를 다시 연 뒤 사업비를 고치세요.",
    ),
    "NEXT_ACTION_REQUIRED": Explained(
        Status.RULE,
        "다음 할 일이 없음",
        "협의가 끝나지 않은 협력 대상에는 다음에 할 일이 있어야 합니다.",
        "next_action에 다음 할 일을 적거나, 합의했거나 중단했으면 상태를 바꾸세요.",
    ),
    "PHASES_NOT_CONTIGUOUS": Explained(
        Status.RULE,
        "홍보 단계가 이어지지 않음",
        "한 단계가 끝난 다음 날 다음 단계가 시작하지 않습니다.",
        "단계의 기간을 고치거나, 출처가 그렇다면 claims에 출처를 적어 보내세요.",
    ),
    "TARGET_TYPE_UNKNOWN": Explained(
        Status.RULE,
        "신설인지 이전인지 모름",
        "유치할 기관이 신설인지 이전인지 적지 않았습니다.",
        "구분을 적으세요. 출처에 없으면 claims에 출처를 적어 보내고 나중에 확정하세요.",
    ),
    "TARGET_COUNT_MISMATCH": Explained(
        Status.RULE,
        "앞의 기관 수가 다름",
        "바뀌기 전의 수로 적은 것이 등록된 수와 다릅니다.",
        "current의 count를 보고 before를 고치거나, 앞의 변경을 먼저 등록하세요.",
    ),
    "CRITERION_NOT_MET": Explained(
        Status.RULE,
        "정책실명제 선정 기준에 맞지 않음",
        "고른 기준을 이 사업이 채우지 못합니다.",
        "current의 met에 있는 기준 가운데에서 고르세요.",
    ),
    "REAL_NAME_WITHOUT_PERSON": Explained(
        Status.RULE,
        "실명이 없음",
        "관련자를 한 사람도 등록하지 않은 정책실명은 공개할 수 없습니다.",
        "입안·검토·결재한 사람을 등록한 뒤 공개하세요.",
    ),
}
_IMPORTS: Final[Mapping[str, Explained]] = {
    "IMPORT_NOT_READY": Explained(
        Status.STATE,
        "아직 적용할 수 없는 가져오기",
        "바로 이 파일을 미리 검사해 거부된 것이 없어야 적용할 수 있습니다.",
        "검사가 끝났는지, 거부된 행이 없는지 보고서를 보고 파일을 고쳐 다시 올리세요.",
    ),
    "DISCREPANCIES_NOT_ACCEPTED": Explained(
        Status.STATE,
        "불일치를 확인하지 않음",
        "파일에 적지 않은 불일치가 있습니다. 적용하면 적힌 값 그대로 들어가고 불일치 대장에 남습니다.",
        "보고서를 보고 그대로 옮기려면 accepts_discrepancies를 true로 보내고, 아니면 파일을 고쳐 다시 올리세요.",
    ),
}
PROJECTS: Final[Mapping[str, Explained]] = {
    **_MONEY,
    **_CLAIMS,
    **_SCHEDULE,
    **_LAND,
    **_MATTERS,
    **_CONTRACTS,
    **_REVIEWS,
    **_RECORDS,
    **_IMPORTS,
}
