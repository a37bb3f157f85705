"""What codes, fields and values of a discrepancy are called: what a rule finds, and what only a reader can find."""

from collections.abc import Mapping
from typing import Final

from contracts.errors import CODES
from contracts.projects import AboutKind
from contracts.projects.attraction import TargetKind
from gateway.console.words import _
from gateway.labels.projects import SOURCE_LABELS, TARGET_KIND_LABELS

CLAIMED: Final[Mapping[str, str]] = {
    "ROUND_NOT_STATED": "예산 회차가 적혀 있지 않음",
    "AMOUNT_NOT_STATED": "금액이 적혀 있지 않음",
    "PERIOD_NOT_STATED": "기간이 다 적혀 있지 않음",
    "CONTRACT_NOT_SIGNED": "아직 계약하지 않음",
    "NAME_TO_VERIFY": "이름을 확인해야 함",
}
"""Codes that no rule gives: who enters a document may use them."""
READ: Final = "INC-"
"""How the codes begin of what a reader of the documents found (domain.md, INC)."""
FIELDS: Final[Mapping[str, str]] = {
    **SOURCE_LABELS,
    "total": "총사업비",
    "this_year": "그해 사업비",
    "earlier": "기투자",
    "later": "이후 연도",
    "sources": "재원",
    "lines": "내역",
    "years": "연도별 투자계획",
    "parts": "세부사업",
    "period": "기간",
    "kind": "구분",
    "count": "필지",
    "area_m2": "면적",
    "pyeong": "평",
}
"""Fields that rules name; a person names one in Korean."""
STEP: Final = "milestone-"
LINE: Final = "lines/"
"""A line of a budget sheet: `lines/2 total`."""


def name_code(code: str) -> str:
    """Return what a code means, in a few words; a code that nobody explains stands for itself."""
    if code in CODES:
        return CODES[code].title
    if code.startswith(READ):
        return _("문서 안에서 어긋남(%(code)s)", code=code)
    return _(CLAIMED[code]) if code in CLAIMED else code


def name_field(field: str | None) -> str:
    """Return what a field is called; empty without."""
    if field is None:
        return ""
    if field.startswith(STEP):
        return _("일정 %(n)s", n=field.removeprefix(STEP))
    if field.startswith(LINE):
        number, _space, column = field.removeprefix(LINE).partition(" ")
        return _("%(n)s번째 줄 %(column)s", n=number, column=name_field(column))
    return _(FIELDS[field]) if field in FIELDS else field


def name_about(kind: str, key: str) -> str:
    """Return the name of a thing that has none but its key: a plan's year, a document's letter."""
    if kind == AboutKind.PLAN:
        return _("%(year)s년 업무계획", year=key)
    if kind == AboutKind.DOCUMENT:
        return _("문서 %(name)s", name=key)
    return key if kind == AboutKind.PROGRAMME else ""


def show_value(value: str | None) -> str:
    """Return a value as it is shown; what a rule says of a target that it does not know is a word."""
    return _(TARGET_KIND_LABELS[TargetKind.UNKNOWN]) if value == TargetKind.UNKNOWN else value or ""
