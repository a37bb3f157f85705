"""Routes of 회의: the list, one meeting, planning, recording, and a decision that becomes a directive (ORG-10)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from contracts.directives import DirectiveKind, IssueDirective, Origin, OriginKind
from contracts.errors import Rejected
from contracts.registry import ScheduleMeeting
from gateway.answers.past import looking
from gateway.console.forms import read_field
from gateway.console.meetings import laying as meetings
from gateway.console.meetings.forms import (
    CANCEL,
    FIX_DATE,
    RECORD,
    SCHEDULE,
    Filled,
    Spec,
    Value,
)
from gateway.console.meetings.sending import CONTEXT, Shown, fill, send_form, show_form
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.drafting import guess_kind
from gateway.ordering import Order
from gateway.queries import election, meeting
from gateway.queries.department import list_departments
from gateway.queries.directive_board import list_of_meeting
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_page
from gateway.views.meeting import Row
from infra.clock import make_id, name_command

SPECS: Final[Mapping[str, Spec]] = {"date": FIX_DATE, "record": RECORD, "cancel": CANCEL}
AHEAD: Final = timedelta(days=366)
"""How far ahead the form tells of elections."""

router = APIRouter(prefix=meetings.PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_meetings(request: Request, visit: SignedIn, query: Annotated[meetings.Query, Query()]) -> Response:
    """Show the meetings, the latest day first, now or as they were (ORG-10, PLT-19)."""
    first, last = query.days
    conditions = meeting.choose(q=query.q, kind=query.kind, state=query.state, first=first, last=last)
    place = Place(meetings.PAGE_SIZE, query.cursor or None, query.link(), is_falling=True)
    order = [meeting.TABLE.c.first_day, meeting.TABLE.c.meeting]
    async with looking(visit.gate, query.ask(), meeting.VIEW) as look:
        page = await list_page(look.snapshot, meeting.VIEW, conditions, order, place, total=True)
        counts = await meeting.count_by_state(look.snapshot)
    return await show(
        request,
        "meetings.html",
        lines=[meetings.lay_out_line(row) for row in page.rows],
        total=page.total,
        counts=counts,
        query=query,
        next_link=query.link(cursor=page.next_cursor) if page.next_cursor else None,
        may_plan=visit.may_send(ScheduleMeeting) and not query.is_past,
        position=page.position,
        cut=look.cut,
        past=query,
        past_path=meetings.PATH,
        past_kept=query.conditions,
        past_link=query.link(as_of="", known_at=""),
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

    async def reread() -> Shown:
        return _make_act(await _require(visit, meeting_id), act, Filled(key=""))

    shown = _make_act(row, act, Filled(key=""))
    return await send_form(request, visit, shown, meetings.PATH, meeting.VIEW.name, subject=meeting_id, reread=reread)


@router.post("/{meeting_id}/decisions/{item}")
async def issue_decision(request: Request, visit: SignedIn, meeting_id: UUID, item: int) -> Response:
    """Turn a decision into a directive in one action; each names the other (ORG-10, DIR-19).

    Whoever does it, it is one command: its id is the decision's.
    """
    form = await request.form()
    require_token(request, visit.session, form)
    row = await _require(visit, meeting_id)
    kind = read_field(form, "kind")
    if not 1 <= item <= len(row.decisions) or kind not in set(DirectiveKind):
        raise Rejected("NOT_FOUND", _("그런 결정이 없습니다. 회의를 다시 여세요."))
    here = f"{meetings.PATH}/{meeting_id}#decision-{item}"
    async with visit.gate.reading() as snapshot:
        made = await list_of_meeting(snapshot, row.meeting, visit.session.principal)
    if any(of == item for of, _directive, _number in made):
        return go(here)
    origin = Origin(kind=OriginKind.MEETING, id=row.meeting, item=item)
    command = IssueDirective(text=row.decisions[item - 1], kind=DirectiveKind(kind), meeting=row.title, origin=origin)
    order = Order(name_command(f"meeting-{row.meeting}", f"decision-{item}"), command)
    try:
        done = await visit.gate.carry_out(visit.session.principal, order)
    except Rejected as rejected:
        if rejected.code != "IDEMPOTENCY_CONFLICT":
            raise
        return go(here)  # another was faster, in other words
    await visit.gate.wait_for("directive_board", "directives", done.position)
    return go(here)


async def go_on(visit: Visit, path: Sequence[str], form: FormData) -> Shown | None:
    """Return the form of an address with what was typed when its session had ended; None where there is none."""
    match path:
        case ["meetings"]:
            return fill(await _make_schedule(visit, Filled(key="")), form)
        case ["meetings", key, act] if act in SPECS and is_id(key):
            async with visit.gate.reading() as snapshot:
                row = await find_row(snapshot, meeting.VIEW, key)
            return None if row is None else fill(_make_act(row, act, Filled(key="")), form)
        case _:
            return None


def is_id(text: str) -> bool:
    """Tell whether a part of an address is an id."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _make_act(row: Row, act: str, filled: Filled) -> Shown:
    here = f"{meetings.PATH}/{row.meeting}"
    now = meetings.tell_meeting(row)
    return Shown(SPECS[act], filled, f"{here}/{act}", here, row.title, version=row.version, now=now)


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
