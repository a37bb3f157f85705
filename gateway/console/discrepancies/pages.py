"""Routes of 불일치 대장: the list, one discrepancy with its decisions, deciding, and the list as a file (PLT-08)."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import STATUS_OF_CODE, Rejected, Status
from contracts.projects import DecideDiscrepancy
from gateway.console import words
from gateway.console.discrepancies import reading, register
from gateway.console.discrepancies.register import MEANINGS, PATH
from gateway.console.discrepancies.telling import name_code
from gateway.console.exports.making import find_maker, send_file
from gateway.console.forms import read_count
from gateway.console.meetings.forms import Field, Filled, Spec, make_command, place_refusal, read_filled
from gateway.console.meetings.sending import send_command
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, show, show_error
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.exports import plain, tables, workbook
from gateway.exports.discrepancies import tell_register
from gateway.exports.making import NotMade
from gateway.labels.projects import DECISION_LABELS
from infra.clock import make_id

DECIDE: Final = Spec(
    "결정",
    "결정",
    DecideDiscrepancy,
    (
        Field("decision", "결정", "choice", must=True, options=DECISION_LABELS),
        Field("reason", "사유", "text", must=True, hint="나중에 보는 사람이 알 수 있게 근거를 적습니다."),
    ),
    {"BAD_SHAPE": "decision"},
)
EXPORTS: Final[Mapping[str, str]] = {"xlsx": "엑셀(xlsx)", "csv": "CSV"}

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_register(request: Request, visit: SignedIn, query: Annotated[register.Query, Query()]) -> Response:
    """Show where sources contradict themselves or a rule, and what was decided (PLT-08)."""
    listed = await reading.read_register(visit, query)
    return await show(
        request,
        "discrepancies.html",
        listed=listed,
        query=query,
        next_link=query.link(cursor=listed.next_cursor) if listed.next_cursor else None,
        exports=[(query.link_export(ending), word) for ending, word in EXPORTS.items()],
        rules=[(code, name_code(code), count) for code, count in listed.codes.items()],
        cut=listed.look.cut,
        past=query,
        past_path=PATH,
        past_kept=query.stays,
        may_decide=visit.may_send(DecideDiscrepancy) and not query.is_past,
        position=listed.position,
    )


@router.get("/export.{ending}")
async def export_register(
    request: Request,
    visit: SignedIn,
    ending: Annotated[str, Path(pattern="^(xlsx|csv)$")],
    query: Annotated[register.Query, Query()],
) -> Response:
    """Send every matching discrepancy, not the page only: Korean whatever the console speaks."""
    words.choose_language(words.Language.KOREAN)
    found = await reading.list_matching(visit, query)
    at, is_sample = visit.moment.at, visit.moment.manual
    table = tell_register(found.rows, found.names, found.people, at, found.position, is_sample=is_sample)
    try:
        if ending == "csv":
            headers = [column.header for column in table.columns]
            made, media_type = await asyncio.to_thread(plain.write_csv, headers, table.rows), plain.MEDIA_TYPE
        else:
            made, media_type = await find_maker(request).make_workbook(tables.make_book(table)), workbook.MEDIA_TYPE
    except NotMade as error:
        return await show_error(request, Status.UNAVAILABLE, "NOT_MADE", cause=str(error))
    return send_file(made, media_type, f"{table.name}.{ending}")


@router.get("/{discrepancy_id}")
async def show_discrepancy(request: Request, visit: SignedIn, discrepancy_id: UUID) -> Response:
    """Show one discrepancy with every decision, and the form of the next one."""
    return await _show(request, visit, discrepancy_id, Filled(key=str(make_id())))


@router.post("/{discrepancy_id}")
async def decide_discrepancy(request: Request, visit: SignedIn, discrepancy_id: UUID) -> Response:
    """Decide on a discrepancy; again appends: the decisions before stay (PLT-08)."""
    form = await request.form()
    require_token(request, visit.session, form)
    filled, seen = read_filled(DECIDE, form), read_count(form, "version")
    _line, found, _position = await reading.read_one(visit, str(discrepancy_id))
    command = make_command(DECIDE, filled)
    if isinstance(command, dict):
        return await _show(request, visit, discrepancy_id, replace(filled, errors=command), status=422)
    try:
        done = await send_command(visit, command, filled.key, discrepancy_id, seen)
    except Rejected as rejected:
        placed = place_refusal(DECIDE, rejected)
        failure = None if placed else explain(rejected, _("저장하지 못했습니다"))
        again = replace(filled, key=str(make_id()), errors=placed)
        status = STATUS_OF_CODE[rejected.code]
        return await _show(request, visit, discrepancy_id, again, status=status, failure=failure)
    await visit.gate.wait_for(found.view.name, found.context, done.position)
    return go(f"{PATH}/{discrepancy_id}")


async def _show(
    request: Request,
    visit: Visit,
    key: UUID,
    filled: Filled,
    *,
    status: int = 200,
    failure: Trouble | None = None,
) -> Response:
    line, found, position = await reading.read_one(visit, str(key))
    return await show(
        request,
        "discrepancy.html",
        status=status,
        line=line,
        filled=filled,
        failure=failure,
        choices=[
            (value, word, MEANINGS[value])
            for value, word in DECISION_LABELS.items()
            if line.may_compute or value != "USE_COMPUTED"
        ],
        may_decide=visit.may_send(found.decide),
        position=position,
    )
