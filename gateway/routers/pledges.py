"""/v1/pledges, /v1/pledge-sets, a quarter's results, and what everybody reads of them (EVL-60 to 69)."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement

from contracts.directives.values import Quarter
from contracts.errors import Rejected
from contracts.evaluations.pledge_grades import EstimatePledgeGrade, RecordPledgeGrade
from contracts.evaluations.pledge_results import PublishPledgeResults
from contracts.evaluations.pledges import (
    AdoptActionPlan,
    AssignPledgeLead,
    CheckPledge,
    ConfirmPledgeDone,
    ConfirmPledgeSet,
    ContinuePledge,
    OpenPledgeSet,
    PledgeState,
    RegisterPledges,
    ReviewFeasibility,
    Term,
)
from contracts.values import Code
from gateway.access import Asking, Commanded, Gated, Key, Written, answer_written
from gateway.answers.entries import NOT_THERE, EntriesWanted, Entry, Register, Words, find_entry, offer, tell_row
from gateway.answers.past import PastParameters, looking
from gateway.answers.pledge_checks import PledgeChecks, check_all
from gateway.answers.pledges import (
    Pledge,
    PledgeBoard,
    PledgeQuarterTold,
    PledgeResults,
    PledgeSetTold,
    WholePledge,
    show_board,
    show_pledge,
    show_quarter,
    show_results,
    show_set,
    show_whole,
)
from gateway.answers.registers import InSeoul, Listing, One, labelled, make_listing
from gateway.auth import Principal
from gateway.commands import add_act, add_naming
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.pledges import GRADE_LABELS
from gateway.queries import pledge, pledge_grade, pledge_results, pledge_set, rows
from gateway.reading import add_entry, add_list
from gateway.views.pledge import CONTEXT, PREFIX
from gateway.views.pledge_grade import PREFIX as GRADE
from gateway.views.pledge_grade import Row as GradeRow
from gateway.views.pledge_results import PREFIX as RESULTS
from gateway.views.pledge_results import Row as ResultsRow
from gateway.views.pledge_set import PREFIX as SET

GRADE_PATH: Final = "/v1/pledge-grades/{year}"

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["공약"])
Place = Annotated[Term, Path(alias="term", description="민선 몇 기")]


class PledgesWanted(EntriesWanted):
    """Which pledges."""

    term: Annotated[Term | None, Field(description="민선 몇 기")] = None
    field: Annotated[Code | None, Field(description="분야")] = None
    state: Annotated[PledgeState | None, Field(description="추진상태")] = None
    lead: Annotated[Code | None, Field(description="주관부서")] = None
    unchecked: Annotated[Quarter | None, Field(description="이 분기에 점검하지 않은 것")] = None
    q: Words = None


class ResultsWanted(EntriesWanted):
    """Which results."""

    term: Annotated[Term | None, Field(description="민선 몇 기")] = None
    quarter: Annotated[Quarter | None, Field(description="분기")] = None


class PublishedResults(Entry):
    """A quarter whose results are published, as lists have it."""

    id: str = Field(validation_alias="results")
    term: int
    quarter: str
    edition: int
    published_at: InSeoul


class GradeGiven(BaseModel):
    """The grade that a body gave."""

    body: str
    grade: Annotated[Labelled, labelled(GRADE_LABELS)]
    threshold: str
    """The points from which it was given in that year."""
    points: str | None
    announced_on: date
    reason: str | None
    source: int


class GradeEstimate(BaseModel):
    """What the city itself expects: never a body's grade."""

    grade: Annotated[Labelled, labelled(GRADE_LABELS)]
    basis: str
    is_official: bool = False
    source: int


class PledgeGradeTold(Entry):
    """The grade of one year."""

    year: int
    given: GradeGiven | None
    estimate: GradeEstimate | None
    version: int


def show_published(row: ResultsRow, _principal: Principal, _past: bool) -> PublishedResults:
    """Return published results as lists tell them."""
    return tell_row(PublishedResults, row)


def show_grade(row: GradeRow, principal: Principal, past: bool) -> PledgeGradeTold:
    """Return a year's grade as the API tells it."""
    allowed = offer(GRADE_PATH, ("record", "estimate"), principal, is_own=True, is_past=past)
    return tell_row(PledgeGradeTold, row, allowed=allowed)


def choose_all() -> list[ColumnElement[bool]]:
    """Return the conditions of a list that has none."""
    return []


SETS: Final = Register(pledge_set.VIEW, SET, pledge_set.ORDER, PledgeSetTold, show_set, is_falling=True)
PLEDGES: Final = Register(pledge.VIEW, PREFIX, pledge.ORDER, Pledge, show_pledge)
WHOLE: Final = Register(pledge.VIEW, PREFIX, pledge.ORDER, WholePledge, show_whole)
PUBLISHED: Final = Register(
    pledge_results.VIEW, RESULTS, pledge_results.ORDER, PublishedResults, show_published, is_falling=True
)
GRADES: Final = Register(pledge_grade.VIEW, GRADE, pledge_grade.ORDER, PledgeGradeTold, show_grade, is_falling=True)

add_list(
    router,
    "/pledge-sets",
    SETS,
    EntriesWanted,
    choose_all,
    ("임기별 공약", "임기마다 분야와 분야별 건수, 확정 여부를 답한다 (EVL-60)."),
)
add_entry(
    router,
    "/pledge-sets/{term}",
    SETS,
    ("한 임기의 공약", "분야별 건수와 확정일, 확정한 배심원단의 기록을 답한다 (EVL-60, EVL-63)."),
)


@router.get("/pledge-sets/{term}/board", summary="공약 현황")
async def read_board(gate: Gated, term: Place, asked: Annotated[PastParameters, Query()]) -> One[PledgeBoard]:
    """상태별·분야별 건수와 세 비율을 답한다; 숫자마다 세어진 공약과 그 이벤트까지 열린다 (EVL-60, 67, 68)."""
    async with looking(gate, asked, pledge.VIEW, pledge_set.VIEW) as look:
        row = await rows.find_row(look.snapshot, pledge_set.VIEW, term)
        found = await pledge.list_of_term(look.snapshot, term)
        meta = await look.tell()
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    return One[PledgeBoard](data=show_board(row, found), meta=meta)


@router.get("/pledge-sets/{term}/quarters/{quarter}", summary="분기 점검 목록")
async def read_quarter(
    gate: Gated, principal: Asking, term: Place, quarter: Quarter, asked: Annotated[PastParameters, Query()]
) -> One[PledgeQuarterTold]:
    """끝나지 않은 모든 공약과 그 분기의 점검, 빠진 것의 번호를 답한다 (EVL-64)."""
    key = f"{term}-{quarter.lower().replace('-', '')}"
    async with looking(gate, asked, pledge.VIEW, pledge_set.VIEW, pledge_results.VIEW) as look:
        row = await rows.find_row(look.snapshot, pledge_set.VIEW, term)
        found = await pledge.list_of_term(look.snapshot, term)
        published = await rows.find_row(look.snapshot, pledge_results.VIEW, key)
        meta = await look.tell()
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    edition = published.edition if published else 0
    return One[PledgeQuarterTold](data=show_quarter(row, quarter, found, principal, edition), meta=meta)


add_list(
    router,
    "/pledges",
    PLEDGES,
    PledgesWanted,
    pledge.choose,
    ("공약 목록", "분야·상태·주관부서로, 또는 한 분기에 점검하지 않은 것만 답한다 (EVL-60, EVL-64)."),
)
add_entry(
    router,
    "/pledges/{pledge}",
    WHOLE,
    ("공약 하나", "주관부서, 검토결과, 실천계획, 분기 점검과 모든 이력을 답한다 (EVL-61, EVL-62, EVL-65)."),
)
add_list(
    router,
    "/pledge-grades",
    GRADES,
    EntriesWanted,
    choose_all,
    ("공약 외부평가 등급", "해마다 평가한 기관과 그해의 기준점수, 따로 적은 자체 예상을 답한다 (EVL-69)."),
)
add_entry(
    router,
    "/pledge-grades/{year}",
    GRADES,
    ("한 해의 공약 외부평가", "기관의 등급과 그해의 기준점수, 따로 적은 자체 예상을 이벤트와 함께 답한다 (EVL-69)."),
)
add_list(
    router,
    "/pledge-results",
    PUBLISHED,
    ResultsWanted,
    pledge_results.choose,
    ("공표한 점검결과 목록", "공표한 분기를 새것부터 답한다 (EVL-66)."),
)


async def _find_results(gate: Gate, code: str, asked: PastParameters) -> One[PledgeResults]:
    row, _cut, meta = await find_entry(gate, pledge_results.VIEW, f"{RESULTS}{code}", code, asked)
    return One[PledgeResults](data=show_results(row), meta=meta)


@router.get("/pledge-results/{code}", summary="공표한 점검결과 하나")
async def read_results(gate: Gated, code: Code, asked: Annotated[PastParameters, Query()]) -> One[PledgeResults]:
    """공표한 그대로의 건수와 비율, 공약마다의 카드를 답한다 (EVL-66, EVL-68)."""
    return await _find_results(gate, code, asked)


@router.get("/open/pledge-results", summary="공약 점검결과")
async def list_open_results(gate: Gated, wanted: Annotated[ResultsWanted, Query()]) -> Listing[PublishedResults]:
    """누구나 읽는다: 공표한 분기와 공표한 때를 새것부터 답한다 (EVL-66)."""
    async with looking(gate, wanted, pledge_results.VIEW) as look:
        conditions = pledge_results.choose(term=wanted.term, quarter=wanted.quarter)
        place = wanted.place(is_falling=True)
        page = await rows.list_page(
            look.snapshot, pledge_results.VIEW, conditions, pledge_results.ORDER, place, total=wanted.total
        )
        meta = await look.tell()
    return make_listing(Listing[PublishedResults], page, [tell_row(PublishedResults, row) for row in page.rows], meta)


@router.get("/open/pledge-results/{code}", summary="공약 점검결과 하나")
async def read_open_results(gate: Gated, code: Code, asked: Annotated[PastParameters, Query()]) -> One[PledgeResults]:
    """누구나 읽는다: 공표한 그대로의 건수와 비율, 공약마다의 카드를 공표한 때와 함께 답한다 (EVL-66)."""
    return await _find_results(gate, code, asked)


@router.post("/pledge-sets/{term}/checks", summary="여러 공약 한꺼번에 점검")
async def check_pledges(
    gate: Gated, principal: Asking, key: Key, term: Place, body: PledgeChecks, asked: Commanded, response: Response
) -> Written:
    """한 분기에 여러 공약을 번호로 적어 함께 점검한다; 하나라도 거절되면 모두 저장하지 않는다 (EVL-64, EVL-65)."""
    tried, late = asked.dry_run, asked.read_late()
    done = await check_all(gate, principal, key, term, body.checks, dry_run=tried, late=late)
    return answer_written(response, done, CONTEXT, dry_run=tried)


add_naming(
    router,
    "/pledge-sets",
    OpenPledgeSet,
    "open_pledge_set",
    ("임기의 공약 등록 시작", "임기와 분야, 분야별로 약속한 건수를 적는다 (EVL-60)."),
)
add_act(
    router,
    "/pledge-sets/{term}/register",
    RegisterPledges,
    "register_pledges",
    (
        "공약 등록",
        "한 번에 여러 공약을 주관부서·검토결과·실천계획과 함께 등록한다; 확정 뒤에는 변경 절차로만 더한다 (EVL-60).",
    ),
)
add_act(
    router,
    "/pledge-sets/{term}/confirm",
    ConfirmPledgeSet,
    "confirm_pledge_set",
    (
        "공약 확정",
        "분야별 건수가 맞고 모든 공약에 주관부서·검토결과·실천계획이 있으면 묶음을 닫는다 (EVL-60, EVL-61, EVL-63).",
    ),
)
add_act(
    router,
    "/pledge-sets/{term}/publish",
    PublishPledgeResults,
    "publish_pledge_results",
    ("점검결과 공표", "끝나지 않은 공약을 모두 점검했으면 그 분기의 결과를 그대로 굳혀 공개한다 (EVL-64, EVL-66)."),
)
add_act(
    router,
    "/pledges/{subject}/lead",
    AssignPledgeLead,
    "assign_pledge_lead",
    ("주관부서 지정", "주관부서는 하나이다; 바꾸려면 사유를 적는다 (EVL-61)."),
)
add_act(
    router,
    "/pledges/{subject}/feasibility",
    ReviewFeasibility,
    "review_pledge_feasibility",
    ("실현가능성 검토", "확정하기 전에 주관부서가 검토한 결과를 적는다 (EVL-61)."),
)
add_act(
    router,
    "/pledges/{subject}/plan",
    AdoptActionPlan,
    "adopt_pledge_plan",
    ("공약실천계획 수립", "연차별 목표와 재원별 사업비를 적는다; 확정 뒤에는 변경 절차를 거친다 (EVL-62)."),
)
add_act(
    router,
    "/pledges/{subject}/check",
    CheckPledge,
    "check_pledge",
    (
        "분기 점검",
        "추진상태와 진행률을 적는다; 부진하면 사유·대책·기한을, 완료로 올리면 증빙을 함께 적는다 (EVL-64, EVL-65).",
    ),
)
add_act(
    router,
    "/pledges/{subject}/confirm-done",
    ConfirmPledgeDone,
    "confirm_pledge_done",
    ("완료 확인", "완료로 올린 사람이 아닌 총괄부서 담당자가 증빙을 보고 확인한다 (EVL-67)."),
)
add_act(
    router,
    "/pledges/{subject}/continue",
    ContinuePledge,
    "continue_pledge",
    ("이행 후 계속추진", "완료한 공약을 계속 추진하는 것으로 바꾼다 (EVL-67)."),
)
add_act(
    router,
    "/pledge-grades/{year}/record",
    RecordPledgeGrade,
    "record_pledge_grade",
    ("외부평가 등급 기록", "평가한 기관과 등급, 그해의 기준점수를 적는다 (EVL-69)."),
)
add_act(
    router,
    "/pledge-grades/{year}/estimate",
    EstimatePledgeGrade,
    "estimate_pledge_grade",
    ("자체 예상 등급 기록", "자체 예상은 외부평가와 따로 적고 따로 보인다 (EVL-69)."),
)
