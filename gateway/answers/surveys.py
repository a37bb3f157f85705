"""What the office reads and tells of surveys: results, texts to redact, a file of answers, winners (ENG-36, ENG-40)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from contracts.engagement.answers import Answer, list_columns, write_cells
from contracts.engagement.survey_results import SurveyResult, Terms, compute_survey
from contracts.engagement.surveys import Design, DrawPrizes, PublishSurvey, Quotes, read_terms
from contracts.errors import Rejected
from contracts.values import Role
from gateway.answers.registers import InSeoul
from gateway.answers.responses import TEXT
from gateway.auth import Principal
from gateway.exports.sheets import Cell, Column, Sheet, Workbook
from gateway.gate import Gate, Snapshot
from gateway.queries import invitation, rows, survey
from gateway.queries.survey import Counted
from gateway.responding import CONTACT
from gateway.views.survey import Row

BESIDE: Final = ("층", "응답한 달")
"""Columns before those of the questions."""
WIDTH: Final = 16


class DrawTold(BaseModel):
    """Who gets a prize: anybody can draw again, by sha256 of `seed|name`."""

    seed: str
    frame_sha256: str
    entries: int
    winners: list[str]
    cost: int
    at: InSeoul


@dataclass(frozen=True, slots=True)
class Written:
    """A text that was answered."""

    question: str
    stratum: str | None
    """Where every stratum that answered the question has at least k."""
    words: str


@dataclass(frozen=True, slots=True)
class Winner:
    """Who gets a prize."""

    name: str
    contact: str


async def find_own(snapshot: Snapshot, of_survey: UUID, principal: Principal) -> Row:
    """Return a survey of which somebody may read what citizens said. Raises: Rejected with NOT_FOUND, NOT_PERMITTED."""
    row = await rows.find_row(snapshot, survey.VIEW, str(of_survey))
    if row is None:
        raise Rejected("NOT_FOUND", "그런 설문이 없습니다. 주소를 확인하세요.")
    if not is_own(row, principal):
        raise Rejected("NOT_PERMITTED", "다른 부서의 설문입니다. 설문을 만든 부서나 총괄부서에 문의하세요.")
    return row


def is_own(row: Row, principal: Principal) -> bool:
    """Tell whether a survey is somebody's: the coordinating office's, and its department's."""
    return principal.role is Role.OPERATOR or (
        principal.role is Role.OFFICER and principal.department == row.department
    )


def require_ended(row: Row, wave: str | None, month: str) -> None:
    """Results are read after the close, those of a rolling survey's month when that is over.

    Raises: Rejected with RESULTS_HIDDEN, WAVE_NOT_OVER.
    """
    if row.state == "CLOSED" or (row.is_rolling and wave is not None and row.state == "OPEN" and wave < month):
        return
    if wave is not None and row.is_rolling and row.state == "OPEN":
        raise Rejected("WAVE_NOT_OVER", "아직 끝나지 않은 달입니다. 다음 달에 보세요.", {"month": month})
    raise Rejected("RESULTS_HIDDEN", "마감하기 전에는 결과를 볼 수 없습니다.", {"state": row.state})


async def compute(snapshot: Snapshot, row: Row, wave: str | None) -> SurveyResult:
    """Return what a survey, or one of its months, comes to now (ENG-39)."""
    cells = await survey.list_cells(snapshot, row.survey)
    terms = read_terms(Design.model_validate(row.design))
    return compute_survey(terms, [cell for cell in cells if wave in {None, cell.month}])


async def prepare_publication(
    gate: Gate, principal: Principal, of_survey: UUID, wave: str | None, quotes: Quotes, reason: str | None
) -> tuple[PublishSurvey, int]:
    """Return the command that publishes a survey, or a month of it, and the version of the survey that it rests on.

    Raises: Rejected with NOT_FOUND, NOT_PERMITTED, NOT_YET, BUSY.
    """
    await gate.catch_up(survey.VIEW, survey.CELL_VIEW)
    async with gate.reading() as snapshot:
        row = await find_own(snapshot, of_survey, principal)
        cells = await survey.list_cells(snapshot, row.survey)
    told = tuple(cell for cell in cells if wave in {None, cell.month})
    return PublishSurvey(wave=wave, cells=told, quotes=quotes, reason=reason), row.version


async def prepare_draw(gate: Gate, principal: Principal, of_survey: UUID, seed: str) -> DrawPrizes:
    """Return the command that draws among all entries that have not won yet.

    Raises: Rejected with NOT_FOUND, NOT_PERMITTED, NOT_YET, BUSY.
    """
    await gate.catch_up(survey.VIEW, invitation.ENTRY_VIEW)
    async with gate.reading() as snapshot:
        row = await find_own(snapshot, of_survey, principal)
        entries = await invitation.list_entries(snapshot, row.survey)
    won = {name for draw in row.draws for name in draw["winners"]}
    return DrawPrizes(seed=seed, entries=tuple(each.name for each in entries if each.name not in won))


async def list_winners(gate: Gate, snapshot: Snapshot, row: Row) -> list[Winner]:
    """Return who gets a prize with the contact that was left, 파기됨 once that is destroyed (ENG-36)."""
    entries = {each.name: each.contact for each in await invitation.list_entries(snapshot, row.survey)}
    names = [name for draw in row.draws for name in draw["winners"]]
    opened = await gate.vault.open_many([(entries[name], CONTACT) for name in names])
    return [Winner(name, str(contact)) for name, contact in zip(names, opened, strict=True)]


async def list_texts(gate: Gate, snapshot: Snapshot, row: Row) -> list[Written]:
    """Return what was written, of groups of at least k only, in an order that tells nothing (ENG-40)."""
    responses = await survey.list_responses(snapshot, row.survey)
    terms = read_terms(Design.model_validate(row.design))
    found: list[Written] = []
    for question in terms.questions:
        given = [
            (each.stratum, answer)
            for each in responses.values()
            for answer in each.answers
            if answer.question == question.code
        ]
        if len(given) >= terms.k:
            found += await _open_group(gate, terms, given)
    return found


async def _open_group(gate: Gate, terms: Terms, given: Sequence[tuple[str, Answer]]) -> list[Written]:
    told = choose_told(Counter(stratum for stratum, _ in given), terms.k)
    texts = sorted((answer.text, stratum, answer.question) for stratum, answer in given if answer.text is not None)
    opened = await gate.vault.open_many([(text, TEXT) for text, _, _ in texts])
    return [
        Written(question, stratum if stratum in told else None, str(words))
        for (_, stratum, question), words in zip(texts, opened, strict=True)
    ]


def choose_told(sizes: Mapping[str, int], k: int) -> frozenset[str]:
    """Return which groups may be named beside what one of them said: those that are left are at least k together."""
    hidden: list[str] = []
    for name in sorted(sizes, key=lambda each: (sizes[each], each)):
        together = sum(sizes[each] for each in hidden)
        if sizes[name] >= k and (not together or together >= k):
            break
        hidden.append(name)
    return frozenset(sizes) - set(hidden)


async def write_export(gate: Gate, snapshot: Snapshot, row: Row) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """Return the columns of a file of responses and a line each, in an order that tells nothing (ENG-38, ENG-40).

    Raises: Rejected with GROUP_TOO_SMALL.
    """
    design = Design.model_validate(row.design)
    k, responses = read_terms(design).k, await survey.list_responses(snapshot, row.survey)
    if len(responses) < k:
        raise Rejected("GROUP_TOO_SMALL", f"답한 사람이 {k}명보다 적어 낱낱의 답을 내려받을 수 없습니다.")
    ordered = order_responses(row.survey, responses)
    strata = choose_told(Counter(each.stratum for each in ordered), k)
    months = choose_told(Counter(each.month for each in ordered), k)
    texts = await _open_texts(gate, ordered)
    lines: list[tuple[Cell, ...]] = []
    for each in ordered:
        words = {answer.question: texts[answer.text] for answer in each.answers if answer.text is not None}
        cells = write_cells(design.questions, each.answers, words)
        beside = (each.stratum if each.stratum in strata else None, each.month if each.month in months else None)
        lines.append((*beside, *cells.values()))
    return [*BESIDE, *list_columns(design.questions)], lines


def order_responses(of_survey: str, responses: Mapping[str, Counted]) -> list[Counted]:
    """Return responses in an order that is the same each time and tells neither when nor by whom they came."""
    names = sorted(responses, key=lambda name: sha256(f"{of_survey}|{name}".encode()).digest())
    return [responses[name] for name in names]


async def _open_texts(gate: Gate, responses: Iterable[Counted]) -> dict[str, str]:
    """Return what was written, by how it is sealed."""
    sealed = [answer.text for each in responses for answer in each.answers if answer.text is not None]
    opened = await gate.vault.open_many([(text, TEXT) for text in sealed])
    return dict(zip(sealed, map(str, opened), strict=True))


def make_book(row: Row, headers: Sequence[str], lines: Iterable[tuple[Cell, ...]]) -> Workbook:
    """Return responses as a workbook of one sheet."""
    assert row.closed_at is not None, "it is closed"
    columns = tuple(Column(header, WIDTH) for header in headers)
    return Workbook(row.title, row.closed_at, (Sheet("응답", columns, tuple(lines)),))
