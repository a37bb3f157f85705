"""/v1/province-indicators: indicators of the province's evaluation, and what departments submit (EVL-31 to 44)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from contracts.evaluations.cycles import IndicatorKey, IndicatorKind, Month, ProvinceIndicator
from contracts.evaluations.results import (
    AnswerPanel,
    NominateBestPractice,
    NoteConsulting,
    ReceivePanelFeedback,
    RecordIndicatorRank,
    RecordSelection,
    SubmitResult,
)
from contracts.values import Code
from gateway.access import Asking, Gated
from gateway.answers.entries import EntriesWanted, Register, Words, find_entry, may_edit, offer, tell_row, tell_version
from gateway.answers.opening import Opened, Source
from gateway.answers.past import PastParameters, looking
from gateway.answers.province import BoardIndicator, open_indicator, tell_board, waits_for_answer
from gateway.answers.registers import One
from gateway.auth import Principal
from gateway.commands import Year, add_act
from gateway.guard import GuardedRoute
from gateway.queries import province_indicator, rows
from gateway.reading import add_list
from gateway.views.province_indicator import CONTEXT, PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시군평가"])
PATH: Final = "/v1/province-indicators/{code}"
ACTS: Final = {
    IndicatorKind.QUANTITATIVE: ("results", "panel-feedback"),
    IndicatorKind.QUALITATIVE: ("results", "rank", "practices", "selections", "consulting", "panel-feedback"),
}


class Happened(BaseModel):
    """Something that was told of an indicator, and the event that told it."""

    told: dict[str, Any]
    source: Source


class Earlier(BaseModel):
    """What an indicator was called in another year, and what it scored then (EVL-33)."""

    id: str
    year: int
    number: str
    name: str
    target: str | None
    value: str | None
    rank: int | None
    score: str | None


class DirectiveAddress(BaseModel):
    """A directive that was issued about the indicator (XS-07)."""

    id: str
    href: str


class IndicatorWhole(BoardIndicator):
    """An indicator with its score opened, its lineage and all that was done with it."""

    definition: ProvinceIndicator
    opened: Opened
    lineage: list[Earlier]
    """Of every year, the first first, itself among them."""
    changes: list[Happened]
    results: list[Happened]
    ranks: list[Happened]
    practices: list[Happened]
    consulting: list[Happened]
    feedback: list[Happened]
    directives: list[DirectiveAddress]


class IndicatorsWanted(EntriesWanted):
    """Which indicators."""

    q: Words = None
    year: Annotated[Year | None, Field(description="평가하는 해")] = None
    kind: Annotated[IndicatorKind | None, Field(description="정량·정성")] = None
    lead: Annotated[Code | None, Field(description="주관부서")] = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None
    behind: Annotated[Month | None, Field(description="이달의 계획에 못 미친 정량지표만")] = None


def _offer(row: Row, principal: Principal, past: bool) -> list[str]:
    acts = ACTS[IndicatorKind(row.kind)] if row.state == "OPEN" else ()
    wanted = (*acts, "panel-answers") if waits_for_answer(row) else acts
    return offer(PATH, wanted, principal, is_own=may_edit(principal, row.lead), is_past=past)


def show_indicator(row: Row, principal: Principal, past: bool) -> BoardIndicator:
    """Return an indicator as the board has it."""
    return tell_row(BoardIndicator, row, **tell_board(row), allowed=_offer(row, principal, past))


INDICATORS: Final = Register(province_indicator.VIEW, PREFIX, province_indicator.ORDER, BoardIndicator, show_indicator)

add_list(
    router,
    "/province-indicators",
    INDICATORS,
    IndicatorsWanted,
    province_indicator.choose,
    (
        "시군평가 지표 현황",
        "확정한 지표를 부서·종류·부진 여부로 골라 실적·득점과 함께 답한다 (EVL-31, EVL-40, EVL-44).",
    ),
)


@router.get("/province-indicators/{code}", summary="시군평가 지표 하나")
async def read_indicator(
    gate: Gated,
    principal: Asking,
    code: Annotated[IndicatorKey, Path()],
    asked: Annotated[PastParameters, Query()],
    response: Response,
) -> One[IndicatorWhole]:
    """득점을 이벤트까지 열고, 앞선 해의 코드와 값, 실적·우수사례·컨설팅·합동평가단의 기록을 답한다 (EVL-33, EVL-42)."""
    row, cut, meta = await find_entry(gate, INDICATORS.view, f"{PREFIX}{code}", code, asked)
    chosen = province_indicator.choose(lineage=row.lineage)
    async with looking(gate, asked, province_indicator.VIEW) as look:
        kin = await rows.list_all(look.snapshot, province_indicator.VIEW, chosen, province_indicator.ORDER)
    whole = {
        **tell_board(row),
        "opened": open_indicator(row),
        "definition": row.told,
        "lineage": [_tell_earlier(each) for each in kin],
        "directives": [DirectiveAddress(id=each, href=f"/v1/directives/{each}") for each in row.directives],
        **{name: [_tell(each) for each in getattr(row, name)] for name in HAPPENED},
    }
    shown = tell_row(IndicatorWhole, row, **whole, allowed=_offer(row, principal, bool(cut)))
    answer = One[IndicatorWhole](data=shown, meta=meta)
    tell_version(response, answer)
    return answer


HAPPENED: Final = ("changes", "results", "ranks", "practices", "consulting", "feedback")


def _tell(told: dict[str, Any]) -> Happened:
    source = Source(context=CONTEXT, position=told["source"])
    return Happened(told={name: value for name, value in told.items() if name != "source"}, source=source)


def _tell_earlier(row: Row) -> Earlier:
    told = tell_board(row)
    own = {name: told[name] for name in ("id", "target", "value", "rank", "score")}
    return Earlier(year=row.year, number=row.number, name=row.name, **own)


add_act(
    router,
    "/province-indicators/{code}/results",
    SubmitResult,
    "submit_result",
    ("실적 제출", "주관부서가 실적기준일까지의 값이나 예상 순위를 증빙과 함께 낸다 (EVL-34, EVL-36, EVL-38)."),
)
add_act(
    router,
    "/province-indicators/{code}/rank",
    RecordIndicatorRank,
    "record_indicator_rank",
    ("정성지표 순위 입력", "도가 매긴 순위를 적는다; 순위별 득점률로 셈한다 (EVL-35)."),
)
add_act(
    router,
    "/province-indicators/{code}/practices",
    NominateBestPractice,
    "nominate_best_practice",
    ("우수사례 제출", "정성지표의 우수사례를 낸다 (EVL-35)."),
)
add_act(
    router,
    "/province-indicators/{code}/selections",
    RecordSelection,
    "record_selection",
    ("우수사례 선정 결과", "도가 선정했는지와 기여도 점수를 적는다 (EVL-35)."),
)
add_act(
    router,
    "/province-indicators/{code}/consulting",
    NoteConsulting,
    "note_consulting",
    ("전문가 컨설팅 기록", "정성지표에 받은 조언을 적는다; 사람 이름은 적지 않는다 (EVL-39)."),
)
add_act(
    router,
    "/province-indicators/{code}/panel-feedback",
    ReceivePanelFeedback,
    "receive_panel_feedback",
    ("합동평가단 검증 결과", "검증 완료나 보완 요구를 적는다 (EVL-42)."),
)
add_act(
    router,
    "/province-indicators/{code}/panel-answers",
    AnswerPanel,
    "answer_panel",
    ("보완 요구에 답변", "주관부서가 보완 요구에 답한다 (EVL-42)."),
)
