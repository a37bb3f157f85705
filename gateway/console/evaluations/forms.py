"""The forms of a scorecard: indicators, what was reached, ratings, adjustments, objections, awards (EVL-06 to 18)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.evaluations.links import LinkIndicator, UnlinkIndicator
from contracts.evaluations.rankings import DecideObjection, FileObjection, RecordAward
from contracts.evaluations.scorecards import (
    AssignEvaluator,
    ConfirmIndicator,
    GrantAdjustment,
    ProposeIndicator,
    RateArea,
    RecordActual,
    ReleaseEvaluator,
    ReturnActual,
    ReturnIndicator,
    ReviseIndicator,
    RevokeAdjustment,
    VerifyActual,
)
from gateway.console.evidence import FILES
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.registers.declaring import offer
from gateway.console.words import _
from gateway.labels.evaluations import LINK_LABELS, POLARITY_LABELS

QUARTERS: Final = {"1": "1분기", "2": "2분기", "3": "3분기", "4": "4분기"}
VERDICTS: Final = {"yes": "인용", "no": "기각"}
TERMS: Final = ("area", "name", "definition", "polarity", "unit", "weight", "target")
CLAIM: Final = ("indicator", "quarter", "value", "adjustment")
_EVENT: Final = re.compile(r"(?:.*/events/)?([a-z]+)[/:]([0-9]{1,15})/?")
_TERMS: Final = (
    Field("area", "평가분야", "choice", must=True),
    Field("name", "지표 이름", must=True),
    Field("definition", "산식과 증빙", "text", must=True, hint="어떻게 재고 무엇으로 증빙하는지 적습니다."),
    Field("polarity", "방향", "choice", must=True, options=POLARITY_LABELS),
    Field("unit", "단위", must=True, hint="예: %, 건, 점"),
    Field("weight", "배점", must=True, hint="분야의 배점을 넘을 수 없습니다."),
    Field("target", "목표", must=True, hint="이행 여부 지표는 1, 만족도 지표는 100입니다."),
)
_REASON: Final = (Field("reason", "사유", "text", must=True),)
_OF_TERMS: Final = {"UNKNOWN_AREA": "area", "TARGET_INVALID": "target", "INDICATOR_WEIGHT_EXCEEDED": "weight"}


def shape_terms(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what an indicator says below one name."""
    return {"terms": {name: payload[name] for name in TERMS if name in payload}}


def shape_evidence(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an adjustment with its evidence as events. Raises: Misread."""
    return {**payload, "evidence": [_read_event(line) for line in payload["evidence"]]}


def _read_event(line: str) -> dict[str, object]:
    found = _EVENT.fullmatch(line)
    if found is None:
        raise Misread("evidence", _("이벤트 화면의 주소를 한 줄에 하나씩 적으세요: %(line)s", line=line[:60]))
    return {"context": found[1], "position": int(found[2])}


def name_link(kind: str, to: str) -> str:
    """Return a link as its form names it."""
    return f"{kind}:{to}"


def shape_link(payload: dict[str, Any]) -> dict[str, Any]:
    """Return which link is taken back: its kind and what it names."""
    kind, _colon, to = str(payload.pop("link")).partition(":")
    return {**payload, "kind": kind, "to": to}


def shape_objection(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an objection with what it asks for. Raises: Misread."""
    claim = {name: payload.pop(name) for name in CLAIM if name in payload}
    is_value = {"indicator", "quarter", "value"} <= claim.keys()
    if is_value is ("adjustment" in claim) or (not is_value and len(claim) > 1):
        raise Misread("indicator", _("지표·분기·값을 모두 적거나, 취소를 구하는 가감점 하나를 고르세요."))
    told = {name: int(value) if name in {"quarter", "adjustment"} else value for name, value in claim.items()}
    return {**payload, "claim": told}


def shape_decision(payload: dict[str, Any]) -> dict[str, Any]:
    """Return whether an objection is upheld."""
    return {**payload, "is_upheld": payload["is_upheld"] == "yes"}


def shape_award(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an award with its amount as a number. Raises: Misread."""
    text = str(payload.get("amount_won", "0")).replace(",", "")
    if not text.isdecimal() or len(text) > len("999999999999"):
        raise Misread("amount_won", _("금액을 원 단위 숫자로 적으세요. 예: 1,000,000"))
    return {**payload, "amount_won": int(text)}


ACTS: Final[Mapping[str, Spec]] = {
    "propose-indicator": Spec("지표 제안", "제안", ProposeIndicator, _TERMS, _OF_TERMS, shape=shape_terms),
    "revise-indicator": Spec("지표 고치기", "고치기", ReviseIndicator, _TERMS, _OF_TERMS, shape=shape_terms),
    "return-indicator": Spec("지표 돌려보내기", "돌려보내기", ReturnIndicator, _REASON),
    "confirm-indicator": Spec("지표 확정", "확정", ConfirmIndicator),
    "link-indicator": Spec(
        "지표 잇기",
        "잇기",
        LinkIndicator,
        (
            Field("kind", "무엇과", "choice", must=True, options=LINK_LABELS),
            Field(
                "to",
                "번호나 이름",
                must=True,
                hint="시군평가 지표의 코드, 공약 번호, 목표의 이름, 설문의 번호. 설문은 다른 부서의 담당자가 잇습니다.",
            ),
        ),
        {"UNKNOWN_SURVEY": "to", "SURVEY_LINKED": "to"},
    ),
    "unlink-indicator": Spec(
        "이은 것 끊기",
        "끊기",
        UnlinkIndicator,
        (Field("link", "이은 것", "choice", must=True),),
        shape=shape_link,
        warning="설문에서 온 실적은 남습니다. 쓰지 않을 실적은 돌려보내세요.",
    ),
    "record-actual": Spec(
        "실적 입력",
        "저장",
        RecordActual,
        (
            Field("value", "실적", must=True),
            Field("measured_on", "잰 날", "day", must=True, hint="예: 2024. 3. 31.(일)"),
            Field("note", "산출 근거", "text"),
            FILES,
        ),
        {"VALUE_INVALID": "value", "DAY_IN_FUTURE": "measured_on", "ALREADY_VERIFIED": "value"},
    ),
    "verify-actual": Spec(
        "실적 확인", "확인", VerifyActual, warning="확인한 실적은 점수가 됩니다. 증빙을 보고 확인하세요."
    ),
    "return-actual": Spec("실적 돌려보내기", "돌려보내기", ReturnActual, _REASON),
    "rate": Spec(
        "정성평가 점수",
        "저장",
        RateArea,
        (
            Field("area", "평가분야", "choice", must=True),
            Field("points", "점수", must=True, hint="100점 만점"),
            Field("note", "의견", "text"),
        ),
        {"UNKNOWN_AREA": "area", "BAD_SHAPE": "points"},
    ),
    "adjust": Spec(
        "가감점 주기",
        "저장",
        GrantAdjustment,
        (
            Field("rule", "항목", "choice", must=True),
            Field(
                "evidence",
                "증빙 이벤트",
                "lines",
                must=True,
                hint="이벤트 화면의 주소를 한 줄에 하나씩. 예: /events/directives/120",
            ),
            Field("note", "설명", "text"),
        ),
        {"UNKNOWN_RULE": "rule", "BAD_SHAPE": "evidence"},
        shape=shape_evidence,
    ),
    "revoke-adjustment": Spec("가감점 취소", "취소하기", RevokeAdjustment, _REASON),
    "object": Spec(
        "이의신청",
        "신청",
        FileObjection,
        (
            Field("indicator", "값을 바로잡을 지표", "choice"),
            Field("quarter", "분기", "choice", options=QUARTERS),
            Field("value", "옳은 값"),
            Field("adjustment", "취소를 구하는 가감점", "choice"),
            Field("ground", "이유", "text", must=True),
            FILES,
        ),
        {"VALUE_INVALID": "value", "OBJECTION_WINDOW_CLOSED": "ground"},
        shape=shape_objection,
    ),
    "decide-objection": Spec(
        "이의 결정",
        "결정",
        DecideObjection,
        (Field("is_upheld", "결정", "choice", must=True, options=VERDICTS), *_REASON),
        warning="인용하면 값이 바뀝니다. 결정한 뒤에는 되돌릴 수 없고, 순위는 다시 매겨야 바뀝니다.",
        shape=shape_decision,
    ),
    "award": Spec(
        "포상 기록",
        "저장",
        RecordAward,
        (
            Field("name", "포상 이름", must=True),
            Field("amount_won", "금액(원)", hint="상금이 없으면 비워 둡니다."),
            Field("given_on", "준 날", "day", must=True),
        ),
        {"DAY_IN_FUTURE": "given_on"},
        shape=shape_award,
    ),
    "assign-evaluator": Spec(
        "외부평가 맡기기",
        "맡기기",
        AssignEvaluator,
        (Field("evaluator", "외부평가자", "choice", must=True),),
        {"NOT_FOUND": "evaluator"},
        warning="외부평가자가 이 성과표의 실적과 증빙을 읽고 정성평가 점수를 줍니다.",
    ),
    "release-evaluator": Spec(
        "외부평가 끝내기",
        "끝내기",
        ReleaseEvaluator,
        warning="외부평가자가 이 성과표를 더는 보지 못합니다. 이미 준 점수는 남습니다.",
    ),
}
"""What can be done with a scorecard, by the last part of its address."""
OF_INDICATOR: Final = frozenset(
    {"revise-indicator", "return-indicator", "confirm-indicator", "link-indicator", "unlink-indicator"}
)
OF_ACTUAL: Final = frozenset({"record-actual", "verify-actual", "return-actual"})
OF_NUMBER: Final = frozenset({"revoke-adjustment", "decide-objection", "verify-actual"})


def put_options(spec: Spec, options: Mapping[str, Iterable[tuple[str, str]]]) -> Spec:
    """Return a form with what can be chosen on this scorecard, by field."""
    for name, given in options.items():
        spec = offer(spec, name, given)
    return spec


def put_place(spec: Spec, scorecard: str, told: Mapping[str, object]) -> Spec:
    """Return a form that says itself of what it is: the scorecard, the indicator, the quarter, the number."""
    before = spec.shape
    return replace(spec, shape=lambda payload: {**before(payload), **told, "scorecard": scorecard})
