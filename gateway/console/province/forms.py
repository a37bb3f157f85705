"""The forms of the province's evaluation: what departments submit, what the office enters (EVL-34 to 43)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.evaluations.cycles import (
    ConfirmIndicatorSet,
    HoldLaggingBriefing,
    IndicatorKind,
    MoveSubmissionDeadline,
    ProvinceCycle,
    ReceiveExternalResult,
)
from contracts.evaluations.results import (
    AnswerPanel,
    NominateBestPractice,
    NoteConsulting,
    ReceivePanelFeedback,
    RecordIndicatorRank,
    RecordSelection,
    SubmitResult,
)
from gateway.console.evidence import FILES, name_files
from gateway.console.forms import read_number
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.registers.declaring import Ground, offer
from gateway.console.words import _
from gateway.labels.evaluations import PANEL_LABELS, PROVINCE_KIND_LABELS
from gateway.views import province_cycle, province_indicator

EVIDENCE: Final = Field(
    "evidence",
    "증빙 주소",
    "lines",
    hint="한 줄에 하나씩 “이름 | https 주소”처럼 적습니다. 파일은 아래에서 붙입니다.",
)
SELECTED: Final[Mapping[str, str]] = {"yes": "선정", "no": "선정되지 않음"}


def shape_evidence(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a result is made of. Raises: Misread."""
    evidence = [_read_evidence(line) for line in payload.pop("evidence", ())]
    return {**payload, "evidence": [*evidence, *name_files(payload.pop("files", ()))]}


def _read_evidence(line: str) -> dict[str, str]:
    name, bar, place = (part.strip() for part in line.partition("|"))
    if not bar or not name or not place:
        raise Misread("evidence", _("“이름 | 주소”처럼 적으세요: %(line)s", line=line[:60]))
    return {"name": name, "link" if place.startswith("http") else "file": place}


def shape_selection(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a selection is made of."""
    number, selected = int(payload.pop("number")), payload.pop("is_selected")
    return {**payload, "number": number, "is_selected": selected == "yes"}


def shape_answer(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer to the panel is made of."""
    return {**payload, "number": int(payload.pop("number"))}


def shape_month(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a briefing is made of."""
    return {**payload, "month": int(payload.pop("month"))}


def _shape_result(cycle: ProvinceCycle) -> Any:
    """Return what makes a result of typed lines; cities are named as the year names them."""
    codes = {city.name: city.code for league in cycle.leagues for city in league.cities}

    def shape(payload: dict[str, Any]) -> dict[str, Any]:
        points = [_read_points(line, codes) for line in payload.pop("points")]
        incentive = str(payload.pop("incentive")).replace(",", "")
        if not incentive.isdecimal() or len(incentive) > len("999999999999"):
            raise Misread("incentive", _("인센티브를 원 단위의 숫자로 적으세요."))
        league = payload.pop("league")
        return {"league": league, "result": {**payload, "points": points, "incentive": int(incentive)}}

    return shape


def _read_points(line: str, codes: Mapping[str, str]) -> dict[str, str]:
    name, bar, points = (part.strip() for part in line.partition("|"))
    if not bar or name not in codes:
        raise Misread("points", _("“논산시 | 873.036”처럼 그해의 시군을 적으세요: %(line)s", line=line[:60]))
    if read_number(points) is None:
        raise Misread("points", _("점수를 숫자로 적으세요: %(line)s", line=line[:60]))
    return {"city": codes[name], "points": points}


INDICATOR_ACTS: Final[Mapping[str, Spec]] = {
    "results": Spec(
        "실적 제출",
        "제출",
        SubmitResult,
        (
            Field("measured_on", "실적일", "day", must=True, hint="실적기준일까지의 날을 적습니다."),
            Field("value", "실적"),
            Field("rank", "예상 순위", "number"),
            EVIDENCE,
            FILES,
            Field("note", "설명", "text"),
            Field("is_final", "최종실적으로 제출", "check"),
        ),
        {"RECORD_DATE_PASSED": "measured_on", "DAY_IN_FUTURE": "measured_on", "SUBMISSION_CLOSED": "measured_on"},
        shape=shape_evidence,
    ),
    "rank": Spec(
        "도 순위 입력",
        "저장",
        RecordIndicatorRank,
        (Field("rank", "순위", "number", must=True), Field("announced_on", "발표한 날", "day", must=True)),
        {"BAD_SHAPE": "rank", "DAY_IN_FUTURE": "announced_on"},
    ),
    "practices": Spec(
        "우수사례 제출",
        "제출",
        NominateBestPractice,
        (Field("title", "제목", must=True), Field("summary", "요지", "text", must=True), EVIDENCE, FILES),
        shape=shape_evidence,
    ),
    "selections": Spec(
        "선정 결과 입력",
        "저장",
        RecordSelection,
        (
            Field("number", "우수사례", "choice", must=True),
            Field("is_selected", "결과", "choice", must=True, options=SELECTED),
            Field("contribution", "기여도 점수"),
            Field("decided_on", "선정한 날", "day", must=True),
        ),
        {"DAY_IN_FUTURE": "decided_on"},
        shape=shape_selection,
    ),
    "consulting": Spec(
        "컨설팅 기록",
        "저장",
        NoteConsulting,
        (
            Field("held_on", "받은 날", "day", must=True),
            Field("consultant", "컨설팅 기관", must=True, hint="기관이나 분야를 적고, 사람 이름은 적지 않습니다."),
            Field("advice", "조언", "text", must=True),
        ),
        {"DAY_IN_FUTURE": "held_on"},
    ),
    "panel-feedback": Spec(
        "합동평가단 검증 입력",
        "저장",
        ReceivePanelFeedback,
        (
            Field("verdict", "결과", "choice", must=True, options=PANEL_LABELS),
            Field("words", "내용", "text", must=True),
            Field("received_on", "받은 날", "day", must=True),
        ),
        {"DAY_IN_FUTURE": "received_on"},
    ),
    "panel-answers": Spec(
        "보완 요구에 답변",
        "제출",
        AnswerPanel,
        (Field("number", "보완 요구", "choice", must=True), Field("words", "답변", "text", must=True)),
        shape=shape_answer,
    ),
}
"""What can be done with an indicator, by the last part of its address."""
YEAR_ACTS: Final[Mapping[str, Spec]] = {
    "confirm": Spec(
        "지표 확정",
        "확정",
        ConfirmIndicatorSet,
        warning="확정하면 부서가 실적을 내기 시작합니다. 그 뒤에는 사유를 적어 변경합니다.",
    ),
    "briefings": Spec(
        "부진지표 보고회 기록",
        "저장",
        HoldLaggingBriefing,
        (Field("month", "몇 월", "choice", must=True), Field("note", "논의한 것", "text")),
        dict.fromkeys(("ALREADY_REGISTERED", "MONTH_NOT_IN_CYCLE", "DAY_IN_FUTURE"), "month"),
        warning="지금 계획에 못 미친 지표를 그대로 남깁니다. 저장한 뒤에는 고칠 수 없습니다.",
        shape=shape_month,
    ),
    "deadlines": Spec(
        "제출기한 변경",
        "저장",
        MoveSubmissionDeadline,
        (
            Field(
                "kind",
                "구분",
                "choice",
                must=True,
                options=PROVINCE_KIND_LABELS,
                hint="다른 구분의 기한은 그대로입니다.",
            ),
            Field("due_on", "새 기한", "day", must=True),
            Field("reason", "사유", "text", must=True),
        ),
    ),
    "league-results": Spec(
        "평가 결과 입력",
        "저장",
        ReceiveExternalResult,
        (
            Field("league", "평가군", "choice", must=True),
            Field("points", "시군별 점수", "lines", must=True, hint="한 줄에 하나씩 “논산시 | 873.036”처럼 적습니다."),
            Field("stated_average", "발표된 평균"),
            Field("stated_gap", "발표된 차이"),
            Field("stated_rank", "발표된 순위", "number"),
            Field("incentive", "재정 인센티브(원)", must=True),
            Field("announced_on", "발표한 날", "day", must=True),
            Field("source", "출처", must=True),
        ),
        {"UNKNOWN_LEAGUE": "points", "BAD_SHAPE": "stated_rank", "DAY_IN_FUTURE": "announced_on"},
    ),
}
"""What can be done with a year, by the last part of its address."""


def adapt_indicator(row: province_indicator.Row, spec: Spec, _ground: Ground) -> Spec:
    """Return the form of an act with what can be chosen of an indicator; only the fields of its kind."""
    other = "rank" if row.kind == IndicatorKind.QUANTITATIVE else "value"
    if spec.command is SubmitResult:
        fields = tuple(
            replace(each, must=each.must or each.name in {"rank", "value"})
            for each in spec.fields
            if each.name != other
        )
        return replace(spec, fields=fields)
    if spec.command is RecordSelection:
        return offer(spec, "number", _number(row.practices, "title"))
    if spec.command is AnswerPanel:
        waiting = [each for each in row.feedback if each["verdict"] != "VERIFIED" and each["answer"] is None]
        return offer(spec, "number", _number(waiting, "words"))
    return spec


def adapt_year(row: province_cycle.Row, spec: Spec, _ground: Ground) -> Spec:
    """Return the form of an act with what can be chosen of a year."""
    cycle = ProvinceCycle.model_validate(row.cycle)
    held = {each["month"] for each in row.briefings}
    months = [(str(month), _("%(n)s월", n=month)) for month in cycle.briefing_months if month not in held]
    if spec.command is ReceiveExternalResult:
        spec = replace(spec, shape=_shape_result(cycle))
    return offer(offer(spec, "month", months), "league", [(each.code, each.name) for each in cycle.leagues])


def _number(entries: Sequence[Mapping[str, Any]], name: str) -> list[tuple[str, str]]:
    return [(str(each["number"]), str(each[name])[:60]) for each in entries]
