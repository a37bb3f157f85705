"""Routes of a session's agenda: what is talked about, where it comes from, and in which order (ENG-14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.console.forms import read_count, read_field
from gateway.console.meetings.forms import Misread
from gateway.console.meetings.sending import OVERTAKEN
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, show
from gateway.console.town_halls import agenda, laying
from gateway.console.town_halls.pages import VIEW, require_session
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.views.town_hall import CONTEXT, Row
from infra.clock import make_id

OWN: Final = "/{session}/agenda"
SAVE: Final = "save"

router = APIRouter(prefix=laying.PATH, route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in."""

    key: str
    version: int
    lines: Sequence[agenda.Line]
    error: str = ""
    failure: Trouble | None = None


@router.get(OWN)
async def open_form(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Show the agenda with where each item may come from."""
    row = await require_session(visit, session)
    return await _show(request, visit, row, Filled(str(make_id()), row.version, agenda.list_lines(row.agenda)))


@router.post(OWN)
async def set_agenda(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Set the agenda, or show it in another order first (ENG-14)."""
    form = await request.form()
    require_token(request, visit.session, form)
    row, act = await require_session(visit, session), read_field(form, "act")
    filled = Filled(read_field(form, "key"), read_count(form, "version"), agenda.read_lines(form))
    if act not in {"", SAVE}:
        return await _show(request, visit, row, replace(filled, lines=agenda.move(filled.lines, act)))
    async with visit.gate.reading() as snapshot:
        choices = await agenda.list_choices(snapshot, row)
    try:
        command = agenda.make_agenda(filled.lines, choices)
        done = await visit.gate.send(
            visit.session.principal, command, key=filled.key, subject=session, if_match=filled.version
        )
    except Misread as misread:
        return await _show(request, visit, row, replace(filled, error=misread.message), status=422)
    except Rejected as no:
        return await _refuse(request, visit, row, filled, no)
    await visit.gate.wait_for(VIEW.name, CONTEXT, done.position)
    return go(f"{laying.PATH}/{session}#agenda-title")


async def _refuse(request: Request, visit: Visit, row: Row, filled: Filled, no: Rejected) -> Response:
    """Show the form with its refusal; where another came first, ready to be sent again."""
    failure = explain(no, _("저장하지 못했습니다"))
    if no.code in OVERTAKEN:
        filled = replace(filled, key=str(make_id()), version=int(no.details.get("version", row.version)))
    return await _show(request, visit, row, replace(filled, failure=failure), status=STATUS_OF_CODE[no.code])


async def _show(request: Request, visit: Visit, row: Row, filled: Filled, *, status: int = 200) -> Response:
    async with visit.gate.reading() as snapshot:
        choices = await agenda.list_choices(snapshot, row)
    return await show(
        request,
        "town_hall_agenda.html",
        status=status,
        row=row,
        here=f"{laying.PATH}/{row.town_hall}",
        filled=filled,
        lines=agenda.pad(filled.lines),
        last=len(filled.lines) - 1,
        choices={label: group for label, group in choices.items() if group},
        longest=agenda.LONGEST,
    )
