"""의제 of a session as a form: a line each, where each comes from, and their order (ENG-14)."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.engagement.questions import CHOOSING
from contracts.engagement.survey_results import SurveyResult
from contracts.engagement.surveys import Design
from contracts.engagement.town_halls import SetAgenda
from gateway.console.feedback.book import shorten
from gateway.console.meetings.forms import Misread
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.labels.engagement import FEEDBACK_STATE_LABELS
from gateway.queries import feedback, survey
from gateway.queries.rows import Place, find_row, list_page
from gateway.shapes import explain_shape
from gateway.views.survey import Result
from gateway.views.town_hall import Row

TEXT: Final = "text"
SOURCE: Final = "source"
LONGEST: Final = 4_000
"""Characters of an item (contracts.values.Text)."""
MOST: Final = 50
"""Items of an agenda (contracts/engagement/town_halls.py)."""
SPARE: Final = 3
"""Empty lines below the last item."""
EARLIER: Final = 50
"""Items of earlier sessions to choose from, the latest."""
SURVEYS: Final = 10
"""Published results to choose from, the latest."""
TOP: Final = 3
"""What most have named, of one question."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form; an empty one is none of the agenda."""

    text: str = ""
    source: str = ""
    """Empty of something new; else what it comes from, as the value of a choice."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where an item may come from."""

    value: str
    label: str
    text: str
    """What the item says where nothing else is typed."""


Choices = Mapping[str, Sequence[Choice]]
"""By the heading of their group."""


def list_lines(agenda: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Return the lines of an agenda as it stands."""
    return [Line(each["text"], _name_source(each)) for each in agenda]


def read_lines(form: FormData) -> list[Line]:
    """Return the lines that were filled in."""
    texts, sources = ([str(each).strip() for each in form.getlist(name)] for name in (TEXT, SOURCE))
    lines = [Line(text[:LONGEST], source) for text, source in zip(texts, sources, strict=False)]
    return [each for each in lines if each != Line()][:MOST]


def move(lines: Sequence[Line], act: str) -> list[Line]:
    """Return the lines after a button of one: `up-1` puts the second before the first, `down-0` too."""
    way, _dash, number = act.partition("-")
    first = int(number) - (way == "up") if number.isdecimal() and len(number) < len("100") else -1
    if not 0 <= first < len(lines) - 1:
        return list(lines)
    return [*lines[:first], lines[first + 1], lines[first], *lines[first + 2 :]]


def pad(lines: Sequence[Line]) -> list[Line]:
    """Return lines with some empty ones below."""
    return [*lines, *[Line()] * min(SPARE, MOST - len(lines))]


def make_agenda(lines: Sequence[Line], choices: Choices) -> SetAgenda:
    """Return the command of a form. Raises: Misread."""
    texts = {each.value: each.text for group in choices.values() for each in group}
    if not lines:
        raise Misread(TEXT, _("의제를 하나 이상 적으세요."))
    items = [{TEXT: each.text or texts.get(each.source, ""), **_read_source(each.source)} for each in lines]
    try:
        return SetAgenda.model_validate({"agenda": items})
    except ValidationError as error:
        raise Misread(TEXT, explain_shape(error.errors())[0]["message"]) from error


async def list_choices(snapshot: Snapshot, row: Row) -> Choices:
    """Return where items may come from: earlier sessions, published surveys, and what stands there already."""
    found = {
        "지난 행사에서 정한 것": [each async for each in _list_earlier(snapshot, row)],
        "설문에서 나온 것": [each async for each in _list_asked(snapshot)],
    }
    known = {each.value for group in found.values() for each in group}
    kept = [line for line in list_lines(row.agenda) if line.source and line.source not in known]
    return found | {"지금 의제": [Choice(each.source, shorten(each.text), each.text) for each in kept]}


async def _list_earlier(snapshot: Snapshot, row: Row) -> AsyncIterator[Choice]:
    others = [feedback.TABLE.c.town_hall != row.town_hall]
    place = Place(EARLIER, is_falling=True)
    page = await list_page(snapshot, feedback.VIEW, others, feedback.ORDER, place)
    for each in page.rows:
        state = _(FEEDBACK_STATE_LABELS[each.state])
        yield Choice(f"feedback:{each.feedback}", f"{shorten(each.text)} ({state})", each.text)


async def _list_asked(snapshot: Snapshot) -> AsyncIterator[Choice]:
    place = Place(SURVEYS, is_falling=True)
    page = await list_page(snapshot, survey.RESULT_VIEW, [], survey.RESULT_ORDER, place)
    newest: dict[str, Result] = {}
    for row in page.rows:
        newest.setdefault(row.survey, row)
    for each in newest.values():
        of = await find_row(snapshot, survey.VIEW, each.survey)
        if of is not None:
            yield Choice(f"survey:{of.survey}", of.title, of.title)
            for choice in _list_top(each, of.title, Design.model_validate(of.design)):
                yield choice


def _list_top(result: Result, title: str, design: Design) -> Iterator[Choice]:
    """Yield what most have named, of each question with options."""
    told = {each.item: each.everybody.values for each in SurveyResult.model_validate(result.told).items}
    for question in design.questions:
        named = {each.code: each.text for each in question.options}
        values = [each for each in told.get(question.code, ()) if each.count and each.value in named]
        if question.kind not in CHOOSING:
            continue
        for each in sorted(values, key=lambda value: -(value.count or 0))[:TOP]:
            share = f" ({each.percent}%)" if each.percent is not None else ""
            source = f"survey:{result.survey}:{question.code}:{each.value}"
            yield Choice(source, f"{shorten(title)}: {named[each.value]}{share}", named[each.value])


def _name_source(item: Mapping[str, Any]) -> str:
    if item["feedback"]:
        return f"feedback:{item['feedback']}"
    parts = [item[name] for name in ("survey", "question", "option") if item[name]]
    return ":".join(("survey", *parts)) if parts else ""


def _read_source(source: str) -> dict[str, str]:
    kind, *parts = source.split(":")
    match kind:
        case "feedback":
            return dict(zip(("feedback",), parts, strict=False))
        case "survey":
            return dict(zip(("survey", "question", "option"), parts, strict=False))
        case _:
            return {}
