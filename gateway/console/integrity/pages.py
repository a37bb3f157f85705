"""Routes of 청렴톡 for its two readers; to everyone else these addresses lead nowhere (ENG-63 to ENG-65)."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from gateway.answers.integrity import find_for, list_for, open_words
from gateway.answers.integrity_shown import list_allowed_acts
from gateway.console.integrity import laying
from gateway.console.integrity.forms import SPECS, find_send
from gateway.console.meetings.forms import Filled
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import history
from gateway.queries.integrity_report import RUNNING, Row
from gateway.reads import Act
from gateway.views.integrity_readers import CONTEXT
from infra.clock import make_id

VIEW: Final = history.VIEWS[CONTEXT].name
router = APIRouter(prefix=laying.PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_reports(request: Request, visit: SignedIn) -> Response:
    """Show the reports, the undecided ones by due date first (ENG-65)."""
    found, integrity = await list_for(visit.gate, visit.session.principal, {})
    await integrity.note(visit.session.principal, Act.LIST, [row.report for row in found])
    ground, _names = await read_ground(visit)
    lines = [(row.state in RUNNING, laying.lay_out_line(row, ground)) for row in found]
    parts = (
        (_("처리할 신고"), [line for is_running, line in lines if is_running]),
        (_("결정한 신고"), [line for is_running, line in lines if not is_running]),
    )
    return await show(request, "integrity_reports.html", parts=parts, total=len(found))


@router.get("/{report}")
async def show_report(request: Request, visit: SignedIn, report: UUID) -> Response:
    """Show one report with its thread, its notes and its clock; the read is kept first (ENG-63)."""
    row = await find_for(visit.gate, visit.session.principal, report, {})
    words = await open_words(visit.gate, row)
    ground, _names = await read_ground(visit)
    allowed = list_allowed_acts(row, visit.session.principal)
    return await show(
        request,
        "integrity_report.html",
        row=row,
        name=laying.name_report(row),
        state=laying.show_state(row),
        facts=tuple(laying.list_facts(row, ground, words)),
        parts=tuple(laying.list_parts(row, ground, words)),
        acts={act: spec.title for act, spec in SPECS.items() if act in allowed},
    )


@router.get("/{report}/{act}")
async def open_act(request: Request, visit: SignedIn, report: UUID, act: str) -> Response:
    """Show what an act asks, and what it cannot undo."""
    return await show_form(request, visit, await _make_act(visit, report, act, Filled(key=str(make_id()))))


@router.post("/{report}/{act}")
async def do_act(request: Request, visit: SignedIn, report: UUID, act: str) -> Response:
    """Do something with a report."""

    async def reread() -> Shown:
        return await _make_act(visit, report, act, Filled(key=""))

    return await send_form(request, visit, await reread(), laying.PATH, VIEW, subject=report, reread=reread)


async def _make_act(visit: Visit, report: UUID, act: str, filled: Filled) -> Shown:
    row = await find_for(visit.gate, visit.session.principal, report, {})
    if act not in SPECS:
        raise Rejected("NOT_FOUND", _("그런 화면이 없습니다. 신고를 다시 여세요."))
    own = f"{laying.PATH}/{report}"
    return Shown(
        SPECS[act],
        _prefill(row, act, filled),
        f"{own}/{act}",
        own,
        laying.name_report(row),
        version=row.version,
        now=(("상태", laying.show_state(row).word),),
        send=find_send(act),
    )


def _prefill(row: Row, act: str, filled: Filled) -> Filled:
    """Return the form with what stands already: whether the reporter needs protection."""
    values = {"is_raised": "1"} if act == "retaliation" and row.has_retaliation else {}
    return Filled(key=filled.key, values=values)
