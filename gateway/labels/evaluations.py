"""Korean words for the codes of the evaluations, for API and console."""

from collections.abc import Mapping
from typing import Final

from contracts.evaluations.cycles import IndicatorKind
from contracts.evaluations.integrity import ComponentKind
from contracts.evaluations.links import LinkKind
from contracts.evaluations.plans import AreaKind, Polarity, Sign
from contracts.evaluations.results import PanelVerdict
from contracts.evaluations.violations import ViolationKind, ViolationMeasure

PLAN_STATE_LABELS: Final[Mapping[str, str]] = {"DRAFT": "작성 중", "ADOPTED": "시행"}
AREA_KIND_LABELS: Final[Mapping[str, str]] = {
    AreaKind.ATTAINMENT: "지표달성도",
    AreaKind.PERCEPTION: "고객만족도",
    AreaKind.TASKS: "과제이행수준",
    AreaKind.COMMON_TASKS: "공통과제",
    AreaKind.RATED: "정성평가",
}
POLARITY_LABELS: Final[Mapping[str, str]] = {
    Polarity.HIGHER: "높을수록 좋음",
    Polarity.LOWER: "낮을수록 좋음",
    Polarity.YES_NO: "이행 여부",
}
SIGN_LABELS: Final[Mapping[str, str]] = {Sign.BONUS: "가점", Sign.PENALTY: "감점"}
PROVINCE_CYCLE_LABELS: Final[Mapping[str, str]] = {"DRAFT": "작성 중", "CONFIRMED": "확정"}
PROVINCE_KIND_LABELS: Final[Mapping[str, str]] = {
    IndicatorKind.QUANTITATIVE: "정량",
    IndicatorKind.QUALITATIVE: "정성",
}
PROVINCE_STATE_LABELS: Final[Mapping[str, str]] = {"OPEN": "평가 대상", "DROPPED": "제외"}
PANEL_LABELS: Final[Mapping[str, str]] = {
    PanelVerdict.VERIFIED: "검증 완료",
    PanelVerdict.CORRECTION_REQUESTED: "보완 요구",
}
INDICATOR_STATE_LABELS: Final[Mapping[str, str]] = {
    "PROPOSED": "검토 대기",
    "RETURNED": "돌려보냄",
    "CONFIRMED": "확정",
    "RECORDED": "확인 대기",
    "VERIFIED": "확인",
}
LINK_LABELS: Final[Mapping[str, str]] = {
    LinkKind.PROVINCE: "시군평가",
    LinkKind.PLEDGE: "공약",
    LinkKind.GOAL: "목표",
    LinkKind.SURVEY: "설문",
}
COMPONENT_LABELS: Final[Mapping[str, str]] = {
    ComponentKind.EXTERNAL: "외부 체감도",
    ComponentKind.INTERNAL: "내부 체감도",
    ComponentKind.EFFORT: "노력도",
    ComponentKind.DEDUCTION: "감점",
}
VIOLATION_KIND_LABELS: Final[Mapping[str, str]] = {
    ViolationKind.GIFT: "금품·향응 수수",
    ViolationKind.SOLICITATION: "부정청탁",
    ViolationKind.CONFLICT: "이해충돌",
    ViolationKind.MISUSE: "목적 외 사용",
    ViolationKind.CONDUCT: "행동강령 위반",
}
VIOLATION_MEASURE_LABELS: Final[Mapping[str, str]] = {
    ViolationMeasure.CAUTION: "주의",
    ViolationMeasure.WARNING: "경고",
    ViolationMeasure.LIGHT_DISCIPLINE: "경징계",
    ViolationMeasure.HEAVY_DISCIPLINE: "중징계",
    ViolationMeasure.PROSECUTION: "고발·수사의뢰",
}
VIOLATION_STATE_LABELS: Final[Mapping[str, str]] = {"OPEN": "조사 중", "CONFIRMED": "확정", "DISMISSED": "위반 없음"}
