"""Routes of who reads anonymous reports: seen by all staff, designated by the mayor after a question (ENG-63)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from contracts.engagement.reports import DesignateIntegrityReaders
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.messages import Done
from contracts.values import Role
from gateway.answers.integrity import check_readers, require_integrity
from gateway.auth import Principal
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Field, Filled, Spec, make_command
from gateway.console.meetings.sending import Shown, fill, send_command, send_form, show_form
from gateway.console.registers.declaring import offer
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.gate import Gate
from gateway.ordering import order_by_key
from gateway.queries import integrity_readers, rows
from gateway.views.integrity_readers import STREAM, Row
from infra.clock import make_id

PATH: Final = "/integrity-readers"
DESIGNATE: Final = Spec(
    "청렴톡 담당 지정",
    "확인",
    DesignateIntegrityReaders,
    (
        Field("reader", "담당자", "choice", must=True, hint="감사 역할이거나 감사팀에 속한 계정에서 고릅니다."),
        Field("deputy", "대리", "choice", must=True, hint="담당자와 다른 사람이어야 합니다."),
    ),
    {"BAD_SHAPE": "deputy"},
)

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_readers(request: Request, visit: SignedIn) -> Response:
    """Show who reads anonymous reports now (ENG-63)."""
    row, names = await _find(visit.gate), await _list_names(visit.gate)
    principal = visit.session.principal
    return await show(
        request,
        "integrity_readers.html",
        row=row,
        names=names,
        may_designate=principal.role is Role.MAYOR and principal.acting_for is None,
        is_acting=principal.role is Role.MAYOR and principal.acting_for is not None,
    )


@router.get("/designate")
async def open_form(request: Request, visit: SignedIn) -> Response:
    """Show whom the mayor may designate."""
    row = await _find(visit.gate)
    values = {"reader": row.reader, "deputy": row.deputy} if row else {}
    filled = Filled(key=str(make_id()), values=values)
    return await show_form(request, visit, await _make_form(visit, filled))


@router.post("")
async def designate(request: Request, visit: SignedIn) -> Response:
    """Ask whether these two shall read from now on, and designate them once that is confirmed (ENG-63)."""
    form = await request.form()
    require_token(request, visit.session, form)
    shown = fill(await _make_form(visit, Filled(key="")), form)
    if read_field(form, "step") != "confirm":
        return await _ask(request, visit, shown)
    sent = await send_form(request, visit, shown, PATH, integrity_readers.VIEW.name)
    return go(PATH) if sent.status_code == go("").status_code else sent


async def _ask(request: Request, visit: Visit, shown: Shown) -> Response:
    """Show what a designation would change, or the form again with what is wrong."""
    command = make_command(shown.spec, shown.filled)
    if isinstance(command, dict):
        return await _refuse(request, visit, shown, command, 422)
    assert isinstance(command, DesignateIntegrityReaders)
    try:
        await check_readers(visit.gate, visit.session.principal, command)
        order = order_by_key(visit.session.principal, command, shown.filled.key)
        await visit.gate.carry_out(visit.session.principal, order, dry_run=True)
    except Rejected as no:
        return await _refuse(request, visit, shown, {"deputy": _(no.message)}, STATUS_OF_CODE[no.code])
    row = await _find(visit.gate)
    before = {row.reader, row.deputy} if row else set()
    names = await _list_names(visit.gate)
    return await show(
        request,
        "integrity_readers_confirm.html",
        key=shown.filled.key,
        row=row,
        chosen=command,
        leaving=sorted(names.get(each, each) for each in before - {command.reader, command.deputy}),
        names=names,
    )


async def _refuse(request: Request, visit: Visit, shown: Shown, errors: dict[str, str], status: int) -> Response:
    return await show_form(request, visit, replace(shown, filled=replace(shown.filled, errors=errors)), status=status)


async def _make_form(visit: Visit, filled: Filled) -> Shown:
    choices = [(each.user, f"{each.label} ({each.user})") for each in await _list_eligible(visit.gate)]
    spec = offer(offer(DESIGNATE, "reader", choices), "deputy", choices)
    return Shown(spec, filled, PATH, PATH, _("청렴톡 담당"), send=_send)


async def _send(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
    assert isinstance(body, DesignateIntegrityReaders)
    await check_readers(visit.gate, visit.session.principal, body)
    return await send_command(visit, body, key, subject, if_match)


async def _list_eligible(gate: Gate) -> list[Principal]:
    """Return the accounts that may be designated, by name."""
    integrity = require_integrity(gate)
    return [each for each in await gate.accounts.list_all() if await integrity.may_be_designated(each)]


async def _list_names(gate: Gate) -> dict[str, str]:
    return {each.user: each.label for each in await gate.accounts.list_all()}


async def _find(gate: Gate) -> Row | None:
    async with gate.reading() as snapshot:
        return await rows.find_row(snapshot, integrity_readers.VIEW, STREAM)
