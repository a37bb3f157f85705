"""The forms of a year's integrity: weights, parts, grade, months, broadcasts, the handbook (EVL-80 to EVL-84)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from contracts.evaluations.integrity import (
    AnnounceIntegrityGrade,
    GiveHandbook,
    HoldBroadcast,
    NoteNewOfficial,
    RecordEarlyWarning,
    RecordIntegrityComponent,
    SetIntegrityMethod,
)
from gateway.console.evaluations.forms import shape_evidence
from gateway.console.forms import read_number
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.registers.declaring import offer
from gateway.console.words import _
from gateway.labels.evaluations import COMPONENT_LABELS

WEIGHTS: Final = ("perceived", "effort", "external", "internal")
PAIRS: Final = {"effort": ("perceived", "effort"), "internal": ("external", "internal")}
"""What comes to one, by the field at which it is said."""
WORST: Final = 5
"""The last grade that the commission gives; 1 is the best."""
MONTHS: Final = 12
_MOST: Final = Decimal(1)


def shape_method(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a method with its weights. Raises: Misread where two that belong together do not come to one."""
    method = {name: value for name, value in payload.items() if name != "year"}
    weights = {name: _read_weight(name, str(payload[name])) for name in WEIGHTS}
    for name, pair in PAIRS.items():
        if sum(weights[each] for each in pair) != _MOST:
            raise Misread(name, _("두 비중을 더하면 1이어야 합니다. 예: 0.6과 0.4"))
    year = {"year": payload["year"]} if "year" in payload else {}
    return {**year, "method": {**method, **{name: str(value) for name, value in weights.items()}}}


def _read_weight(name: str, text: str) -> Decimal:
    weight = read_number(text)
    if weight is None or not 0 <= weight <= _MOST:
        raise Misread(name, _("0부터 1까지의 수를 적으세요. 예: 0.763"))
    return weight


def shape_grade(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a grade as a number."""
    return {**payload, "grade": int(payload["grade"])}


def shape_warning(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a month's measurement. Raises: Misread."""
    told = shape_evidence(payload) if "evidence" in payload else payload
    count = str(payload["responses"]).replace(",", "")
    if not count.isdecimal() or len(count) > len("1000000"):
        raise Misread("responses", _("응답한 사람 수를 숫자로 적으세요."))
    return {**told, "month": int(payload["month"]), "responses": int(count)}


def shape_broadcast(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a broadcast with the week of its day."""
    return {**payload, "week": date.fromisoformat(payload["held_on"]).isocalendar().week}


def shape_official(payload: dict[str, Any]) -> dict[str, Any]:
    """Return who is new, by the post that was chosen. Raises: Misread."""
    parts = str(payload["post"]).split("|")
    if len(parts) != 3:
        raise Misread("post", _("신규 직원을 고르세요."))
    return dict(zip(("person", "department", "appointed_on"), parts, strict=True))


METHOD: Final = Spec(
    "산정 방법",
    "저장",
    SetIntegrityMethod,
    (
        Field("perceived", "체감도의 비중", must=True, hint="노력도의 비중과 더해 1. 예: 0.6"),
        Field("effort", "노력도의 비중", must=True, hint="예: 0.4"),
        Field("external", "체감도 가운데 외부의 비중", must=True, hint="내부의 비중과 더해 1. 예: 0.763"),
        Field("internal", "체감도 가운데 내부의 비중", must=True, hint="예: 0.237"),
        Field("most_deduction", "감점의 한도(점)", must=True, hint="예: 10"),
        Field("is_break", "산정 방법이 바뀌어 앞 해와 견줄 수 없음", "check"),
        Field("basis", "근거", must=True, hint="예: 종합청렴도 평가 기본계획"),
    ),
    warning="저장하면 그해의 지수를 이 비중으로 다시 셈합니다. 앞의 방법은 이력에 남습니다.",
    shape=shape_method,
)
BEGUN_WITH: Final[Mapping[str, str]] = {"perceived": "0.6", "effort": "0.4", "most_deduction": "10"}
"""What the form of a year without a method offers (domain.md 4.4)."""
ACTS: Final[Mapping[str, Spec]] = {
    "method": METHOD,
    "component": Spec(
        "구성 값",
        "저장",
        RecordIntegrityComponent,
        (
            Field("kind", "구성", "choice", must=True, options=COMPONENT_LABELS),
            Field("score", "값", must=True, hint="0부터 100까지. 감점은 뺄 점수를 적습니다."),
            Field("source", "출처", must=True, hint="예: 국민권익위원회 종합청렴도 평가 결과"),
        ),
        {"METHOD_MISSING": "kind"},
        warning="다시 적으면 새 값으로 셈하고, 앞의 값은 이력에 남습니다.",
    ),
    "grade": Spec(
        "등급 발표",
        "저장",
        AnnounceIntegrityGrade,
        (
            Field("grade", "등급", "choice", must=True, hint="1등급이 가장 좋습니다."),
            Field("announced_on", "발표한 날", "day", must=True),
            Field("source", "출처", must=True, hint="예: 국민권익위원회 보도자료"),
        ),
        {"DAY_IN_FUTURE": "announced_on"},
        warning="국민권익위원회가 발표한 등급만 적습니다. 적은 기록은 지워지지 않습니다.",
        shape=shape_grade,
    ),
    "early-warning": Spec(
        "조기경보 값",
        "저장",
        RecordEarlyWarning,
        (
            Field("month", "달", "choice", must=True),
            Field("score", "점수", must=True, hint="0부터 100까지. 공식 지수가 아닙니다."),
            Field("responses", "응답한 사람 수", must=True, hint="5명 이상일 때만 적습니다."),
            Field(
                "evidence",
                "근거 이벤트",
                "lines",
                hint="설문 결과 이벤트의 주소를 한 줄에 하나씩. 예: /events/engagement/120",
            ),
        ),
        {"DAY_IN_FUTURE": "month"},
        shape=shape_warning,
    ),
    "broadcast": Spec(
        "청렴방송 기록",
        "저장",
        HoldBroadcast,
        (
            Field("held_on", "방송한 날", "day", must=True, hint="그 날이 든 주의 방송으로 적습니다."),
            Field("department", "방송한 사람의 부서", "department", must=True),
            Field("speaker", "방송한 사람의 직위", must=True, hint="예: 감사팀장. 이름은 적지 않습니다."),
            Field("topic", "내용", "text", must=True),
        ),
        {
            "DAY_IN_FUTURE": "held_on",
            "WEEK_MISMATCH": "held_on",
            "ALREADY_REGISTERED": "held_on",
            "SPEAKER_AGAIN": "speaker",
            "UNKNOWN_DEPARTMENT": "department",
            "DEPARTMENT_NOT_VALID": "department",
        },
        warning="저장한 방송은 고칠 수 없습니다. 날짜와 방송한 사람을 확인하세요.",
        shape=shape_broadcast,
    ),
    "new-official": Spec(
        "신규 직원 적기",
        "저장",
        NoteNewOfficial,
        (
            Field(
                "post",
                "신규 직원",
                "found",
                must=True,
                hint="그해에 보직을 받은 사람 가운데서 고릅니다. 없으면 먼저 등록하세요:",
                way=("/org/list/posts", "보직"),
            ),
        ),
        {"ALREADY_REGISTERED": "post", "DAY_IN_FUTURE": "post", "DEPARTMENT_NOT_VALID": "post"},
        shape=shape_official,
    ),
    "handbook": Spec(
        "핸드북 배부",
        "저장",
        GiveHandbook,
        (
            Field("person", "받은 사람", "choice", must=True),
            Field("given_on", "준 날", "day", must=True),
        ),
        {"DAY_IN_FUTURE": "given_on", "ALREADY_REGISTERED": "person"},
        warning="저장하면 받은 것으로 남고 되돌릴 수 없습니다.",
    ),
}
"""What can be done with a year, by the last part of its address."""
NEW: Final = Spec(
    "새해 산정 방법",
    METHOD.button,
    METHOD.command,
    (Field("year", "연도", "number", must=True), *METHOD.fields),
    warning=METHOD.warning,
    shape=shape_method,
)
"""A year begins with how its index comes about."""


def put_choices(spec: Spec, posts: Iterable[tuple[str, str]], waiting: Iterable[tuple[str, str]]) -> Spec:
    """Return a form with what can be chosen: grades, months, who may be new, who has no handbook yet."""
    spec = offer(spec, "grade", [(str(grade), _("%(n)s등급", n=grade)) for grade in range(1, WORST + 1)])
    spec = offer(spec, "month", [(str(month), _("%(n)s월", n=month)) for month in range(1, MONTHS + 1)])
    return offer(offer(spec, "post", posts), "person", waiting)
