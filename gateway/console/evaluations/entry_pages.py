"""Routes of 실적: an officer's grid of a quarter, and what waits for the office (EVL-06, EVL-12)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.evaluations.scorecards import RecordActual, VerifyActual, name_scorecard
from contracts.values import Role
from gateway.answers.evaluated import OfYear, read_year
from gateway.answers.scorecard_entries import enter_all
from gateway.console.evaluations.assigned import show_assigned
from gateway.console.evaluations.entry import MOST, Grid, lay_out_grid, list_waiting, read_entries, read_verified
from gateway.console.evaluations.telling import CARDS, WAYS
from gateway.console.forms import read_field
from gateway.console.meetings.forms import tell_refusal
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.queries import evaluation_plan, scorecard
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, list_page
from gateway.routers.scorecards import ScoredBy, read_scorecard
from gateway.secrecy import OVERSEERS
from infra.clock import make_id

LAST: Final = 4
router = APIRouter(prefix=CARDS, route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page is about: a year that has begun, a quarter, what is searched for."""

    years: tuple[int, ...]
    year: int
    quarter: int
    q: str
    of_year: OfYear | None
    """None where no plan has begun."""
    position: int

    @property
    def here(self) -> str:
        """The page's own address."""
        return f"{CARDS}?year={self.year}&quarter={self.quarter}"


@router.get("")
async def show_desk(request: Request, visit: SignedIn, year: str = "", quarter: str = "", q: str = "") -> Response:
    """Show a quarter: what an officer enters, what waits for the office; what an external evaluator has to rate."""
    if visit.session.principal.role is Role.EVALUATOR:
        return await show_assigned(request, visit)
    desk = await _sit_down(visit, year, quarter, q)
    return await _show(request, visit, desk, await _find_grid(visit, desk))


@router.post("")
async def enter(request: Request, visit: SignedIn) -> Response:
    """Record an officer's quarter, or verify what was ticked: all or nothing."""
    form = await request.form()
    require_token(request, visit.session, form)
    desk = await _sit_down(visit, read_field(form, "year"), read_field(form, "quarter"), read_field(form, "q"))
    if "entry" in form:
        verified = read_verified(form)
        if verified is None:
            raise Rejected("BAD_SHAPE", _("화면을 새로 열어 다시 고르세요."))
        return await _send(request, visit, desk, None, verified, read_field(form, "key"))
    grid = await _find_grid(visit, desk, form)
    if grid is None:
        return go(desk.here)
    entries = read_entries(grid, desk.quarter)
    if isinstance(entries, dict):
        return await _show(request, visit, desk, replace(grid, errors=entries), status=422)
    return await _send(request, visit, desk, grid, entries, read_field(form, "key"))


async def _send(
    request: Request,
    visit: Visit,
    desk: Desk,
    grid: Grid | None,
    entries: list[RecordActual] | list[VerifyActual],
    key: str,
) -> Response:
    if not entries:
        return go(desk.here)
    try:
        done = await enter_all(visit.gate, visit.session.principal, key, [*entries])
    except Rejected as no:
        part = entries[int(no.details.get("entry", "0"))]
        place = f"value-{part.indicator}" if grid else ""
        told = {place or "waiting": tell_refusal(no)}
        shown = replace(grid, errors=told) if grid else None
        return await _show(request, visit, desk, shown, status=STATUS_OF_CODE[no.code], refused=told)
    await visit.gate.wait_for(scorecard.VIEW.name, scorecard.VIEW.context, done.position)
    return go(desk.here)


async def _sit_down(visit: Visit, year: str, quarter: str, q: str) -> Desk:
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, evaluation_plan.VIEW, [], evaluation_plan.ORDER, Place(MOST, is_falling=True))
        years = tuple(row.year for row in page.rows if row.versions)
        chosen = next((each for each in years if str(each) == year), _choose_year(years, visit.today))
        of_year = await read_year(snapshot, chosen, None) if years else None
        position = await find_position(snapshot, scorecard.VIEW.name, scorecard.VIEW.context)
    last = find_quarter(chosen, visit.today)
    number = int(quarter) if quarter in {"1", "2", "3", "4"} else last
    return Desk(years, chosen, number, q.replace("\x00", "").strip()[:100], of_year, position)


def _choose_year(years: tuple[int, ...], today: date) -> int:
    """Return the year to begin with: that of the day, else the last that has begun."""
    return today.year if today.year in years or not years else years[0]


def find_quarter(year: int, today: date) -> int:
    """Return the quarter that is entered: the last that is over, or the first while none is."""
    if today.year != year:
        return LAST
    return max(1, (today.month - 1) // 3)


async def _find_grid(visit: Visit, desk: Desk, typed: FormData | None = None) -> Grid | None:
    """Return the grid of the asker's own department; None for who enters nothing."""
    principal = visit.session.principal
    own = principal.department or ""
    of_year = desk.of_year
    if principal.role is not Role.OFFICER or of_year is None or own not in of_year.rows or not of_year.find_group(own):
        return None
    answer = await read_scorecard(visit.gate, principal, name_scorecard(desk.year, own), ScoredBy())
    return lay_out_grid(answer.data, desk.quarter, visit.today, typed)


async def _show(
    request: Request,
    visit: Visit,
    desk: Desk,
    grid: Grid | None,
    *,
    status: int = 200,
    refused: dict[str, str] | None = None,
) -> Response:
    principal = visit.session.principal
    ground, _departments = await read_ground(visit)
    sees_all = desk.of_year is not None and principal.role in OVERSEERS
    waiting = list(list_waiting(desk.of_year, ground.names, desk.q, principal)) if desk.of_year and sees_all else []
    return await show(
        request,
        "scorecards.html",
        status=status,
        desk=desk,
        grid=grid,
        sees_all=sees_all,
        waiting=waiting[:MOST],
        total=len(waiting),
        may_verify=visit.may_send(VerifyActual),
        refused=(refused or {}).get("waiting", ""),
        key=str(make_id()),
        ways_beside=WAYS,
        position=desk.position,
    )
