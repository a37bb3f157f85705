"""Codes of the evaluations (domain.md 4.4)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

_PLANS: Final[Mapping[str, Explained]] = {
    "WEIGHT_SUM_MISMATCH": Explained(
        Status.RULE,
        "배점의 합이 100이 아님",
        "한 평가군의 평가분야 배점은 더해서 100이어야 합니다.",
        "details의 group과 sum을 보고 분야의 배점을 고쳐 다시 보내세요.",
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
        "목표값이 0 이하이거나, 이행 여부 지표의 목표가 1이 아닙니다.",
        "목표값을 고치거나 지표의 산식을 바꾸어 보내세요.",
    ),
    "TARGETS_INCOMPLETE": Explained(
        Status.RULE,
        "평가 대상 부서가 조직과 다름",
        "그해의 모든 부서는 한 평가군에 들거나 제외로 적혀야 합니다.",
        "details의 missing과 unknown 부서를 확인해 평가군을 고치세요.",
    ),
    "PLAN_FROZEN": Explained(
        Status.STATE,
        "시행한 평가계획은 그대로 고칠 수 없음",
        "평가를 시작한 계획은 굳어 있습니다.",
        "사유를 적어 새 판으로 바꾸세요.",
    ),
}

EVALUATIONS: Final[Mapping[str, Explained]] = {**_PLANS}
