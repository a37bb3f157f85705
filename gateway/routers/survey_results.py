"""/v1/surveys/{survey}: what a survey has come to, who gets a prize, what may be read of answers (ENG-36)."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.juries import Seed
from contracts.engagement.survey_results import Month, SurveyResult
from contracts.engagement.surveys import PublishSurvey, Quote
from contracts.errors import Rejected
from contracts.values import Text
from gateway.access import (
    Asked,
    Asking,
    CommandedNow,
    Gated,
    IfMatch,
    Key,
    Meta,
    Parameters,
    Unasked,
    Written,
)
from gateway.answers.surveys import (
    compute,
    find_own,
    list_texts,
    list_winners,
    make_book,
    prepare_draw,
    prepare_publication,
    require_ended,
    write_export,
)
from gateway.auth import Principal
from gateway.commands import carry_out
from gateway.console.exports.making import find_maker, send_file
from gateway.exports import plain, workbook
from gateway.exports.making import NotMade
from gateway.exports.sheets import Cell
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.ordering import order_by_key
from gateway.queries import invitation, survey
from gateway.queries.metadata import find_position
from gateway.seen import send_as_seen
from gateway.views.survey import CONTEXT, Row

router = APIRouter(prefix="/v1/surveys/{survey}", route_class=GuardedRoute, tags=["시민참여"])
Place = Annotated[UUID, Path(alias="survey")]
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {workbook.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


class Wave(Parameters):
    """Which month of a rolling survey."""

    wave: Annotated[Month | None, Field(description="연중 설문의 달: 2024-03")] = None


class Publication(BaseModel):
    """What is published beside the numbers."""

    model_config = ConfigDict(extra="forbid", strict=True)

    wave: Month | None = None
    """A rolling survey: the month; it must be over."""
    quotes: Annotated[list[Quote], Field(max_length=500)] = []
    """Texts, without whatever would tell whose they are."""
    reason: Text | None = None
    """Why it is published again."""


class Drawing(BaseModel):
    """The seed that was said aloud."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seed: Seed


class SurveyResultAnswer(BaseModel):
    """What a survey has come to."""

    data: SurveyResult
    meta: Meta


class TextTold(BaseModel):
    """A text that was answered, to be redacted before it is quoted."""

    question: str
    stratum: str | None
    words: str


class Texts(BaseModel):
    """What was written."""

    data: list[TextTold]


class WinnerTold(BaseModel):
    """Who gets a prize, and where it goes."""

    name: str
    contact: str


class Winners(BaseModel):
    """Who gets a prize."""

    data: list[WinnerTold]


@router.get("/result", summary="설문 결과")
async def read_survey_result(
    gate: Gated, principal: Asking, place: Place, asked: Annotated[Wave, Query()]
) -> SurveyResultAnswer:
    """마감한 뒤, 연중 설문은 끝난 달을 답한다; k명보다 적은 칸은 비운다 (ENG-35, ENG-39, ENG-40)."""
    await gate.require(asked.reach(CONTEXT), survey.VIEW, survey.CELL_VIEW)
    month = f"{(await gate.now()).day:%Y-%m}"
    async with gate.reading() as snapshot:
        row = await find_own(snapshot, place, principal)
        require_ended(row, asked.wave, month)
        result = await compute(snapshot, row, asked.wave)
        position = await find_position(snapshot, survey.CELL_VIEW.name, CONTEXT)
    return SurveyResultAnswer(data=result, meta=Meta(position={CONTEXT: position}))


@router.post("/publish", name="publish_survey", summary="설문 결과 발표")
async def publish_survey(
    gate: Gated,
    principal: Asking,
    key: Key,
    place: Place,
    if_match: IfMatch,
    body: Publication,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """집계를 그대로 계산해 발표한다; 다시 발표하면 사유와 함께 새 판이 되고 앞의 판도 남는다 (ENG-37, ENG-40)."""

    async def prepare() -> tuple[PublishSurvey, int]:
        return await prepare_publication(gate, principal, place, body.wave, tuple(body.quotes), body.reason)

    async def send(command: PublishSurvey, version: int) -> Written:
        seen = version if if_match is None else min(if_match, version)
        order = order_by_key(principal, command, key, subject=place, if_match=seen)
        return await carry_out(gate, principal, order, asked, response)

    return await send_as_seen(gate, survey.VIEW, prepare, send, if_match)


@router.post("/draw", name="draw_prizes", summary="경품 추첨")
async def draw_prizes(
    gate: Gated,
    principal: Asking,
    key: Key,
    place: Place,
    body: Drawing,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """마감한 뒤 시드로 추첨한다; 누구나 같은 시드와 명단으로 되풀이할 수 있고, 예산을 넘지 못한다 (ENG-36)."""
    command = await prepare_draw(gate, principal, place, body.seed)
    return await carry_out(gate, principal, order_by_key(principal, command, key, subject=place), asked, response)


@router.get("/winners", summary="당첨자 연락처")
async def read_winners(gate: Gated, principal: Asking, place: Place, asked: Asked, response: Response) -> Winners:
    """당첨자의 연락처만 답하고, 누가 읽었는지 남긴다; 답과는 이어지지 않는다 (ENG-36)."""
    await gate.require(asked.reach(CONTEXT), survey.VIEW, invitation.ENTRY_VIEW)
    async with gate.reading() as snapshot:
        row = await find_own(snapshot, place, principal)
        await _note(gate, principal, row)
        found = await list_winners(gate, snapshot, row)
    response.headers["Cache-Control"] = "no-store"
    return Winners(data=[WinnerTold(name=each.name, contact=each.contact) for each in found])


@router.get("/texts", summary="적은 글")
async def read_texts(gate: Gated, principal: Asking, place: Place, asked: Asked, response: Response) -> Texts:
    """마감한 뒤 k명 이상이 답한 묶음의 글을 답하고, 누가 읽었는지 남긴다; 인용할 것은 가려서 발표한다 (ENG-40)."""
    await gate.require(asked.reach(CONTEXT), survey.VIEW)
    row = await _find_closed(gate, principal, place)
    async with gate.exporting() as snapshot:
        found = await list_texts(gate, snapshot, row)
    response.headers["Cache-Control"] = "no-store"
    return Texts(data=[TextTold(question=each.question, stratum=each.stratum, words=each.words) for each in found])


@router.get("/responses.csv", response_class=Response, responses=CSV, summary="응답 CSV")
async def export_csv(gate: Gated, principal: Asking, place: Place, _: Unasked) -> Response:
    """마감한 뒤 응답마다 한 줄, 문항 차례의 정해진 열로 받는다; 누구의 것인지는 없다 (ENG-38, ENG-40)."""
    row, headers, lines = await _export(gate, principal, place)
    content = await asyncio.to_thread(plain.write_csv, headers, lines)
    return send_file(content, plain.MEDIA_TYPE, f"{row.title}.csv")


@router.get("/responses.xlsx", response_class=Response, responses=FILE, summary="응답 엑셀")
async def export_xlsx(request: Request, gate: Gated, principal: Asking, place: Place, _: Unasked) -> Response:
    """responses.csv와 같은 것을 엑셀로 받는다 (ENG-38)."""
    row, headers, lines = await _export(gate, principal, place)
    try:
        content = await find_maker(request).make_workbook(make_book(row, headers, lines))
    except NotMade as error:
        raise Rejected("BUSY", str(error)) from error
    return send_file(content, workbook.MEDIA_TYPE, f"{row.title}.xlsx")


async def _export(gate: Gate, principal: Principal, place: UUID) -> tuple[Row, list[str], list[tuple[Cell, ...]]]:
    row = await _find_closed(gate, principal, place)
    async with gate.exporting() as snapshot:
        headers, lines = await write_export(gate, snapshot, row)
    return row, headers, lines


async def _find_closed(gate: Gate, principal: Principal, place: UUID) -> Row:
    """Return a closed survey of which somebody reads single answers, once that is kept.

    Raises: Rejected with NOT_FOUND, NOT_PERMITTED, RESULTS_HIDDEN.
    """
    async with gate.reading() as snapshot:
        row = await find_own(snapshot, place, principal)
    require_ended(row, None, "")
    await _note(gate, principal, row)
    return row


async def _note(gate: Gate, principal: Principal, row: Row) -> None:
    """Keep who has read what somebody wrote or left; the answer waits for it."""
    await gate.note_survey_read(principal, row.survey)
