"""Routes of files: the board's rows as xlsx, csv and hwpx, and sheets that go out, are filled in and come back."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from contracts.directives import Quarter, SubmitOutcome, SubmitPriorityReport
from contracts.errors import Rejected, Status
from contracts.messages import Done
from contracts.values import Role
from gateway.console.directives import board
from gateway.console.exports.making import find_maker, send_file
from gateway.console.exports.reading import (
    CONTEXT,
    Begun,
    list_begun,
    read_checks,
    read_differences,
    read_listing,
    read_reports,
)
from gateway.console.exports.trip import FIELDS, Order
from gateway.console.rendering import ConsoleRoute, explain, show, show_error
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.exports import hangul, plain, workbook
from gateway.exports.hostile import FILE_BYTES
from gateway.exports.listing import COLUMNS, Listing, list_rows, make_book, make_paper
from gateway.exports.making import Maker, NotMade
from gateway.exports.sheets import Column, Sheet, Workbook
from gateway.queries import directive_board, directive_check
from infra.clock import SEOUL

BODY_BYTES: Final = FILE_BYTES + 64 * 1024
"""The file and its form."""
APPLY_BYTES: Final = 16 * 1024 * 1024
"""Differences that come back as a form: a sheet's texts, spelt for an address line."""
UPLOAD_S: Final = 60.0
ROWS: Final = 2_000

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get("/directives/export.{ending}")
async def export_board(
    request: Request,
    visit: SignedIn,
    ending: Annotated[str, Path(pattern="^(xlsx|csv|hwpx)$")],
    query: Annotated[board.Query, Query()],
) -> Response:
    """Send every directive that the board's conditions match, not the page only (DIR-21)."""
    wanted = query.choose(visit.today, visit.session.principal)
    try:
        listing = await read_listing(visit, wanted, ending)
        made, media_type = await _make_listing(find_maker(request), listing, ending)
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    return send_file(made, media_type, f"{listing.name}.{ending}")


async def _make_listing(maker: Maker, listing: Listing, ending: str) -> tuple[bytes, str]:
    """Return the file and its type. Raises: NotMade, Rejected with BUSY."""
    match ending:
        case "csv":
            headers = [column.header for column in COLUMNS]
            made = await asyncio.to_thread(plain.write_csv, headers, list_rows(listing.items))
            return made, plain.MEDIA_TYPE
        case "hwpx":
            return await maker.make_hwpx(make_paper(listing)), hangul.MEDIA_TYPE
        case _:
            return await maker.make_workbook(make_book(listing)), workbook.MEDIA_TYPE


@router.get("/directives/import")
async def open_import(request: Request, visit: SignedIn) -> Response:
    """Say how a sheet goes out, is filled in and comes back."""
    return await _show_import(request, visit)


async def _show_import(request: Request, visit: Visit, *, error: str = "", status: int = 200) -> Response:
    return await show(
        request,
        "import.html",
        status=status,
        error=error,
        is_officer=visit.session.principal.role is Role.OFFICER,
        rows=ROWS,
    )


@router.get("/directives/import/reports.xlsx")
async def send_report_sheet(request: Request, visit: SignedIn) -> Response:
    """Send the sheet of the department's open directives, to be filled in."""
    return await _send_sheet(request, visit, await read_reports(visit), _("보고 서식"))


@router.get("/directives/import/check-{quarter}.xlsx")
async def send_check_sheet(request: Request, visit: SignedIn, quarter: Quarter) -> Response:
    """Send the sheet of a quarter's check, to be filled in."""
    return await _send_sheet(request, visit, await read_checks(visit, quarter), f"{_('분기 점검')} {quarter}")


async def _send_sheet(request: Request, visit: Visit, sheet: Sheet, name: str) -> Response:
    at = visit.moment.at.astimezone(SEOUL)
    sample = ("교육용 표본",) if visit.moment.manual else ()
    told = (
        *sample,
        "노란 칸에만 적을 수 있습니다. 적지 않은 행은 바뀌지 않습니다.",
        "행을 지우거나 차례를 바꾸어도 됩니다. 수식과 매크로는 받지 않습니다.",
        "적은 뒤 환류의 ‘고친 엑셀 올리기’에 올리면 달라진 것을 보여 드리고, 고른 것만 반영합니다.",
    )
    guide = Sheet("안내", (Column("안내", 90),), tuple((line,) for line in told))
    book = Workbook(name, at, (sheet, guide), sample)
    try:
        made = await find_maker(request).make_workbook(book)
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    suffix = " 교육용 표본" if sample else ""
    return send_file(made, workbook.MEDIA_TYPE, f"{name}{suffix} {at:%Y-%m-%d}.xlsx")


@router.post("/directives/import", max_body_size=BODY_BYTES)
async def compare_upload(request: Request, visit: SignedIn) -> Response:
    """Show what an uploaded sheet would change, row by row; nothing is changed yet."""
    async with asyncio.timeout(UPLOAD_S):
        form = await request.form(max_files=1, max_fields=4)
    require_token(request, visit.session, form)
    try:
        content = await _read_file(form)
        filled = await find_maker(request).read_filled(content, FIELDS)
        differences = await read_differences(visit, filled)
    except NotMade as error:
        return await _show_import(request, visit, error=str(error), status=422)
    return await show(request, "import_differences.html", differences=differences, sheet=filled.sheet)


async def _read_file(form: FormData) -> bytes:
    """Raises: NotMade."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise NotMade(_("올릴 엑셀 파일을 고르세요."))
    return await file.read(FILE_BYTES + 1)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one row."""

    number: str
    directive: str
    is_done: bool
    said: str
    write_path: str = ""
    """Where to go on with what became a draft."""


@router.post("/directives/import/apply", max_body_size=APPLY_BYTES)
async def apply_picked(request: Request, visit: SignedIn) -> Response:
    """Carry out the rows that were picked, each by itself, and say what became of each."""
    async with asyncio.timeout(UPLOAD_S):
        form = await request.form(max_files=0, max_fields=ROWS + 4)
    require_token(request, visit.session, form)
    try:
        orders = [Order.model_validate_json(str(value)) for value in form.getlist("take")]
    except ValidationError as error:
        raise Rejected("BAD_SHAPE", "화면을 연 뒤 내용이 바뀌었습니다. 파일을 다시 올리세요.") from error
    begun = await list_begun(visit, orders)
    applied = await asyncio.gather(*(_apply(visit, order, begun.get(str(order.directive))) for order in orders))
    if positions := [position for _one, position in applied if position]:
        for view in (directive_board.VIEW, directive_check.VIEW):
            await visit.gate.wait_for(view.name, CONTEXT, max(positions))
    return await show(request, "import_applied.html", applied=[one for one, _position in applied])


async def _apply(visit: Visit, order: Order, begun: Begun | None) -> tuple[Applied, int]:
    """Return what became of a row, and the position that it reached; `begun`: it has to be confirmed first."""
    principal, directive = visit.session.principal, str(order.directive)
    if begun is not None and isinstance(order.command, SubmitPriorityReport | SubmitOutcome):
        await visit.gate.drafts.save(begun.key, principal.department, begun.fill(order.command.text))
        said = _("작성 중으로 담았습니다. 팀장과 과장의 확인을 받아 올리세요.")
        return Applied(order.number, directive, True, said, f"/directives/{directive}/{begun.key.act}"), 0
    try:
        done: Done = await visit.gate.send(
            principal, order.command, key=order.key, subject=order.directive, if_match=order.version
        )
    except Rejected as rejected:
        return Applied(order.number, directive, False, explain(rejected).cause), 0
    return Applied(order.number, directive, True, _("반영했습니다.")), done.position
