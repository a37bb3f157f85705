"""The forms of 심사분석: open one ad hoc, agree to a remedy, close (PRJ-81, PRJ-82)."""

from collections.abc import Mapping
from typing import Any, Final

from contracts.projects.reviews import NEEDS_REMEDY, AgreeRemedy, CloseReview, CorrectReview, OpenReview
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.reviews.grid import Line, read_percent
from gateway.console.words import _
from gateway.views import review

OPEN: Final = Spec(
    "수시 심사분석 열기",
    "열기",
    OpenReview,
    (
        Field("project", "사업", "choice", must=True),
        Field("milestone", "마일스톤 번호", "number", hint="늦어진 마일스톤이 까닭이면 그 번호를 적습니다."),
        Field("reason", "여는 사유", "text", must=True, hint="예: 착공 지연으로 연내 집행이 어려움"),
    ),
    {"NOT_FOUND": "project"},
)
AGREE: Final = Spec(
    "대안 합의",
    "합의",
    AgreeRemedy,
    (
        Field("remedy", "합의한 대안", "text", must=True, hint="주관부서가 적은 대안을 고쳐 합의할 수 있습니다."),
        Field("answers_for_it", "책임", must=True, hint="부서나 보직을 적습니다. 사람 이름은 적지 않습니다."),
    ),
)
CLOSE: Final = Spec(
    "심사분석 종결",
    "종결",
    CloseReview,
    (Field("note", "종결 의견", "text"),),
    {"REMEDY_NOT_AGREED": "note"},
    "종결한 뒤에는 사유를 적어야만 바로잡을 수 있습니다. 실적을 더 고칠 것이 없는지 확인하세요.",
)


def shape_rates(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a correction with its percentages as basis points. Raises: Misread."""
    told = dict(payload)
    for name in ("planned", "actual"):
        points = read_percent(str(told[name]))
        if points is None:
            raise Misread(name, _("0에서 100까지의 숫자를 적으세요. 예: 87.5"))
        told[name] = points
    return told


CORRECT: Final = Spec(
    "종결한 심사분석 바로잡기",
    "바로잡기",
    CorrectReview,
    (
        Field("planned", "계획(%)", must=True, hint="예: 87.5"),
        Field("actual", "실적(%)", must=True, hint="예: 87.5"),
        Field("cause", "부진사유", "text", hint="바로잡아도 부진하면 적습니다."),
        Field("remedy", "대안", "text"),
        Field("recovery_date", "만회 시기", hint="예: 2024. 12월"),
        Field("reason", "바로잡는 사유", "text", must=True),
    ),
    {"CAUSE_AND_REMEDY_REQUIRED": "cause", "DAY_IN_PAST": "recovery_date", "BAD_SHAPE": "recovery_date"},
    "판정이 바뀌면 부서평가의 연속 부진 감점도 따라 바뀝니다.",
    shape_rates,
)
ACTS: Final[Mapping[str, Spec]] = {"agree": AGREE, "close": CLOSE, "correct": CORRECT}


def list_acts(row: review.Row) -> list[tuple[str, Spec]]:
    """Return what the coordinating office may do about a review now, the next thing first (PRJ-82)."""
    if row.state == "CLOSED":
        return [("correct", CORRECT)]
    if row.rating is None:
        return []
    if row.rating not in NEEDS_REMEDY:
        return [("close", CLOSE)]
    return [("close", CLOSE), ("agree", AGREE)] if row.is_agreed else [("agree", AGREE)]


def tell_standing(line: Line) -> tuple[tuple[str, str], ...]:
    """Return how a review stands, by label: shown beside a form that another has overtaken."""
    entry = line.entry
    told = (
        ("평가", line.rating.word),
        ("부진사유", entry.cause),
        ("대안", entry.remedy),
        ("만회 시기", entry.recovery),
    )
    return tuple((label, said) for label, said in told if said)
