"""/v1/surveys: designed, opened, closed, read by staff (ENG-30 to ENG-41)."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from contracts.engagement.surveys import CloseSurvey, Design, DesignSurvey, OpenSurvey, ReviseConsent, ReviseSurvey
from contracts.values import Code
from gateway.access import TRIED, Asked, Asking, Commanded, Gated, IfMatch, Key, Meta, Written
from gateway.answers.entries import EntriesWanted, Entry, Register, offer, tell_row
from gateway.answers.registers import InSeoul, labelled
from gateway.answers.surveys import DrawTold, find_own, is_own
from gateway.auth import Principal
from gateway.commands import add_act, add_making, carry_out
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import SURVEY_ACCESS_LABELS, SURVEY_STATE_LABELS
from gateway.ordering import order_by_key
from gateway.queries import survey
from gateway.queries.metadata import find_position
from gateway.reading import add_entry, add_list
from gateway.responding import prepare_links
from gateway.views.survey import CONTEXT, PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/surveys/{subject}"
ACTS: Final = {
    "DESIGNED": ("revise", "open"),
    "OPEN": ("revise-consent", "close"),
}
"""What may come next, by state; results and draws beside it."""


class ConsentVersion(BaseModel):
    """A consent that was in force."""

    consent: dict[str, object]
    reason: str | None
    since: InSeoul


class Survey(Entry):
    """A survey as staff see it."""

    id: str = Field(validation_alias="survey")
    department: str
    title: str
    access: Annotated[Labelled, labelled(SURVEY_ACCESS_LABELS)]
    is_rolling: bool
    state: Annotated[Labelled, labelled(SURVEY_STATE_LABELS)]
    design: Design
    contract: str | None
    consents: list[ConsentVersion]
    """The last one is in force."""
    closes_at: InSeoul | None
    opened_at: InSeoul | None
    closed_at: InSeoul | None
    retained_until: date | None
    is_data_due: bool
    """Its contact data and texts are destroyed."""
    draws: list[DrawTold]
    version: int


class SurveysWanted(EntriesWanted):
    """Which surveys."""

    department: Annotated[Code | None, Field(description="만든 부서")] = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None


class QuotaTold(BaseModel):
    """How full a stratum with a quota is."""

    stratum: str
    quota: int
    is_hard: bool
    responses: int
    is_reached: bool
    ended: int
    """Interviews that this quota has ended."""


class Progress(BaseModel):
    """How many have answered; never what."""

    state: str
    responses: int
    quotas: list[QuotaTold]


class ProgressAnswer(BaseModel):
    """How far a survey is."""

    data: Progress
    meta: Meta


def show_survey(row: Row, principal: Principal, past: bool) -> Survey:
    """Return a survey as the asker sees it."""
    acts = ACTS.get(row.state, ())
    allowed = offer(PATH, acts, principal, is_own=is_own(row, principal), is_past=past)
    return tell_row(Survey, row, allowed=allowed)


SURVEYS: Final = Register(survey.VIEW, PREFIX, survey.ORDER, Survey, show_survey, is_falling=True)

add_list(router, "/surveys", SURVEYS, SurveysWanted, survey.choose, ("설문 목록", "설문을 새것부터 답한다 (ENG-30)."))
add_entry(router, "/surveys/{survey}", SURVEYS, ("설문 하나", "문항과 층, 동의문, 상태를 답한다 (ENG-30)."))
add_making(
    router,
    "/surveys",
    DesignSurvey,
    "design_survey",
    ("설문 설계", "자기 부서의 설문을 설계한다; 문항, 조건, 층, 표본, 동의문, 경품을 함께 검사한다 (ENG-30, ENG-38)."),
)
for name, command, told in (
    ("revise", ReviseSurvey, ("설계 고치기", "열기 전까지 설계를 바꾼다 (ENG-30).")),
    (
        "revise-consent",
        ReviseConsent,
        ("동의문 바꾸기", "사유를 적어 새 판을 낸다; 그 뒤에는 새 판에 동의해야 답할 수 있다 (ENG-41)."),
    ),
    ("close", CloseSurvey, ("설문 마감", "더 받지 않고, 누구의 답인지 알 수 있던 열쇠를 파기한다 (ENG-30, ENG-41).")),
):
    add_act(router, f"/surveys/{{subject}}/{name}", command, f"{name.replace('-', '_')}_survey", told)


@router.post("/surveys/{subject}/open", responses=TRIED, summary="설문 열기")
async def open_survey(
    gate: Gated,
    principal: Asking,
    key: Key,
    subject: UUID,
    if_match: IfMatch,
    body: OpenSurvey,
    asked: Commanded,
    response: Response,
) -> Written:
    """답을 받기 시작한다; 마감할 때를 정하면 스스로 마감한다 (ENG-30, ENG-33)."""
    order = order_by_key(principal, body, key, subject=subject, if_match=if_match)
    made = await carry_out(gate, principal, order, asked, response)
    if not asked.dry_run:
        await prepare_links(gate.vault, subject)
    return made


@router.get("/surveys/{survey}/progress", summary="응답 현황")
async def read_progress(
    gate: Gated, principal: Asking, place: Annotated[UUID, Path(alias="survey")], asked: Asked
) -> ProgressAnswer:
    """몇 명이 답했고 할당이 얼마나 찼는지만 답한다; 무엇을 답했는지는 마감한 뒤 result에 있다 (ENG-39)."""
    await gate.require(asked.reach(CONTEXT), survey.CELL_VIEW, survey.QUOTA_VIEW, survey.VIEW)
    async with gate.reading() as snapshot:
        row = await find_own(snapshot, place, principal)
        cells = await survey.list_cells(snapshot, row.survey)
        quotas = {each.stratum: each for each in await survey.list_quotas(snapshot, row.survey)}
        position = await find_position(snapshot, survey.CELL_VIEW.name, CONTEXT)
    told = []
    for stratum in Design.model_validate(row.design).strata:
        if stratum.quota is None:
            continue
        now = quotas.get(stratum.code)
        told.append(
            QuotaTold(
                stratum=stratum.code,
                quota=stratum.quota,
                is_hard=stratum.is_hard,
                responses=now.responses if now else 0,
                is_reached=now.is_reached if now else False,
                ended=now.ended if now else 0,
            )
        )
    progress = Progress(state=row.state, responses=sum(cell.responses for cell in cells), quotas=told)
    return ProgressAnswer(data=progress, meta=Meta(position={CONTEXT: position}))
