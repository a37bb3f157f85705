"""Questions of surveys: what may be asked, when each is shown, which answers count and in which columns (ENG-38).

A question is shown where all its conditions hold; each condition looks at an earlier question, so that branches can
never run in a circle.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from contracts.errors import Rejected
from contracts.messages import Message
from contracts.values import Code, Name, Sha256, Text


class QuestionKind(StrEnum):
    """문항 종류."""

    SINGLE = "SINGLE"
    """하나 고르기."""
    MULTIPLE = "MULTIPLE"
    """여럿 고르기, max_choices까지."""
    YES_NO = "YES_NO"
    LIKERT = "LIKERT"
    """5점 척도."""
    SCALE = "SCALE"
    """0에서 10까지."""
    MATRIX = "MATRIX"
    """줄마다 5점 척도."""
    RANKING = "RANKING"
    """순위, max_choices위까지."""
    IMAGE = "IMAGE"
    """그림 고르기."""
    NUMBER = "NUMBER"
    DATE = "DATE"
    SHORT_TEXT = "SHORT_TEXT"
    LONG_TEXT = "LONG_TEXT"
    MAP_POINT = "MAP_POINT"
    """지도에서 한 곳: 약 100 m까지만 남긴다."""
    CONSENT = "CONSENT"
    """동의함."""
    INFORMATION = "INFORMATION"
    """읽을거리: 답이 없다."""


CHOOSING: Final = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING, QuestionKind.IMAGE})
"""Kinds with options of their own."""
SEVERAL: Final = frozenset({QuestionKind.MULTIPLE, QuestionKind.RANKING})
"""Kinds of which several options may be chosen."""
SCORED: Final = frozenset({QuestionKind.LIKERT, QuestionKind.MATRIX})
"""Kinds of five points, which are told of a hundred (ENG-35)."""
WRITTEN: Final = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
OTHER: Final = "other"
"""기타: the option that comes with a text."""
YES: Final = "yes"
NO: Final = "no"
LIKERT: Final = range(1, 6)
SCALE: Final = range(11)
SHORT: Final = 200
"""Characters of a short text, and of what is written beside 기타."""
Number = Annotated[int, Field(ge=-(10**12), le=10**12)]
Most = Annotated[int, Field(ge=1, le=50)]


class SurveyOption(Message):
    """What can be chosen, or a line of a matrix."""

    code: Code
    text: Name
    image: Sha256 | None = None
    """IMAGE: of the file store."""


class Condition(Message):
    """Holds where an earlier question was answered with any of these."""

    question: Code
    any_of: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50, strict=False)]
    """Codes of options, `yes` and `no`, or points."""


Options = Annotated[tuple[SurveyOption, ...], Field(max_length=50, strict=False)]
Conditions = Annotated[tuple[Condition, ...], Field(max_length=10, strict=False)]


class Question(Message):
    """One question, or something to read."""

    code: Code
    kind: QuestionKind = Field(strict=False)
    text: Text
    options: Options = ()
    has_other: bool = False
    """SINGLE, MULTIPLE: 기타 with a text."""
    rows: Options = ()
    """MATRIX: its lines."""
    max_choices: Most | None = None
    """MULTIPLE, RANKING: how many may be chosen; absent for all."""
    minimum: Number | None = None
    maximum: Number | None = None
    """NUMBER."""
    is_required: bool = False
    shown_if: Conditions = ()
    """All must hold."""


Questions = Annotated[tuple[Question, ...], Field(min_length=1, max_length=100, strict=False)]


def check_questions(questions: Sequence[Question]) -> None:
    """Refuse questions that cannot be asked. Raises: Rejected with QUESTION_INVALID, BRANCH_INVALID."""
    known: dict[str, Question] = {}
    for question in questions:
        if question.code in known:
            raise _refuse_question(question, "같은 문항 코드를 두 번 적었습니다. 문항마다 다른 코드를 적으세요.")
        _check_parts(question)
        _check_branches(question, known)
        known[question.code] = question
    if all(question.kind is QuestionKind.INFORMATION for question in questions):
        raise Rejected("QUESTION_INVALID", "답할 문항이 하나는 있어야 합니다. 문항을 더하세요.")


def list_codes(question: Question) -> tuple[str, ...]:
    """Return what can be said to a question of options, in its order."""
    if question.kind in {QuestionKind.YES_NO, QuestionKind.CONSENT}:
        return (YES, NO) if question.kind is QuestionKind.YES_NO else (YES,)
    own = tuple(option.code for option in question.options)
    return (*own, OTHER) if question.has_other else own


def _check_parts(question: Question) -> None:
    kind, codes = question.kind, [option.code for option in question.options]
    if (len(codes) >= 2) != (kind in CHOOSING) or (codes and kind not in CHOOSING):
        raise _refuse_question(question, "선택지는 고르는 문항에만, 둘 이상 적으세요.")
    if bool(question.rows) != (kind is QuestionKind.MATRIX):
        raise _refuse_question(question, "줄은 행렬 문항에만, 하나 이상 적으세요.")
    parts = [*codes, *([OTHER] if question.has_other else [])]
    if len(set(parts)) < len(parts) or len({row.code for row in question.rows}) < len(question.rows):
        raise _refuse_question(
            question, "같은 선택지나 줄을 두 번 적었습니다. 하나만 남기세요. 코드 other는 기타의 것입니다."
        )
    if question.has_other and kind not in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        raise _refuse_question(question, "기타는 고르는 문항에만 있습니다.")
    if question.max_choices is not None and not (kind in SEVERAL and question.max_choices <= len(parts)):
        raise _refuse_question(question, "몇 개까지 고를지는 여럿 고르기와 순위에서만, 선택지 수까지 적으세요.")
    if kind is QuestionKind.IMAGE and any(option.image is None for option in question.options):
        raise _refuse_question(question, "그림 고르기에는 선택지마다 그림이 있어야 합니다.")
    bounds = question.minimum, question.maximum
    if kind is not QuestionKind.NUMBER and bounds != (None, None):
        raise _refuse_question(question, "가장 작은 수와 큰 수는 숫자 문항에만 적습니다.")
    if None not in bounds and question.minimum > question.maximum:  # type: ignore[operator]  # neither is None
        raise _refuse_question(question, "가장 작은 수가 가장 큰 수보다 큽니다.")
    if kind is QuestionKind.INFORMATION and question.is_required:
        raise _refuse_question(question, "읽을거리는 꼭 답할 문항이 될 수 없습니다.")


def _check_branches(question: Question, earlier: Mapping[str, Question]) -> None:
    for each in question.shown_if:
        asked = earlier.get(each.question)
        if asked is None:
            raise _refuse_branch(question, "조건은 앞에 있는 문항만 볼 수 있습니다. 자신이나 뒤의 문항은 안 됩니다.")
        if not set(each.any_of) <= _list_sayable(asked):
            raise _refuse_branch(question, "앞 문항에 없는 답을 조건으로 적었습니다. 선택지를 확인하세요.")


def _list_sayable(question: Question) -> set[str]:
    match question.kind:
        case QuestionKind.LIKERT:
            return {str(points) for points in LIKERT}
        case QuestionKind.SCALE:
            return {str(points) for points in SCALE}
        case _:
            return set(list_codes(question))


def _refuse_question(question: Question, message: str) -> Rejected:
    return Rejected("QUESTION_INVALID", message, {"question": question.code})


def _refuse_branch(question: Question, message: str) -> Rejected:
    return Rejected("BRANCH_INVALID", message, {"question": question.code})
