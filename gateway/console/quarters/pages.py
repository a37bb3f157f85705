"""Routes of the quarters: their list, the check by keyboard, publishing, and each edition with its files."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.directives import Assessment, Quarter, RecordQuarterlyCheck
from contracts.errors import STATUS_OF_CODE, Rejected, Status
from gateway.console import words
from gateway.console.assets import STATIC
from gateway.console.exports.making import find_maker, send_file
from gateway.console.forms import read_field
from gateway.console.quarters.files import make_paper, make_workbook
from gateway.console.quarters.laying import (
    CHOICES,
    PATH,
    CheckEntry,
    GridQuery,
    Line,
    make_check,
    make_publishing,
    read_check,
    read_picks,
    read_query,
)
from gateway.console.quarters.reading import (
    CONTEXT,
    Opened,
    find_head,
    read_edition,
    read_editions,
    read_figures,
    read_grid,
    read_line,
    read_lines,
    read_overview,
    read_tally,
    record_check,
)
from gateway.console.quarters.report import name_quarter
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, is_part, load_templates, show, show_error
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import Language, _
from gateway.exports import hangul, portable, workbook
from gateway.exports.making import Maker, NotMade
from gateway.guard import get_gate
from gateway.queries import directive_board, directive_check, quarterly_report
from gateway.rights import RIGHTS
from infra.clock import make_id

EditionNumber = Annotated[int, Path(ge=1, le=9_999)]
SHEETS: Final = ("vendor/fonts.css", "vendor/serif.css", "print.css", "pages/reports.css", "pages/reports-pdf.css")
"""Style sheets of the PDF, in their order."""
KEY: Final = 200
"""Letters of a form's key."""
BEFORE_SIGNED: Final = "기록의 서명을 기다리는 중입니다. 서명은 5분마다 하니 잠시 뒤 다시 내려받으세요."

CHECKING: Final = f"POST {PATH}/{{quarter}}/check"
PUBLISHING: Final = f"POST {PATH}/{{quarter}}/publish"
"""Routes that a page offers to whom they let in, and to nobody else (gateway/rights/)."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


def _may(visit: Visit, route: str) -> bool:
    return visit.session.principal.role in RIGHTS[route].roles


@router.get(PATH)
async def show_reports(request: Request, visit: SignedIn) -> Response:
    """Show the quarters with their states and editions, and the running one's rates (DIR-10, DIR-13)."""
    overview = await read_overview(visit)
    return await show(
        request,
        "reports.html",
        overview=overview,
        running=name_quarter(overview.now),
    )


@router.get(f"{PATH}/{{quarter}}/check")
async def show_check(
    request: Request, visit: SignedIn, quarter: Quarter, query: Annotated[GridQuery, Query()]
) -> Response:
    """Show the grid of a quarter's live directives (DIR-09)."""
    grid = await read_grid(visit, quarter, query)
    editions = await read_editions(visit, quarter)
    return await show(
        request,
        "quarter_check.html",
        grid=grid,
        query=query,
        editions=editions,
        choices=CHOICES,
        may_check=_may(visit, CHECKING),
    )


@router.post(f"{PATH}/{{quarter}}/check")
async def check_picked(request: Request, visit: SignedIn, quarter: Quarter) -> Response:
    """Find all ticked directives on track at once; asks before one that lags becomes one of them (DIR-09).

    What somebody else has checked since is left as it is.
    """
    form = await request.form()
    require_token(request, visit.session, form)
    picks, query, sure = read_picks(form), read_query(form), read_field(form, "sure")
    lines = await read_lines(visit, quarter, [str(directive) for directive, _seen in picks])
    lagging = [line for line in lines.values() if line.entry.assessment == Assessment.LAGGING]
    if lagging and not sure:
        return await show(request, "quarter_check_sure.html", quarter=quarter, query=query, picks=picks, lines=lagging)
    spared = {UUID(line.item.directive) for line in lagging} if sure == "keep" else set()
    command = RecordQuarterlyCheck(quarter=quarter, assessment=Assessment.ON_TRACK, cause=None, remedy=None)
    tried = await asyncio.gather(
        *(_try(visit, directive, seen, command) for directive, seen in picks if directive not in spared)
    )
    await _wait(visit, max((each for each in tried if isinstance(each, int)), default=0))
    return go(query.link_back(quarter, **_count_tried(tried)))


def _count_tried(tried: Sequence[int | Rejected]) -> dict[str, int]:
    codes = Counter(each.code for each in tried if isinstance(each, Rejected))
    counts = {"left": codes["VERSION_CONFLICT"], "unsure": codes["OUTCOME_UNKNOWN"]}
    refused = codes.total() - sum(counts.values())
    return {"done": len(tried) - codes.total(), **counts, "refused": refused}


async def _try(visit: Visit, directive: UUID, seen: int, command: RecordQuarterlyCheck) -> int | Rejected:
    try:
        return await record_check(visit, directive, command, CheckEntry(assessment=command.assessment, seen=seen))
    except Rejected as rejected:
        return rejected


@router.post(f"{PATH}/{{quarter}}/check/{{directive}}")
async def check_directive(request: Request, visit: SignedIn, quarter: Quarter, directive: UUID) -> Response:
    """Save one line: as a line for the page that has it, else back to the grid (DIR-09, DIR-15)."""
    form = await request.form()
    require_token(request, visit.session, form)
    entry = read_check(form)
    command = None if entry.errors else make_check(quarter, entry)
    if command is None:
        errors = entry.errors or {"cause": _("저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지우세요.")}
        return await _show_line(request, visit, quarter, directive, replace(entry, errors=errors), status=422)
    try:
        position = await record_check(visit, directive, command, entry)
    except Rejected as rejected:
        said = explain(rejected).cause
        return await _show_line(
            request, visit, quarter, directive, entry, status=STATUS_OF_CODE[rejected.code], said=said
        )
    await _wait(visit, position)
    return await _show_line(request, visit, quarter, directive, None, back=read_query(form))


async def _show_line(
    request: Request,
    visit: Visit,
    quarter: str,
    directive: UUID,
    entry: CheckEntry | None,
    *,
    status: int = 200,
    said: str = "",
    back: GridQuery | None = None,
) -> Response:
    """Show a line as it stands now, or as it was filled in where that was not saved."""
    line = await read_line(visit, quarter, str(directive))
    if line is None:
        raise Rejected("NOT_FOUND", "찾는 지시사항이 없습니다. 번호가 바뀌었거나 볼 수 있는 문서가 아닙니다.")
    tally = await read_tally(visit, quarter)
    shown = replace(line, is_saved=True, note=_("저장함")) if entry is None else _keep(line, entry, said)
    if not is_part(request) and entry is None:
        return go(f"{(back or GridQuery()).link_back(quarter)}#row-{directive}")
    return await show(
        request,
        "_quarter_line.html" if is_part(request) else "quarter_line.html",
        status=status,
        line=shown,
        quarter=quarter,
        choices=CHOICES,
        may_check=True,
        tally=tally,
        now=line,
    )


def _keep(line: Line, entry: CheckEntry, said: str) -> Line:
    """Return the line with what was filled in, on the check that is there now: it is shown beside it."""
    kept = replace(entry, seen=line.entry.seen)
    return replace(line, entry=kept, note=said or next(iter(entry.errors.values()), ""))


@router.get(f"{PATH}/{{quarter}}/publish")
async def confirm_publishing(request: Request, visit: SignedIn, quarter: Quarter) -> Response:
    """Ask once more before a report is published, which cannot be undone; say what stands in the way (DIR-10)."""
    return await _ask(request, visit, quarter, key=str(make_id()))


async def _ask(
    request: Request,
    visit: Visit,
    quarter: str,
    *,
    key: str,
    reason: str = "",
    status: int = 200,
    failure: Trouble | None = None,
    numbers: tuple[str, ...] = (),
) -> Response:
    grid = await read_grid(visit, quarter, GridQuery(standing="MISSING"))
    return await show(
        request,
        "quarter_publish.html",
        status=status,
        grid=grid,
        editions=await read_editions(visit, quarter),
        key=key,
        reason=reason,
        failure=failure,
        numbers=numbers,
    )


@router.post(f"{PATH}/{{quarter}}/publish")
async def publish_report(request: Request, visit: SignedIn, quarter: Quarter) -> Response:
    """Publish a quarter's report, or its next edition with a reason, and open it (DIR-10)."""
    form = await request.form()
    require_token(request, visit.session, form)
    key, reason = read_field(form, "key")[:KEY] or str(make_id()), read_field(form, "reason")
    command = make_publishing(quarter, reason)
    if isinstance(command, str):
        failure = Trouble(_("발행하지 못했습니다"), command, "")
        return await _ask(request, visit, quarter, key=key, reason=reason, status=422, failure=failure)
    try:
        done = await visit.gate.send(visit.session.principal, command, key=f"publish/{quarter}/{key}")
    except Rejected as rejected:
        failure = explain(rejected, _("발행하지 못했습니다"))
        numbers = tuple(number for number in rejected.details.get("numbers", "").split(",") if number)
        status = STATUS_OF_CODE[rejected.code]
        return await _ask(
            request, visit, quarter, key=key, reason=reason, status=status, failure=failure, numbers=numbers
        )
    await _wait(visit, done.position)
    return go(f"{PATH}/{quarter}/{done.result.number}")


@router.get(f"{PATH}/files/{{name}}")
async def download_report(
    request: Request,
    visit: SignedIn,
    name: Annotated[str, Path(pattern=r"^(19|20|21)[0-9]{2}-Q[1-4]-[1-9][0-9]{0,3}\.(pdf|hwpx|xlsx)$")],
) -> Response:
    """Send an edition as a file: Korean whatever the console speaks, the same bytes each time (DIR-10, PLT-12)."""
    stem, _dot, kind = name.partition(".")
    quarter, _sign, edition = stem.rpartition("-")
    words.choose_language(Language.KOREAN)
    opened = await read_edition(request, visit.gate, quarter, int(edition), is_sample=visit.moment.manual)
    if opened.report.proof.head is None:
        return await show_error(request, Status.UNAVAILABLE, "NOT_SIGNED", cause=BEFORE_SIGNED)
    try:
        made, media_type = await _make(find_maker(request), opened, kind)
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    return send_file(made, media_type, f"{opened.report.title} {name}")


async def _make(maker: Maker, opened: Opened, kind: str) -> tuple[bytes, str]:
    """Return an edition's file and its type. Raises: NotMade, Rejected with BUSY."""
    report, published = opened.report, opened.published
    match kind:
        case "pdf":
            html = load_templates().get_template("report_paper.html").render(report=report)
            return await maker.make_pdf(html, STATIC, SHEETS), portable.MEDIA_TYPE
        case "hwpx":
            return await maker.make_hwpx(make_paper(report, published)), hangul.MEDIA_TYPE
        case _:
            return await maker.make_workbook(make_workbook(report, published, opened.names)), workbook.MEDIA_TYPE


@router.get(f"{PATH}/{{quarter}}/{{edition}}")
async def show_report(request: Request, visit: SignedIn, quarter: Quarter, edition: EditionNumber) -> Response:
    """Show an edition as it was published, whatever has come since (DIR-10)."""
    opened = await read_edition(request, visit.gate, quarter, edition, is_sample=visit.moment.manual)
    editions = await read_editions(visit, quarter)
    return await show(
        request,
        "report.html",
        report=opened.report,
        editions=editions,
        newest=max((row.edition for row in editions), default=edition),
        may_correct=_may(visit, PUBLISHING),
    )


@router.get("/verify/{quarter}/{edition}")
async def verify_report(request: Request, quarter: Quarter, edition: EditionNumber) -> Response:
    """Show anybody what a printed report must say if it is the published one: its figures, place, hash, signature.

    The hash proves the log, never the paper: a forged one may bear the true hash.
    """
    gate = get_gate(request)
    row, summary = await read_figures(gate, quarter, edition)
    head = await find_head(gate, row.position)
    return await show(request, "report_verify.html", row=row, summary=summary, head=head, name=name_quarter(quarter))


async def _wait(visit: Visit, position: int) -> None:
    """Wait for one's own write; the page shows its position where a view takes longer."""
    views = (directive_board.VIEW, directive_check.VIEW, quarterly_report.VIEW, quarterly_report.ENTRY_VIEW)
    for view in views:
        await visit.gate.wait_for(view.name, CONTEXT, position)
