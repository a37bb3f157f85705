"""Routes of 가져오기: templates, a file that is tried dry, its report, and having it applied."""

import asyncio
import json
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from contracts.errors import Rejected, Status
from contracts.values import Role
from gateway.console.exports.making import find_maker, send_file
from gateway.console.imports import telling
from gateway.console.rendering import ConsoleRoute, explain, go, is_part, show, show_error
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.exports import workbook
from gateway.exports.making import NotMade
from gateway.exports.sheets import Workbook
from gateway.imports.rows import Document
from gateway.imports.taking import BODY_BYTES, UPLOAD_S, Apply, find_import, keep_import, refuse_long, start_import
from gateway.imports.template import NAME, SCHEMA_NAME, make_report, name_report, write_template
from gateway.uploads import FORM_BYTES
from infra.clock import SEOUL

PATH: Final = "/imports"

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_imports(request: Request, visit: SignedIn) -> Response:
    """Say how a file comes in, and what came in before."""
    return await _show_list(request, visit)


async def _show_list(request: Request, visit: Visit, *, error: str = "", status: int = 200) -> Response:
    principal = visit.session.principal
    found = await visit.gate.imports.list_all()
    return await show(
        request,
        "imports.html",
        status=status,
        error=error,
        may_upload=principal.role is Role.OPERATOR,
        limit=f"{visit.gate.imports.limit / 1_048_576:g}",
        imports=telling.show_all(found, principal, await _list_people(visit)),
    )


@router.get("/template.xlsx")
async def send_template(visit: SignedIn) -> Response:
    """Send the workbook to fill in."""
    return send_file(await write_template(visit.moment.at.astimezone(SEOUL)), workbook.MEDIA_TYPE, NAME)


@router.get("/schema.json")
async def send_schema(visit: SignedIn) -> Response:
    """Send the JSON Schema that editors of YAML take."""
    del visit  # whoever may see imports
    schema = json.dumps(Document.model_json_schema(by_alias=True), ensure_ascii=False).encode()
    return send_file(schema, "application/schema+json", SCHEMA_NAME)


@router.post("", max_body_size=BODY_BYTES)
async def upload_import(request: Request, visit: SignedIn) -> Response:
    """Take a file in and show its dry run."""
    try:
        name, content = await _receive(request, visit)
        found = await keep_import(visit.gate, find_maker(request), visit.session.principal, name, content)
    except Rejected as no:
        if no.code not in {"TOO_LARGE", "BUSY", "BAD_SHAPE"}:
            raise
        return await _show_list(request, visit, error=explain(no).cause, status=Status.RULE)
    return go(f"{PATH}/{found.id}")


async def _receive(request: Request, visit: Visit) -> tuple[str, bytes]:
    """Return the name and content of the form's file. Raises: Rejected."""
    limit = visit.gate.imports.limit
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit + FORM_BYTES:
        raise refuse_long(visit.gate)
    async with asyncio.timeout(UPLOAD_S):
        form = await request.form(max_files=1, max_fields=4)
    require_token(request, visit.session, form)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Rejected("BAD_SHAPE", _("올릴 파일을 고르세요."))
    return file.filename[-200:], await file.read(limit + 1)


@router.get("/{import_id}")
async def show_import(request: Request, visit: SignedIn, import_id: UUID) -> Response:
    """Show one import: what its dry run found, how far it is."""
    return await _show_one(request, visit, import_id)


async def _list_people(visit: Visit) -> dict[str, str]:
    return {each.user: each.label for each in await visit.gate.accounts.list_all()}


async def _read(visit: Visit, import_id: UUID) -> telling.Shown:
    found = await find_import(visit.gate, import_id)
    return telling.show(found, visit.session.principal, await _list_people(visit))


async def _show_one(request: Request, visit: Visit, import_id: UUID, *, error: str = "", status: int = 200) -> Response:
    found = await _read(visit, import_id)
    name = "_imports_one.html" if is_part(request) else "imports_one.html"
    return await show(request, name, status=status, one=found, error=error)


@router.get("/{import_id}/report.xlsx")
async def send_report(request: Request, visit: SignedIn, import_id: UUID) -> Response:
    """Send what the dry run found as a workbook."""
    found = await find_import(visit.gate, import_id)
    book = make_report(found.name, found.report, visit.moment.at.astimezone(SEOUL))
    return await _send_book(request, book, name_report(found.name))


async def _send_book(request: Request, book: Workbook, name: str) -> Response:
    try:
        made = await find_maker(request).make_workbook(book)
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    return send_file(made, workbook.MEDIA_TYPE, name)


@router.get("/{import_id}/apply")
async def ask_apply(request: Request, visit: SignedIn, import_id: UUID) -> Response:
    """Ask once more before a file is applied: what is in the log stays there."""
    found = await _read(visit, import_id)
    return await show(request, "imports_apply.html", one=found) if found.may_apply else go(found.path)


@router.post("/{import_id}/apply")
async def apply_import(request: Request, visit: SignedIn, import_id: UUID) -> Response:
    """Have a file applied, with the discrepancies that were shown."""
    form = await request.form()
    require_token(request, visit.session, form)
    asked = Apply(sha256=str(form.get("sha256", "")), accepts_discrepancies=form.get("accepts") == "1")
    try:
        await start_import(visit.gate, visit.session.principal, import_id, asked)
    except Rejected as no:
        if no.code not in {"IMPORT_NOT_READY", "DISCREPANCIES_NOT_ACCEPTED"}:
            raise
        return await _show_one(request, visit, import_id, error=explain(no).cause, status=Status.STATE)
    return go(f"{PATH}/{import_id}")
