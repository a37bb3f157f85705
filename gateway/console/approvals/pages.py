"""Routes of 승인 절차: the events that are to be approved, and one of them (PRJ-58 to PRJ-64)."""

from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.registry import DepartmentKind
from gateway.answers.past import looking
from gateway.console.approvals.sheet import PATH, Line, lay_out, lay_out_line
from gateway.console.calls.pages import name_partners
from gateway.console.past import Past
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import approval, department, project
from gateway.queries.history import Cut
from gateway.queries.metadata import find_position
from gateway.queries.rows import Page, Place, find_row, is_valid_on, list_all, list_page
from gateway.views import approval as approvals
from gateway.views import project as projects

SIZE: Final = 50
"""Lines of one page (decided.md, Limits)."""

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_approvals(
    request: Request,
    visit: SignedIn,
    past: Annotated[Past, Query()],
    cursor: Annotated[str, Query(max_length=1_000)] = "",
) -> Response:
    """Show the events on their way to an approval, each with the step that is due, now or as it was (PRJ-58)."""
    page, lines, cut = await _read_list(visit, past, cursor)
    return await show(
        request,
        "approvals.html",
        lines=lines,
        total=page.total,
        before_link=link_list(past) if cursor else "",
        next_link=link_list(past, page.next_cursor) if page.next_cursor else "",
        position=page.position,
        cut=cut,
        past=past,
        past_path=PATH,
        past_kept={},
    )


async def _read_list(visit: Visit, past: Past, cursor: str) -> tuple[Page[approvals.Row], list[Line], Cut]:
    async with looking(visit.gate, past.ask(), approval.VIEW) as look:
        place = Place(SIZE, cursor or None)
        page = await list_page(look.snapshot, approval.VIEW, [], approval.ORDER, place, total=True)
        codes = {each.department for each in page.rows if each.department}
        names = await department.find_names(look.snapshot, codes) if codes else {}
    return page, [lay_out_line(each, names, look.today) for each in page.rows], look.cut


def link_list(past: Past, cursor: str = "") -> str:
    """Return the address of the list, from a cursor on, as it was on the same day."""
    told = urlencode({**past.kept, **({"cursor": cursor} if cursor else {})})
    return f"{PATH}?{told}" if told else PATH


@router.get("/{approval_id}")
async def show_approval(request: Request, visit: SignedIn, approval_id: UUID) -> Response:
    """Show one approval: the rail, the rules, tracks, figures and boom-up (PRJ-58 to PRJ-64)."""
    today = visit.today
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, approval.VIEW, str(approval_id))
        if row is None:
            raise Rejected("NOT_FOUND", _("그런 승인 절차가 없습니다. 목록에서 고르세요."))
        chosen = [department.TABLE.c.kind == DepartmentKind.TOWN_OFFICE, *is_valid_on(department.VIEW, today)]
        towns = await list_all(snapshot, department.VIEW, chosen, [department.TABLE.c.code])
        one: projects.Row | None = await find_row(snapshot, project.VIEW, row.project or "")
        names = await department.find_names(snapshot, {row.department or ""})
        names |= await name_partners(snapshot, list_partners(row))
        position = await find_position(snapshot, approval.VIEW.name, approvals.CONTEXT)
    sheet = lay_out(row, names, {each.code: each.name for each in towns}, one.name if one else "", today)
    return await show(request, "approval.html", sheet=sheet, position=position)


def list_partners(row: approvals.Row) -> set[str]:
    """Return the codes of the partners that an approval names."""
    bodies = {each["body"] for each in row.steps}
    graded = {row.policy_grade["body"]} if row.policy_grade else set()
    return {code for code in bodies | graded if code}
