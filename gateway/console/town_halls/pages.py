"""Routes of 타운홀: the list, one session, its plan and its acts (ENG-01 to ENG-03, ENG-11)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.engagement.feedback import RequestFeedback
from contracts.engagement.town_halls import PlanTownHall
from contracts.errors import Rejected
from gateway.answers.past import looking
from gateway.console.feedback.book import lay_out_items
from gateway.console.meetings.forms import Filled
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.town_halls import laying
from gateway.console.town_halls.forms import ACTS, PLAN
from gateway.console.town_halls.ways import WAYS
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.labels.engagement import SESSION_KIND_LABELS, SESSION_STATE_LABELS
from gateway.queries import feedback, poll_round, seating, town_hall
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_all, list_page
from gateway.views.town_hall import CONTEXT, Row
from infra.clock import make_id

VIEW: Final = town_hall.VIEW
ASKABLE: Final = frozenset({"OPEN", "CLOSED"})
"""States in which departments are asked."""
router = APIRouter(prefix=laying.PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_sessions(request: Request, visit: SignedIn, query: Annotated[laying.Query, Query()]) -> Response:
    """Show the sessions, the newest first, now or as they were."""
    wanted = {name: getattr(query, name) or None for name in ("q", "kind", "state")}
    async with looking(visit.gate, query.ask(), VIEW) as look:
        place = Place(laying.PAGE_SIZE, query.cursor or None, str(query.conditions), is_falling=True)
        found = await list_page(look.snapshot, VIEW, town_hall.choose(**wanted), town_hall.ORDER, place, total=True)
    return await show(
        request,
        "town_halls.html",
        lines=[laying.lay_out_line(row) for row in found.rows],
        total=found.total or 0,
        query=query,
        kinds=SESSION_KIND_LABELS,
        states=SESSION_STATE_LABELS,
        next_link=query.link(cursor=found.next_cursor) if found.next_cursor else None,
        may_plan=visit.may_send(PlanTownHall) and not query.is_past,
        position=found.position,
        cut=look.cut,
        beside=WAYS,
        past=query,
        past_path=laying.PATH,
        past_kept=query.conditions,
        past_link=query.link(as_of="", known_at=""),
    )


@router.get("/new")
async def open_plan(request: Request, visit: SignedIn) -> Response:
    """Show the empty form of a session."""
    values = {"kind": "TOWN_HALL", "minutes": "120", "is_hosted_by_mayor": "1"}
    return await show_form(request, visit, _make_plan(Filled(key=str(make_id()), values=values)))


@router.post("")
async def plan_session(request: Request, visit: SignedIn) -> Response:
    """Plan a session; before an election it needs a ground (CAL-10)."""
    return await send_form(request, visit, _make_plan(Filled(key="")), laying.PATH, VIEW.name)


@router.get("/{session}")
async def show_session(request: Request, visit: SignedIn, session: UUID, after: int = 0) -> Response:
    """Show one session with its steps, its seats and what may come next (ENG-01, ENG-03)."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, VIEW, str(session))
        counts = await seating.find_segments(snapshot, str(session))
        chosen = poll_round.choose(town_hall=str(session))
        polls = await list_all(snapshot, poll_round.VIEW, chosen, poll_round.ORDER)
        asked = feedback.choose(town_hall=str(session))
        items = await list_all(snapshot, feedback.VIEW, asked, feedback.ORDER)
        position = await find_position(snapshot, VIEW.name, CONTEXT)
    if row is None and after:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    if row is None:
        raise _refuse_unknown()
    sheet = laying.lay_out_sheet(row, counts, polls, visit.session.principal)
    ground, _departments = await read_ground(visit)
    return await show(
        request,
        "town_hall.html",
        sheet=sheet,
        position=position,
        items=lay_out_items(items, ground),
        may_ask=row.state in ASKABLE and visit.may_send(RequestFeedback),
    )


@router.get("/{session}/{act}")
async def open_act(request: Request, visit: SignedIn, session: UUID, act: str) -> Response:
    """Show what an act asks, and what it cannot undo."""
    row = await require_session(visit, session)
    return await show_form(request, visit, _make_act(row, act, Filled(key=str(make_id()))))


@router.post("/{session}/{act}")
async def act_on_session(request: Request, visit: SignedIn, session: UUID, act: str) -> Response:
    """Do something with a session."""

    async def reread() -> Shown:
        return _make_act(await require_session(visit, session), act, Filled(key=""))

    shown = await reread()
    return await send_form(request, visit, shown, laying.PATH, VIEW.name, subject=session, reread=reread)


def _make_plan(filled: Filled) -> Shown:
    return Shown(PLAN, filled, laying.PATH, laying.PATH, _("타운홀"))


def _make_act(row: Row, act: str, filled: Filled) -> Shown:
    if act not in ACTS:
        raise Rejected("NOT_FOUND", _("그런 화면이 없습니다. 타운홀을 다시 여세요."))
    own = f"{laying.PATH}/{row.town_hall}"
    now = (("상태", laying.make_chip(row.state).word),)
    return Shown(ACTS[act], filled, f"{own}/{act}", own, row.name, version=row.version, now=now)


async def require_session(visit: Visit, session: UUID) -> Row:
    """Return a session. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, VIEW, str(session))
    if row is None:
        raise _refuse_unknown()
    return row


def _refuse_unknown() -> Rejected:
    return Rejected("NOT_FOUND", _("그런 타운홀이 없습니다. 주소를 확인하세요."))
