"""Routes of the directives: the board, one directive, registering and sharing."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.calendar import Calendar, add_business_days, count_business_days_late
from contracts.directives import IssueDirective, ShareDirective
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.messages import Done
from contracts.registry import DepartmentKind
from gateway.auth import Session
from gateway.console import board, present
from gateway.console.directive import Sheet, lay_out_sheet
from gateway.console.forms import (
    IssueEntry,
    ShareEntry,
    check_share,
    make_issue,
    make_share,
    read_count,
    read_field,
    read_issue,
)
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, is_part, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.labels import DEPARTMENT_KIND_LABELS
from gateway.queries.department import list_departments
from gateway.queries.directive_board import count_directives, find_directive, list_directives
from gateway.queries.history import list_stream
from gateway.queries.holiday import load_calendar
from gateway.queries.metadata import find_position
from gateway.secrecy import withhold
from gateway.views import department
from gateway.views.directive_board import PREFIX
from infra.clock import SEOUL, make_id

CONTEXT: Final = "directives"
WATCHED: Final = ("directive_board", "directives_history")
"""The views that show a directive."""

Supporting = Annotated[tuple[str, ...], Query(max_length=100)]

router = APIRouter(prefix="/directives", route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A directive with the departments of the day, read in one transaction."""

    sheet: Sheet
    departments: list[department.Row]
    calendar: Calendar

    @property
    def names(self) -> dict[str, str]:
        """Return the departments' names by code."""
        return {row.code: row.name for row in self.departments}


@router.get("")
async def show_board(request: Request, visit: SignedIn, query: Annotated[board.Query, Query()]) -> Response:
    """Show the board; a part of it when htmx refreshes it (DIR-12, DIR-21)."""
    today = _find_today(visit)
    async with visit.gate.reading() as snapshot:
        wanted = replace(query.choose(today), reader=visit.session.principal)
        page = await list_directives(snapshot, wanted)
        totals = await count_directives(snapshot, wanted)
        departments = [] if is_part(request) else await list_departments(snapshot, today)
        calendar = await load_calendar(snapshot, today)
    response = await show(
        request,
        "_board.html" if is_part(request) else "directives.html",
        board=board.lay_out_board(page, totals, query, today, calendar),
        query=query,
        departments=departments,
        may_issue=visit.may_send(IssueDirective),
        sorts=board.SORTS,
        page_size=board.PAGE_SIZE,
    )
    if request.headers.get("hx-source", "").startswith("form"):
        response.headers["HX-Push-Url"] = query.link()
    return response


@router.get("/new")
async def open_issue_form(request: Request, visit: SignedIn) -> Response:
    """Show the empty form of a new directive."""
    if not visit.may_send(IssueDirective):
        raise Rejected("NOT_PERMITTED", "지시사항은 시장, 간부, 기획감사실이 등록합니다.")
    return await show_issue_form(request, IssueEntry(key=str(make_id())))


async def show_issue_form(
    request: Request,
    entry: IssueEntry,
    *,
    status: int = 200,
    failure: Trouble | None = None,
    session: Session | None = None,
) -> Response:
    """Show the form of a new directive with what was typed into it."""
    values: dict[str, object] = {"session": session} if session else {}
    return await show(request, "new.html", status=status, entry=entry, failure=failure, **values)


@router.post("")
async def issue_directive(request: Request, visit: SignedIn) -> Response:
    """Register a directive and open it (DIR-01); a refusal shows the draft again."""
    form = await request.form()
    require_token(request, visit.session, form)
    entry = read_issue(form)
    command = None if entry.errors else make_issue(entry)
    if command is None:
        errors = entry.errors or {"text": "저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지워 주세요."}
        return await show_issue_form(request, replace(entry, errors=errors), status=422)
    try:
        done = await visit.gate.send(visit.session.principal, command, key=entry.key)
    except Rejected as rejected:
        failure = explain(rejected, "등록하지 못했습니다")
        return await show_issue_form(request, entry, status=STATUS_OF_CODE[rejected.code], failure=failure)
    return await _open_done(visit, done)


@router.get("/{directive}")
async def show_directive(
    request: Request,
    visit: SignedIn,
    directive: UUID,
    after: int = 0,
    lead: str = "",
    supporting: Supporting = (),
) -> Response:
    """Show one directive, with the departments chosen so far; say so while `after` is not in the views (DIR-14)."""
    opened = await _open(visit, directive)
    if opened is None and not after:
        raise Rejected("NOT_FOUND", "찾는 지시사항이 없습니다. 번호가 바뀌었거나 볼 수 있는 문서가 아닙니다.")
    if opened is None:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    if is_part(request) and after:
        return Response(status_code=204, headers={"HX-Redirect": request.url.path})
    entry = ShareEntry(key=str(make_id()), lead=lead, supporting=supporting)
    return await _show_sheet(request, visit, opened, entry)


@router.get("/{directive}/share")
async def confirm_share(
    request: Request,
    visit: SignedIn,
    directive: UUID,
    lead: str = "",
    supporting: Supporting = (),
) -> Response:
    """Ask once more before a share, which cannot be undone (DIR-04, DIR-05)."""
    opened = await _require(visit, directive)
    entry = ShareEntry(key=str(make_id()), lead=lead, supporting=supporting, version=opened.sheet.item.version)
    if opened.sheet.item.state != "ISSUED" or not visit.may_send(ShareDirective):
        return go(f"/directives/{directive}")
    errors = check_share(entry, set(opened.names))
    if errors:
        return await _show_sheet(request, visit, opened, replace(entry, errors=errors), status=422)
    today = _find_today(visit)
    days = present.REPORT_DAYS[opened.sheet.item.kind]
    return await show(
        request,
        "share.html",
        sheet=opened.sheet,
        entry=entry,
        names=opened.names,
        days=days,
        report_due=add_business_days(opened.calendar, today, days) if days else None,
        late_days=count_business_days_late(opened.calendar, opened.sheet.item.share_due, today),
    )


@router.post("/{directive}/share")
async def share_directive(request: Request, visit: SignedIn, directive: UUID) -> Response:
    """Share a directive with its departments and open it (DIR-04)."""
    form = await request.form()
    require_token(request, visit.session, form)
    entry = ShareEntry(
        key=read_field(form, "key"),
        lead=read_field(form, "lead"),
        supporting=tuple(str(code) for code in form.getlist("supporting")),
        version=read_count(form, "version"),
    )
    opened = await _require(visit, directive)
    if errors := check_share(entry, set(opened.names)):
        return await _show_sheet(request, visit, opened, replace(entry, errors=errors), status=422)
    principal = visit.session.principal
    try:
        done = await visit.gate.send(
            principal, make_share(entry), key=entry.key, subject=directive, if_match=entry.version
        )
    except Rejected as rejected:
        if STATUS_OF_CODE[rejected.code] not in {409, 412}:
            raise
        return await _show_conflict(request, visit, directive, entry, rejected)
    return await _open_done(visit, done)


async def _show_conflict(
    request: Request, visit: Visit, directive: UUID, entry: ShareEntry, rejected: Rejected
) -> Response:
    """Show what another did beside what this person wanted to do."""
    opened = await _require(visit, directive)
    status = STATUS_OF_CODE[rejected.code]
    values = {"sheet": opened.sheet, "entry": entry, "names": opened.names, "rejected": rejected}
    return await show(request, "conflict.html", status=status, **values)


async def _show_sheet(
    request: Request, visit: Visit, opened: Opened, entry: ShareEntry, *, status: int = 200
) -> Response:
    is_sharer = visit.may_send(ShareDirective)
    kinds = [
        (DEPARTMENT_KIND_LABELS[kind], [row for row in opened.departments if row.kind == kind])
        for kind in DepartmentKind
    ]
    return await show(
        request,
        "_sheet.html" if is_part(request) else "directive.html",
        status=status,
        sheet=opened.sheet,
        entry=entry,
        kinds=[(label, rows) for label, rows in kinds if rows],
        may_share=is_sharer and opened.sheet.item.state == "ISSUED",
        was_shared=is_sharer and opened.sheet.item.state != "ISSUED",
        is_part=is_part(request),
    )


async def _open_done(visit: Visit, done: Done) -> Response:
    """Go to what a command made, as soon as the views have it."""
    path = f"/directives/{done.result.id}"
    for view in WATCHED:
        if not await visit.gate.wait_for(view, CONTEXT, done.position):
            return go(f"{path}?after={done.position}")
    return go(path)


async def _require(visit: Visit, directive: UUID) -> Opened:
    opened = await _open(visit, directive)
    if opened is None:
        raise Rejected("NOT_FOUND", "찾는 지시사항이 없습니다. 번호가 바뀌었거나 볼 수 있는 문서가 아닙니다.")
    return opened


async def _open(visit: Visit, directive: UUID) -> Opened | None:
    today = _find_today(visit)
    async with visit.gate.reading() as snapshot:
        item = await find_directive(snapshot, str(directive), visit.session.principal)
        if item is None:
            return None
        history = await list_stream(snapshot, CONTEXT, f"{PREFIX}{directive}")
        if item.is_withheld:
            history = [replace(row, data=withhold(row.data)) for row in history]
        departments = await list_departments(snapshot, today)
        calendar = await load_calendar(snapshot, today)
        positions = [await find_position(snapshot, view, CONTEXT) for view in WATCHED]
    sheet = lay_out_sheet(
        item,
        history,
        {row.code: row.name for row in departments},
        position=min(positions),
        today=today,
        manual_clock=visit.moment.manual,
        calendar=calendar,
    )
    return Opened(sheet, departments, calendar)


def _find_today(visit: Visit) -> date:
    return visit.moment.at.astimezone(SEOUL).date()
