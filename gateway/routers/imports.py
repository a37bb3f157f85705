"""/v1/imports: files that are tried dry, told of, and applied (PLT-14)."""

from collections.abc import Awaitable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Request, Response
from fastapi.responses import JSONResponse

from contracts.errors import Rejected
from gateway.access import Asking, Gated, Unasked
from gateway.answers.imports import ManyImports, OneImport, answer_import, shorten, show_import
from gateway.console.exports.making import find_maker, send_file
from gateway.exports import workbook
from gateway.exports.making import NotMade
from gateway.guard import GuardedRoute
from gateway.imports.rows import Document
from gateway.imports.taking import BODY_BYTES, Apply, find_import, keep_import, receive_import, start_import
from gateway.imports.template import NAME, make_report, name_report, write_template
from gateway.uploads import FORM
from infra.clock import SEOUL

ImportId = Annotated[UUID, Path(description="가져오기의 id")]

router = APIRouter(prefix="/v1/imports", route_class=GuardedRoute, tags=["가져오기"])


@router.get("", summary="가져오기 목록")
async def list_imports(gate: Gated, principal: Asking, _none: Unasked) -> ManyImports:
    """누가 언제 무엇을 가져왔고 어떻게 되었는지, 최근 것부터 50건을 답한다."""
    shown = [show_import(each, principal) for each in await gate.imports.list_all()]
    return ManyImports(data=[shorten(each) for each in shown])


@router.get("/template.xlsx", response_class=Response, summary="가져오기 서식")
async def send_template(gate: Gated, principal: Asking, _none: Unasked) -> Response:
    """엑셀 서식: 1행은 한글 이름, 2행(숨은 행)은 항목 이름, 3행부터 적는다."""
    del principal  # whoever may see imports
    at = (await gate.now()).at.astimezone(SEOUL)
    return send_file(await write_template(at), workbook.MEDIA_TYPE, NAME)


@router.get("/schema", response_class=JSONResponse, summary="가져오기 파일의 JSON Schema")
async def read_schema(principal: Asking, _none: Unasked) -> JSONResponse:
    """YAML 파일을 적을 때 편집기가 쓰는 JSON Schema."""
    del principal  # whoever may see imports
    return JSONResponse(Document.model_json_schema(by_alias=True), media_type="application/schema+json")


@router.post("", status_code=201, max_body_size=BODY_BYTES, openapi_extra=FORM, summary="가져오기 파일 올리기")
async def upload_import(
    request: Request, response: Response, gate: Gated, principal: Asking, _none: Unasked
) -> OneImport:
    """YAML이나 xlsx를 올린다: `curl -F file=@2018.yaml`. 아무것도 저장하지 않고 모두 미리 검사한다.

    같은 파일을 다시 올리면 같은 가져오기다. 결과는 GET으로 본다: READY면 적용할 수 있고 REFUSED면 고쳐 올린다.
    """
    name, content = await receive_import(gate, request)
    found = await keep_import(gate, find_maker(request), principal, name, content)
    response.headers["Location"] = f"/v1/imports/{found.id}"
    return answer_import(found, principal)


@router.get("/{import_id}", summary="가져오기 하나")
async def read_import(gate: Gated, principal: Asking, import_id: ImportId, _none: Unasked) -> OneImport:
    """검사한 결과와 얼마나 들어갔는지를 답한다."""
    return answer_import(await find_import(gate, import_id), principal)


@router.get("/{import_id}/report.xlsx", response_class=Response, summary="가져오기 보고서")
async def send_report(
    request: Request, gate: Gated, principal: Asking, import_id: ImportId, _none: Unasked
) -> Response:
    """검사한 결과를 엑셀로 받는다."""
    del principal  # whoever may see imports
    found = await find_import(gate, import_id)
    book = make_report(found.name, found.report, (await gate.now()).at.astimezone(SEOUL))
    made = await _make(find_maker(request).make_workbook(book))
    return send_file(made, workbook.MEDIA_TYPE, name_report(found.name))


@router.post("/{import_id}/apply", status_code=202, summary="가져오기 적용")
async def apply_import(
    gate: Gated, principal: Asking, import_id: ImportId, body: Annotated[Apply, Body()], _none: Unasked
) -> OneImport:
    """거부된 것이 없는 바로 그 파일을 적용한다. 다시 적용해도 두 번 들어가지 않는다.

    사업마다 한 번에 저장하며, 얼마나 되었는지는 GET의 done과 chunks로 본다.
    """
    return answer_import(await start_import(gate, principal, import_id, body), principal)


async def _make(making: Awaitable[bytes]) -> bytes:
    """Return what was made. Raises: Rejected with BUSY."""
    try:
        return await making
    except NotMade as error:
        raise Rejected("BUSY", str(error)) from error
