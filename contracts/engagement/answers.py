"""Answers to a survey's questions: which count, what they add up to, and their columns in an export (ENG-38).

An answer to a question that is not shown in the end is discarded when the response is sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from contracts.engagement.questions import LIKERT, OTHER, SCALE, SEVERAL, Number, Question, QuestionKind, list_codes
from contracts.errors import Rejected
from contracts.messages import Message
from contracts.sealed import Sealed
from contracts.values import Code, Day

Latitude = Annotated[int, Field(ge=-90_000, le=90_000)]
"""Thousandths of a degree: about 100 m."""
Longitude = Annotated[int, Field(ge=-180_000, le=180_000)]
"""Thousandths of a degree."""


class RowPoints(Message):
    """Points that were given to a line of a matrix."""

    row: Code
    points: Annotated[int, Field(ge=1, le=5)]


class MapPoint(Message):
    """A place, no more exactly than about 100 m."""

    latitude: Latitude
    longitude: Longitude


class Answer(Message):
    """What was said to one question; a text is sealed before it comes here."""

    question: Code
    options: Annotated[tuple[Code, ...], Field(max_length=50, strict=False)] = ()
    """Chosen options; `yes` or `no`."""
    ranked: Annotated[tuple[Code, ...], Field(max_length=50, strict=False)] = ()
    """RANKING: options, the first place first."""
    points: Annotated[tuple[RowPoints, ...], Field(max_length=50, strict=False)] = ()
    """MATRIX."""
    number: Number | None = None
    """LIKERT, SCALE, NUMBER."""
    day: Day | None = None
    place: MapPoint | None = None
    text: Sealed | None = None
    """A text, or what was written beside 기타."""


Answers = Annotated[tuple[Answer, ...], Field(max_length=100, strict=False)]


def list_shown(questions: Sequence[Question], answers: Iterable[Answer]) -> tuple[Question, ...]:
    """Return the questions that are shown to who has answered so, in their order."""
    given = {answer.question: answer for answer in answers}
    said: dict[str, set[str]] = {}
    shown = []
    for question in questions:
        if all(said.get(each.question, set()) & set(each.any_of) for each in question.shown_if):
            shown.append(question)
            said[question.code] = _list_said(given[question.code]) if question.code in given else set()
    return tuple(shown)


def keep_answers(questions: Sequence[Question], answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers that count, in the order of the questions; those to what is not shown are discarded.

    Raises: Rejected with ANSWER_INVALID, ANSWER_REQUIRED.
    """
    given = {answer.question: answer for answer in answers}
    if len(given) < len(answers) or not given.keys() <= {question.code for question in questions}:
        raise Rejected("ANSWER_INVALID", "설문에 있는 문항에 한 번씩만 답하세요.")
    kept = []
    for question in list_shown(questions, answers):
        answer = given.get(question.code)
        if answer is None:
            if question.is_required:
                raise _refuse_answer("ANSWER_REQUIRED", question, "꼭 답해야 하는 문항입니다.")
            continue
        _check_answer(question, answer)
        kept.append(answer)
    return tuple(kept)


def count_answers(answers: Iterable[Answer], sums: Mapping[str, int] = {}, times: int = 1) -> dict[str, int]:
    """Return sums with a response more, or with `times` -1 one less: who answered, and who said what.

    `question|` counts who answered it, `question.row|` a line of a matrix; `question|value` who said so,
    `question.row|points` of a line, `question.option|place` of a ranking; `question|+` adds numbers up.
    """
    added = dict(sums)
    for answer in answers:
        for key, amount in (_base(answer), *_list_values(answer)):
            added[key] = added.get(key, 0) + times * amount
    return {key: added[key] for key in sorted(added) if added[key] or key.endswith("+")}


def list_columns(questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the columns of an export, always the same for the same questions, in their order (ENG-38)."""
    columns: list[str] = []
    for question in questions:
        match question.kind:
            case QuestionKind.INFORMATION:
                continue
            case QuestionKind.MULTIPLE | QuestionKind.RANKING:
                columns += [f"{question.code}.{option}" for option in list_codes(question)]
            case QuestionKind.MATRIX:
                columns += [f"{question.code}.{row.code}" for row in question.rows]
            case QuestionKind.MAP_POINT:
                columns += [f"{question.code}.latitude", f"{question.code}.longitude"]
            case _:
                columns.append(question.code)
        if question.has_other:
            columns.append(f"{question.code}.{OTHER}-text")
    return tuple(columns)


def write_cells(questions: Sequence[Question], answers: Iterable[Answer], texts: Mapping[str, str]) -> dict[str, str]:
    """Return a response by column; `texts` are the opened ones by question, and what is absent stays empty."""
    given = {answer.question: answer for answer in answers}
    cells = dict.fromkeys(list_columns(questions), "")
    for question in questions:
        if answer := given.get(question.code):
            cells |= _write(question, answer, texts.get(question.code, ""))
    return cells


def _write(question: Question, answer: Answer, text: str) -> dict[str, str]:
    code = question.code
    match question.kind:
        case QuestionKind.INFORMATION:
            return {}
        case QuestionKind.MULTIPLE:
            told = {f"{code}.{each}": str(int(each in answer.options)) for each in list_codes(question)}
        case QuestionKind.RANKING:
            told = {f"{code}.{option}": str(place) for place, option in enumerate(answer.ranked, 1)}
        case QuestionKind.MATRIX:
            told = {f"{code}.{each.row}": str(each.points) for each in answer.points}
        case QuestionKind.MAP_POINT:
            assert answer.place is not None, "it was checked"
            place = {"latitude": answer.place.latitude, "longitude": answer.place.longitude}
            told = {f"{code}.{name}": f"{thousandths / 1_000:.3f}" for name, thousandths in place.items()}
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT:
            told = {code: text}
        case QuestionKind.LIKERT | QuestionKind.SCALE | QuestionKind.NUMBER:
            told = {code: str(answer.number)}
        case QuestionKind.DATE:
            told = {code: str(answer.day)}
        case QuestionKind.SINGLE | QuestionKind.YES_NO | QuestionKind.IMAGE | QuestionKind.CONSENT:
            told = {code: answer.options[0]}
    return told | ({f"{code}.{OTHER}-text": text} if question.has_other and OTHER in answer.options else {})


def _base(answer: Answer) -> tuple[str, int]:
    return f"{answer.question}|", 1


def _list_values(answer: Answer) -> list[tuple[str, int]]:
    code = answer.question
    values = [f"{code}|{option}" for option in answer.options]
    values += [f"{code}.{option}|{place}" for place, option in enumerate(answer.ranked, 1)]
    values += [key for each in answer.points for key in (f"{code}.{each.row}|", f"{code}.{each.row}|{each.points}")]
    if answer.day is not None:
        values.append(f"{code}|{answer.day:%Y-%m}")
    if answer.place is not None:
        values.append(f"{code}|{answer.place.latitude},{answer.place.longitude}")
    told = [(value, 1) for value in values]
    if answer.number is not None:
        told += [(f"{code}|+", answer.number), *([(f"{code}|{answer.number}", 1)] if answer.number in SCALE else [])]
    return told


def _list_said(answer: Answer) -> set[str]:
    """Return what conditions can look at."""
    return {*answer.options, *answer.ranked, *(() if answer.number is None else (str(answer.number),))}


def _check_answer(question: Question, answer: Answer) -> None:
    """Refuse an answer that says what the question does not ask. Raises: Rejected with ANSWER_INVALID."""
    if not _is_shaped(question, answer) or not _is_allowed(question, answer):
        raise _refuse_answer("ANSWER_INVALID", question, "문항에 맞지 않는 답입니다. 화면에서 다시 고르세요.")


_SHAPES: Final[Mapping[QuestionKind, frozenset[str]]] = {
    QuestionKind.SINGLE: frozenset({"options"}),
    QuestionKind.MULTIPLE: frozenset({"options"}),
    QuestionKind.YES_NO: frozenset({"options"}),
    QuestionKind.LIKERT: frozenset({"number"}),
    QuestionKind.SCALE: frozenset({"number"}),
    QuestionKind.MATRIX: frozenset({"points"}),
    QuestionKind.RANKING: frozenset({"ranked"}),
    QuestionKind.IMAGE: frozenset({"options"}),
    QuestionKind.NUMBER: frozenset({"number"}),
    QuestionKind.DATE: frozenset({"day"}),
    QuestionKind.SHORT_TEXT: frozenset({"text"}),
    QuestionKind.LONG_TEXT: frozenset({"text"}),
    QuestionKind.MAP_POINT: frozenset({"place"}),
    QuestionKind.CONSENT: frozenset({"options"}),
    QuestionKind.INFORMATION: frozenset(),
}
"""Which parts an answer has, by kind; a text beside 기타 comes on top."""


def _is_shaped(question: Question, answer: Answer) -> bool:
    told = {name for name in ("options", "ranked", "points") if getattr(answer, name)}
    told |= {name for name in ("number", "day", "place", "text") if getattr(answer, name) is not None}
    if question.has_other and OTHER in answer.options:
        told -= {"text"}
    return told == _SHAPES[question.kind]


def _is_allowed(question: Question, answer: Answer) -> bool:
    match question.kind:
        case QuestionKind.LIKERT:
            return answer.number in LIKERT
        case QuestionKind.SCALE:
            return answer.number in SCALE
        case QuestionKind.NUMBER:
            assert answer.number is not None, "its shape was checked"
            low = question.minimum is None or answer.number >= question.minimum
            return low and (question.maximum is None or answer.number <= question.maximum)
        case QuestionKind.MATRIX:
            rows = [each.row for each in answer.points]
            known = [row.code for row in question.rows]
            is_whole = len(rows) == len(known) or not question.is_required
            return len(set(rows)) == len(rows) and set(rows) <= set(known) and is_whole
        case _:
            return _is_choice_allowed(question, answer.ranked or answer.options)


def _is_choice_allowed(question: Question, chosen: Sequence[str]) -> bool:
    codes = list_codes(question)
    most = (question.max_choices or len(codes)) if question.kind in SEVERAL else 1
    return len(chosen) <= most and len(set(chosen)) == len(chosen) and set(chosen) <= set(codes)


def _refuse_answer(code: str, question: Question, message: str) -> Rejected:
    return Rejected(code, message, {"question": question.code})


def find_month(day: date) -> str:
    """Return all that is kept of when somebody answered: 2024-03."""
    return f"{day:%Y-%m}"
