"""Routes of juries that everybody may open: what they decided, and the files that repeat the lot (ENG-60, ENG-61)."""

from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from gateway.console.juries.book import (
    OPEN,
    lay_out_quotas,
    lay_out_votes,
    list_facts,
    list_steps,
    make_chip,
    name_region,
)
from gateway.console.present import format_day
from gateway.console.registers.declaring import Event, Part
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.words import _
from gateway.guard import get_gate
from gateway.queries import jury
from gateway.queries.department import find_names
from gateway.queries.rows import Place, find_row, list_page
from gateway.views.jury import Row

SHOWN: Final = 200
"""Juries on the page."""
NOT_THERE: Final = "그런 배심원단이 없습니다. 목록에서 찾아보세요."

router = APIRouter(prefix=OPEN, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_juries(request: Request) -> Response:
    """Show every jury (ENG-60)."""
    async with get_gate(request).reading() as snapshot:
        page = await list_page(snapshot, jury.VIEW, [], jury.ORDER, Place(SHOWN))
    return await show(request, "open_juries.html", lines=[(row, make_chip(row)) for row in page.rows])


@router.get("/{entry}")
async def show_jury(request: Request, entry: UUID) -> Response:
    """Show one jury: how it was drawn, how many came, what they asked and decided (ENG-60, ENG-61)."""
    async with get_gate(request).reading() as snapshot:
        row = await find_row(snapshot, jury.VIEW, str(entry))
        if row is None:
            raise Rejected("NOT_FOUND", _(NOT_THERE))
        asked = {told["department"] for each in row.sessions for told in each["questions"]}
        regions = {name_region(each["region"]) for each in row.quotas}
        names = await find_names(snapshot, asked | regions)
    parts = [_lay_out_sessions(row, names), lay_out_votes(row)]
    if row.recommendation:
        parts.append(Part("권고문", row.recommendation))
    return await show(
        request,
        "open_jury.html",
        row=row,
        state=make_chip(row),
        steps=list(list_steps(row)),
        facts=list(list_facts(row)),
        parts=[*parts, lay_out_quotas(row, names)],
    )


def _lay_out_sessions(row: Row, names: dict[str, str]) -> Part:
    """Return the sessions: how many came, and what was asked."""
    events = []
    for each in row.sessions:
        present = _("%(n)s명 가운데 %(present)s명 참석", n=each["appointed"], present=len(each["attended"]))
        asked = [
            f"{names.get(told['department'], told['department'])}: {told['question']} → {told['answer']}"
            for told in each["questions"]
        ]
        what = _("%(n)s차 회의", n=each["number"])
        events.append(Event(format_day(date.fromisoformat(each["held_on"])), what, "\n".join((present, *asked))))
    return Part("회의", events=tuple(events), none="아직 연 회의가 없습니다.")
