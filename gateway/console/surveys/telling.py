"""Results of surveys in words, bars and tables, the same for staff and for everybody (ENG-35, ENG-39, ENG-40)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.engagement.questions import NO, OTHER, SCORED, YES, Question, QuestionKind
from contracts.engagement.survey_results import GroupShare, ItemResult, SurveyResult
from contracts.engagement.surveys import Design
from gateway.console.present import format_count
from gateway.console.words import _
from gateway.labels.engagement import LIKERT_LABELS

HIDDEN: Final = "—"
ORDERED: Final = SCORED | {QuestionKind.SCALE, QuestionKind.RANKING, QuestionKind.DATE}
"""Kinds whose values have an order of their own; of others the most frequent one comes first."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was said, and by how many."""

    name: str
    count: str
    percent: str
    share: float
    """Of 100, for the bar."""
    by_stratum: tuple[str, ...]
    """The counts of each stratum, in their order."""


@dataclass(frozen=True, slots=True)
class Told:
    """One question, one line of a matrix or one option of a ranking."""

    title: str
    answered: str
    mean: str
    score: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How many of a stratum answered, and what each of them stands for."""

    name: str
    responses: str
    population: str
    weight: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a survey has come to."""

    result: SurveyResult
    sizes: tuple[Size, ...]
    items: tuple[Told, ...]


def tell(result: SurveyResult, design: Design) -> Outcome:
    """Return a result as people read it."""
    names = {each.code: each.name for each in design.strata}
    questions = {each.code: each for each in design.questions}
    return Outcome(
        result,
        tuple(
            Size(
                names[each.stratum],
                show_count(each.responses),
                format_count(each.population) if each.population else HIDDEN,
                each.weight or HIDDEN,
            )
            for each in result.strata
        ),
        tuple(_tell_item(item, questions[item.item.partition(".")[0]]) for item in result.items),
    )


def show_count(count: int | None) -> str:
    """Return a count; a dash where it is not told."""
    return HIDDEN if count is None else format_count(count)


def name_value(question: Question, value: str) -> str:
    """Return what was said to a question, in words."""
    own = {each.code: each.text for each in question.options}
    match question.kind:
        case QuestionKind.LIKERT | QuestionKind.MATRIX:
            return f"{value} {_(LIKERT_LABELS[value])}"
        case QuestionKind.RANKING if value.isdecimal() and value not in own:
            return _("%(n)s위", n=value)
        case _:
            return own.get(value) or {YES: _("예"), NO: _("아니요"), OTHER: _("기타")}.get(value, value)


def _tell_item(item: ItemResult, question: Question) -> Told:
    part = item.item.partition(".")[2]
    name = next((each.text for each in (*question.rows, *question.options) if each.code == part), "")
    title = f"{question.text}: {name}" if name else question.text
    everybody = item.everybody
    lines = list(_list_lines(question, everybody, [each.share for each in item.by_stratum]))
    if question.kind not in ORDERED:
        lines.sort(key=lambda line: -line.share)
    return Told(title, show_count(everybody.answered), everybody.mean or "", everybody.score or "", tuple(lines))


def _list_lines(question: Question, everybody: GroupShare, strata: Sequence[GroupShare]) -> Iterator[Line]:
    by_stratum: list[Mapping[str, int | None]] = [{each.value: each.count for each in share.values} for share in strata]
    for each in everybody.values:
        yield Line(
            name_value(question, each.value),
            show_count(each.count),
            f"{each.percent}%" if each.percent is not None else HIDDEN,
            float(each.percent or 0),
            tuple(show_count(counts.get(each.value)) for counts in by_stratum),
        )
