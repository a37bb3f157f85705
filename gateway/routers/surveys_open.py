"""/v1/open/surveys: answering without an account, over a link or from a browser, and what is published (ENG-34)."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.engagement.questions import Questions
from contracts.engagement.survey_results import SurveyResult
from contracts.engagement.surveys import Access, Design, Quote
from contracts.errors import Rejected
from contracts.values import Code, Name
from gateway import responding
from gateway.access import Asked, Gated, Key, Meta
from gateway.answers.entries import EntriesWanted
from gateway.answers.past import looking
from gateway.answers.registers import InSeoul, Listing, make_listing
from gateway.answers.responses import AnswerSent
from gateway.answers.surveys import DrawTold
from gateway.gate import Gate
from gateway.guard import GuardedRoute, count_guess, count_ticket
from gateway.queries import invitation, rows, survey
from gateway.queries.metadata import find_position
from gateway.responding import Given, Holder, find_holder, find_invited, find_open, find_survey
from gateway.views.invitation import Row as Invitation
from gateway.views.survey import CONTEXT, Row

router = APIRouter(prefix="/v1/open/surveys", route_class=GuardedRoute, tags=["시민참여"])
Place = Annotated[UUID, Path(alias="survey")]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]
"""Whatever was sent for a link: a wrong one is refused as any other."""
Browser = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 random bytes that a browser keeps, of a survey that anybody may answer."""
RESULTS: Final = survey.RESULT_VIEW


class Sender(BaseModel):
    """Who sends it: the holder of a link, or a browser where anybody may answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: Token | None = None
    browser: Browser | None = None


class ResponseSent(Sender):
    """An answer as a phone sends it."""

    stratum: Code | None = None
    """Where anybody may answer; an invitation tells its own."""
    consent: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """The version of the consent that was agreed to."""
    answers: Annotated[list[AnswerSent], Field(max_length=100)]


class EntrySent(Sender):
    """A contact for the draw."""

    contact: Name


class LinkHeld(BaseModel):
    """Somebody who holds a link."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: Token


class ResponseTaken(BaseModel):
    """What an answer came to."""

    state: str
    """COUNTED; SCREENED_OUT where its stratum is full and nothing was kept; WITHDRAWN."""


class EntryTaken(BaseModel):
    """An entry of the draw."""

    entry: str
    """By this name its owner finds it among those that were drawn."""


class OptedOut(BaseModel):
    """Nobody is invited over this contact any more."""

    state: str = "OPTED_OUT"


class Choice(BaseModel):
    """A stratum that can be chosen."""

    code: str
    name: str


class OpenCard(BaseModel):
    """A survey in a list."""

    id: str
    title: str
    department: str
    is_open: bool
    access: Access
    closes_at: InSeoul | None


class OpenSurvey(OpenCard):
    """What a phone needs of a survey."""

    purpose: str
    questions: Questions
    strata: list[Choice]
    """To choose from, where anybody may answer; empty where an invitation tells it."""
    consent: dict[str, object]
    consent_number: int
    """The version in force, which is agreed to."""
    has_incentive: bool


class OpenSurveyAnswer(BaseModel):
    """A survey for phones."""

    data: OpenSurvey
    meta: Meta


class Version(BaseModel):
    """A version of a result; an earlier one stays."""

    wave: str | None
    number: int
    result: SurveyResult
    quotes: list[Quote]
    reason: str | None
    published_at: InSeoul
    notice: str | None
    """Instead of a margin of error, where there is none."""


class Published(BaseModel):
    """What was published of a survey."""

    data: list[Version]
    draws: list[DrawTold]
    entries: list[str]
    """Names of all entries of the draw, once it was held: with the seed anybody can draw again."""
    meta: Meta


class SurveysKnown(EntriesWanted):
    """Which page of surveys."""


NO_MARGIN: Final = "확률표본이 아니므로 표본오차를 제시하지 않음"


@router.get("", summary="공개 설문 목록")
async def list_open(gate: Gated, asked: Annotated[SurveysKnown, Query()]) -> Listing[OpenCard]:
    """누구나 읽는다: 열었거나 마친 설문을 새것부터 답한다 (ENG-30)."""
    async with looking(gate, asked, survey.VIEW) as look:
        known = [survey.TABLE.c.state != "DESIGNED"]
        place = asked.place(is_falling=True)
        page = await rows.list_page(look.snapshot, survey.VIEW, known, survey.ORDER, place, total=asked.total)
        meta = await look.tell()
    now = (await gate.now()).at
    return make_listing(Listing[OpenCard], page, [OpenCard(**_tell_card(row, now)) for row in page.rows], meta)


@router.get("/{survey}", summary="공개 설문 하나")
async def read_open(gate: Gated, place: Place, asked: Asked) -> OpenSurveyAnswer:
    """문항과 지금의 동의문, 답을 받는지를 답한다 (ENG-38, ENG-41)."""
    await gate.require(asked.reach(CONTEXT), survey.VIEW)
    row, now = await find_survey(gate, place), (await gate.now()).at
    design = Design.model_validate(row.design)
    strata = [Choice(code=each.code, name=each.name) for each in design.strata] if row.access == Access.OPEN else []
    told = OpenSurvey(
        **_tell_card(row, now),
        purpose=design.purpose,
        questions=design.questions,
        strata=strata,
        consent=row.consents[-1]["consent"],
        consent_number=len(row.consents),
        has_incentive=design.incentive is not None,
    )
    return OpenSurveyAnswer(data=told, meta=Meta(position={CONTEXT: row.position}))


@router.get("/{survey}/results", summary="발표한 설문 결과")
async def read_results(gate: Gated, place: Place, asked: Asked) -> Published:
    """발표한 결과를 모든 판과 함께, 경품 추첨을 되풀이할 수 있는 명단과 함께 답한다 (ENG-36, ENG-40)."""
    await gate.require(asked.reach(CONTEXT), survey.VIEW, RESULTS, invitation.ENTRY_VIEW)
    row = await find_survey(gate, place)
    async with gate.reading() as snapshot:
        found = await rows.list_all(snapshot, RESULTS, [survey.RESULTS.c.survey == row.survey], survey.RESULT_ORDER)
        entries = await invitation.list_entries(snapshot, row.survey) if row.draws else []
        position = await find_position(snapshot, RESULTS.name, CONTEXT)
    versions = [
        Version(
            wave=each.wave,
            number=each.number,
            result=SurveyResult.model_validate(each.told),
            quotes=[Quote.model_validate(quote) for quote in each.quotes],
            reason=each.reason,
            published_at=each.published_at,
            notice=NO_MARGIN if each.told["margin"] is None else None,
        )
        for each in found
    ]
    draws = [DrawTold.model_validate(each) for each in row.draws]
    names = [each.name for each in entries]
    return Published(data=versions, draws=draws, entries=names, meta=Meta(position={CONTEXT: position}))


@router.post("/{survey}/responses", status_code=201, summary="설문에 답하기")
async def send_response(
    request: Request, gate: Gated, key: Key, place: Place, body: ResponseSent, response: Response
) -> ResponseTaken:
    """링크나 브라우저마다 한 번 답한다; 링크도 주소도 남지 않고, 찬 층이면 저장하지 않는다 (ENG-34, ENG-39)."""
    row, holder = await _find_sender(request, gate, place, body)
    given = Given(body.stratum, body.consent, body.answers)
    done = await responding.submit(gate, row, holder, given, key)
    state = done.result.state or ""
    if state == "SCREENED_OUT":
        response.status_code = 200
    response.headers["Cache-Control"] = "no-store"
    return ResponseTaken(state=state)


@router.post("/{survey}/withdraw", name="withdraw_response", summary="답 거두기")
async def withdraw_response(request: Request, gate: Gated, key: Key, place: Place, body: Sender) -> ResponseTaken:
    """마감하기 전까지 같은 링크로 답을 거둔다; 다시 답할 수 있다 (ENG-41)."""
    row, holder = await _find_sender(request, gate, place, body)
    done = await responding.withdraw(gate, row, holder, key)
    return ResponseTaken(state=done.result.state or "")


@router.post("/{survey}/draw-entry", status_code=201, summary="경품 추첨 참여")
async def send_entry(request: Request, gate: Gated, key: Key, place: Place, body: EntrySent) -> EntryTaken:
    """답한 사람만 연락처를 남긴다; 연락처는 답과 따로 봉인하고 이어지지 않는다 (ENG-36)."""
    row, holder = await _find_sender(request, gate, place, body)
    return EntryTaken(entry=await responding.enter_draw(gate, row, holder, body.contact, key))


@router.post("/{survey}/opt-out", name="opt_out", summary="설문 받지 않기")
async def opt_out(request: Request, gate: Gated, key: Key, place: Place, body: LinkHeld) -> OptedOut:
    """링크를 받은 연락처로는 어느 설문도 더 보내지 않는다; 받은 링크도 쓸 수 없게 된다 (ENG-34)."""
    del key  # the link names the command
    await find_open(gate, place)
    await responding.opt_out(gate, await _check(request, gate, place, body.token))
    return OptedOut()


async def _find_sender(request: Request, gate: Gate, place: UUID, body: Sender) -> tuple[Row, Holder]:
    """Return a survey that takes answers and who sends one. Raises: Rejected with INVITATION_INVALID and others."""
    row = await find_open(gate, place)
    await count_ticket(request, body.token or body.browser or "")
    try:
        return row, await find_holder(gate, row, body.token, body.browser)
    except Rejected:
        await count_guess(request)
        raise


async def _check(request: Request, gate: Gate, place: UUID, token: str) -> Invitation:
    await count_ticket(request, token)
    try:
        return await find_invited(gate, place, token)
    except Rejected:
        await count_guess(request)
        raise


def _tell_card(row: Row, now: datetime) -> dict[str, Any]:
    is_open = row.state == "OPEN" and (row.closes_at is None or now < row.closes_at)
    return {
        "id": row.survey,
        "title": row.title,
        "department": row.department,
        "is_open": is_open,
        "access": row.access,
        "closes_at": row.closes_at,
    }
