"""Routes of 회의: the list, one meeting, planning, recording, and a decision that becomes a directive (ORG-10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.directives import DirectiveKind, IssueDirective, Origin, OriginKind
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.registry import ScheduleMeeting
from gateway.console import meetings
from gateway.console.forms import read_count, read_field
from gateway.console.meetings_forms import (
    CANCEL,
    FIX_DATE,
    RECORD,
    SCHEDULE,
    Filled,
    Spec,
    Value,
    make_command,
    place_refusal,
    read_filled,
    tell_refusal,
)
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.drafting import guess_kind
from gateway.labels import DEPARTMENT_KIND_LABELS
from gateway.queries import election, meeting
from gateway.queries.department import list_departments
from gateway.queries.directive_board import list_of_meeting
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_page
from gateway.views.meeting import Row
from infra.clock import make_id

CONTEXT: Final = "registry"
SPECS: Final[Mapping[str, Spec]] = {"date": FIX_DATE, "record": RECORD, "cancel": CANCEL}
AHEAD: Final = timedelta(days=366)
"""How far ahead the form tells of elections."""

router = APIRouter(prefix=meetings.PATH, route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A form on its page, whatever it is of."""

    spec: Spec
    filled: Filled
    action: str
    back: str
    heading: str = ""
    failure: Trouble | None = None
    version: int = 0
    hints: Mapping[str, str] = field(default_factory=dict)


@router.get("")
async def list_meetings(request: Request, visit: SignedIn, query: Annotated[meetings.Query, Query()]) -> Response:
    """Show the meetings, the latest day first (ORG-10)."""
    first, last = query.days
    conditions = meeting.choose(q=query.q, kind=query.kind, state=query.state, first=first, last=last)
    place = Place(meetings.PAGE_SIZE, query.cursor or None, query.link(), is_falling=True)
    order = [meeting.TABLE.c.first_day, meeting.TABLE.c.meeting]
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, meeting.VIEW, conditions, order, place, total=True)
        counts = await meeting.count_by_state(snapshot)
    return await show(
        request,
        "meetings.html",
        lines=[meetings.lay_out_line(row) for row in page.rows],
        total=page.total,
        counts=counts,
        query=query,
        next_link=query.link(cursor=page.next_cursor) if page.next_cursor else None,
        may_plan=visit.may_send(ScheduleMeeting),
        position=page.position,
    )


@router.get("/new")
async def open_schedule(request: Request, visit: SignedIn) -> Response:
    """Show the empty form of a new meeting."""
    return await show_form(request, visit, await _make_schedule(visit, Filled(key=str(make_id()))))


@router.post("")
async def schedule_meeting(request: Request, visit: SignedIn) -> Response:
    """Plan a meeting; its weekday and the election before it are checked (CAL-08 to CAL-10)."""
    shown = await _make_schedule(visit, Filled(key=""))
    return await send_form(request, visit, shown, meetings.PATH, meeting.VIEW.name)


@router.get("/{meeting_id}")
async def show_meeting(request: Request, visit: SignedIn, meeting_id: UUID, after: int = 0) -> Response:
    """Show one meeting with its decisions and the directives that they have become (ORG-10)."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, meeting.VIEW, str(meeting_id))
        made = await list_of_meeting(snapshot, str(meeting_id), visit.session.principal)
        departments = await list_departments(snapshot, row.first_day if row else visit.today)
        position = await find_position(snapshot, meeting.VIEW.name, CONTEXT)
    if row is None and after:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    if row is None:
        raise Rejected("NOT_FOUND", _("그런 회의가 없습니다. 주소를 확인하세요."))
    names = {each.code: each.name for each in departments}
    sheet = meetings.lay_out_meeting(row, made, names, visit.session.principal)
    return await show(
        request,
        "meetings_one.html",
        sheet=sheet,
        keys={decision.item: str(make_id()) for decision in sheet.decisions},
        kinds={decision.item: guess_kind(decision.text).kind for decision in sheet.decisions},
        may_issue=visit.may_send(IssueDirective),
        key=str(make_id()),
        position=position,
    )


@router.get("/{meeting_id}/{act}")
async def open_act(request: Request, visit: SignedIn, meeting_id: UUID, act: str) -> Response:
    """Show the form that records or calls off a meeting."""
    row = await _require(visit, meeting_id)
    if act not in {"record", "cancel"} or act not in meetings.list_acts(row, visit.session.principal):
        return go(f"{meetings.PATH}/{meeting_id}")
    held_on = meetings.show_days(row.period) if row.state == "SCHEDULED" else ""
    values: dict[str, Value] = {"held_on": held_on, "departments": tuple(row.departments)}
    return await show_form(request, visit, _make_act(row, act, Filled(key=str(make_id()), values=values)))


@router.post("/{meeting_id}/{act}")
async def act_on_meeting(request: Request, visit: SignedIn, meeting_id: UUID, act: str) -> Response:
    """Fix a meeting's day, record what it decided, or call it off (CAL-09, ORG-10)."""
    row = await _require(visit, meeting_id)
    if act not in SPECS:
        raise Rejected("NOT_FOUND", _("그런 화면이 없습니다. 회의를 다시 여세요."))
    return await send_form(
        request, visit, _make_act(row, act, Filled(key="")), meetings.PATH, meeting.VIEW.name, subject=meeting_id
    )


@router.post("/{meeting_id}/decisions/{item}")
async def issue_decision(request: Request, visit: SignedIn, meeting_id: UUID, item: int) -> Response:
    """Turn a decision into a directive in one action; each names the other (ORG-10, DIR-19)."""
    form = await request.form()
    require_token(request, visit.session, form)
    row = await _require(visit, meeting_id)
    kind = read_field(form, "kind")
    if not 1 <= item <= len(row.decisions) or kind not in set(DirectiveKind):
        raise Rejected("NOT_FOUND", _("그런 결정이 없습니다. 회의를 다시 여세요."))
    origin = Origin(kind=OriginKind.MEETING, id=row.meeting, item=item)
    command = IssueDirective(text=row.decisions[item - 1], kind=DirectiveKind(kind), meeting=row.title, origin=origin)
    done = await visit.gate.send(visit.session.principal, command, key=read_field(form, "key"))
    await visit.gate.wait_for("directive_board", "directives", done.position)
    return go(f"{meetings.PATH}/{meeting_id}#decision-{item}")


async def send_form(
    request: Request, visit: Visit, shown: Shown, path: str, view: str, *, subject: UUID | None = None
) -> Response:
    """Send a form and open what it made or changed; show it again with what is wrong."""
    form = await request.form()
    require_token(request, visit.session, form)
    filled = read_filled(shown.spec, form)
    shown = replace(shown, filled=filled, version=read_count(form, "version"))
    command = make_command(shown.spec, filled)
    if isinstance(command, dict):
        return await show_form(request, visit, _mark(shown, command), status=422)
    try:
        done = await visit.gate.send(
            visit.session.principal, command, key=filled.key, subject=subject, if_match=shown.version or None
        )
    except Rejected as rejected:
        status = STATUS_OF_CODE[rejected.code]
        if placed := place_refusal(shown.spec, rejected):
            return await show_form(request, visit, _mark(shown, placed), status=status)
        failure = replace(explain(rejected, _("저장하지 못했습니다")), cause=tell_refusal(rejected))
        return await show_form(request, visit, replace(shown, failure=failure), status=status)
    is_there = await visit.gate.wait_for(view, CONTEXT, done.position)
    return go(f"{path}/{done.result.id}" + ("" if is_there else f"?after={done.position}"))


async def show_form(request: Request, visit: Visit, shown: Shown, *, status: int = 200) -> Response:
    """Show a form with the departments of the day."""
    async with visit.gate.reading() as snapshot:
        departments = await list_departments(snapshot, visit.today)
    groups = [
        (label, [row for row in departments if row.kind == kind]) for kind, label in DEPARTMENT_KIND_LABELS.items()
    ]
    return await show(
        request, "meetings_form.html", status=status, shown=shown, kinds=[group for group in groups if group[1]]
    )


def _mark(shown: Shown, errors: dict[str, str]) -> Shown:
    return replace(shown, filled=replace(shown.filled, errors=errors))


def _make_act(row: Row, act: str, filled: Filled) -> Shown:
    here = f"{meetings.PATH}/{row.meeting}"
    return Shown(SPECS[act], filled, f"{here}/{act}", here, row.title, version=row.version)


async def _make_schedule(visit: Visit, filled: Filled) -> Shown:
    """Return the form of a new meeting, which tells of the elections ahead (CAL-10)."""
    today = visit.today
    async with visit.gate.reading() as snapshot:
        ahead = await election.list_around(snapshot, today, today + AHEAD)
    windows = meetings.tell_blackouts((each.blackout_from, each.day, each.name) for each in ahead)
    return Shown(SCHEDULE, filled, meetings.PATH, meetings.PATH, hints={"is_hosted_by_mayor": windows})


async def _require(visit: Visit, meeting_id: UUID) -> Row:
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, meeting.VIEW, str(meeting_id))
    if row is None:
        raise Rejected("NOT_FOUND", _("그런 회의가 없습니다. 주소를 확인하세요."))
    return row
