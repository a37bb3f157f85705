"""Routes of 사업비 조서: the table of a plan year, printed on A4, and the same as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from contracts.errors import Rejected, Status
from gateway.answers.past import looking
from gateway.console.exports.making import find_maker, send_file
from gateway.console.past import ask_past
from gateway.console.projects.amounts import DEFAULT_NAME, UNITS, name_unit, read_unit
from gateway.console.projects.costs import SHEET, lay_out_costs
from gateway.console.projects.query import read_year
from gateway.console.rendering import ConsoleRoute, show, show_error
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.exports import hangul, workbook
from gateway.exports.making import NotMade
from gateway.exports.project_costs import Costs, make_book, make_paper
from gateway.labels.projects import DECISION_LABELS
from gateway.queries import discrepancy, work_plan
from gateway.queries.history import Cut
from gateway.queries.rows import list_all
from gateway.views.discrepancy import Row as Discrepancy
from infra.clock import SEOUL

EXPORTS: Final = (("xlsx", "엑셀(xlsx)"), ("hwpx", "한글(hwpx)"))

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Read:
    """The sheet of a year, the years that have a plan, and what it reflects."""

    year: int | None
    years: Sequence[int]
    sheet: Mapping[str, Any] | None
    apart: Sequence[Discrepancy]
    position: int
    cut: Cut


async def _read(visit: Visit, year: str, as_of: str = "", known_at: str = "") -> Read:
    async with looking(visit.gate, ask_past(as_of, known_at), work_plan.VIEW, discrepancy.VIEW) as look:
        plans = await list_all(look.snapshot, work_plan.VIEW, [], work_plan.ORDER)
        latest = [plan.year for plan in plans if plan.sheet] or [plan.year for plan in plans]
        chosen = read_year(year) or next(reversed(latest), None)
        about = discrepancy.choose(about_kind="PLAN", about_id=str(chosen), code="BUDGET_SHEET_MISMATCH")
        apart = await list_all(look.snapshot, discrepancy.VIEW, about, discrepancy.ORDER)
    plan = next((each for each in plans if each.year == chosen), None)
    sheet, position = (plan.sheet, plan.position) if plan else (None, 0)
    return Read(chosen, [each.year for each in reversed(plans)], sheet, apart, position, look.cut)


@router.get(SHEET)
async def show_costs(
    request: Request, visit: SignedIn, year: str = "", unit: str = DEFAULT_NAME, as_of: str = "", known_at: str = ""
) -> Response:
    """Show the budget sheet of a plan year (PRJ-04)."""
    read = await _read(visit, year, as_of, known_at)
    base = f"{SHEET}?year={read.year}" if read.year else SHEET
    joint = "&" if read.year else "?"
    return await show(
        request,
        "project_costs.html",
        status=200,
        costs=lay_out_costs(read.year, read.sheet, read.apart, DECISION_LABELS, read_unit(unit))
        if read.sheet and read.year
        else None,
        years=read.years,
        year=read.year,
        units=[(f"{base}{joint}unit={name}", name_unit(each), each is read_unit(unit)) for name, each in UNITS.items()],
        word=name_unit(read_unit(unit)),
        exports=[(f"{SHEET}.{ending}?year={read.year}&unit={unit}", name) for ending, name in EXPORTS],
        as_of=as_of,
        known_at=known_at,
        cut=read.cut,
        position=read.position,
    )


@router.get(f"{SHEET}.{{ending}}")
async def export_costs(
    request: Request,
    visit: SignedIn,
    ending: Annotated[str, Path(pattern="^(xlsx|hwpx)$")],
    year: str = "",
    unit: str = DEFAULT_NAME,
) -> Response:
    """Send the budget sheet of a plan year as a workbook or a 한글 paper."""
    read = await _read(visit, year)
    if read.year is None or read.sheet is None:
        raise Rejected("NOT_FOUND", _("그 해의 사업비 조서가 없습니다."))
    at = visit.moment.at.astimezone(SEOUL)
    made = Costs(read.year, read.sheet, read_unit(unit), at, read.position, is_sample=visit.moment.manual)
    maker = find_maker(request)
    try:
        if ending == "hwpx":
            content, media_type = await maker.make_hwpx(make_paper(made)), hangul.MEDIA_TYPE
        else:
            content, media_type = await maker.make_workbook(make_book(made)), workbook.MEDIA_TYPE
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    return send_file(content, media_type, f"{made.name}.{ending}")
