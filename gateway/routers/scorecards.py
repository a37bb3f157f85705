"""/v1/scorecards and /v1/scoreboards: what departments come to, and how each number came about (EVL-02 to 18)."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from contracts.errors import Rejected
from contracts.evaluations.links import LinkIndicator, UnlinkIndicator
from contracts.evaluations.rankings import (
    DecideObjection,
    FileObjection,
    FinaliseEvaluation,
    FixRanking,
    RecordAward,
)
from contracts.evaluations.scorecards import (
    AssignEvaluator,
    ConfirmIndicator,
    GrantAdjustment,
    ProposeIndicator,
    RateArea,
    RecordActual,
    ReleaseEvaluator,
    ReturnActual,
    ReturnIndicator,
    ReviseIndicator,
    RevokeAdjustment,
    ScorecardKey,
    VerifyActual,
)
from contracts.messages import Command
from contracts.values import Code, Role
from gateway.access import Asking, Commanded, Gated, Key, Written, answer_written
from gateway.answers.entries import NOT_THERE, EntriesWanted, Entry, choose_by, tell_row
from gateway.answers.evaluated import VIEWS, choose_seen, find_assigned, read_year
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import Listing, One, make_listing
from gateway.answers.scorecard_entries import ScorecardEntries, enter_all, require_evaluator
from gateway.answers.scorecards import ScoreboardAnswer, ScoreDetail, show_board, show_detail
from gateway.commands import Told, Year, add_act
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.queries import rows, scorecard
from gateway.secrecy import OVERSEERS, may_see_scorecard

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["성과평가"])
Version = Annotated[int | None, Field(ge=1, le=1_000, description="평가계획의 판; 적지 않으면 지금 시행하는 판")]


class ScorecardSummary(Entry):
    """A scorecard in a list."""

    id: str = Field(validation_alias="scorecard")
    year: int
    department: str
    group: str = Field(validation_alias="evaluation_group")
    version: int


class ScorecardsWanted(EntriesWanted):
    """Which scorecards."""

    year: Annotated[Year | None, Field(description="평가하는 해")] = None
    group: Annotated[Code | None, Field(description="평가군")] = None
    department: Annotated[Code | None, Field(description="부서")] = None


class ScoredBy(PastParameters):
    """By which version of the plan."""

    policy: Version = None


class BoardWanted(ScoredBy):
    """Which board."""

    expected: Annotated[bool, Field(description="아직 확인하지 않은 실적까지 넣는다")] = False


@router.get("/scorecards", summary="성과표 목록")
async def list_scorecards(
    gate: Gated, principal: Asking, wanted: Annotated[ScorecardsWanted, Query()]
) -> Listing[ScorecardSummary]:
    """평가 대상 부서의 성과표를 답한다; 부서는 최종 확정되기 전까지 제 것만 읽는다 (EVL-02).

    외부평가자는 지금 맡은 것만 읽는다 (EVL-16).
    """
    async with looking(gate, wanted, *VIEWS) as look:
        seen = choose_seen(principal, await find_assigned(gate, principal))
        conditions = [*choose_by(wanted, scorecard.choose), *seen]
        place = wanted.place()
        page = await rows.list_page(
            look.snapshot, scorecard.VIEW, conditions, scorecard.ORDER, place, total=wanted.total
        )
        meta = await look.tell()
    return make_listing(Listing[ScorecardSummary], page, [tell_row(ScorecardSummary, row) for row in page.rows], meta)


@router.get("/scorecards/{scorecard}", summary="성과표 하나")
async def read_scorecard(
    gate: Gated,
    principal: Asking,
    scorecard: Annotated[ScorecardKey, Path()],
    asked: Annotated[ScoredBy, Query()],
) -> One[ScoreDetail]:
    """총점에서 분야로, 지표로, 그 값을 적은 이벤트로 세 번 안에 들어간다 (EVL-17).

    policy를 적으면 그해 평가계획의 다른 판으로 셈한 점수를 답한다 (EVL-01).
    """
    year, _, department = scorecard.partition("-")
    async with looking(gate, asked, *VIEWS) as look:
        is_assigned = scorecard in await find_assigned(gate, principal)
        if principal.role is Role.EVALUATOR and not is_assigned:
            raise Rejected("NOT_FOUND", NOT_THERE)  # whatever year: none of it is there for him
        of_year = await read_year(look.snapshot, int(year), asked.policy)
        if department not in of_year.rows or not may_see_scorecard(
            principal, department, is_final=of_year.is_final, is_assigned=is_assigned
        ):
            raise Rejected("NOT_FOUND", NOT_THERE)
        detail = show_detail(of_year, department, principal, look.today, past=look.is_past)
        return One[ScoreDetail](data=detail, meta=await look.tell())


@router.get("/scoreboards/{year}", summary="평가 순위표")
async def read_scoreboard(
    gate: Gated, principal: Asking, year: Annotated[Year, Path()], asked: Annotated[BoardWanted, Query()]
) -> ScoreboardAnswer:
    """평가군마다 순위와 등급을 답한다; 군을 섞은 순위는 없다 (EVL-08, EVL-15).

    부서는 최종 확정되기 전까지 제 부서만, 확정된 뒤에는 모두 읽는다.
    """
    async with looking(gate, asked, *VIEWS) as look:
        of_year = await read_year(look.snapshot, year, asked.policy)
        sees_all = of_year.is_final or principal.role in OVERSEERS
        if not sees_all and of_year.ranked is None:
            raise Rejected("NOT_FOUND", "아직 순위를 알리지 않았습니다.")
        board = show_board(of_year, principal, expected=asked.expected, sees_all=sees_all)
        return ScoreboardAnswer(data=board, meta=await look.tell())


ACTS: Final[tuple[tuple[str, type[Command], Told], ...]] = (
    ("propose-indicator", ProposeIndicator, ("지표 제안", "부서가 지표를 제안한다 (EVL-06).")),
    ("revise-indicator", ReviseIndicator, ("지표 고치기", "확정되기 전의 지표를 다시 적는다 (EVL-06).")),
    ("return-indicator", ReturnIndicator, ("지표 돌려보내기", "고칠 점을 적어 돌려보낸다 (EVL-06).")),
    ("confirm-indicator", ConfirmIndicator, ("지표 확정", "배점이 분야를 넘지 않으면 확정한다 (EVL-06).")),
    ("link-indicator", LinkIndicator, ("지표 잇기", "시군평가 지표·공약·목표와 잇는다 (EVL-07).")),
    ("unlink-indicator", UnlinkIndicator, ("이은 지표 끊기", "이은 것을 끊는다; 설문에서 온 실적은 남는다 (EVL-07).")),
    ("record-actual", RecordActual, ("실적 입력", "분기까지의 실적을 증빙과 함께 적는다 (EVL-12).")),
    ("verify-actual", VerifyActual, ("실적 확인", "다른 부서의 담당자가 확인해야 점수가 된다.")),
    ("return-actual", ReturnActual, ("실적 돌려보내기", "틀린 점을 적어 돌려보낸다.")),
    ("rate", RateArea, ("정성평가 점수", "정성평가 분야를 100점 만점으로 평가한다.")),
    ("adjust", GrantAdjustment, ("가감점", "평가계획의 항목을 증빙 이벤트와 함께 준다 (EVL-11).")),
    ("revoke-adjustment", RevokeAdjustment, ("가감점 취소", "사유를 적어 취소한다.")),
    ("object", FileObjection, ("이의신청", "순위를 알린 뒤 기간 안에 신청한다 (EVL-14).")),
    ("decide-objection", DecideObjection, ("이의 결정", "인용하면 값이 바뀌고, 순위를 다시 매긴다 (EVL-14).")),
    ("award", RecordAward, ("포상 기록", "최종 확정된 결과에 준 포상을 적는다 (EVL-18).")),
    ("release-evaluator", ReleaseEvaluator, ("외부평가 끝내기", "더는 보지 못한다; 준 점수는 남는다 (EVL-16).")),
)
for _act, _command, _told in ACTS:
    add_act(router, f"/scorecards/{{scorecard}}/{_act}", _command, _act.replace("-", "_"), _told)


async def _check_evaluator(gate: Gate, command: Command) -> None:
    assert isinstance(command, AssignEvaluator), "it is the route's own"
    await require_evaluator(gate, command.evaluator)


add_act(
    router,
    "/scorecards/{scorecard}/assign-evaluator",
    AssignEvaluator,
    "assign_evaluator",
    ("외부평가 맡기기", "외부평가자가 이 성과표를 읽고 정성평가 점수를 준다 (EVL-16)."),
    check=_check_evaluator,
)


@router.post("/scorecards/entries", summary="여러 성과표에 한꺼번에 적기")
async def enter_many(
    gate: Gated, principal: Asking, key: Key, body: ScorecardEntries, asked: Commanded, response: Response
) -> Written:
    """실적 입력·확인·돌려보내기, 정성평가 점수, 외부평가 맡기기를 함께 적는다 (EVL-12, EVL-16).

    하나라도 거절되면 모두 저장하지 않는다.
    """
    tried, late = asked.dry_run, asked.read_late()
    done = await enter_all(gate, principal, key, body.entries, dry_run=tried, late=late)
    return answer_written(response, done, scorecard.VIEW.context, dry_run=tried)


add_act(
    router,
    "/scoreboards/{year}/fix",
    FixRanking,
    "fix_ranking",
    ("순위 매기기", "시행하는 평가계획으로 모든 부서를 셈하고 군마다 순위와 등급을 매긴다 (EVL-08, EVL-15)."),
)
add_act(
    router,
    "/scoreboards/{year}/finalise",
    FinaliseEvaluation,
    "finalise_evaluation",
    ("최종 확정", "이의신청이 모두 끝난 뒤 확정한다; 그 뒤로는 바뀌지 않는다 (EVL-13)."),
)
