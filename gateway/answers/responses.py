"""Answers as a phone sends them: texts sealed, places rounded to about 100 m, before anything is sent on (ENG-38)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from contracts.engagement.answers import Answer, MapPoint, RowPoints
from contracts.engagement.questions import SHORT, Number, Question, QuestionKind
from contracts.errors import Rejected
from contracts.values import Code, Text
from infra.vault import Vault

TEXT: Final = "engagement.survey.text"
"""What a text is sealed as."""
THOUSAND: Final = 1_000
"""Thousandths of a degree: about 100 m."""


class Sent(BaseModel):
    """A part of what a phone sends."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PlaceSent(Sent):
    """A place on a map, in degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class PointsSent(Sent):
    """Points that were given to a line of a matrix."""

    row: Code
    points: Annotated[int, Field(ge=1, le=5)]


class AnswerSent(Sent):
    """What was said to one question."""

    question: Code
    options: Annotated[list[Code], Field(max_length=50)] = []
    """Chosen options; `yes` or `no`."""
    ranked: Annotated[list[Code], Field(max_length=50)] = []
    """RANKING: options, the first place first."""
    points: Annotated[list[PointsSent], Field(max_length=50)] = []
    """MATRIX."""
    number: Number | None = None
    """LIKERT, SCALE, NUMBER."""
    day: Annotated[date, Field(strict=False)] | None = None
    place: PlaceSent | None = None
    text: Text | None = None
    """A text, or what is written beside 기타."""


_WRITER: Final = TypeAdapter(Sequence[AnswerSent])


def write_answers(answers: Sequence[AnswerSent]) -> str:
    """Return answers as one text, the same for the same content."""
    return _WRITER.dump_json(answers).decode()


async def seal_answers(
    vault: Vault, texts: UUID, questions: Iterable[Question], answers: Sequence[AnswerSent]
) -> list[Answer]:
    """Return answers as they travel. Raises: Rejected with ANSWER_INVALID; SubjectErased, Unavailable."""
    known = {question.code: question for question in questions}
    for answer in answers:
        _check_length(known.get(answer.question), answer)
    return [await _seal(vault, texts, answer) for answer in answers]


async def _seal(vault: Vault, texts: UUID, answer: AnswerSent) -> Answer:
    return Answer(
        question=answer.question,
        options=tuple(answer.options),
        ranked=tuple(answer.ranked),
        points=tuple(RowPoints(row=each.row, points=each.points) for each in answer.points),
        number=answer.number,
        day=answer.day,
        place=_round(answer.place) if answer.place else None,
        text=await vault.seal(texts, TEXT, answer.text) if answer.text else None,
    )


def _round(place: PlaceSent) -> MapPoint:
    return MapPoint(latitude=round(place.latitude * THOUSAND), longitude=round(place.longitude * THOUSAND))


def _check_length(question: Question | None, answer: AnswerSent) -> None:
    is_long = question is not None and question.kind is QuestionKind.LONG_TEXT
    if answer.text is not None and not is_long and len(answer.text) > SHORT:
        message = f"{SHORT}자까지 적을 수 있습니다. 줄여서 다시 보내세요."
        raise Rejected("ANSWER_INVALID", message, {"question": answer.question})
