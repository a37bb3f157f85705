"""Korean words for the codes of the evaluations, for API and console."""

from collections.abc import Mapping
from typing import Final

from contracts.evaluations.cycles import IndicatorKind
from contracts.evaluations.plans import AreaKind, Polarity, Sign
from contracts.evaluations.results import PanelVerdict
from contracts.evaluations.scorecards import LinkKind

PLAN_STATE_LABELS: Final[Mapping[str, str]] = {"DRAFT": "작성 중", "ADOPTED": "시행"}
AREA_KIND_LABELS: Final[Mapping[str, str]] = {
    AreaKind.ATTAINMENT: "지표달성도",
    AreaKind.PERCEPTION: "고객만족도",
    AreaKind.TASKS: "과제이행수준",
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
