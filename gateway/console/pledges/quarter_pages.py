"""분기 점검: all pledges of one's own department in one grid, saved together; publishing the quarter (EVL-64, 65)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.calendar.periods import Period, Precision
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.evaluations.pledge_results import PublishPledgeResults
from gateway.answers.pledge_checks import check_all
from gateway.answers.pledges import PledgeQuarterTold, show_quarter
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Field, Filled, Spec
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.pledges.grid import Line, lay_out_line, read_lines
from gateway.console.pledges.laying import BOARD, OPEN, QUARTERS, WAYS, find_set, list_quarters, read_term
from gateway.console.quarters.report import name_quarter
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.labels.pledges import PLEDGE_STANDING_LABELS
from gateway.queries import pledge, pledge_results
from gateway.queries.department import find_names
from gateway.queries.rows import find_row
from gateway.views.pledge import CONTEXT, Row
from gateway.views.pledge_set import Row as SetRow
from infra.clock import make_id

NOT_THERE: Final = "그 임기의 공약이 없습니다. 임기를 확인하세요."
NAMED: Final = 20
"""Numbers of missing pledges that are named."""
_QUARTER: Final = re.compile(r"(19|20|21)[0-9]{2}-Q[1-4]")

PUBLISH: Final = Spec(
    "점검결과 공표",
    "공표",
    PublishPledgeResults,
    (Field("reason", "다시 공표하는 사유", "text"),),
    {"REASON_REQUIRED": "reason"},
    warning="지금의 건수와 비율, 공약마다의 내용을 그대로 굳혀 누구나 보게 합니다. 공표한 것은 거둘 수 없습니다.",
)

router = APIRouter(prefix=QUARTERS, route_class=ConsoleRoute, include_in_schema=False)
Term = Annotated[int | None, Query(ge=1, le=99)]
Quarter = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A quarter of a term as somebody sees it."""

    row: SetRow
    told: PledgeQuarterTold
    lines: Sequence[Line]


@router.get("")
async def show_quarter_grid(
    request: Request, visit: SignedIn, term: Term = None, quarter: Quarter = "", saved: int = 0
) -> Response:
    """Show a quarter's grid: an officer's own pledges, all of them to the office (EVL-64)."""
    chosen = _choose(quarter, visit)
    sheet = await _read_sheet(visit, term, chosen)
    if sheet is None:
        return await show(request, "pledge_quarter.html", sheet=None, beside=WAYS)
    said = _("%(n)s건을 저장했습니다.", n=saved) if saved else ""
    return await _show(request, visit, sheet, said=said)


@router.post("")
async def save_quarter(request: Request, visit: SignedIn) -> Response:
    """Save what was changed in the grid, all of it or nothing (EVL-64, EVL-65)."""
    form = await request.form()
    require_token(request, visit.session, form)
    sheet = await _require_sheet(visit, read_term(read_field(form, "term")), read_field(form, "quarter"))
    checks, lines = read_lines(sheet.lines, form, sheet.told.quarter)
    typed = replace(sheet, lines=lines)
    if any(line.error for line in lines):
        return await _show(request, visit, typed, status=422)
    if not checks:
        return await _show(request, visit, typed, said=_("바뀐 것이 없습니다."))
    seen = {line.number: line.seen for line in lines}
    try:
        done = await check_all(
            visit.gate, visit.session.principal, read_field(form, "key"), sheet.row.term, checks, seen=seen
        )
    except Rejected as no:
        number = no.details.get("number", "")
        marked = [replace(line, error=no.message) if str(line.number) == number else line for line in lines]
        said = "" if number else no.message
        return await _show(request, visit, replace(typed, lines=marked), said=said, status=STATUS_OF_CODE[no.code])
    await visit.gate.wait_for(pledge.VIEW.name, CONTEXT, done.position)
    return go(_link(sheet, saved=len(checks)))


@router.get("/publish")
async def open_publishing(request: Request, visit: SignedIn, term: Term = None, quarter: Quarter = "") -> Response:
    """Ask whether a quarter's results are to be published, and why where they have been (EVL-66)."""
    sheet = await _require_sheet(visit, term, quarter)
    return await show_form(request, visit, _make_publishing(sheet, str(make_id())))


@router.post("/publish")
async def publish_quarter(request: Request, visit: SignedIn, term: Term = None, quarter: Quarter = "") -> Response:
    """Publish a quarter's results once nothing is missing (EVL-64, EVL-66)."""
    sheet = await _require_sheet(visit, term, quarter)
    answer = await send_form(request, visit, _make_publishing(sheet, ""), OPEN, pledge_results.VIEW.name)
    return go(_link_results(sheet)) if answer.status_code == HTTPStatus.SEE_OTHER else answer


def _make_publishing(sheet: Sheet, key: str) -> Shown:
    """Return the form that publishes a quarter; of one that is published it asks for the reason."""
    told = {"term": sheet.row.term, "quarter": sheet.told.quarter}
    fields = PUBLISH.fields if sheet.told.edition else ()
    return Shown(
        replace(PUBLISH, fields=fields, adds=told),
        Filled(key),
        f"{QUARTERS}/publish?{urlencode(told)}",
        _link(sheet),
        name_quarter(sheet.told.quarter),
    )


def _choose(quarter: str, visit: Visit) -> str:
    """Return the quarter asked for, else that of the day."""
    return quarter if _QUARTER.fullmatch(quarter) else list_quarters(visit.today)[0]


async def _require_sheet(visit: Visit, term: int | None, quarter: str) -> Sheet:
    sheet = await _read_sheet(visit, term, _choose(quarter, visit))
    if sheet is None:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    return sheet


async def _read_sheet(visit: Visit, term: int | None, quarter: str) -> Sheet | None:
    """Return what somebody sees of a quarter; None where there are no pledges at all."""
    principal = visit.session.principal
    async with visit.gate.reading() as snapshot:
        row = await find_set(snapshot, term)
        if row is None:
            return None
        found = await pledge.list_of_term(snapshot, row.term)
        key = f"{row.term}-{quarter.lower().replace('-', '')}"
        published = await find_row(snapshot, pledge_results.VIEW, key)
        names = await find_names(snapshot, {each.lead for each in found if each.lead})
    told = show_quarter(row, quarter, found, principal, published.edition if published else 0)
    may = {each.number for each in told.pledges if "check" in each.allowed}
    return Sheet(row, told, list(_list_lines(found, told, may, names, is_own=principal.department is not None)))


def _list_lines(
    found: Sequence[Row], told: PledgeQuarterTold, may: set[int], names: dict[str, str], *, is_own: bool
) -> Iterable[Line]:
    """Yield the lines of a quarter: where somebody checks any, only those."""
    due = {each.number for each in told.pledges}
    shown = may if may and is_own else due
    for row in found:
        if row.number in shown:
            lead = names.get(row.lead or "", row.lead or "")
            yield lay_out_line(row, told.quarter, lead, may_check=row.number in may)


def is_ready(sheet: Sheet, today: date) -> bool:
    """Tell whether a quarter can be published: one that is over, of a confirmed set, with every check (EVL-64)."""
    last = Period(value=sheet.told.quarter, precision=Precision.QUARTER).last
    return last is not None and last < today and sheet.row.state == "CONFIRMED" and not sheet.told.missing


def _link_results(sheet: Sheet) -> str:
    return f"{OPEN}?results={sheet.row.term}-{sheet.told.quarter.lower().replace('-', '')}"


def _link(sheet: Sheet, **more: object) -> str:
    return f"{QUARTERS}?{urlencode({'term': sheet.row.term, 'quarter': sheet.told.quarter, **more})}"


async def _show(request: Request, visit: Visit, sheet: Sheet, *, said: str = "", status: int = 200) -> Response:
    may_publish = visit.may_send(PublishPledgeResults) and is_ready(sheet, visit.today)
    quarters = dict.fromkeys([*list_quarters(visit.today), sheet.told.quarter])
    return await show(
        request,
        "pledge_quarter.html",
        status=status,
        sheet=sheet,
        told=sheet.told,
        missing=sheet.told.missing[:NAMED],
        title=name_quarter(sheet.told.quarter),
        said=said,
        is_wrong=status != 200,
        standings=PLEDGE_STANDING_LABELS,
        quarters=[
            (name_quarter(each), f"{QUARTERS}?{urlencode({'term': sheet.row.term, 'quarter': each})}", each)
            for each in sorted(quarters, reverse=True)
        ],
        may_save=any(line.may_check for line in sheet.lines),
        publishing=_make_publishing(sheet, "").action if may_publish else "",
        results=_link_results(sheet),
        board=f"{BOARD}?term={sheet.row.term}",
        key=str(make_id()),
        beside=WAYS,
    )
