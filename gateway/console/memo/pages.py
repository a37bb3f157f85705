"""Routes of 받아적기: a memo at the left, its rows at the right, all shared in one act (DIR-03, DIR-04)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.calendar import Calendar
from contracts.calendar.policies import DeadlinePolicy
from contracts.directives import OriginKind, SplitNote
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.messages import Done
from gateway.auth import Session
from gateway.console.forms import TEXT_LIMIT, read_field
from gateway.console.memo import laying as memo
from gateway.console.memo.laying import Ground, MemoEntry, Planned
from gateway.console.memo.note import lay_out_note
from gateway.console.memo.sending import carry_out, find_note_id, find_row, take_order
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, is_part, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.drafting import remember
from gateway.guard import get_gate
from gateway.queries import directive_board, note
from gateway.queries.deadline_policy import load_policies
from gateway.queries.department import list_departments
from gateway.queries.directive_memory import list_remembered
from gateway.queries.holiday import load_calendar
from gateway.queries.meeting import VIEW as MEETINGS
from gateway.queries.meeting import list_recent
from gateway.queries.metadata import find_position
from gateway.queries.rows import find_row as find_entry
from gateway.views.note import Row as NoteRow
from infra.clock import make_id

CONTEXT = "directives"
WATCHED = ("note", "directive_board")
"""The views that show a memo and what became of it."""
LATEST = 10
"""Memos below the form."""

router = APIRouter(prefix=memo.PATH, route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What the page rests on, read in one transaction."""

    ground: Ground
    calendar: Calendar
    policies: Sequence[DeadlinePolicy]
    meetings: Sequence[str]
    """Titles of the latest ones."""
    notes: Sequence[NoteRow]


@router.get("")
async def open_memo(request: Request, visit: SignedIn, meeting: UUID | None = None) -> Response:
    """Show the empty form; of a meeting where it was opened from its page."""
    entry = MemoEntry(key=str(make_id()))
    if meeting is not None:
        async with visit.gate.reading() as snapshot:
            row = await find_entry(snapshot, MEETINGS, str(meeting))
        entry = replace(entry, meeting=row.title, meeting_id=row.meeting) if row else entry
    return await show_form(request, visit, entry, is_fresh=meeting is None)


@router.post("/rows")
async def read_rows(request: Request, visit: SignedIn) -> Response:
    """Show the rows of a memo as it is now; what was typed into unchanged ones stays."""
    form = await request.form()
    require_token(request, visit.session, form)
    return await show_form(request, visit, memo.read_entry(form), is_followed=True)


@router.post("")
async def act(request: Request, visit: SignedIn) -> Response:
    """Do what a button of the form says: keep the memo, ask once more, share all, or go back to the rows."""
    form = await request.form()
    require_token(request, visit.session, form)
    entry, wanted = memo.read_entry(form), read_field(form, "act")
    if wanted == "save" or not visit.may_send(SplitNote):
        return await _save(request, visit, entry)
    if wanted == "back":
        return await show_form(request, visit, entry)
    return await _share(request, visit, entry, is_sure=wanted == "share")


@router.get("/{note_id}")
async def show_note(request: Request, visit: SignedIn, note_id: UUID, after: int = 0) -> Response:
    """Show a memo with the directives that came of it: who has opened them, and what became of them (ORG-10)."""
    row = await _find_note(visit, note_id)
    if row is None and after:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    if row is None:
        raise Rejected("NOT_FOUND", "그런 메모가 없거나 볼 권한이 없습니다.")
    if is_part(request) and after:
        return Response(status_code=204, headers={"HX-Redirect": request.url.path})
    reader, today = visit.session.principal, visit.today
    origin = (OriginKind.NOTE, row.note)
    wanted = directive_board.Filter(today=today, reader=reader, origin=origin, sort="number", limit=200)
    async with visit.gate.reading() as snapshot:
        page = await directive_board.list_directives(snapshot, wanted)
        departments = await list_departments(snapshot, today)
        calendar = await load_calendar(snapshot, today)
        positions = [await find_position(snapshot, view, CONTEXT) for view in WATCHED]
    names = {each.code: each.name for each in departments}
    return await show(
        request,
        "_memo_note.html" if is_part(request) else "memo_note.html",
        note=row,
        children=lay_out_note(page.items, names, today, calendar),
        may_split=visit.may_send(SplitNote),
        position=min(positions),
    )


@router.get("/{note_id}/split")
async def open_split(request: Request, visit: SignedIn, note_id: UUID) -> Response:
    """Show the rows of a memo that was only kept so far (정리, DIR-03)."""
    row = await _find_note(visit, note_id)
    if row is None:
        raise Rejected("NOT_FOUND", "그런 메모가 없거나 볼 권한이 없습니다.")
    entry = MemoEntry(key=str(make_id()), text=row.text, meeting=row.meeting or "", note=row.note, version=row.version)
    return await show_form(request, visit, entry, is_followed=True)


async def show_form(
    request: Request,
    visit: Visit,
    entry: MemoEntry,
    *,
    status: int = 200,
    failure: Trouble | None = None,
    sent: str = "",
    is_fresh: bool = False,
    is_followed: bool = False,
    is_renewed: bool = False,
    session: Session | None = None,
) -> Response:
    """Show the form with its rows; the rows alone where htmx asks for them."""
    known = await _load(visit)
    followed, read = await asyncio.to_thread(memo.follow_memo, entry, known.ground)
    shown = followed if is_followed else entry
    desk = await asyncio.to_thread(
        memo.lay_out_desk, shown, read.left_out, known.ground, known.calendar, known.policies, visit.moment.at
    )
    more = {"session": session} if session else {}
    return await show(
        request,
        "_memo_rows.html" if is_part(request) else "memo.html",
        status=status,
        entry=shown,
        desk=desk,
        names=sorted(known.ground.names.values()),
        meetings=known.meetings,
        notes=known.notes,
        may_split=visit.may_send(SplitNote),
        failure=failure,
        sent=sent,
        is_fresh=is_fresh,
        is_renewed=is_renewed,
        **more,
    )


async def show_draft(request: Request, form: FormData, session: Session) -> Response:
    """Show the form that came with an expired session again, now that somebody is signed in."""
    gate = get_gate(request)
    visit = Visit(gate, session, await gate.now())
    return await show_form(request, visit, memo.read_entry(form), session=session)


async def _save(request: Request, visit: Visit, entry: MemoEntry) -> Response:
    """Keep the memo as it is; it can be split at a desk (DIR-03)."""
    if entry.note:
        return go(f"{memo.PATH}/{entry.note}")
    try:
        order = take_order(visit.session.principal, entry)
    except ValidationError:
        return await show_form(request, visit, _refuse_signs(entry), status=422)
    try:
        done = await visit.gate.carry_out(visit.session.principal, order)
    except Rejected as rejected:
        return await _refuse(request, visit, entry, rejected)
    return await _open_done(visit, order.id, done)


async def _share(request: Request, visit: Visit, entry: MemoEntry, *, is_sure: bool) -> Response:
    """Share a form whose rows are those of its memo and right, else show it again (DIR-04)."""
    known = await _load(visit)
    followed, _read = await asyncio.to_thread(memo.follow_memo, entry, known.ground)
    if not memo.is_followed(entry, followed):
        return await show_form(request, visit, followed, is_renewed=True)
    checked = memo.check_entry(entry, known.ground)
    if memo.has_errors(checked):
        return await show_form(request, visit, checked, status=422)
    planned = memo.plan_rows(checked, known.ground)
    if planned is None:
        return await show_form(request, visit, _refuse_signs(checked), status=422)
    return await _send(request, visit, checked, planned, known, is_sure=is_sure)


async def _send(
    request: Request, visit: Visit, entry: MemoEntry, planned: Sequence[Planned], known: Known, *, is_sure: bool
) -> Response:
    """Ask once more, having asked the service whether it would do it; then do it, all or nothing."""
    try:
        done = await carry_out(visit, entry, planned, dry_run=not is_sure)
    except ValidationError:
        return await show_form(request, visit, _refuse_signs(entry), status=422)
    except Rejected as rejected:
        return await _refuse(request, visit, entry, rejected, planned)
    if is_sure:
        return await _open_done(visit, find_note_id(visit.session.principal, entry), done)
    due = memo.find_due(known.ground.today, known.calendar, known.policies)
    names = known.ground.names
    return await show(request, "memo_check.html", entry=entry, planned=planned, names=names, due=due)


async def _refuse(
    request: Request, visit: Visit, entry: MemoEntry, rejected: Rejected, planned: Sequence[Planned] = ()
) -> Response:
    """Show the form with a refusal: at its row where one row led to it."""
    status, row = STATUS_OF_CODE[rejected.code], find_row(rejected, planned, is_new=not entry.note)
    if row is not None:
        return await show_form(request, visit, memo.refuse_row(entry, row, rejected.message), status=status)
    is_sent = rejected.code in {"IDEMPOTENCY_CONFLICT", "VERSION_CONFLICT"}
    sent = f"{memo.PATH}/{find_note_id(visit.session.principal, entry)}" if is_sent else ""
    failure = explain(rejected, _("보내지 못했습니다"))
    return await show_form(request, visit, entry, status=status, failure=failure, sent=sent)


def _refuse_signs(entry: MemoEntry) -> MemoEntry:
    too_long = len(entry.text) > TEXT_LIMIT
    words = _("메모는 4,000자까지입니다. 줄이거나 둘로 나누세요.") if too_long else _("메모를 붙여 넣거나 적으세요.")
    if entry.text and not too_long:
        words = _("저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지우세요.")
    return replace(entry, errors={"text": words})


async def _open_done(visit: Visit, note_id: UUID, done: Done) -> Response:
    """Go to the memo's page as soon as the views have it."""
    path = f"{memo.PATH}/{note_id}"
    for view in WATCHED:
        if not await visit.gate.wait_for(view, CONTEXT, done.position):
            return go(f"{path}?after={done.position}")
    return go(path)


async def _find_note(visit: Visit, note_id: UUID) -> NoteRow | None:
    async with visit.gate.reading() as snapshot:
        return await note.find_note(snapshot, str(note_id), visit.session.principal)


async def _load(visit: Visit) -> Known:
    principal, today = visit.session.principal, visit.today
    async with visit.gate.reading() as snapshot:
        departments = await list_departments(snapshot, today)
        past = await list_remembered(snapshot, principal)
        calendar = await load_calendar(snapshot, today)
        policies = await load_policies(snapshot)
        meetings = await list_recent(snapshot)
        notes = await note.list_notes(snapshot, principal, LATEST, None)
    memory = await asyncio.to_thread(remember, past)
    return Known(Ground(today, departments, memory), calendar, policies, meetings, notes.rows)
