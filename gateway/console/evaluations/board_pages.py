"""Routes of 순위표: the years, one year by any version of its plan, and the two acts on it (EVL-08, EVL-13, EVL-15)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.evaluations.rankings import FinaliseEvaluation, FixRanking
from gateway.answers.scorecards import Scoreboard, ScoreboardAnswer
from gateway.auth import Principal
from gateway.commands import Year
from gateway.console.evaluations.board import lay_out
from gateway.console.evaluations.telling import BOARDS, CARDS, WAYS, board_chip, find_cut
from gateway.console.meetings.forms import Filled, Spec
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.past import Past
from gateway.console.present import Chip
from gateway.console.registers.pages import NOT_THERE, read_ground
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import evaluation_plan, ranking
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_page
from gateway.routers.scorecards import BoardWanted, read_scoreboard
from gateway.secrecy import OVERSEERS
from gateway.views.evaluation_plan import Row as Plan
from gateway.views.ranking import Row as Ranked
from infra.clock import make_id

SHOWN: Final = 200
"""Years on the page."""
ACTS: Final = {
    "fix": Spec(
        "순위 매기기",
        "순위 매기기",
        FixRanking,
        warning="모든 부서에 순위와 등급을 알리고 이의신청 기간이 시작됩니다. 다시 매겨도 기한은 그대로입니다.",
    ),
    "finalise": Spec(
        "최종 확정",
        "최종 확정",
        FinaliseEvaluation,
        warning="확정하면 모든 부서가 모든 결과를 읽고, 그 뒤로는 아무것도 바꿀 수 없습니다.",
    ),
}

router = APIRouter(prefix=BOARDS, route_class=ConsoleRoute, include_in_schema=False)
OfYear = Annotated[Year, Path()]


class Asked(Past):
    """By which version of the plan, and whether with what is not verified yet."""

    policy: str = ""
    expected: str = ""

    def read_policy(self) -> int | None:
        """Return the version that is asked for; what is no version counts as none."""
        return int(self.policy) if self.policy.isdecimal() and len(self.policy) <= len("999") else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to score the year."""

    word: str
    link: str
    is_current: bool


@router.get("")
async def list_years(request: Request, visit: SignedIn) -> Response:
    """Show the years that have a plan, the newest first, and how far each is."""
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, evaluation_plan.VIEW, [], evaluation_plan.ORDER, Place(SHOWN, is_falling=True))
        told = {row.year: row for row in (await list_page(snapshot, ranking.VIEW, [], ranking.ORDER, Place())).rows}
        position = await find_position(snapshot, ranking.VIEW.name, ranking.VIEW.context)
    lines = [_tell_year(row, told.get(row.year), visit.session.principal) for row in page.rows if row.versions]
    own = visit.session.principal.department
    return await show(request, "scoreboards.html", lines=lines, own=own, ways_beside=WAYS, position=position)


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year in the list."""

    year: int
    state: Chip
    versions: int
    may_see: bool
    until: date | None


def _tell_year(plan: Plan, ranked: Ranked | None, principal: Principal) -> YearLine:
    may_see = principal.role in OVERSEERS or ranked is not None
    until = date.fromisoformat(ranked.rounds[-1]["objections_until"]) if ranked else None
    return YearLine(plan.year, board_chip(ranked.state if ranked else "OPEN"), len(plan.versions), may_see, until)


@router.get("/{year}")
async def show_board(request: Request, visit: SignedIn, year: OfYear, asked: Annotated[Asked, Query()]) -> Response:
    """Show a year's places by group; a department that may not see the others finds its own."""
    official = await read_board(visit, year, asked, None, expected=False)
    is_expected, policy = asked.expected == "1", asked.read_policy()
    chosen = (
        official if not (is_expected or policy) else await read_board(visit, year, asked, policy, expected=is_expected)
    )
    ground, _departments = await read_ground(visit)
    async with visit.gate.reading() as snapshot:
        plan = await find_row(snapshot, evaluation_plan.VIEW, year)
    versions = [int(each["version"]) for each in plan.versions] if plan else []
    board, principal = chosen.data, visit.session.principal
    return await show(
        request,
        "scoreboard.html",
        board=board,
        state=board_chip(board.state),
        tables=lay_out(board, official.data, ground.names, principal.department),
        choices=list(_list_choices(year, versions, asked, official.data)),
        is_compared=board != official.data,
        told_on=official.data.announced_on,
        kept=urlencode({name: value for name, value in asked.model_dump().items() if value}),
        acts={} if board.state == "FINAL" or asked.is_past else _list_acts(visit, board),
        own_card=f"{CARDS}/{year}-{principal.department}" if principal.department else "",
        ways_beside=WAYS,
        here=f"{BOARDS}/{year}",
        position=chosen.meta.position[ranking.VIEW.context],
        cut=find_cut(asked),
        past=asked,
        past_path=f"{BOARDS}/{year}",
        past_kept={},
        past_link=f"{BOARDS}/{year}",
    )


@router.get("/{year}/{act}")
async def open_act(request: Request, visit: SignedIn, year: OfYear, act: str) -> Response:
    """Ask before a year's places are told, or its evaluation ends."""
    return await show_form(request, visit, _make_act(year, act, Filled(key=str(make_id()))))


@router.post("/{year}/{act}")
async def do_act(request: Request, visit: SignedIn, year: OfYear, act: str) -> Response:
    """Tell a year's places, or end its evaluation."""
    return await send_form(request, visit, _make_act(year, act, Filled(key="")), BOARDS, ranking.VIEW.name)


async def read_board(visit: Visit, year: int, asked: Asked, policy: int | None, *, expected: bool) -> ScoreboardAnswer:
    """Return the board that the API tells to the same person. Raises: Rejected with NOT_FOUND, NOT_YET."""
    told = asked.ask()
    wanted = BoardWanted.model_construct(as_of=told.as_of, known_at=told.known_at, policy=policy, expected=expected)
    return await read_scoreboard(visit.gate, visit.session.principal, year, wanted)


def _list_acts(visit: Visit, board: Scoreboard) -> dict[str, str]:
    fitting = {"fix": board.year < visit.today.year, "finalise": board.state == "FIXED"}
    return {act: spec.title for act, spec in ACTS.items() if fitting[act] and visit.may_send(spec.command)}


def _list_choices(year: int, versions: list[int], asked: Asked, official: Scoreboard) -> list[Choice]:
    """Return the ways to score a year: what was told, or else the version that rules, is the first."""
    chosen, is_told = asked.read_policy(), official.announced_on is not None
    computed = None if is_told else official.plan_version
    is_official = not asked.expected and chosen in {None, computed}
    others = [each for each in reversed(versions) if each != computed]
    first = _("알린 순위") if is_told else _("시행하는 %(n)s판", n=official.plan_version)
    return [
        Choice(first, _link(year, asked), is_official),
        *(
            Choice(
                _("%(n)s판으로", n=each), _link(year, asked, policy=str(each)), chosen == each and not asked.expected
            )
            for each in others
        ),
        Choice(_("예상 점수"), _link(year, asked, expected="1"), asked.expected == "1"),
    ]


def _link(year: int, asked: Asked, **more: str) -> str:
    told = {**more, **asked.kept}
    return f"{BOARDS}/{year}?{urlencode(told)}" if told else f"{BOARDS}/{year}"


def _make_act(year: int, act: str, filled: Filled) -> Shown:
    """Return the question before an act. Raises: Rejected with NOT_FOUND."""
    if act not in ACTS:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    own = f"{BOARDS}/{year}"
    spec = ACTS[act]
    asked = Spec(
        spec.title, spec.button, spec.command, warning=spec.warning, shape=lambda payload: {**payload, "year": year}
    )
    return Shown(asked, filled, f"{own}/{act}", own, _("%(year)s년 부서평가", year=year))
